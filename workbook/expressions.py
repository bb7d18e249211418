"""Expressions of scoring/expressions.py printed as formulas, without their ``=``.

What a printed formula comes to is what `evaluated` says, in every spreadsheet program: only functions and
operators on which they agree are used.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from scoring.expressions import (
    Arithmetic,
    Clamped,
    Constant,
    Expression,
    Figure,
    IfAny,
    Over,
    OverKind,
    Paired,
    PairedKind,
    Rounded,
)
from scoring.rubric import points_text

DECIMALS = 9
"""To which sums are rounded where they are compared: tenths that tie do not add up to quite the same."""
_MOST_ARGUMENTS = 250
"""Arguments of a function; Excel takes 255."""

Cells = Callable[[Sequence[str]], str]
"""What gives the cells of ids as arguments of a function, ranges among them."""


def formula_of(expression: Expression, cells: Cells, *, na: str = "", digits: int | None = None) -> str:
    """Return the formula of an expression; ``cells`` gives the cells of ids, ``na`` is the text that says
    «not applicable». ``digits``: to how many after the point what a whole comes to is rounded."""
    if not isinstance(expression, IfAny):
        return _printed(expression, cells)
    if not expression.parts:
        return '""'
    together = _printed(expression.of, cells)
    if digits is not None:
        together = f"ROUND({together},{digits})"
    none = '""'
    if expression.may_be_na:
        none = f'IF({_all_na(expression.parts, cells, na)},"{na}","")'
    return f"IF({_many('COUNT', expression.parts, cells)}=0,{none},{together})"


def _all_na(parts: Sequence[Figure], cells: Cells, na: str) -> str:
    if len(parts) > _MOST_ARGUMENTS:
        starts = range(0, len(parts), _MOST_ARGUMENTS)
        each = [_all_na(parts[start : start + _MOST_ARGUMENTS], cells, na) for start in starts]
    else:
        each = [f'{_cell(part, cells)}="{na}"' for part in parts]
    return each[0] if len(each) == 1 else f"AND({','.join(each)})"


def _printed(expression: Expression, cells: Cells) -> str:
    match expression:
        case Figure():
            shown = _cell(expression, cells)
        case Constant(number):
            shown = _constant(number)
        case Over():
            shown = _over(expression, cells)
        case Paired(kind, pairs):
            terms = (_PAIRED[kind].format(_cell(part, cells), _constant(number)) for part, number in pairs)
            shown = _added(terms)
        case Arithmetic(operator, one, other):
            made = _printed(one, cells), _printed(other, cells)
            shown = f"MIN({','.join(made)})" if operator == "min" else f"({operator.join(made)})"
        case Clamped(of, low, high):
            shown = _printed(of, cells)
            shown = shown if low is None else f"MAX({shown},{_constant(low)})"
            shown = shown if high is None else f"MIN({shown},{_constant(high)})"
        case Rounded(of, to):
            shown = _rounded(_printed(of, cells), to)
        case IfAny():
            shown = f"N({formula_of(expression, cells)})"
    return shown


_PAIRED: Mapping[PairedKind, str] = {
    "products": "N({})*{}",
    "weights": "ISNUMBER({})*{}",
    "matches": "({}={})*1",  # a truth alone is no number in Excel
}


def _over(expression: Over, cells: Cells) -> str:
    parts = expression.parts
    if expression.kind == "best":
        return _best(parts, expression.best, cells)
    if expression.kind in ("sum", "count"):
        return _many(_FUNCTIONS[expression.kind], parts, cells)
    return f"{_FUNCTIONS[expression.kind]}({_all(parts, cells)})"


_FUNCTIONS: Mapping[OverKind, str] = {"sum": "SUM", "count": "COUNT", "least": "MIN", "most": "MAX"}


def _cell(part: Figure, cells: Cells) -> str:
    """Return the one cell of a part, which some name as a range of itself."""
    return cells([part.id]).partition(":")[0]


def _constant(number: Decimal) -> str:
    """Return a number as formulas have it; a negative one in brackets, so that it follows any operator."""
    shown = points_text(number)
    return f"({shown})" if number < 0 else shown


def _added(terms: Iterable[str]) -> str:
    return f"({'+'.join(terms)})"


def _all(parts: Sequence[Figure], cells: Cells) -> str:
    return cells([part.id for part in parts])


def _many(function: str, parts: Sequence[Figure], cells: Cells) -> str:
    """Return a function over many parts, which adds up what it comes to over so many as it takes."""
    if len(parts) <= _MOST_ARGUMENTS:
        return f"{function}({_all(parts, cells)})"
    starts = range(0, len(parts), _MOST_ARGUMENTS)
    return _added(_many(function, parts[start : start + _MOST_ARGUMENTS], cells) for start in starts)


def _best(parts: Sequence[Figure], best: int, cells: Cells) -> str:
    """Return the sum of the highest: of each part that fewer than so many are above, among equals the first
    ones. LARGE would need the cells as one range, for programs differ on several."""
    own = [_cell(part, cells) for part in parts]
    return _added(f"N({cell})*({_above(own, place)}<{best})" for place, cell in enumerate(own))


def _above(cells: Sequence[str], place: int) -> str:
    """Return how many of the cells have a number that goes before that of one of them."""
    others = (
        f"ISNUMBER({other})*(N({other}){'>=' if at < place else '>'}N({cells[place]}))"
        for at, other in enumerate(cells)
        if at != place
    )
    return _added(others)


def _rounded(shown: str, to: Decimal) -> str:
    """Return a number rounded to a power of ten by ROUND, to another number by so many times it.

    What a product lacks of a half in binary is put right first, for not every program does so.
    """
    exponent = to.normalize().as_tuple()
    if exponent.digits == (1,):
        return f"ROUND(ROUND({shown},{DECIMALS}),{-int(exponent.exponent)})"
    return f"ROUND(ROUND(ROUND(({shown})/{_constant(to)},{DECIMALS}),0)*{_constant(to)},{DECIMALS})"
