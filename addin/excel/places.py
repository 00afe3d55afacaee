"""Where the Excel add-in lies: in the user's own folders, which need no administrator."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ADDIN = "tenure.xlam"
"""The file that Excel opens when it starts; never another name, for formulas in saved workbooks refer to it."""

MAKER = "The Tenure developers"
"""Whom the add-in names as its creator: so it is told from another file of that name."""


@dataclass(frozen=True)
class Places:
    """The folders of one user.

    Attributes:
        local: the user's data of this computer (``%LOCALAPPDATA%``).
        roaming: the user's data that a firm may keep on a server (``%APPDATA%``).
    """

    local: Path
    roaming: Path

    @property
    def own(self) -> Path:
        """The folder that holds nothing but Tenure's."""
        return self.local / "Tenure"

    @property
    def versions(self) -> Path:
        """The folder with one folder for each version that is installed."""
        return self.own / "versions"

    @property
    def lock(self) -> Path:
        """The file that whoever installs or uninstalls has open; outside of `own`, which comes and goes."""
        return self.local / "tenure-install.lock"

    @property
    def startup(self) -> Path:
        """The folder whose workbooks Excel opens when it starts, and whose macros it trusts."""
        return self.roaming / "Microsoft" / "Excel" / "XLSTART"

    @property
    def on_the_way_to_startup(self) -> tuple[Path, ...]:
        """The folders that may have been made to hold the add-in, the innermost first."""
        return (self.startup, *self.startup.parents[:2])

    @property
    def addin(self) -> Path:
        """The add-in, where Excel opens it."""
        return self.startup / ADDIN

    @property
    def draft(self) -> Path:
        """Where the add-in is written first: on the disk of `startup`, but where Excel does not open it."""
        return self.startup.parent / f"{ADDIN}.new"


def of_this_user() -> Places:
    """The folders of the user who runs this."""
    data = Path.home() / "AppData"
    return Places(
        local=Path(os.environ.get("LOCALAPPDATA") or data / "Local"),
        roaming=Path(os.environ.get("APPDATA") or data / "Roaming"),
    )
