"""Packed into the extension: the service that the macros ask, and what sees to workbooks that are opened.

It stands alone in the extension: it finds the packages first.
"""

import struct
from pathlib import Path
from typing import Any

import tenure_packages
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.sheet import XCellRangeData, XFunctionAccess
from com.sun.star.task import XJob
from com.sun.star.util import XChangesListener, XCloseListener, XModifyListener

SERVICE = "org.tenure.relationships.Functions"
OPENED = "org.tenure.relationships.Opened"
_JOB = "com.sun.star.task.Job"
_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_LIBRARIES = "com.sun.star.script.ApplicationScriptLibraryContainer"
_MODULE = Path(__file__).with_name("TenureFunctions.bas")
_NO_VALUE = struct.unpack("<d", struct.pack("<II", 519, 0x7FF80000))[0]
"""#VALUE!, as Calc holds it."""


def _put_in_place(context: Any) -> None:
    """Put the macros where alone cells find them: into the user's library *Standard*."""
    libraries = context.getServiceManager().createInstanceWithContext(_LIBRARIES, context)
    libraries.loadLibrary("Standard")
    standard = libraries.getByName("Standard")
    source = _MODULE.read_text(encoding="utf-8")
    if not standard.hasByName(_MODULE.stem):
        standard.insertByName(_MODULE.stem, source)
    elif standard.getByName(_MODULE.stem) != source:
        standard.replaceByName(_MODULE.stem, source)


def _workbooks(context: Any) -> list[Any]:
    """The workbooks that are open."""
    desktop = context.getServiceManager().createInstanceWithContext("com.sun.star.frame.Desktop", context)
    return [each for each in desktop.getComponents() if hasattr(each, "getSheets")]


class Functions(unohelper.Base, XFunctionAccess, XCellRangeData, XServiceInfo):
    """Answers worksheet functions; an answer of several cells is fetched by `getDataArray`."""

    def __init__(self, context: Any, *_: Any) -> None:
        try:
            tenure_packages.prepare()
        except tenure_packages.NotReady:  # what the menu says of itself, and tenure doctor
            self._answer: Any = lambda name, arguments: _NO_VALUE
        else:
            from addin.libreoffice.filled_columns import FilledColumns

            self._answer = FilledColumns(lambda: _workbooks(context)).answer
        self._columns: Any = ()

    def callFunction(self, name: str, arguments: Any) -> Any:  # noqa: N802
        """A number or a text, or True: there are columns."""
        answer = self._answer(name, arguments)
        if not isinstance(answer, tuple):
            return answer
        self._columns = tuple(zip(*answer, strict=True))
        return True

    def getDataArray(self) -> Any:  # noqa: N802
        """The columns of the last answer."""
        return self._columns

    def setDataArray(self, rows: Any) -> None:  # noqa: N802
        """Nothing is taken."""

    def getImplementationName(self) -> str:  # noqa: N802
        """Its name."""
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Whether it is what the macros look for."""
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """What it is."""
        return (SERVICE,)


class Opened(unohelper.Base, XJob, XChangesListener, XModifyListener, XCloseListener, XServiceInfo):
    """Is told when LibreOffice starts, of each workbook that is loaded or made, and of what changes in it.

    All that comes before a workbook is calculated, or saved anywhere.
    """

    def __init__(self, context: Any, *_: Any) -> None:
        _put_in_place(context)
        self._workbooks: Any = None
        try:
            tenure_packages.prepare()
        except tenure_packages.NotReady:
            return
        from addin.libreoffice import workbooks

        self._workbooks = workbooks

    def execute(self, arguments: Any) -> None:
        """See to a workbook; LibreOffice names it in what it tells of the event."""
        told = {each.Name: each.Value for each in arguments}
        document = {each.Name: each.Value for each in told.get("Environment", ())}.get("Model")
        if self._workbooks and document is not None and document.supportsService(_SPREADSHEET):
            document.addChangesListener(self)
            document.addCloseListener(self)
            self._workbooks.opened(document, self)

    def changesOccurred(self, event: Any) -> None:  # noqa: N802
        """See to the cells that changed."""
        for change in event.Changes:
            if change.Accessor == "cell-change":
                self._workbooks.changed(event.Source, change.ReplacedElement)

    def modified(self, event: Any) -> None:
        """See to it that a workbook is looked at again."""
        self._workbooks.modified(event.Source, self)

    def queryClosing(self, event: Any, owner: bool) -> None:  # noqa: N802
        """Nothing stands in the way."""

    def notifyClosing(self, event: Any) -> None:  # noqa: N802
        """Forget a workbook that is closed."""
        self._workbooks.closed(event.Source)

    def disposing(self, event: Any) -> None:
        """Nothing of it is kept."""

    def getImplementationName(self) -> str:  # noqa: N802
        """Its name."""
        return OPENED

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Whether it is what LibreOffice looks for."""
        return name == _JOB

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """What it is."""
        return (_JOB,)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Functions, SERVICE, (SERVICE,))
g_ImplementationHelper.addImplementation(Opened, OPENED, (_JOB,))
