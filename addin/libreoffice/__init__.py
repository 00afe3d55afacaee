"""LibreOffice Calc: the extension, its menu and toolbar, and how it is installed for one user."""

LOG = "libreoffice"
"""The name of its log."""
