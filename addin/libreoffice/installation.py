"""Installing the extension in LibreOffice for the user who runs this, and removing it: no administrator, no network.

LibreOffice itself installs it, unseen, in the user's profile: by the same way as its Extension Manager, which
`unopkg` would not go for root. Before this counts as done, a copy of the profile must compute a formula rightly.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import udfs
from addin import log
from addin.exit_codes import CannotGoOn, ExitCode
from addin.libreoffice import LOG, session
from addin.libreoffice.office import LibreOffice, see_that_it_suits
from addin.libreoffice.profile import EXTENSION, Profile

_EXAMPLE = next(each for each in udfs.FUNCTIONS if each.name == "REL_CLV")
FORMULA = f"={_EXAMPLE.name}({';'.join(map(str, _EXAMPLE.example[0]))})"
"""A cell that must show what the manual says."""
_COMPUTED_WITH = ("udfs", "numpy", "scipy")


@dataclass(frozen=True)
class Looked:
    """What LibreOffice said of the extension when it was asked on a copy of the user's profile.

    Attributes:
        version: the version of the extension; empty where it is not installed.
        enabled: whether it is in use.
        shown: what a cell with a function's example showed.
    """

    version: str
    enabled: bool
    shown: float | str

    @property
    def is_right(self) -> bool:
        """Whether the example came out as in the manual."""
        return isinstance(self.shown, float) and _EXAMPLE.example.holds(self.shown)


def package_folders() -> list[str]:
    """The folders in which this Python finds Tenure and what it computes with."""
    origins = (specification.origin for name in _COMPUTED_WITH if (specification := find_spec(name)))
    return list(dict.fromkeys(str(Path(origin).resolve().parents[1]) for origin in origins if origin))


def extension_of_this_version() -> bytes:
    """The extension that belongs to this version, and finds its packages where this Python has them.

    The wheel holds it; in a checkout it is made anew each time.
    """
    from addin.libreoffice import extension_package

    shipped = files("addin.libreoffice") / EXTENSION
    extension = shipped.read_bytes() if shipped.is_file() else extension_package.extension()
    return extension_package.with_packages(extension, package_folders(), sys.executable)


def is_unpacked(extension: bytes, profile: Profile) -> bool:
    """Whether a profile holds just this extension."""
    folder = profile.extension
    if folder is None:
        return False
    with zipfile.ZipFile(io.BytesIO(extension)) as package:
        members = {each: package.read(each) for each in package.namelist() if not each.endswith("/")}
    return all((folder / each).is_file() and (folder / each).read_bytes() == members[each] for each in members)


def look(office: LibreOffice, profile: Profile) -> Looked:
    """See whether a cell computes, on a copy of the profile: so it may be in use, and stays as it is.

    Raises:
        session.DoesNotAnswer: LibreOffice cannot be asked.
    """
    with profile.copied() as copy:
        found = session.look(office, copy, [FORMULA])
    return Looked(found.version, found.enabled, found.cells[0])


def install(office: LibreOffice, profile: Profile, progress: Callable[[str, float], None]) -> bool:
    """Install the extension, or bring it to this version.

    Args:
        office: the LibreOffice.
        profile: the user's profile.
        progress: is told how far the work is.

    Returns:
        Whether anything was changed: installed already, it stays as it is.

    Raises:
        CannotGoOn: something stands in the way; then everything is as before.
    """
    progress("Looking at LibreOffice's Python", 0.0)
    see_that_it_suits(office, package_folders())
    extension = extension_of_this_version()
    try:
        if is_unpacked(extension, profile):
            progress("Trying what is installed", 0.2)
            looked = look(office, profile)
            if looked.enabled and looked.is_right:
                return False
        profile.see_that_it_is_free()
        with profile.as_it_was_unless_all_goes_well(), tempfile.TemporaryDirectory(prefix="tenure-") as folder:
            progress("Installing the extension", 0.4)
            file = Path(folder, EXTENSION)
            file.write_bytes(extension)
            session.add(office, profile, file)
            progress("Trying a formula", 0.7)
            looked = look(office, profile)
            if not looked.is_right:
                raise CannotGoOn(
                    f"LibreOffice takes the extension, but {FORMULA} shows {looked.shown}: nothing was installed.",
                    ExitCode.UNSUITED,
                )
    except session.DoesNotAnswer as error:
        raise _does_not_answer(error) from error
    except OSError as error:
        raise CannotGoOn(
            f"{profile.folder} cannot be written to: {error.strerror or error}. Nothing was changed.",
            ExitCode.UNWRITABLE,
        ) from error
    return True


def uninstall(office: LibreOffice, profile: Profile) -> bool:
    """Remove the extension, whatever version it is, and the log.

    Returns:
        Whether there was an extension.

    Raises:
        CannotGoOn: LibreOffice uses the profile, or does not answer; then everything is as before.
    """
    if profile.is_without_tenure:
        _remove_log()
        return False
    profile.see_that_it_is_free()
    try:
        with profile.as_it_was_unless_all_goes_well():
            if not session.remove(office, profile).others:
                profile.forget_extensions()
            # LibreOffice removes the extension's files when it starts for the next time.
            session.look(office, profile)
            profile.forget_backups()
        _remove_log()
    except session.DoesNotAnswer as error:
        raise _does_not_answer(error) from error
    return True


def _remove_log() -> None:
    file = log.path(LOG)
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
    with contextlib.suppress(OSError):  # it may hold the log of another host
        file.parent.rmdir()


def _does_not_answer(error: session.DoesNotAnswer) -> CannotGoOn:
    return CannotGoOn(
        f"LibreOffice cannot be asked to do it: {error}. Nothing was changed.",
        ExitCode.UNWRITABLE,
    )
