"""Which column of one's own list is which of a template's: by its role, or by its heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from workbook_templates.pages.list_page import Column
from workbook_templates.recognition import Column as FoundColumn
from workbook_templates.recognition import Reading, Role
from workbook_templates.recognition.headings import read_heading
from workbook_templates.recognition.meanings import meanings
from workbook_templates.recognition.roles import CLIENT, OTHER
from workbook_templates.recognition.vocabulary import FILLERS
from workbook_templates.recognition.words import plain, stem


class OwnColumns:
    """Finds the columns of a reading for those that are typed in a template.

    In this order: what has no role by its very heading, what has one by that, and what is left by the names that the
    template gives; of several the one that stands further left in the template chooses first. Who the rows are about
    has the role Client, whatever a template calls it: without that no row is read.

    Attributes:
        found: the column of the list for each heading of the template that has one.
        corrections: the roles that columns of the list have by their headings, where recognition read them otherwise;
            with these it reads the list once more.
    """

    def __init__(self, reading: Reading, columns: Sequence[Column]) -> None:
        self._reading = reading
        self._typed = [column for column in columns if not column.formula]
        self._computed = {plain(column.heading) for column in columns if column.formula}
        self._by_heading: dict[str, FoundColumn] = {}
        self.corrections: dict[str, Role] = {}
        self._find()
        headings = [column.heading for column in self._typed]
        self.found = {heading: self._by_heading[heading] for heading in headings if heading in self._by_heading}

    def _find(self) -> None:
        for column in self._typed:
            if column.role is None:
                self._take(column, self._named(column, [column.heading], very=True))
        free = {each.number for each in self._free()}
        for column in self._typed:
            if column.role is not None:
                self._take(column, self._with_role(column, column.role, free))
        for column in self._typed:
            if column.heading not in self._by_heading:
                self._take(column, self._named(column, (column.heading, *column.headings)))

    def _take(self, column: Column, found: FoundColumn | None) -> None:
        if found is None:
            return
        self._by_heading[column.heading] = found
        about_clients = any(each.role is CLIENT for each in self._typed)
        if column.role is None and found is self._reading.client and about_clients:
            self.corrections[found.name] = OTHER
        elif column.role is not None and found.role is not column.role and found is not self._reading.client:
            self.corrections[found.name] = column.role

    def _free(self) -> list[FoundColumn]:
        taken = {column.number for column in self._by_heading.values()}
        return [column for column in self._reading.columns if column.number not in taken]

    def _with_role(self, column: Column, role: Role, free: Set[int]) -> FoundColumn | None:
        """Of several columns with a role that with the very heading, else by place; not what a book computed."""
        found = [each for each in self._reading.with_role(role) if each.number in free]
        if role is CLIENT and self._reading.client is not None and self._reading.client.number in free:
            found = [self._reading.client]
        typed = [each for each in found if plain(each.heading) not in self._computed]
        if sum(each.role is role for each in self._typed) == 1:
            called = [each for each in self._free() if plain(each.heading) == plain(column.heading)]
            known = any(meaning.role is role for meaning in meanings(read_heading(column.heading)))
            if called and not (known and typed):
                # A word of this template's own, such as Referrer for who the rows are about.
                return called[0]
            typed = [each for each in typed if each in called] or typed
        found = typed or found
        return found[column.place] if -len(found) <= column.place < len(found) else None

    def _named(self, column: Column, names: Iterable[str], *, very: bool = False) -> FoundColumn | None:
        """The column with one of the names, the nearest wording first."""
        free = [each for each in self._free() if each.heading]
        if column.role is None and not very and any(each.role is CLIENT for each in self._typed):
            # Who the rows are about is nothing else.
            free = [each for each in free if each is not self._reading.client]
        wanted = [tuple(_wordings(name)) for name in names]
        for place in range(1 if very else len(wanted[0])):
            for name in wanted:
                for each in free:
                    if name[place] and tuple(_wordings(each.heading))[place] == name[place]:
                        return each
        return None


def _wordings(heading: str) -> Iterator[object]:
    """A heading as it is compared: its very words, without units and remarks, and the stems that carry its meaning."""
    yield plain(heading)
    words = read_heading(heading).words
    yield words
    yield frozenset(stem(word) for word in words.split() if word not in FILLERS)
