"""The kinds of sheets that template workbooks have: each is made here once, and looks the same in every book.

In the order of the tabs: `ReadMePage`, `AnswerPage`, `ListPage`, `SettingsPage`, `Page` (workings), `TablesPage`
(answers of several cells) and `ChecksPage`.
"""
