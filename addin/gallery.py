"""The gallery of the template workbooks, ``docs/gallery.md``: what each answers, with pictures of its sheets.

The words come from the templates, the pictures from ``.ci/gallery``, which has LibreOffice print the workbooks; so the
page is kept up to date without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from workbook_templates import TEMPLATES, Template

PICTURES = "docs/images/gallery"
"""Where the pictures lie in a checkout."""
_GENERATED = "<!-- Written by `tenure build` from the templates and the pictures of `.ci/gallery`: change it there. -->"


def picture_name(template: str, place: int, sheet: str) -> str:
    """The name of the picture of a sheet, by its place in the workbook."""
    return f"{template}-{place}-{re.sub(r'[^a-z0-9]+', '-', sheet.lower()).strip('-')}.png"


def gallery_page(checkout: Path) -> str:
    """The gallery as it should be with the pictures that are there."""
    pictures = sorted(path.name for path in (checkout / PICTURES).glob("*.png"))
    shown = [(template, _of(template, pictures)) for template in TEMPLATES if template.question]
    parts = [
        _GENERATED,
        "# The template workbooks",
        "Each opens on the answer to its question: sentences, figures and pictures that follow the list behind them. "
        "The examples are invented, but for the invoices, which are those of the Chinook sample company. "
        "`tenure new NAME` makes one, `--from` fills it with a list of your own, and `tenure new --all` makes all of "
        "them: [the command line](command-line.md#tenure-new). The pictures are as LibreOffice prints the sheets.",
        "\n".join(f"- [{template.title}](#{template.name}): {template.question}" for template, _ in shown),
    ]
    for template, found in shown:
        parts += _chapter(template, found)
    return "\n\n".join(parts) + "\n"


def _of(template: Template, pictures: Sequence[str]) -> list[tuple[str, str]]:
    """The pictures of a template, in the order of its sheets, each with the sheet's name."""
    named = re.compile(rf"{re.escape(template.name)}-(\d+)-([a-z0-9-]+)\.png")
    found = sorted((int(match[1]), match[2], name) for name in pictures if (match := named.fullmatch(name)))
    return [(name, sheet.replace("-", " ").capitalize()) for _, sheet, name in found]


def _chapter(template: Template, pictures: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield f"## {template.title}"
    yield f"**{template.question}** {template.summary}"
    yield f"```sh\ntenure new {template.name}\n```"
    for name, sheet in pictures:
        yield f"![{template.title}, the sheet {sheet}]({PICTURES.removeprefix('docs/')}/{name})"
