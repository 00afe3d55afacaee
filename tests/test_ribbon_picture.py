"""The picture of the ribbon shows what the ribbon holds, and says what it is."""

from __future__ import annotations

from xml.etree import ElementTree

from addin.commands import MENUS, shown_in
from addin.ribbon import TAB
from addin.ribbon_picture import picture


def test_it_shows_every_button_and_says_that_it_is_a_mock_up() -> None:
    drawing = ElementTree.fromstring(picture())
    texts = [element.text or "" for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert "mock-up" in texts[0]
    groups = dict.fromkeys(command.group for command in shown_in("Excel"))
    menus = {command.menu for command in shown_in("Excel") if command.menu}
    assert menus <= {menu.label for menu in MENUS}
    # A template may be called as a button is.
    labels = [TAB, *groups, *menus, *(command.label for command in shown_in("Excel"))]
    for label in labels:
        assert texts.count(label) == labels.count(label), label


def test_nothing_is_drawn_beyond_its_edges() -> None:
    drawing = ElementTree.fromstring(picture())
    width, height = float(drawing.get("width", 0)), float(drawing.get("height", 0))
    for element in drawing.iter():
        if element.get("x") is not None:
            assert 0 <= float(element.get("x", 0)) < width
            assert 0 <= float(element.get("y", 0)) < height
