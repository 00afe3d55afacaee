"""LibreOffice Calc itself, driven from a test: a workbook is typed, opened, computed, read and saved in it."""
