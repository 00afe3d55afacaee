"""A user's profile of LibreOffice: what is installed in it, who uses it, and copies of what installing changes."""

from __future__ import annotations

import getpass
import hashlib
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from addin.exit_codes import CannotGoOn, ExitCode
from addin.libreoffice.basic_wrappers import MODULE

EXTENSION = "tenure.oxt"
"""The name of the extension's file; never another."""
IDENTIFIER = "org.tenure.relationships"
"""What LibreOffice knows the extension by; never another."""
_CHANGED_BY_INSTALLING = ("basic", "extensions", "uno_packages", "registrymodifications.xcu")
"""All that LibreOffice reads or writes, below `user`, when an extension is installed or removed."""


_AS_THEY_ARE = "!$&'()*+,-./:=@_~"
"""The characters that LibreOffice leaves as they are in the address of a file, beside letters and digits."""


@dataclass(frozen=True)
class Profile:
    """One profile.

    Attributes:
        folder: such as ``~/.config/libreoffice/4``; it need not be there yet.
    """

    folder: Path

    @property
    def url(self) -> str:
        """The folder as LibreOffice writes it."""
        if sys.platform == "win32":
            return self.folder.absolute().as_uri()
        return f"file://{quote(str(self.folder.absolute()), safe=_AS_THEY_ARE)}"

    @property
    def lock(self) -> Path:
        """The file that LibreOffice writes when it starts, and removes when it ends well."""
        return self.folder / ".lock"

    @property
    def extension(self) -> Path | None:
        """The folder of the extension as LibreOffice unpacked it; None where there is none."""
        unpacked = self._user / "uno_packages" / "cache" / "uno_packages"
        found = sorted(each for each in unpacked.glob(f"*/{EXTENSION}") if each.is_dir())
        return found[-1] if found else None

    @property
    def is_without_tenure(self) -> bool:
        """Whether it holds nothing of Tenure's."""
        module = self._user / "basic" / "Standard" / f"{MODULE}.xba"
        return self.extension is None and not module.exists()

    def forget_backups(self) -> None:
        """Remove the copy of the module that LibreOffice keeps for its safe mode."""
        (self._user / "pack" / "basic" / "Standard" / f"{MODULE}.pack").unlink(missing_ok=True)

    def forget_extensions(self) -> None:
        """Remove what LibreOffice keeps of extensions, where there are none; it begins anew when it starts."""
        for folder in (self._user / "uno_packages", self._user / "extensions"):
            if folder.exists():
                shutil.rmtree(folder)

    def see_that_it_is_free(self) -> None:
        """Go on only where no LibreOffice uses the profile, and it belongs to the user who runs this.

        Raises:
            CannotGoOn: one does, or it is another's.
        """
        if self._answers():
            raise CannotGoOn("LibreOffice is open: close it and run this again. Nothing was changed.", _UNWRITABLE)
        if self.lock.exists() and (elsewhere := self._locked_on()):
            raise CannotGoOn(
                f"LibreOffice on the computer {elsewhere} uses the same profile: close it there and run this again; if "
                f"it is not open there any more, remove the file {self.lock}. Nothing was changed.",
                _UNWRITABLE,
            )
        there = next(each for each in (self.folder, *self.folder.parents) if each.exists())
        if sys.platform != "win32" and os.geteuid() != there.stat().st_uid:
            raise CannotGoOn(
                f"{there} belongs to another user than {getpass.getuser()}: run this as the user who uses LibreOffice, "
                "without sudo. Nothing was changed.",
                _UNWRITABLE,
            )

    @contextmanager
    def as_it_was_unless_all_goes_well(self) -> Iterator[None]:
        """Bring back what installing changes, should the block within not come to its end."""
        was_there = self.folder.exists()
        with tempfile.TemporaryDirectory(prefix="tenure-") as kept:
            self._copy_to(Path(kept))
            try:
                yield
            except BaseException:
                if was_there:
                    Profile(Path(kept))._put_back_to(self)
                else:
                    shutil.rmtree(self.folder, ignore_errors=True)
                raise

    @contextmanager
    def copied(self) -> Iterator[Profile]:
        """A copy with the same extensions and settings, to try them in; it goes afterwards."""
        with tempfile.TemporaryDirectory(prefix="tenure-", ignore_cleanup_errors=True) as folder:
            self._copy_to(Path(folder))
            yield Profile(Path(folder))

    @property
    def _user(self) -> Path:
        return self.folder / "user"

    def _copy_to(self, folder: Path) -> None:
        for name in _CHANGED_BY_INSTALLING:
            source = self._user / name
            if source.is_dir():
                _copy_folder(source, folder / "user" / name)
            elif source.exists():
                (folder / "user").mkdir(exist_ok=True)
                shutil.copy2(source, folder / "user" / name)

    def _put_back_to(self, profile: Profile) -> None:
        for name in _CHANGED_BY_INSTALLING:
            changed = profile._user / name
            if changed.is_dir():
                shutil.rmtree(changed)
            else:
                changed.unlink(missing_ok=True)
        self._copy_to(profile.folder)

    def _answers(self) -> bool:
        """Whether a LibreOffice uses the profile now: one listens for others that are started with it."""
        if sys.platform == "win32":
            return self.lock.exists()
        # Its name holds the sum of the profile's address, each byte without a leading zero.
        total = hashlib.md5(self.url.encode("utf-16-le"), usedforsecurity=False).digest()
        name = f"OSL_PIPE_{os.geteuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in total)}"
        return any(_listens(Path(folder, name)) for folder in ("/tmp", "/var/tmp"))

    def _locked_on(self) -> str:
        """The other computer whose LibreOffice has locked the profile; empty where it was this one."""
        lines = self.lock.read_text(encoding="utf-8", errors="replace").splitlines()
        host = dict(line.partition("=")[::2] for line in lines).get("Host", "").strip()
        return "" if host in ("", socket.gethostname()) else host


_UNWRITABLE = ExitCode.UNWRITABLE


def _copy_folder(source: Path, target: Path) -> None:
    """Copy a folder, but what a LibreOffice that is open removes from it meanwhile."""
    try:
        shutil.copytree(source, target, symlinks=True)
    except shutil.Error as error:
        if any(os.path.lexists(failed) for failed, *_ in error.args[0]):
            raise


def _listens(pipe: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        try:
            client.connect(str(pipe))
        except OSError:
            return False
    return True
