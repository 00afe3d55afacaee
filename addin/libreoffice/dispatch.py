"""Packed into the extension: LibreOffice hands it the address of a button, and it has the button carried out.

It stands alone in the extension, so it has the packages found first.
"""

from typing import Any

import tenure_packages
import unohelper
from com.sun.star.awt.MessageBoxType import WARNINGBOX
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo

HANDLER = "org.tenure.relationships.Dispatch"
_SERVICE = "com.sun.star.frame.ProtocolHandler"


class Dispatch(unohelper.Base, XDispatchProvider, XDispatch, XInitialization, XServiceInfo):
    """Carries out the buttons of one window."""

    def __init__(self, context: Any, *_: Any) -> None:
        self._context = context
        self._frame: Any = None

    def initialize(self, arguments: Any) -> None:
        """Remember the window."""
        if arguments:
            self._frame = arguments[0]

    def queryDispatch(self, url: Any, target: str, flags: int) -> Any:  # noqa: N802
        """Itself for the addresses of Tenure's buttons."""
        return self if url.Complete.startswith(HANDLER.rpartition(".")[0] + ":") else None

    def queryDispatches(self, requests: Any) -> Any:  # noqa: N802
        """The same for several."""
        return tuple(self.queryDispatch(each.FeatureURL, each.FrameName, each.SearchFlags) for each in requests)

    def dispatch(self, url: Any, arguments: Any) -> None:
        """Carry out a button."""
        try:
            packages = tenure_packages.prepare()
        except tenure_packages.NotReady as error:
            window = self._frame.getContainerWindow()
            window.getToolkit().createMessageBox(window, WARNINGBOX, 1, "Tenure", str(error)).execute()
            return
        from addin.libreoffice.host_actions import carry_out

        name, _, choice = url.Complete.partition(":")[2].partition("/")
        carry_out(self._context, self._frame, name, choice, packages["interpreter"])

    def addStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802
        """A button is always ready."""

    def removeStatusListener(self, listener: Any, url: Any) -> None:  # noqa: N802
        """A button is always ready."""

    def getImplementationName(self) -> str:  # noqa: N802
        """Its name."""
        return HANDLER

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Whether it is what LibreOffice looks for."""
        return name == _SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """What it is."""
        return (_SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Dispatch, HANDLER, (_SERVICE,))
