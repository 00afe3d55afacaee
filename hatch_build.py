"""The build: writes the add-ins of Excel and LibreOffice into the package, where the wheel takes them up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AddinHook(BuildHookInterface):
    """Writes `tenure.xlam` and `tenure.oxt` before a wheel is packed, or an editable installation is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the add-ins, and have them packed although git ignores them."""
        sys.path.insert(0, self.root)  # the packages are built from themselves
        from addin.excel.addin_package import write_addin
        from addin.excel.places import ADDIN
        from addin.libreoffice.extension_package import extension
        from addin.libreoffice.profile import EXTENSION

        write_addin(Path(self.root, "addin", "excel", ADDIN))
        Path(self.root, "addin", "libreoffice", EXTENSION).write_bytes(extension())
        build_data["artifacts"] += [f"addin/excel/{ADDIN}", f"addin/libreoffice/{EXTENSION}"]
