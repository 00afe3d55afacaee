"""The one door from Excel to the buttons: pressed, shown, and carried out once the user agrees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from addin.commands import CommandRefused, sheet_commands
from addin.excel.excel_objects import active_book, application
from addin.excel.live_book import LiveExcelBook
from addin.history import History, Undo
from addin.marks import ERROR_MARK
from addin.press import Press, press
from addin.shared_copy import place_for_saving, shared_copy

if TYPE_CHECKING:
    import xlwings

_WORKSHEET = -4167
_OPEN_FORMATS = frozenset({51, 52, 53, 54})
"""What `FileFormat` says of .xlsx, .xlsm, .xltm and .xltx."""
_Key = tuple[int, str]


class _Desk:
    """A workbook of Excel's, and what buttons did to it since it was opened."""

    def __init__(self) -> None:
        self.book = LiveExcelBook()
        self.history = History()


class Buttons:
    """What macros may ask about buttons. Every answer that begins with the mark of errors is a sentence for the user.

    A workbook is known by its Excel and its full name: saved under another name, it has nothing to take back.
    """

    def __init__(self) -> None:
        self._desks: dict[_Key, _Desk] = {}
        self._pending: tuple[_Key, Press | Undo] | None = None

    def press(self, name: str, excel: int) -> object:
        """A button is pressed: whose question it is, what it would do, and whether that is anything.

        Args:
            name: the command's name.
            excel: the address of Excel's object.
        """
        command = next(command for command in sheet_commands() if command.name == name)
        try:
            with self._desk(excel) as (key, desk, book):
                sheet = book.api.ActiveSheet
                if sheet.Type != _WORKSHEET:
                    raise CommandRefused(f"{sheet.Name} is a chart: choose the sheet with the list, and press again.")
                cell = book.api.Application.ActiveCell
                cursor = (int(cell.Row), int(cell.Column))
                pressed = press(command, desk.book, str(sheet.Name), cursor, date.today(), desk.history)
                return self._question(key, pressed)
        except CommandRefused as refused:
            return f"{ERROR_MARK}{refused}"

    def undo(self, excel: int) -> object:
        """*Undo last* is pressed: the same answer."""
        try:
            with self._desk(excel) as (key, desk, _):
                return self._question(key, desk.history.undo(desk.book))
        except CommandRefused as refused:
            return f"{ERROR_MARK}{refused}"

    def carry_out(self, excel: int) -> object:
        """What was asked last is to be done; what could be taken back after it, "" for nothing."""
        pending, self._pending = self._pending, None
        try:
            with self._desk(excel) as (key, desk, book):
                if pending is None or pending[0] != key:
                    raise CommandRefused("Another workbook is the active one by now: press the button again.")
                excels_own = book.api.Application

                def tell(doing: str, share: float) -> None:
                    excels_own.StatusBar = f"Tenure, {share:.0%}: {doing}"

                pending[1].carry_out(tell)
                return desk.history.last
        except CommandRefused as refused:
            return f"{ERROR_MARK}{refused}"

    def copy_for_sharing(self, choice: str, excel: int) -> object:
        """*Copy for sharing* is pressed: where the copy is, and what is to be said of it.

        Args:
            choice: the button's, which sort of copy.
            excel: the address of Excel's object.
        """
        try:
            with self._desk(excel) as (_, _, book):
                saved, sheet = _saved_copy(book), str(book.api.ActiveSheet.Name)
        except CommandRefused as refused:
            return f"{ERROR_MARK}{refused}"
        made = shared_copy(saved, choice, sheet)
        return made.path if made.path.startswith(ERROR_MARK) else [[made.path, made.said]]

    def _question(self, key: _Key, asked: Press | Undo) -> object:
        self._pending = (key, asked) if asked.has_work else None
        return [[asked.title, asked.preview, asked.has_work]]

    @contextmanager
    def _desk(self, address: int) -> Iterator[tuple[_Key, _Desk, xlwings.Book]]:
        """The active workbook, reached until the end of the block.

        Raises:
            CommandRefused: there is none that can be changed.
        """
        excel = application(address)
        if excel.ActiveWorkbook is None:
            if excel.ActiveProtectedViewWindow is not None:
                raise CommandRefused("This workbook is open in Protected View: press Enable Editing first.")
            raise CommandRefused("No workbook is open: open the one with your list of clients first.")
        book = active_book(excel)
        key = (int(excel.Hwnd), str(book.api.FullName).casefold())
        desk = self._desks.setdefault(key, _Desk())
        with desk.book.connected(book):
            yield key, desk, book


def _saved_copy(book: xlwings.Book) -> Path:
    """Where the workbook was saved as it is now; its own file stays as it was.

    Raises:
        CommandRefused: Excel cannot save it, or saves what nobody else can read.
    """
    from pywintypes import com_error

    if book.api.HasPassword:
        raise CommandRefused(
            "This workbook is encrypted with a password, and so would be what the copy is made of: save it under "
            "another name without one, and press again."
        )
    if book.api.FileFormat not in _OPEN_FORMATS:
        raise CommandRefused(f"{book.api.Name} is in another format: save it as .xlsx first, and press again.")
    place = place_for_saving()
    try:
        book.api.SaveCopyAs(str(place))
    except com_error as error:
        _, meaning, details, _ = error.args
        why = str((details and details[2]) or meaning).rstrip(".")
        raise CommandRefused(f"Excel could not save a copy of the workbook: {why}.") from error
    return place
