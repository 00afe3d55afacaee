"""The headless host: an .xlsx is computed with no spreadsheet program.

::

    from addin.headless import compute
    computation = compute(Path("clients.xlsx"))     # writes clients.computed.xlsx

Whatever is wrong with the files is a `WorkbookError`, whose message is the sentence for the user and whose
`exit_code` is the command line's.
"""

from addin.headless.calculation import ErrorAnswer, NotComputed
from addin.headless.compute import Computation, Progress, check, compute, compute_in_place, compute_package
from addin.headless.errors import UnreadableWorkbook, UnwritableWorkbook, WorkbookError
from addin.headless.stale_cells import StaleCell

__all__ = [
    "Computation",
    "ErrorAnswer",
    "NotComputed",
    "Progress",
    "StaleCell",
    "UnreadableWorkbook",
    "UnwritableWorkbook",
    "WorkbookError",
    "check",
    "compute",
    "compute_in_place",
    "compute_package",
]
