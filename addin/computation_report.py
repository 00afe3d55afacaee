"""What a computation came to, in words for people and in JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from addin.headless import Computation, ErrorAnswer
from addin.headless.sheet_cells import Value
from udfs import CellError

_SHOWN = 20


def print_json(computation: Computation) -> None:
    """One JSON object on standard output: figures as numbers, errors as their codes, blanks as null."""
    print(json.dumps(_record(computation), indent=2))


def _record(computation: Computation) -> dict[str, Any]:
    record = {**asdict(computation), "exit_code": computation.exit_code}
    for which in ("source", "target"):
        path = record[which]
        record[which] = None if path is None else str(path.resolve())
    for cell in record["stale"]:
        cell["shows"], cell["answer"] = _in_json(cell["shows"]), _in_json(cell["answer"])
    return record


def _in_json(value: Value) -> float | str | bool | None:
    return value.code if isinstance(value, CellError) else value


def print_report(computation: Computation, said: Console) -> None:
    """What was computed and where it is; what could not be, and what shows an error, each with its reason."""
    formulas = "1 formula" if computation.formulas == 1 else f"{computation.formulas:,} formulas"
    said.print(Text(f"{formulas} computed in {computation.seconds:.1f} s"))
    missed = computation.not_computed
    own = [(f"{each.sheet}!{each.cell}", each.formula, each.reason) for each in missed if not each.rests_on]
    resting = [(f"{each.sheet}!{each.cell}", each.formula, each.reason) for each in missed if each.rests_on]
    title = _counted(
        len(own or resting),
        "could not be computed and keeps its old value",
        "could not be computed and keep their old value",
    )
    _print_cells(said, title, ("cell", "formula", "why"), own, resting)
    errors = computation.errors
    causes = [(f"{each.sheet}!{each.cell}", each.code, each.reason) for each in errors if not _is_passed_on(each)]
    passed_on = [(f"{each.sheet}!{each.cell}", each.code, each.reason) for each in errors if _is_passed_on(each)]
    title = _counted(len(errors), "shows an error of a REL_ function", "show an error of a REL_ function")
    _print_cells(said, title, ("cell", "shows", "why"), causes, passed_on)
    if computation.target is not None:
        said.print(Text(str(computation.target.resolve()), style="green"), soft_wrap=True)
    else:
        _print_verdict(computation, said)


def _print_verdict(computation: Computation, said: Console) -> None:
    stale = computation.stale
    cells = [(f"{each.sheet}!{each.cell}", _shown(each.shows), _shown(each.answer)) for each in stale]
    _print_cells(said, _counted(len(stale), "is stale", "are stale"), ("cell", "shows", "should show"), cells)
    if stale:
        verdict = "is not up to date"
    elif computation.not_computed:
        verdict = "is up to date as far as it could be computed"
    else:
        verdict = "is up to date"
    said.print(Text(f"{computation.source.resolve()} {verdict}"), soft_wrap=True)


def _shown(value: Value) -> str:
    if value is None or value == "":
        return "(blank)"
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(_in_json(value))


def _is_passed_on(error: ErrorAnswer) -> bool:
    """Whether an error is only that of a cell which the formula reads."""
    return f"already holds {error.code}" in error.reason


def _counted(count: int, of_one: str, of_several: str) -> str:
    return f"1 cell {of_one}" if count == 1 else f"{count:,} cells {of_several}"


def _print_cells(
    said: Console,
    title: str,
    headings: tuple[str, ...],
    causes: Sequence[tuple[str, ...]],
    resting: Sequence[tuple[str, ...]] = (),
) -> None:
    """The cells that are at fault themselves, and how many rest on them; all, where the fault is in no such cell."""
    if not (causes or resting):
        return
    table = Table(title=title)
    table.title_justify, table.box, table.pad_edge = "left", None, False
    for heading in headings:
        table.add_column(heading, overflow="fold")
    listed = causes or resting
    for cell in listed[:_SHOWN]:
        table.add_row(*map(Text, cell))
    said.print(table)
    if len(listed) > _SHOWN:
        said.print(f"... and {len(listed) - _SHOWN:,} more")
    if causes and resting:
        said.print(f"... and {len(resting):,} that {'rests' if len(resting) == 1 else 'rest'} on them")
