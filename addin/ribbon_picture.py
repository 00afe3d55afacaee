"""The ribbon as a picture for the manual, drawn from the very XML that Excel is given: a mock-up, and labelled so."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from addin import icons
from addin.ribbon import custom_ui, image_id
from addin.ribbon import icons as shown_icons

_FONT = "font-family=\"'Segoe UI', 'Liberation Sans', Arial, sans-serif\""
_INK, _DIM, _LINE, _GROUND, _ACCENT = "#1f1f1f", "#555555", "#c8c8c8", "#f5f5f5", "#1f4e79"
_MARGIN, _ICON, _SMALL_ICON, _LETTER = 24, 32, 16, 6.6
_BUTTON_HEIGHT, _ITEM_HEIGHT = 76, 34
_TOP = 78  # where the groups begin: below the note and the tabs


def picture() -> str:
    """The ribbon with its menus open, as SVG."""
    ribbon = ElementTree.fromstring(custom_ui())
    tab = next(element for element in ribbon.iter() if _kind(element) == "tab")
    groups = [element for element in tab if _kind(element) == "group"]
    drawn: list[str] = []
    left = float(_MARGIN)
    bottom = float(_TOP)
    for group in groups:
        begun = left
        left += 10
        for member in group:
            width = max(64.0, _width(member.get("label", "")) + 16)
            drawn += _button(member, left, width)
            if _kind(member) == "menu":
                lines = list(_menu(member, left))
                drawn += lines
                longest = max(_width(item.get("label", "")) for item in member)
                bottom = max(bottom, _TOP + _BUTTON_HEIGHT + 34 + len(member) * _ITEM_HEIGHT)
                width = max(width, longest + _SMALL_ICON + 48)
            left += width + 10
        drawn.append(_text(group.get("label", ""), (begun + left) / 2, _TOP + _BUTTON_HEIGHT + 18, _DIM, "middle"))
        drawn.append(f'<path d="M{left:g} {_TOP + 4}V{_TOP + _BUTTON_HEIGHT + 22}" stroke="{_LINE}"/>')
        left += 6
    width, height = round(max(left + _MARGIN, 640)), round(bottom + 24)
    note = "A mock-up, drawn from the XML of the add-in, its menus open: no Excel was at hand."
    label = tab.get("label", "")
    frame = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" {_FONT} font-size="12" role="img" aria-label="The tab {label}, a mock-up">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        _text(note, _MARGIN, 22, _DIM),
        f'<rect x="0" y="36" width="{width}" height="{_TOP + _BUTTON_HEIGHT - 8}" fill="{_GROUND}"/>',
        _text("File", _MARGIN, 58, _DIM),
        _text("Home", _MARGIN + 44, 58, _DIM),
        _text(label, _MARGIN + 98, 58, _ACCENT, weight="bold"),
        f'<path d="M{_MARGIN + 98} 65h{_width(label) * 1.05:g}" stroke="{_ACCENT}" stroke-width="3"/>',
    ]
    return "\n".join([*frame, *drawn, "</svg>"]) + "\n"


def _button(element: Element, left: float, width: float) -> Iterator[str]:
    middle = left + width / 2
    yield _image(element, middle - _ICON / 2, _TOP + 4, _ICON)
    yield _text(element.get("label", ""), middle, _TOP + 52, _INK, "middle")
    if _kind(element) == "menu":
        yield f'<path d="M{middle - 4:g} {_TOP + 60}h8l-4 5z" fill="{_DIM}"/>'


def _menu(menu: Element, left: float) -> Iterator[str]:
    top = _TOP + _BUTTON_HEIGHT + 28
    width = max(_width(item.get("label", "")) for item in menu) + _SMALL_ICON + 40
    height = len(menu) * _ITEM_HEIGHT + 8
    yield f'<rect x="{left:g}" y="{top}" width="{width:g}" height="{height}" fill="#ffffff" stroke="{_LINE}"/>'
    for place, item in enumerate(menu):
        middle = top + 4 + (place + 0.5) * _ITEM_HEIGHT
        yield _image(item, left + 10, middle - _SMALL_ICON / 2, _SMALL_ICON)
        yield _text(item.get("label", ""), left + 10 + _SMALL_ICON + 10, middle + 4, _INK)


def _image(element: Element, left: float, top: float, side: int) -> str:
    icon = next(icon for icon in shown_icons() if image_id(icon) == element.get("image"))
    content = b64encode(icons.png(icon, _ICON)).decode("ascii")  # sharp on fine screens too
    return f'<image x="{left:g}" y="{top:g}" width="{side}" height="{side}" href="data:image/png;base64,{content}"/>'


def _text(text: str, left: float, base: float, colour: str, anchor: str = "start", weight: str = "normal") -> str:
    shown = escape(text.replace("&&", "&"))
    style = f'fill="{colour}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{left:g}" y="{base:g}" {style}>{shown}</text>'


def _width(text: str) -> float:
    return len(text) * _LETTER


def _kind(element: Element) -> str:
    return element.tag.rpartition("}")[2]
