"""Copies of a workbook for others: values only, with nobody's name in them, or as a PDF."""

from addin.sharing.anonymous import anonymous_copy
from addin.sharing.copied import Copied
from addin.sharing.frozen import frozen_copy
from addin.sharing.printed import printed_copy, sheets_handed_round

__all__ = ["Copied", "anonymous_copy", "frozen_copy", "printed_copy", "sheets_handed_round"]
