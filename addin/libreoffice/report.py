"""How `tenure install` and `tenure uninstall` tell what they did in LibreOffice."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from addin.libreoffice.installation import package_folders
from addin.libreoffice.office import LibreOffice
from addin.libreoffice.profile import Profile
from udfs.version import __version__


def print_installed(office: LibreOffice, profile: Profile, is_changed: bool, console: Console) -> None:
    """What is installed, and what to do next."""
    here = f"in LibreOffice {office.version}, for this user"
    if is_changed:
        console.print(Text(f"Tenure {__version__} is installed {here}."), soft_wrap=True)
    else:
        console.print(Text(f"Tenure {__version__} was installed already {here}: nothing was changed."), soft_wrap=True)
    listed = Table.grid(padding=(0, 2))
    listed.add_row("  LibreOffice", Text(str(office.program), overflow="fold"))
    listed.add_row("  profile", Text(str(profile.folder), overflow="fold"))
    for folder in package_folders():
        listed.add_row("  packages", Text(folder, overflow="fold"))
    console.print(listed)
    if office.version != "7.4":
        console.print(Text(f"It was tried with LibreOffice 7.4 only, and not with {office.version}."), soft_wrap=True)
    console.print(
        "Start Calc: the functions begin with REL_. In a workbook from elsewhere press Ctrl+Shift+F9 once. "
        "The packages must stay where they are.",
        soft_wrap=True,
    )


def print_uninstalled(was_there: bool, profile: Profile, console: Console) -> None:
    """What was removed."""
    if was_there:
        console.print(Text(f"Removed: the extension of LibreOffice, from {profile.folder}"), soft_wrap=True)
        console.print(
            "Nothing of Tenure is left in LibreOffice. The command tenure stays: pip uninstall tenure removes it."
        )
    else:
        console.print("Nothing of Tenure was installed in LibreOffice for this user.")
