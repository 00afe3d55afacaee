"""Run by LibreOffice's own Python, which alone can talk to it: start it unseen on a profile, do what is asked, end it.

The wish comes as JSON on standard input, the answer goes as JSON to standard output.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from typing import Any

import uno
import unohelper
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.task import XInteractionApprove, XInteractionHandler
from com.sun.star.ucb import XCommandEnvironment, XProgressHandler
from com.sun.star.uno import Exception as UnoException

_SECONDS_TO_START = 90
_SECONDS_TO_END = 30
SEEN = ("--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
"""The options with which it comes up with windows, and without questions of its own."""
UNSEEN = ("--headless", *SEEN)
"""The options with which it comes up unseen."""


class Approving(unohelper.Base, XCommandEnvironment, XInteractionHandler, XProgressHandler):
    """Answers yes to LibreOffice's question whether another version may be replaced."""

    def getInteractionHandler(self) -> Any:  # noqa: N802
        """Itself."""
        return self

    def getProgressHandler(self) -> Any:  # noqa: N802
        """Itself."""
        return self

    def handle(self, request: Any) -> None:
        """Approve, where that is one of the answers."""
        for answer in request.getContinuations():
            if answer.queryInterface(uno.getTypeByName(XInteractionApprove.__pyunointerface__)):
                answer.select()
                return

    def push(self, status: Any) -> None:
        """Progress that nobody watches."""

    def update(self, status: Any) -> None:
        """Progress that nobody watches."""

    def pop(self) -> None:
        """Progress that nobody watches."""


@contextlib.contextmanager
def running(starter: str, profile: str, options: tuple[str, ...] = UNSEEN) -> Iterator[Any]:
    """A LibreOffice on a profile; yields what gives access to all of it."""
    pipe = f"tenure{uuid.uuid4().hex}"
    accept = f"--accept=pipe,name={pipe};urp"
    command = [starter, *options, f"-env:UserInstallation={profile}", accept]
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **silent)  # type: ignore[call-overload]
    try:
        context = _connected(pipe, process)
        yield context
        desktop = context.getServiceManager().createInstanceWithContext("com.sun.star.frame.Desktop", context)
        with contextlib.suppress(UnoException):  # the connection ends before the answer comes
            desktop.terminate()
        process.wait(_SECONDS_TO_END)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(_SECONDS_TO_END)


def _connected(pipe: str, process: Any) -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if process.poll() is not None:
                raise SystemExit(f"it ended with exit code {process.returncode}") from None
            if time.monotonic() > end:
                raise SystemExit(f"it did not come up within {_SECONDS_TO_START} seconds") from None
            time.sleep(0.1)


def _change(context: Any, wish: dict[str, Any]) -> None:
    manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
    if wish.get("remove"):
        if wish["identifier"] in _extensions(manager):
            manager.removeExtension(wish["identifier"], wish["file"], "user", None, Approving())
        _remove_module(context, wish["module"])
    if wish.get("add"):
        manager.addExtension(uno.systemPathToFileUrl(wish["add"]), (), "user", None, Approving())


def _remove_module(context: Any, name: str) -> None:
    """Remove the module that the extension puts into the library Standard, the only one that cells look into."""
    service = "com.sun.star.script.ApplicationScriptLibraryContainer"
    libraries = context.getServiceManager().createInstanceWithContext(service, context)
    libraries.loadLibrary("Standard")
    standard = libraries.getByName("Standard")
    if standard.hasByName(name):
        standard.removeByName(name)
        libraries.storeLibraries()


def _extensions(manager: Any) -> dict[str, Any]:
    """The extensions that the user has installed, by their identifiers."""
    return {each.getIdentifier().Value: each for each in manager.getDeployedExtensions("user", None, Approving())}


def _found(context: Any, wish: dict[str, Any]) -> dict[str, Any]:
    """What there is of the extension, and what the formulas show."""
    manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
    others = _extensions(manager)
    extension = others.pop(wish["identifier"], None)
    answer: dict[str, Any] = {"version": "", "enabled": False, "others": len(others), "cells": []}
    if extension:
        state = extension.isRegistered(None, Approving())
        answer |= {"version": extension.getVersion(), "enabled": state.IsPresent and state.Value.Value}
    if wish.get("formulas"):
        answer["cells"] = _computed(context, wish["formulas"])
    return answer


def _computed(context: Any, formulas: list[str]) -> list[Any]:
    desktop = context.getServiceManager().createInstanceWithContext("com.sun.star.frame.Desktop", context)
    hidden = PropertyValue(Name="Hidden", Value=True)
    book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
    try:
        cells = [book.Sheets.getByIndex(0).getCellByPosition(0, row) for row in range(len(formulas))]
        for cell, formula in zip(cells, formulas, strict=True):
            cell.setFormula(formula)
        return [cell.getString() if cell.getError() or not _is_number(cell) else cell.getValue() for cell in cells]
    finally:
        book.close(True)


def _is_number(cell: Any) -> bool:
    return bool(cell.FormulaResultType2 == uno.getConstantByName("com.sun.star.sheet.FormulaResult.VALUE"))


def _end(number: int, _: Any) -> None:
    raise SystemExit(128 + number)


def main() -> None:
    """Do what is asked; where it cannot be done, the last line of standard error says why."""
    signal.signal(signal.SIGTERM, _end)
    wish = json.load(sys.stdin)
    # What LibreOffice itself prints goes elsewhere: standard output holds the answer alone.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        with running(wish["starter"], wish["profile"]) as context:
            _change(context, wish)
            answer = _found(context, wish)
    except UnoException as error:
        raise SystemExit(" ".join(error.Message.split()) or type(error).__name__) from error
    json.dump(answer, answers)
    answers.close()


if __name__ == "__main__":
    main()
