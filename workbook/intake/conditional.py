"""Conditional formats that can make what is read look like nothing, or like something else (ISO/IEC 29500-1
§18.3.1.10, and those of the extension)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from scoring.errors import Sentence
from scoring.findings import Finding
from workbook.address import Area, area, column_index
from workbook.columns import TICK, TICK_COUNT
from workbook.intake.colours import UNKNOWN, local_name
from workbook.intake.form import Form
from workbook.intake.looks import FAINT, X14, Look, Looks, Over, is_faint, read_over, why_hidden
from workbook.intake.places import counted, places, written_places
from workbook.layout import Layout
from workbook.package import too_large
from workbook.sheetxml import Element, is_true, whole

_MOST_RULES, _MOST_AREAS = 5_000, 50_000
"""Conditional formats, and their ranges."""
_MOST_COMPARED = 500
"""Rules that are looked at two by two; a form has a dozen."""
_MOST_CONTRASTS = 10_000
"""Colours of characters times those behind them."""
_MOST_FOR_BLANKS, _LONGEST_REFERENCE = 100, 20_000
"""Rules, and characters of their cells, that are held against the form's own."""
_FORMATTED = Sentence("條件格式改了數字格式", "a conditional format gives it another number format")
_VALUELESS = Sentence("條件格式只顯示圖示或橫條", "a conditional format shows an icon or a bar alone")
_LAST = 1 << 30


def hidden_by_rules(form: Form, layout: Layout, around: Element) -> Iterator[Finding]:
    """Find conditional formats that can hide what is read, each alone or two together."""
    looks = form.book.looks
    written = list(around.iter("{*}cfRule"))
    if len(written) > _MOST_RULES:
        raise too_large("條件格式過多", "it has far too many conditional formats")
    singles = [each for each in written if _can_hide(each, looks)]
    if not singles and not _clash(written, looks):
        return
    for_blanks = {each for each in written[:_MOST_FOR_BLANKS] if _is_for_blanks(each, form)}
    singles, written = ([each for each in some if each not in for_blanks] for some in (singles, written))
    read = places(form, layout)
    cells = {place.cell for place in read}
    found = [*read, *(place for place in written_places(form, layout) if place.cell not in cells)]
    worn = {place.cell: looks.of(form.grid.style(place.cell)) for place in found}
    areas_left = _MOST_AREAS
    for reason, rules, hidden in (*_alone({*worn.values()}, singles, looks), *_together(written, looks)):
        areas = [_areas_of(each) for each in rules]
        areas_left -= sum(map(len, areas))
        if areas_left < 0:
            raise too_large("條件格式過多", "it has far too many conditional formats")
        there = (place for place in found if hidden is None or worn[place.cell] in hidden)
        under = [place.cell for place in there if all(any(map(place.meets, each)) for each in areas)]
        if under:
            params = {**counted(under), "reason": reason.zh, "reason_en": reason.en}
            yield Finding("rule-hides", cell=under[0], params=params)
            return


def _can_hide(rule: Element, looks: Looks) -> bool:
    """Tell whether a conditional format needs a closer look: it can hide something in some cell."""
    is_plain = all(local_name(each) == "formula" for each in rule)
    if not is_plain or "dxfId" not in rule.attrib:
        return not is_plain
    number = whole(rule.get("dxfId"))
    return number is None or not looks.hides_nothing(number)


def _clash(rules: Sequence[Element], looks: Looks) -> bool:
    """Tell whether the characters' colour of one rule cannot be told from the fill of another."""
    numbers = {number for each in rules if (number := whole(each.get("dxfId"))) is not None}
    overs = [over for number in numbers if (over := looks.over(number)) is not None]
    colours = {each.colour for each in overs if each.colour}
    fills = {fill for each in overs for fill in each.fills}
    if len(colours) * len(fills) > _MOST_CONTRASTS:
        return True
    return any(is_faint(colour, (fill,)) for colour in colours for fill in fills)


def _is_for_blanks(rule: Element, form: Form) -> bool:
    """Tell whether a rule is one of the form's own that holds where nothing is filled in: a cell that is
    blank, boxes of which none is ticked."""
    parent = rule.getparent()
    assert parent is not None
    formula = (rule[0].text or "").replace("$", "") if len(rule) == 1 else ""
    first = parent.get("sqref", "").split(":")[0].split(" ")[0].replace("$", "")
    column = first.rstrip("0123456789")
    row = first.removeprefix(column)
    own = [f"ISBLANK({first})"]
    if column == form.columns[TICK]:
        own.append(f"{form.columns[TICK_COUNT]}{row}=0")
    return (
        row != ""
        and rule.get("type") == "expression"
        and len(parent.get("sqref", "")) < _LONGEST_REFERENCE
        and formula in own
        and all(
            each.top >= int(row) and each.left == each.right == column_index(column)
            for each in _areas_of(rule)
        )
    )


Suspects = Iterator[tuple[Sentence, tuple[Element, ...], Collection[Look] | None]]
"""Why something cannot be seen, the rules that hide it where they meet, and the looks that they hide; None
for any."""


def _alone(worn: Collection[Look], rules: Sequence[Element], looks: Looks) -> Suspects:
    """Yield the rules that can hide what stands in a cell of a look that shows it otherwise."""
    own = [look for look in worn if why_hidden(look) is None]
    for rule in rules:
        over = _over(rule, looks)
        if isinstance(over, Sentence):
            yield over, (rule,), None
        else:
            hidden = {look: why for look in own if (why := why_hidden(over.put(look))) is not None}
            if hidden:
                yield next(iter(hidden.values())), (rule,), hidden.keys()


def _together(rules: Sequence[Element], looks: Looks) -> Suspects:
    """Yield the rules of which one gives the colour of characters and another nearly the same to the cell."""
    overs = [(each, over) for each in rules if isinstance(over := _over(each, looks), Over)]
    overs = [(each, over) for each, over in overs if over.colour or over.fills]
    if len(overs) > _MOST_COMPARED:
        raise too_large("條件格式過多", "it has far too many conditional formats")
    overs.sort(key=lambda each: whole(each[0].get("priority")) or _LAST)
    for number, (first, over) in enumerate(overs):
        if is_true(first.get("stopIfTrue")) or (over.colour and over.fills):
            continue
        for second, beneath in overs[number + 1 :]:
            colour, fills = over.colour or beneath.colour, over.fills or beneath.fills
            if colour and is_faint(colour, fills):
                yield FAINT, (first, second), None


def _over(rule: Element, looks: Looks) -> Over | Sentence:
    """Return what a rule (``cfRule``, or one of the extension) puts over a cell, or why it hides it
    whatever it looks like."""
    if any("showValue" in each.attrib and not is_true(each.get("showValue")) for each in rule.iter("{*}*")):
        return _VALUELESS
    over: Over | None = Over()
    own = rule.find(f"{{{X14}}}dxf")
    number = whole(rule.get("dxfId"))
    if own is not None:
        over = read_over(own, looks.resolved)
    elif number is not None:
        over = looks.over(number)
    if over is None:
        return _FORMATTED
    if own is None and rule.get("type") in ("colorScale", "dataBar"):
        colours = (each for each in rule.iter("{*}*") if local_name(each).endswith("olor"))
        return replace(over, fills=tuple(looks.resolved(each) or UNKNOWN for each in colours))
    return over


def _areas_of(rule: Element) -> Sequence[Area]:
    """Return the cells that a rule is for: ``sqref``, which an extension has as an element of its own."""
    parent = rule.getparent()
    assert parent is not None
    said = [parent.get("sqref", ""), *(each.text or "" for each in parent if local_name(each) == "sqref")]
    found = []
    for each in " ".join(said).split():
        try:
            found.append(area(each.replace("$", "")))
        except ValueError:  # whole columns or rows, or nothing that is known
            found.append(Area(1, 1, 16_384, 1_048_576))
    return found
