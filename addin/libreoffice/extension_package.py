"""The extension `tenure.oxt`: what LibreOffice loads of Tenure, written alike on every machine."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterable, Sequence
from importlib.resources import files
from xml.sax.saxutils import escape

from addin.libreoffice import function_wizard, menu
from addin.libreoffice.basic_wrappers import MODULE, module
from addin.libreoffice.profile import IDENTIFIER
from udfs import __version__

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_COMPONENT = "application/vnd.sun.star.uno-component;type=Python"
_COMPONENTS = ("function_service.py", "wizard_service.py", "dispatch.py")
_TYPES = "functions.idl"
_TYPE_LIBRARY = "application/vnd.sun.star.uno-typelibrary;type=RDB"
"""The text in UNO's language of types serves as the compiled one does."""
_CONFIGURATION = "application/vnd.sun.star.configuration-data"
_EVENTS = ("OnStartApp", "OnLoadFinished", "OnCreate")
"""All come in `--convert-to` too; the first before a workbook is loaded, the second before it is saved."""


def extension() -> bytes:
    """The extension as the wheel holds it; it knows of no packages yet."""
    settings = {
        "Jobs.xcu": _jobs(),
        "Addons.xcu": menu.addons(),
        "CalcWindowState.xcu": menu.window_state(),
        "ProtocolHandler.xcu": menu.protocol_handler(),
        "CalcAddIns.xcu": function_wizard.texts(),
    }
    parts: dict[str, str | bytes] = {
        "META-INF/manifest.xml": _manifest(settings),
        "description.xml": _description(),
        _TYPES: function_wizard.types(),
        **{name: _text(name) for name in _COMPONENTS},
        f"{MODULE}.bas": module(),
        "pythonpath/tenure_packages.py": _text("tenure_packages.py"),
        **settings,
        **menu.icon_files(),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as package:  # how well it packs differs between machines
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _NO_TIME), content)
    return stream.getvalue()


def with_packages(extension: bytes, paths: Sequence[str], interpreter: str) -> bytes:
    """The same extension, which knows where the packages are that it works with.

    Args:
        extension: the extension.
        paths: the folders of Python packages, of this very Python.
        interpreter: the program that runs this Python, for what is done in a process of its own.
    """
    packages = {"python": "{}.{}".format(*sys.version_info), "paths": list(paths), "interpreter": interpreter}
    stream = io.BytesIO(extension)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as package:
        package.writestr(zipfile.ZipInfo("packages.json", _NO_TIME), json.dumps(packages, indent=1, ensure_ascii=False))
    return stream.getvalue()


def _text(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _manifest(settings: Iterable[str]) -> str:
    kinds = {_TYPES: _TYPE_LIBRARY, **dict.fromkeys(_COMPONENTS, _COMPONENT), **dict.fromkeys(settings, _CONFIGURATION)}
    entries = "".join(
        f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
        for name, kind in kinds.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">{entries}</manifest:manifest>\n'
    )


def _jobs() -> str:
    """What is to be told of a workbook that is opened."""
    events = "".join(
        f'<node oor:name="{event}" oor:op="fuse"><node oor:name="JobList">'
        '<node oor:name="TenureOpened" oor:op="replace"/></node></node>'
        for event in _EVENTS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Jobs" oor:package="org.openoffice.Office">'
        '<node oor:name="Jobs"><node oor:name="TenureOpened" oor:op="replace">'
        f'<prop oor:name="Service"><value>{IDENTIFIER}.Opened</value></prop></node></node>'
        f'<node oor:name="Events">{events}</node></oor:component-data>\n'
    )


def _description() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:d="http://openoffice.org/extensions/description/2006" '
        'xmlns:l="http://libreoffice.org/extensions/description/2011">'
        f'<version value="{escape(__version__)}"/><identifier value="{IDENTIFIER}"/>'
        '<display-name><name lang="en">Tenure</name></display-name>'
        '<publisher><name lang="en">The Tenure developers</name></publisher>'
        '<dependencies><l:LibreOffice-minimal-version value="7.4" d:name="LibreOffice 7.4"/></dependencies>'
        "</description>\n"
    )
