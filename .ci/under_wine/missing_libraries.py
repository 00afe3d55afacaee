"""The libraries of Windows that packages need and Wine 8 lacks, or has in part; compiled, and put beside Python.

numpy imports the C99 functions of complex numbers from ``ucrtbase.dll``. Wine's names them, but they fail when called:
ours adds them, and forwards the rest. mingw's C library has them. Microsoft's compiler hands a complex double over by
reference and a complex float in a register, and so does gcc on Windows; a long double is a double there.

What is compiled from Rust, as formualizer is, takes random numbers from ``bcryptprimitives.dll``, of which Wine 8 has
none: ours gives those of ``advapi32.dll``.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

WINES_OWN = Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/ucrtbase.dll")
COMPILER = "x86_64-w64-mingw32-gcc"
_LISTER = "x86_64-w64-mingw32-objdump"

_COMPLEX_TO_COMPLEX = (
    "cacos", "cacosh", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "clog", "csin", "csinh", "csqrt",
    "ctan", "ctanh", "conj", "cproj",
)  # fmt: skip
_COMPLEX_TO_REAL = ("cabs", "carg", "creal", "cimag")
_KINDS = {"": ("double", ""), "f": ("float", "f"), "l": ("double", "")}
"""The C type of each suffix of a function's name, and the suffix of mingw's function for it."""


_RANDOM_NUMBERS = """
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T count)
{
    return SystemFunction036(data, (ULONG)count);
}
"""


def make(folder: Path) -> None:
    """Put what is missing beside the programs in `folder`."""
    _make_runtime(folder)
    source, library = folder / "bcryptprimitives.c", folder / "bcryptprimitives.dll"
    source.write_text(_RANDOM_NUMBERS, encoding="ascii")
    subprocess.run([COMPILER, "-O2", "-shared", "-static", "-o", library, source, "-ladvapi32"], check=True)
    source.unlink()


def _make_runtime(folder: Path) -> None:
    """``ucrtbase.dll`` and, under another name, Wine's own."""
    exported = _names_exported_by(WINES_OWN)
    bodies = {name: body for name, body in _bodies().items() if name in exported}
    source, names = folder / "ucrtbase.c", folder / "ucrtbase.def"
    source.write_text("#include <complex.h>\n" + "\n".join(bodies.values()) + "\n", encoding="ascii")
    lines = [f"  {name} = {f'own_{name}' if name in bodies else f'ucrtorig.{name}'}" for name in exported]
    names.write_text("LIBRARY ucrtbase\nEXPORTS\n" + "\n".join(lines) + "\n", encoding="ascii")
    library = folder / "ucrtbase.dll"
    subprocess.run([COMPILER, "-O2", "-shared", "-static", "-o", library, source, names], check=True)
    shutil.copyfile(WINES_OWN, folder / "ucrtorig.dll")
    source.unlink()
    names.unlink()


def _names_exported_by(library: Path) -> list[str]:
    listing = subprocess.run([_LISTER, "-p", library], check=True, capture_output=True, text=True).stdout
    table = listing.partition("[Ordinal/Name Pointer] Table")[2].partition("\n\n")[0]
    return re.findall(r"^\t\[.*\s(\S+)$", table, flags=re.MULTILINE)


def _bodies() -> dict[str, str]:
    bodies = {}
    for ending, (type_of, suffix) in _KINDS.items():
        of_complex = f"{type_of} _Complex"
        for name in _COMPLEX_TO_COMPLEX:
            bodies[name + ending] = f"{of_complex} own_{name}{ending}({of_complex} z) {{ return {name}{suffix}(z); }}"
        for name in _COMPLEX_TO_REAL:
            bodies[name + ending] = f"{type_of} own_{name}{ending}({of_complex} z) {{ return {name}{suffix}(z); }}"
        bodies[f"clog10{ending}"] = (
            f"{of_complex} own_clog10{ending}({of_complex} z) {{ return clog{suffix}(z) * 0.43429448190325182765; }}"
        )
        bodies[f"norm{ending}"] = (
            f"{type_of} own_norm{ending}({of_complex} z)"
            f" {{ {type_of} r = creal{suffix}(z), i = cimag{suffix}(z); return r * r + i * i; }}"
        )
        bodies[f"cpow{ending}"] = (
            f"{of_complex} own_cpow{ending}({of_complex} a, {of_complex} b) {{ return cpow{suffix}(a, b); }}"
        )
    return bodies
