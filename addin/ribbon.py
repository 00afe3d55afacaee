"""The buttons as a ribbon: `COMMANDS` rendered as customUI for Excel."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import quoteattr

from addin.commands import GROUPS, MENUS, Command, HostAction, shown_in

TAB = "Relationships"
"""The name of the tab."""

_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"


def callback(command: HostAction | Command) -> str:
    """The procedure that a button calls: one for all that read the sheet, else Tenure and the name as one word."""
    if isinstance(command, Command):
        return "TenurePress"
    return "Tenure" + "".join(part.capitalize() for part in command.name.split("-"))


def image_id(icon: str) -> str:
    """The id under which an icon is embedded."""
    return "icon_" + icon.replace("-", "_")


def icons() -> tuple[str, ...]:
    """The icons that the ribbon shows, each once."""
    shown = [*(menu.icon for menu in MENUS if _in_menu(menu.label)), *(command.icon for command in shown_in("Excel"))]
    return tuple(dict.fromkeys(shown))


def custom_ui() -> str:
    """The part `customUI/customUI14.xml`."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{_NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f"      <tab id={quoteattr('tenure_tab')} label={quoteattr(TAB)}>",
        *(line for group in GROUPS for line in _group(group)),
        "      </tab>",
        "    </tabs>",
        "  </ribbon>",
        "</customUI>",
    ]
    return "\n".join(lines) + "\n"


def _group(group: str) -> Iterator[str]:
    commands = [command for command in shown_in("Excel") if command.group == group]
    if not commands:
        return
    yield f"        <group id={quoteattr('tenure_' + _identifier(group))} label={_label(group)}>"
    for menu, members in groupby(commands, key=lambda command: command.menu):
        if menu:
            yield from _menu(menu, tuple(members))
        else:
            yield from (f'          <button size="large" {_attributes(command)}/>' for command in members)
    yield "        </group>"


def _menu(label: str, members: tuple[HostAction | Command, ...]) -> Iterator[str]:
    menu = next(menu for menu in MENUS if menu.label == label)
    yield (
        f'          <menu id={quoteattr("tenure_menu_" + _identifier(label))} size="large" itemSize="large" '
        f"label={_label(label)} image={quoteattr(image_id(menu.icon))} "
        f"screentip={quoteattr(label)} supertip={quoteattr(menu.tip)}>"
    )
    for command in members:
        yield f"            <button {_attributes(command)}/>"
    yield "          </menu>"


def _attributes(command: HostAction | Command) -> str:
    identifier = "_".join(filter(None, ("tenure", _identifier(command.name), _identifier(command.choice))))
    attributes = {
        "id": identifier,
        "label": command.label.replace("&", "&&"),
        "image": image_id(command.icon),
        "onAction": f"TenureRibbon.{callback(command)}",
        "tag": command.name if isinstance(command, Command) else command.choice,
        "screentip": command.label,
        "supertip": command.tip,
    }
    return " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value)


def _label(text: str) -> str:
    """A label as an attribute: a single & would mark the next letter as a key."""
    return quoteattr(text.replace("&", "&&"))


def _identifier(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text.lower())


def _in_menu(label: str) -> bool:
    return any(command.menu == label for command in shown_in("Excel"))
