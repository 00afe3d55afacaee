"""The hosts and the buttons: where the worksheet functions of `udfs` meet a spreadsheet, or do without one."""
