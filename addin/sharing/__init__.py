"""Copies of a workbook for others: values only, or with nobody's name in them."""

from addin.sharing.anonymous import anonymous_copy
from addin.sharing.copied import Copied
from addin.sharing.frozen import frozen_copy

__all__ = ["Copied", "anonymous_copy", "frozen_copy"]
