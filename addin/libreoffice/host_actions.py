"""What the buttons do in Calc; run within LibreOffice, by its Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import uno
from com.sun.star.awt.MessageBoxType import INFOBOX, QUERYBOX, WARNINGBOX
from com.sun.star.beans import PropertyValue
from com.sun.star.sheet.FormulaResult import VALUE

import udfs
from addin.commands import Command, CommandRefused, sheet_commands
from addin.history import History, Undo
from addin.libreoffice.open_book import OpenCalcBook, chosen
from addin.marks import ERROR_MARK
from addin.new_workbook import new_workbook
from addin.press import Press, press
from addin.shared_copy import SharedCopy, place_for_saving, shared_copy
from udfs.version import __version__

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_EXAMPLE = next(each for each in udfs.FUNCTIONS if each.name == "REL_CLV")
_OK_CANCEL, _OK = 2, 1  # com.sun.star.awt.MessageBoxButtons and MessageBoxResults
_STEPS = 1000
_EXCEL_2007 = "Calc MS Excel 2007 XML"
_histories: dict[str, History] = {}
_WIDTHS = (6000, 6000, 12000, 18000)  # of the manual's columns, in hundredths of a millimetre


@dataclass(frozen=True)
class Window:
    """Where a button was pressed.

    Attributes:
        context: what gives access to all of LibreOffice.
        frame: the window.
        interpreter: the Python that writes new workbooks.
    """

    context: Any
    frame: Any
    interpreter: str

    @property
    def desktop(self) -> Any:
        """All windows."""
        return self.service("com.sun.star.frame.Desktop")

    def service(self, name: str) -> Any:
        """A part of LibreOffice."""
        return self.context.getServiceManager().createInstanceWithContext(name, self.context)

    def say(self, sentence: str, kind: Any = INFOBOX) -> None:
        """Show a sentence and wait until it is read."""
        parent = self.frame.getContainerWindow()
        parent.getToolkit().createMessageBox(parent, kind, 1, "Tenure", sentence).execute()

    def is_allowed(self, title: str, question: str) -> bool:
        """Show what is about to be done, with OK and Cancel."""
        parent = self.frame.getContainerWindow()
        box = parent.getToolkit().createMessageBox(parent, QUERYBOX, _OK_CANCEL, f"Tenure: {title}", question)
        return bool(box.execute() == _OK)

    @contextmanager
    def progress(self, doing: str) -> Iterator[Callable[[str, float], None]]:
        """What is being done, in the status bar.

        LibreOffice sees to its windows whenever that is told: what is clicked or typed there meanwhile is left out, for
        to close the workbook amid the work ends LibreOffice.
        """
        frames = self.desktop.getFrames()
        windows = [frames.getByIndex(number).getContainerWindow() for number in range(frames.getCount())]
        taking = [window for window in windows if window.isEnabled()]
        for window in taking:
            window.setEnable(False)
        bar = self.frame.createStatusIndicator()
        bar.start(doing, _STEPS)

        def tell(text: str, share: float) -> None:
            bar.setText(text)
            bar.setValue(round(share * _STEPS))

        try:
            yield tell
        finally:
            bar.end()
            for window in taking:
                window.setEnable(True)

    def open(self, url: str, **properties: Any) -> Any:
        """Open a document in a window of its own."""
        given = tuple(PropertyValue(Name=name, Value=value) for name, value in properties.items())
        return self.desktop.loadComponentFromURL(url, "_blank", 0, given)


def carry_out(context: Any, frame: Any, name: str, choice: str, interpreter: str) -> None:
    """Do what a button is for; what goes wrong is said in a box."""
    window = Window(context, frame, interpreter)
    try:
        if name in _ACTIONS:
            _ACTIONS[name](window, choice)
        else:
            _press(window, next(command for command in sheet_commands() if command.name == name))
    except CommandRefused as refused:
        window.say(str(refused), WARNINGBOX)
    except Exception as error:  # noqa: BLE001 - the one door of the buttons: LibreOffice would be silent about it
        window.say(f"This could not be done: {error or type(error).__name__}.", WARNINGBOX)


def _press(window: Window, command: Command) -> None:
    """Show what a button read and what it will write, and carry it out."""
    document = window.frame.getController().getModel()
    sheet, cursor = chosen(document)
    with window.progress(f"{command.label}: reads sheet {sheet} ..."):
        book, history = OpenCalcBook(window.context, document), _history(window, document)
        pressed = press(command, book, sheet, cursor, date.today(), history)
    _ask_and_carry_out(window, document, pressed)


def _undo_last(window: Window, _: str) -> None:
    document = window.frame.getController().getModel()
    history = _history(window, document)
    _ask_and_carry_out(window, document, history.undo(OpenCalcBook(window.context, document)))


def _ask_and_carry_out(window: Window, document: Any, asked: Press | Undo) -> None:
    if not asked.has_work:
        window.say(asked.preview)
    elif document.isReadonly():
        raise CommandRefused("The workbook is open to be read only: save it under another name, and press again.")
    elif window.is_allowed(asked.title, asked.preview):
        with window.progress(f"{asked.title} ...") as tell:
            asked.carry_out(tell)


def _history(window: Window, document: Any) -> History:
    """What buttons did to a workbook since it was opened; that of workbooks that are closed is forgotten."""
    opened = {each.RuntimeUID for each in window.desktop.Components if each.supportsService(_SPREADSHEET)}
    for closed in _histories.keys() - opened:
        del _histories[closed]
    return _histories.setdefault(document.RuntimeUID, History())


def _new_workbook(window: Window, template: str) -> None:
    with window.progress("Tenure writes the workbook ..."):
        written = new_workbook(template, window.interpreter)
    if written.startswith(ERROR_MARK):
        window.say(f"No workbook was made. {written.removeprefix(ERROR_MARK)}", WARNINGBOX)
    else:
        # As a template: the new window has no file, so that saving asks for a name.
        window.open(uno.systemPathToFileUrl(written), AsTemplate=True)


def _copy_for_sharing(window: Window, choice: str) -> None:
    document = window.frame.getController().getModel()
    with window.progress("Tenure makes the copy ..."):
        made = copied(document, choice, window.interpreter)
    if made.path.startswith(ERROR_MARK):
        window.say(f"No copy was made. {made.path.removeprefix(ERROR_MARK)}", WARNINGBOX)
    else:
        window.open(uno.systemPathToFileUrl(made.path), AsTemplate=True)
        window.say(made.said)


def copied(document: Any, choice: str, interpreter: str) -> SharedCopy:
    """A copy of a workbook for others, made of what the sheets show now, saved or not."""
    saved, (sheet, _) = place_for_saving(), chosen(document)
    document.storeToURL(uno.systemPathToFileUrl(str(saved)), (PropertyValue(Name="FilterName", Value=_EXCEL_2007),))
    return shared_copy(saved, choice, sheet, interpreter)


def _manual(window: Window, _: str) -> None:
    book = window.open("private:factory/scalc")
    sheet = book.Sheets.getByIndex(0)
    sheet.Name = "Functions"
    rows = manual_rows()
    cells = sheet.getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)
    cells.setDataArray(rows)
    cells.IsTextWrapped = True
    cells.VertJustify = 1  # top
    for number, width in enumerate(_WIDTHS):
        sheet.Columns.getByIndex(number).Width = width
    cells.Rows.OptimalHeight = True
    sheet.Rows.getByIndex(0).CharWeight = 150.0
    book.setModified(False)


def manual_rows() -> tuple[tuple[str, ...], ...]:
    """The functions as a table: the headings, then a row for each."""
    return (
        ("Function", "Subject", "What it answers", "Arguments"),
        *(
            (each.name, each.subject, each.summary, "\n".join(f"{one.name}: {one.help}" for one in each.parameters))
            for each in udfs.FUNCTIONS
        ),
    )


def _restart(window: Window, _: str) -> None:
    documents = window.desktop.Components.createEnumeration()
    while documents.hasMoreElements():
        document = documents.nextElement()
        if document.supportsService(_SPREADSHEET):
            document.calculateAll()


def _about(window: Window, _: str) -> None:
    book = window.open("private:factory/scalc", Hidden=True)
    try:
        cell = book.Sheets.getByIndex(0).getCellByPosition(0, 0)
        cell.setFormula(f"={_EXAMPLE.name}({';'.join(map(str, _EXAMPLE.example[0]))})")
        is_right = cell.FormulaResultType2 == VALUE and _EXAMPLE.example.holds(cell.getValue())
        shown = cell.getString()
    finally:
        book.close(True)
    sentence = f"Tenure {__version__}: what client relationships are worth."
    if is_right:
        window.say(f"{sentence}\n\nThe functions answer.")
    else:
        formula = f"{_EXAMPLE.name}({', '.join(map(str, _EXAMPLE.example[0]))})"
        window.say(f"{sentence}\n\n{formula} shows {shown}. tenure doctor says what is wrong.", WARNINGBOX)


_ACTIONS: dict[str, Callable[[Window, str], None]] = {
    "new-workbook": _new_workbook,
    "manual": _manual,
    "restart": _restart,
    "about": _about,
    "undo-last": _undo_last,
    "copy-for-sharing": _copy_for_sharing,
}
