"""The programs that the server works for, each known by one of its windows.

A program that dies leaves its references behind, and Windows may take minutes to notice. So the server holds a handle
of each client process and asks that.
"""

from __future__ import annotations

import ctypes
from ctypes import byref, c_int, c_uint32, c_void_p

_SYNCHRONIZE, _STILL_RUNS = 0x00100000, 0x102

_user = ctypes.WinDLL("user32")
_user.GetWindowThreadProcessId.argtypes = (c_void_p, c_void_p)
_kernel = ctypes.WinDLL("kernel32")
_kernel.OpenProcess.restype = c_void_p
_kernel.OpenProcess.argtypes = (c_uint32, c_int, c_uint32)
_kernel.WaitForSingleObject.argtypes = (c_void_p, c_uint32)
_kernel.CloseHandle.argtypes = (c_void_p,)


class Clients:
    """Processes that attached themselves and have not ended."""

    def __init__(self) -> None:
        self._handles: dict[int, int] = {}

    def attach_window(self, window: int) -> bool:
        """Count the program of a window as a client as long as it runs; False where there is no such window to see."""
        process = c_uint32()
        if not _user.GetWindowThreadProcessId(window, byref(process)):
            return False
        if process.value not in self._handles:
            handle = _kernel.OpenProcess(_SYNCHRONIZE, False, process.value)
            if not handle:
                return False
            self._handles[process.value] = handle
        return True

    def running(self) -> int:
        """How many clients there are; those that ended are forgotten."""
        for process, handle in list(self._handles.items()):
            if _kernel.WaitForSingleObject(handle, 0) != _STILL_RUNS:
                _kernel.CloseHandle(handle)
                del self._handles[process]
        return len(self._handles)
