"""The gallery: a chapter for each template, with the pictures that are there."""

from __future__ import annotations

import re
from pathlib import Path

from made_templates import ASKED

from addin.gallery import PICTURES, gallery_page, picture_name
from workbook_templates import TEMPLATES

CHECKOUT = Path(__file__).parents[1]


def test_the_pictures_of_a_template_stand_in_the_order_of_its_sheets(tmp_path):
    folder = tmp_path / PICTURES
    folder.mkdir(parents=True)
    for place, sheet in ((10, "Key dates & more"), (2, "Dashboard"), (3, "Clients")):
        (folder / picture_name("client-portfolio", place, sheet)).touch()
    (folder / "client-portfolio-of-another-2-answer.png").touch()
    page = gallery_page(tmp_path)
    assert re.findall(r"!\[([^\]]*)\]\(images/gallery/([^)]*)\)", page) == [
        ("Client portfolio, the sheet Dashboard", "client-portfolio-2-dashboard.png"),
        ("Client portfolio, the sheet Clients", "client-portfolio-3-clients.png"),
        ("Client portfolio, the sheet Key dates more", "client-portfolio-10-key-dates-more.png"),
    ]


def test_every_template_that_answers_a_question_has_its_chapter():
    page = gallery_page(CHECKOUT)
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert headings == [template.title for template in TEMPLATES if template.question]
    for template in TEMPLATES:
        assert (f"**{template.question}**" in page) == bool(template.question)


SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


def test_every_template_has_its_answer_pictured_and_the_readme_shows_three():
    page = (CHECKOUT / "docs/gallery.md").read_text(encoding="utf-8")
    chapters = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    answers = {}
    for template in ASKED:
        pictures = [path for _, path in SHOWN.findall(chapters[template.title])]
        assert all((CHECKOUT / "docs" / path).is_file() for path in pictures), template.name
        # The second sheet, behind ReadMe, is the one on which a book opens.
        (answers[template.name],) = (path for path in pictures if f"/{template.name}-2-" in path)
    read_me = SHOWN.findall((CHECKOUT / "README.md").read_text(encoding="utf-8"))
    shown = {path for words, path in read_me if "/gallery/" in path and len(words) > 40}
    assert len(shown & {f"docs/{path}" for path in answers.values()}) >= 3


def test_every_picture_is_small_and_of_a_template():
    for path in (CHECKOUT / PICTURES).iterdir():
        assert path.name in gallery_page(CHECKOUT)
        assert path.stat().st_size < 120_000
