"""The buttons that work in Calc rendered as the menu and the toolbar *Relationships*."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from addin.commands import GROUPS, MENUS, Command, HostAction, shown_in
from addin.icons import png
from addin.libreoffice.profile import IDENTIFIER
from addin.ribbon import TAB

PROTOCOL = f"{IDENTIFIER}:"
"""What the address of every button begins with; the handler in `dispatch.py` takes them all."""
HANDLER = f"{IDENTIFIER}.Dispatch"
"""The name of that handler."""
TOOLBAR = f"{IDENTIFIER}.toolbar"

_SIDES = {"ImageSmallURL": 16, "ImageBigURL": 26}
_SPREADSHEETS = "com.sun.star.sheet.SpreadsheetDocument"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="{name}" oor:package="{package}">'
)
_FOOT = "</oor:component-data>\n"


def address(command: HostAction | Command) -> str:
    """What a button calls: the command's name, and its choice where it has one."""
    return PROTOCOL + "/".join(filter(None, (command.name, command.choice)))


def icon_files() -> dict[str, bytes]:
    """The pictures of the buttons by their path in the extension."""
    icons = {menu.icon for menu in MENUS} | {command.icon for command in shown_in("Calc")}
    return {_icon_file(icon, side): png(icon, side) for icon in sorted(icons) for side in _SIDES.values()}


def addons() -> str:
    """The file `Addons.xcu`: menu, toolbar and pictures."""
    lines = [
        _HEAD.format(name="Addons", package="org.openoffice.Office"),
        '<node oor:name="AddonUI">',
        '<node oor:name="OfficeMenuBar">',
        f"<node oor:name={quoteattr(IDENTIFIER)} {_NEW}>",
        *_titled(TAB),
        _value("Context", _SPREADSHEETS),
        '<node oor:name="Submenu">',
        *_menu_items(),
        "</node>",
        "</node>",
        "</node>",
        '<node oor:name="OfficeToolBar">',
        f"<node oor:name={quoteattr(TOOLBAR)} {_NEW}>",
        *_toolbar_items(),
        "</node>",
        "</node>",
        '<node oor:name="Images">',
        *_images(),
        "</node>",
        "</node>",
        _FOOT,
    ]
    return "\n".join(lines)


def window_state() -> str:
    """The file `CalcWindowState.xcu`: the toolbar's name and place; without it *Add-On 1* floats over the sheet."""
    lines = [
        _HEAD.format(name="CalcWindowState", package="org.openoffice.Office.UI"),
        '<node oor:name="UIElements">',
        '<node oor:name="States">',
        f"<node oor:name={quoteattr('private:resource/toolbar/addon_' + TOOLBAR)} {_NEW}>",
        _text("UIName", TAB),
        _flag("ContextSensitive", False),
        _flag("Visible", True),
        _flag("Docked", True),
        _value("DockPos", "0,2"),  # below the two that Calc shows
        "</node>",
        "</node>",
        "</node>",
        _FOOT,
    ]
    return "\n".join(lines)


def protocol_handler() -> str:
    """The file `ProtocolHandler.xcu`: who carries out what a button calls."""
    lines = [
        _HEAD.format(name="ProtocolHandler", package="org.openoffice.Office"),
        '<node oor:name="HandlerSet">',
        f"<node oor:name={quoteattr(HANDLER)} {_NEW}>",
        f'<prop oor:name="Protocols" oor:type="oor:string-list"><value>{escape(PROTOCOL)}*</value></prop>',
        "</node>",
        "</node>",
        _FOOT,
    ]
    return "\n".join(lines)


_NEW = 'oor:op="replace"'


def _menu_items() -> Iterator[str]:
    """The menu: the groups one below the other with a line between, the menus in them as submenus."""
    number = 0
    for group in GROUPS:
        commands = [each for each in shown_in("Calc") if each.group == group]
        if commands and number:
            yield from _item(f"m{number:03}", _value("URL", "private:separator"))
            number += 1
        for menu, members in groupby(commands, key=lambda command: command.menu):
            buttons = tuple(members)
            if menu:
                below = (line for place, each in enumerate(buttons) for line in _button(f"m{place:03}", each))
                opened = f"{IDENTIFIER}:menu/{_menu_icon(menu)}"
                items = [*_titled(menu), _value("URL", opened), '<node oor:name="Submenu">', *below, "</node>"]
                yield from _item(f"m{number:03}", *items)
                number += 1
            else:
                for button in buttons:
                    yield from _button(f"m{number:03}", button)
                    number += 1


def _toolbar_items() -> Iterator[str]:
    """The toolbar: every button, as a toolbar has no lists."""
    for place, command in enumerate(shown_in("Calc")):
        yield from _button(f"b{place:03}", command)


def _button(name: str, command: HostAction | Command) -> Iterator[str]:
    lines = (*_titled(command.label), _value("URL", address(command)), _value("Target", "_self"))
    yield from _item(name, *lines, _value("Context", _SPREADSHEETS))


def _images() -> Iterator[str]:
    addresses = {address(command): command.icon for command in shown_in("Calc")}
    for number, (url, icon) in enumerate(addresses.items()):
        pictures = (_value(name, f"%origin%/{_icon_file(icon, side)}") for name, side in _SIDES.items())
        shown = ('<node oor:name="UserDefinedImages">', *pictures, "</node>")
        yield from _item(f"{IDENTIFIER}.image{number:03}", _value("URL", url), *shown)


def _item(name: str, *lines: str) -> Iterator[str]:
    yield f"<node oor:name={quoteattr(name)} {_NEW}>"
    yield from lines
    yield "</node>"


def _titled(title: str) -> tuple[str, ...]:
    # A tilde would mark the next letter as a key.
    return (_text("Title", title.replace("~", "~~")),)


def _text(name: str, text: str) -> str:
    return f'<prop oor:name={quoteattr(name)} oor:type="xs:string"><value xml:lang="en">{escape(text)}</value></prop>'


def _value(name: str, value: str) -> str:
    return f'<prop oor:name={quoteattr(name)} oor:type="xs:string"><value>{escape(value)}</value></prop>'


def _flag(name: str, value: bool) -> str:
    return f'<prop oor:name={quoteattr(name)} oor:type="xs:boolean"><value>{str(value).lower()}</value></prop>'


def _menu_icon(label: str) -> str:
    return next(menu.icon for menu in MENUS if menu.label == label)


def _icon_file(icon: str, side: int) -> str:
    return f"icons/{icon}_{side}.png"
