"""What came of a copy for others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Copied:
    """A copy that was made.

    Attributes:
        target: where it is.
        said: what it holds, what stayed behind, and what is still to be looked at, in sentences.
    """

    target: Path
    said: tuple[str, ...]
