"""Packed into the extension: by its types Calc's function wizard learns which arguments the functions take."""

from typing import Any

import unohelper
from com.sun.star.lang import XServiceInfo
from org.tenure.relationships import XFunctions

SERVICE = "org.tenure.relationships.Wizard"


class Wizard(unohelper.Base, XFunctions, XServiceInfo):
    """Is looked at, and never called: the name that the wizard writes is that of a macro."""

    def __init__(self, *_: Any) -> None:
        """Nothing is needed of LibreOffice."""

    def getImplementationName(self) -> str:  # noqa: N802
        """Its name."""
        return SERVICE

    def supportsService(self, name: str) -> bool:  # noqa: N802
        """Whether it is what LibreOffice looks for."""
        return name == SERVICE

    def getSupportedServiceNames(self) -> tuple[str, ...]:  # noqa: N802
        """What it is."""
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - LibreOffice looks for this name
g_ImplementationHelper.addImplementation(Wizard, SERVICE, (SERVICE,))
