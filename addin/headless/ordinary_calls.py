"""Calls of ordinary functions, as the engine has to be asked for Excel's answer."""

from __future__ import annotations

from dataclasses import replace

from addin.formulas.grammar import Call, Expression, FormulaTrouble, Item, Word
from addin.formulas.references import LAST_COLUMN, LAST_ROW, Area, Place, Reference, sheet_prefix
from addin.headless.engine_words import NOTHING, is_ascending, literal, written
from addin.headless.functions import COUNT, FUNCTIONS, LOOKUP_DOWN, LOOKUP_UP, ON_SHEET, WITH_ERRORS
from addin.headless.hidden_rows import HiddenRows
from addin.headless.known_functions import ANSWERED_OTHERWISE, COUNTS, LENGTHENING, WITHOUT_HIDDEN_ROWS
from addin.headless.lifting import FilledDifferently, Lifted, gives_several


def refuse_what_is_answered_otherwise(name: str, arguments: tuple[Expression, ...]) -> None:
    """Raise `FormulaTrouble` for a call to which the engine's answer is certainly another than Excel's."""
    if name in ANSWERED_OTHERWISE:
        raise FormulaTrouble(f"{name} is not computed here")
    if name == "INDIRECT" and len(arguments) > 1 and literal(arguments[1]) not in ("1", "TRUE"):
        raise FormulaTrouble("INDIRECT is not computed here for addresses such as R1C1")


class OrdinaryCalls:
    """The calls in one formula; their arguments are resolved already.

    Args:
        place: where the formula stands.
        lifted: takes the calls down that are lifted out of array formulas.
        hidden: the rows that are not shown.

    Attributes:
        reads: what the formula reads through lifted calls.
    """

    def __init__(self, place: Place, lifted: Lifted, hidden: HiddenRows) -> None:
        self._place = place
        self._lifting = lifted
        self._hidden = hidden
        self.reads: list[Reference] = []

    def asked(self, name: str, arguments: tuple[Expression, ...], in_array: bool, one_by_one: bool) -> Item:
        """What to write for a call.

        `in_array`: whether ranges are taken whole; `one_by_one`: whether a function of single values answers for each
        cell that it is given.
        """
        if name in ("ROW", "COLUMN") and not arguments and self._place.rows == 1:
            # The engine may have parts of an array formula on other sheets.
            return Word(str(self._place.row if name == "ROW" else self._place.column), "number")
        if in_array and name in ("ROW", "COLUMN") and arguments:
            return self._numbered(name, arguments[0])
        if in_array and name in ("INDIRECT", "OFFSET"):
            arguments = self._one_place(name, arguments)
        found = self._one(name, arguments, one_by_one)
        may_be_too_long = name in LENGTHENING and not in_array and isinstance(found, Call)
        return Call("CONCAT", (Expression((found,)),)) if may_be_too_long else found

    def _one_place(self, name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """The arguments of a function that makes a reference up, which the engine makes of one place only."""
        if any(map(gives_several, arguments if name == "INDIRECT" else arguments[1:])):
            raise FormulaTrouble(f"{name} is not computed here for several places at once")
        if name == "OFFSET" or not arguments:
            return arguments
        sheet = Expression((Word('"' + sheet_prefix(self._place.sheet).replace('"', '""') + '"', "text"),))
        return Expression((Call(ON_SHEET, (sheet, arguments[0])),)), *arguments[1:]

    def _one(self, name: str, arguments: tuple[Expression, ...], one_by_one: bool) -> Item:
        if name in WITHOUT_HIDDEN_ROWS:
            arguments = self._shown(name, arguments)
        if name in (*COUNTS, *WITH_ERRORS) and any(map(_names_an_error, arguments)):
            return self._lifted(Call(WITH_ERRORS.get(name, COUNT), arguments), one_by_one)
        if name in WITH_ERRORS:
            return self._with_errors(name, arguments, one_by_one)
        if name in FUNCTIONS:
            arguments = tuple(NOTHING if argument.is_skipped else argument for argument in arguments)
        kind = literal(arguments[2]) if name == "MATCH" and len(arguments) > 2 else None
        if name in ("XLOOKUP", "XMATCH") and len(arguments) > (4 if name == "XLOOKUP" else 2):
            given = tuple(NOTHING if argument.is_skipped else argument for argument in arguments)
            return self._lifted(Call(f"TENURE.{name}", given), one_by_one)
        if name == "MATCH" and kind == "-1":
            return self._lifted(Call(LOOKUP_DOWN, arguments[:2]), one_by_one)
        found = self._lifted(Call(name, arguments), one_by_one)
        if name not in LOOKUP_UP or not is_ascending(name, arguments):
            return found
        more = self._lifted(Call(LOOKUP_UP[name], arguments[: 2 if name == "MATCH" else 3]), one_by_one)
        return self._lifted(Call("IFNA", (Expression((found,)), Expression((more,)))), one_by_one)

    def _with_errors(self, name: str, arguments: tuple[Expression, ...], one_by_one: bool) -> Item:
        """A conditional sum that answers the errors it meets, which the engine passes over."""
        found = self._lifted(Call(name, arguments), one_by_one)
        added = arguments[2 if len(arguments) > 2 and name in ("SUMIF", "AVERAGEIF") else 0] if arguments else None
        reference = added.only if added is not None else None
        if not isinstance(reference, Reference) or reference.spilled:
            return found
        total: Item = Call("SUM", (Expression((reference,)),))
        if self._place.rows == 1 or not reference.moves_down:
            total = self._lifting.total(replace(reference, fixed=(True, True, True, True)))
        more = self._lifted(Call(WITH_ERRORS[name], arguments), one_by_one)
        is_error = Call("ISERROR", (Expression((total,)),))
        return Call("IF", (Expression((is_error,)), Expression((more,)), Expression((found,))))

    def _shown(self, name: str, arguments: tuple[Expression, ...]) -> tuple[Expression, ...]:
        """The arguments of SUBTOTAL and AGGREGATE without the rows that they leave out."""
        hidden, first = self._hidden, 1 if name == "SUBTOTAL" else 2
        if not hidden or len(arguments) <= first:
            return arguments
        written_out = literal(arguments[first - 1])
        if not written_out.isdigit():
            raise FormulaTrouble(f"{name} with a kind that has to be computed is not computed beside hidden rows")
        kind = int(written_out)
        if name == "SUBTOTAL" and not (1 <= kind <= 11 or 101 <= kind <= 111):
            return arguments
        if name == "AGGREGATE" and kind not in (1, 3, 5, 7):
            return arguments
        shown: list[Expression] = []
        for argument in arguments[first:]:
            reference = argument.only
            if not isinstance(reference, Reference) or reference.spilled:
                raise FormulaTrouble(f"{name} of anything but a plain range is not computed beside hidden rows")
            parts = list(hidden.shown(reference, only_filtered=name == "SUBTOTAL" and kind < 100))
            if parts != [reference] and self._place.rows > 1 and reference.moves_down:
                raise FilledDifferently
            shown += [Expression((part,)) for part in parts]
        if not shown:
            blank = Area(LAST_ROW, LAST_COLUMN, LAST_ROW, LAST_COLUMN)
            shown.append(Expression((Reference(blank, self._lifting.sheet, (True, True, True, True)),)))
        return (written(kind % 100), *shown) if name == "SUBTOTAL" else (*arguments[:first], *shown)

    def _lifted(self, call: Call, one_by_one: bool) -> Item:
        if not one_by_one:
            return call
        place = self._place
        item, reads = self._lifting.lift(call, (place.sheet, place.row, place.column), place.rows)
        self.reads += reads
        return item

    def _numbered(self, name: str, argument: Expression) -> Item:
        """The numbers of all rows or columns of a range, of which the engine gives only the first."""
        reference = argument.only
        first: Expression = Expression((Call(name, (argument,)),))
        if not isinstance(reference, Reference) or reference.spilled:
            size = Expression((Call(f"{name}S", (argument,)),))
        elif reference.is_cell:
            return Call(name, (argument,))
        elif reference.whole == f"{name.lower()}s" or reference.whole == "":
            if self._place.rows > 1 and reference.moves_down:
                raise FilledDifferently
            area = reference.area
            size = written(area.height if name == "ROW" else area.width)
            first = written(area.top if name == "ROW" else area.left)
        else:
            raise FormulaTrouble(f"{name} is not computed here for whole {reference.whole}")
        return Call("SEQUENCE", (size, written(1), first) if name == "ROW" else (written(1), size, first))


def _names_an_error(argument: Expression) -> bool:
    """Whether it is a condition such as ``"<>#N/A"``, which the engine does not know."""
    only = argument.only
    return isinstance(only, Word) and only.kind == "text" and "#" in only.text
