"""Installing the Excel add-in for the user who runs this, and taking it away: no administrator, no network.

What is installed is switched in one go: first the environment, which nothing uses yet, then the add-in in Excel's
start-up folder, then the registration. What fails or is stopped on the way is taken back.
"""

from __future__ import annotations

import contextlib
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path

from addin.excel import asking, environment, log, registration
from addin.excel.environment import Environment
from addin.excel.places import ADDIN, MAKER, Places
from addin.exit_codes import CannotGoOn, ExitCode


def base_interpreter() -> Path:
    """The Python that Windows is to start: a virtual environment's own would start a second one.

    Raises:
        CannotGoOn: it is one that Excel cannot use.
    """
    interpreter = Path(getattr(sys, "_base_executable", None) or sys.executable)
    if "windowsapps" in str(interpreter).lower():
        raise CannotGoOn(
            "This Python comes from the Microsoft Store, which hides from Excel what it installs: "
            "install Python from python.org, and Tenure with it.",
            ExitCode.UNSUITED,
        )
    return interpreter


def shipped_addin() -> bytes:
    """The add-in that belongs to this version.

    Raises:
        CannotGoOn: it was not built.
    """
    shipped = files("addin.excel") / ADDIN
    if not shipped.is_file():
        raise CannotGoOn(f"{ADDIN} is missing from this installation: install Tenure again.", ExitCode.UNREADABLE)
    return shipped.read_bytes()


def install(
    places: Places, progress: Callable[[str, float], None], search: Sequence[str] | None = None
) -> tuple[Environment, list[Path]]:
    """Install the add-in, or bring it to this version.

    Args:
        places: the user's folders.
        progress: is told how far the work is.
        search: where the Python packages are; by default where this Python finds its own.

    Returns:
        The environment that Excel uses from now on, and what of older ones is still in use.

    Raises:
        CannotGoOn: something stands in the way; then everything is as before.
    """
    interpreter, addin = base_interpreter(), shipped_addin()
    planned = environment.plan(sys.path if search is None else search)
    with _alone(places), ExitStack() as undo:
        _see_that_nothing_is_in_the_way(places)
        undo.callback(_remove_if_empty, places.versions, places.own)
        try:
            made, is_new = environment.make(planned, places.versions, progress)
        except OSError as error:
            raise _cannot_make(error, places.versions / planned.name) from error
        if is_new:
            undo.callback(environment.remove, made.folder)
        progress("Putting the add-in in place", 1.0)
        _put_addin(places, addin, undo)
        try:
            before = registration.registered()
            undo.callback(_restore_registration, before)
            registration.register(registration.command(interpreter, made.packages))
        except OSError as error:
            raise CannotGoOn(
                f"Windows does not let this user register programs: {_reason(error)}. Ask whoever administers it.",
                ExitCode.UNWRITABLE,
            ) from error
        undo.pop_all()
        return made, _remove_environments(places, keep=made.folder)


def uninstall(places: Places) -> tuple[list[str], list[str]]:
    """Take away all that was ever installed for this user, whatever version put it there.

    Returns:
        What was removed, and sentences about what could not be.

    Raises:
        CannotGoOn: Excel uses the add-in; then everything is as before.
    """
    with _alone(places):
        return _uninstall(places)


def _uninstall(places: Places) -> tuple[list[str], list[str]]:
    removed, stays = [], []
    try:
        if places.addin.exists() and not is_ours(places.addin):
            stays.append(f"{places.addin} is not Tenure's, or is damaged, and stays.")
        elif places.addin.exists():
            _remove_file(places.addin)
            removed.append(f"the add-in {places.addin}")
    except OSError as error:
        raise _cannot_replace(error, places.addin) from error
    places.draft.unlink(missing_ok=True)
    had = environment.others(places.versions, None)
    held = _remove_environments(places, keep=None)
    removed += [f"the Python packages {each}" for each in had if each not in held]
    stays += [f"{each} is in use: close Excel, wait a minute, and run tenure uninstall again." for each in held]
    try:
        if registration.registered():
            removed.append("the registration with Windows")
        registration.remove()
    except OSError as error:
        stays.append(f"Windows does not let this user change the registration: {_reason(error)}.")
    for file in sorted(log.path().parent.glob(f"{log.path().name}*")):
        try:
            file.unlink()
            removed.append(f"the log {file}")
        except OSError as error:
            stays.append(f"{file} cannot be removed: {_reason(error)}.")
    _remove_if_empty(places.versions, places.own, *places.on_the_way_to_startup)
    if places.own.exists() and not stays:
        stays.append(f"{places.own} holds files that are not Tenure's, and stays.")
    return removed, stays


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Keep others from installing at the same time, until the end of the block; Windows frees it where that crashed."""
    import msvcrt

    try:
        file = places.lock.open("wb")
    except OSError as error:
        raise _cannot_write(error, places.lock.parent) from error
    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    except OSError as error:
        file.close()
        raise CannotGoOn(
            "Another tenure install or uninstall is at work: wait until it has ended, and run this again.",
            ExitCode.UNWRITABLE,
        ) from error
    try:
        yield
    finally:
        file.close()
        with contextlib.suppress(OSError):  # another has it open by now
            places.lock.unlink()


def is_ours(addin: Path) -> bool:
    """Whether a file of the add-in's name is Tenure's, of whatever version: its texts lie in it as they are."""
    return MAKER.encode() in addin.read_bytes()


def _see_that_nothing_is_in_the_way(places: Places) -> None:
    for folder in places.on_the_way_to_startup:
        if folder.is_file():
            raise CannotGoOn(
                f"{folder} is a file, where Excel looks for a folder: move it away and run this again. "
                "Nothing was changed.",
                ExitCode.UNWRITABLE,
            )
    try:
        is_in_the_way = places.addin.exists() and not is_ours(places.addin)
    except OSError as error:
        raise _cannot_replace(error, places.addin) from error
    if is_in_the_way:
        raise CannotGoOn(
            f"{places.addin} is not Tenure's, or is damaged: move it to another folder and run this again. "
            "Nothing was changed.",
            ExitCode.UNWRITABLE,
        )


def _put_addin(places: Places, content: bytes, undo: ExitStack) -> None:
    """Put the add-in where Excel opens it, read-only, so that no second Excel asks about a locked file."""
    had_folder = places.startup.exists()
    try:
        before = places.addin.read_bytes() if places.addin.exists() else None
        if before == content and not is_from_the_web(places.addin):
            places.addin.chmod(stat.S_IREAD)
            return
        places.startup.mkdir(parents=True, exist_ok=True)
        if not had_folder:
            undo.callback(_remove_if_empty, *places.on_the_way_to_startup)
        undo.callback(places.draft.unlink, missing_ok=True)
        places.draft.write_bytes(content)
    except OSError as error:
        raise _cannot_write(error, places.startup) from error
    undo.callback(_restore, places, before)
    try:
        _replace(places)
    except OSError as error:
        raise _cannot_replace(error, places.addin) from error


def _replace(places: Places) -> None:
    """Put the draft in the add-in's place; Windows replaces no file that is read-only."""
    if places.addin.exists():
        places.addin.chmod(stat.S_IREAD | stat.S_IWRITE)
    try:
        places.draft.replace(places.addin)
    finally:
        if places.addin.exists():
            places.addin.chmod(stat.S_IREAD)


def _restore(places: Places, before: bytes | None) -> None:
    """Have the add-in as it was, even if somebody has taken it away since."""
    if before is None:
        if places.addin.exists():
            _remove_file(places.addin)
    elif not places.addin.exists() or places.addin.read_bytes() != before:
        places.draft.write_bytes(before)
        _replace(places)


def _restore_registration(before: str | None) -> None:
    # What cannot be written now could not be written before.
    with contextlib.suppress(OSError):
        if before is None:
            registration.remove()
        else:
            registration.register(before)


def is_from_the_web(file: Path) -> bool:
    """Whether Windows has noted that a file came from the internet; Excel then runs no macro of it."""
    return Path(f"{file}:Zone.Identifier").exists()


def _remove_file(file: Path) -> None:
    """Remove a file that may be read-only; where it cannot be removed it is read-only still."""
    was = file.stat().st_mode
    file.chmod(stat.S_IREAD | stat.S_IWRITE)
    try:
        file.unlink()
    except OSError:
        file.chmod(was)
        raise


def _remove_environments(places: Places, keep: Path | None) -> list[Path]:
    """Remove the environments but one; the server is told to end where it holds one. Return those that are left."""

    def some_are_left() -> bool:
        for folder in environment.others(places.versions, keep):
            with contextlib.suppress(OSError):
                environment.remove(folder)
        return bool(environment.others(places.versions, keep))

    if some_are_left():
        with contextlib.suppress(asking.DoesNotAnswer):
            asking.stop(some_are_left)
    return environment.others(places.versions, keep)


def _remove_if_empty(*folders: Path) -> None:
    for folder in folders:
        with contextlib.suppress(OSError):
            folder.rmdir()


def _cannot_make(error: OSError, environment: Path) -> CannotGoOn:
    if isinstance(error, PermissionError) and environment.exists():
        return CannotGoOn(
            f"{environment} is not complete, and in use: close Excel, wait a minute, and run this again. "
            "Nothing was changed.",
            ExitCode.UNWRITABLE,
        )
    return _cannot_write(error, environment.parent)


def _cannot_replace(error: OSError, addin: Path) -> CannotGoOn:
    if isinstance(error, PermissionError) and addin.exists():
        return CannotGoOn(
            f"Excel has {addin} open: close Excel and run this again. Nothing was changed.", ExitCode.UNWRITABLE
        )
    return _cannot_write(error, addin.parent)


def _cannot_write(error: OSError, where: Path) -> CannotGoOn:
    return CannotGoOn(f"{where} cannot be written to: {_reason(error)}. Nothing was changed.", ExitCode.UNWRITABLE)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).rstrip(".")
