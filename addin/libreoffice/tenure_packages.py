"""Packed into the extension: finds the packages that it works with, or says in one sentence why they cannot be used."""

import json
import sys
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[1] / "packages.json"


class NotReady(Exception):
    """The functions cannot be used; the message is a sentence for the user."""


def prepare() -> dict[str, Any]:
    """Put the folders of packages on the path.

    Returns:
        What `packages.json` holds.

    Raises:
        NotReady: they are made for another Python, or are not there any more, or none were named.
    """
    if not _FILE.is_file():
        raise NotReady("LibreOffice knows of no packages for Tenure: run tenure install --libreoffice.")
    packages: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    running = "{}.{}".format(*sys.version_info)
    if packages["python"] != running:
        raise NotReady(
            f"Tenure was installed by Python {packages['python']}, but LibreOffice runs Python {running}: "
            f"install it with a Python {running}, and then run tenure install --libreoffice again."
        )
    sys.path += [each for each in packages["paths"] if each not in sys.path]
    try:
        import numpy  # noqa: F401 - without it nothing can be answered

        import addin  # noqa: F401
    except ImportError as error:
        raise NotReady(
            f"LibreOffice's Python does not find what Tenure needs ({error}): run tenure install --libreoffice again."
        ) from error
    return packages
