"""The build: writes Excel's add-in into the package, where the wheel takes it up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AddinHook(BuildHookInterface):
    """Writes `addin/excel/tenure.xlam` before a wheel is packed, or an editable installation is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the add-in, and have it packed although git ignores it."""
        sys.path.insert(0, self.root)  # the packages are built from themselves
        from addin.excel.addin_package import write_addin
        from addin.excel.places import ADDIN

        write_addin(Path(self.root, "addin", "excel", ADDIN))
        build_data["artifacts"].append(f"addin/excel/{ADDIN}")
