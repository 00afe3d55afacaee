"""The version of Tenure, in one place, and the host that asks."""

from contextvars import ContextVar

__version__ = "0.1.0"

HOST: ContextVar[str] = ContextVar("HOST", default="Python")
"""What the functions run in; a host sets it before its first call, `REL_VERSION` shows it."""
