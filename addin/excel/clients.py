"""The programs that the server works for, known by their process number.

A program that dies leaves its references behind, and Windows may take minutes to notice. So the server holds a handle
of each client process and asks that.
"""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_uint32, c_void_p

_SYNCHRONIZE, _STILL_RUNS = 0x00100000, 0x102

_kernel = ctypes.WinDLL("kernel32")
_kernel.OpenProcess.restype = c_void_p
_kernel.OpenProcess.argtypes = (c_uint32, c_int, c_uint32)
_kernel.WaitForSingleObject.argtypes = (c_void_p, c_uint32)
_kernel.CloseHandle.argtypes = (c_void_p,)


class Clients:
    """Processes that attached themselves and have not ended."""

    def __init__(self) -> None:
        self._handles: dict[int, int] = {}

    def attach(self, process: int) -> bool:
        """Count a process as a client as long as it runs; False where Windows does not let us see it."""
        if process not in self._handles:
            handle = _kernel.OpenProcess(_SYNCHRONIZE, False, process)
            if not handle:
                return False
            self._handles[process] = handle
        return True

    def running(self) -> int:
        """How many clients there are; those that ended are forgotten."""
        for process, handle in list(self._handles.items()):
            if _kernel.WaitForSingleObject(handle, 0) != _STILL_RUNS:
                _kernel.CloseHandle(handle)
                del self._handles[process]
        return len(self._handles)
