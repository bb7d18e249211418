"""How the characters in a cell look: font, colours, alignment, after ISO/IEC 29500-1 §18.8.

People read what they see. A look that lets nothing be seen, or other characters than the cell holds, is told;
any other is the office's own affair.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeVar

from scoring.errors import Sentence
from workbook.intake.colours import BLACK, WHITE, Resolver, contrast, decimal, local_name, resolver, rgb
from workbook.sheetxml import Element, parse, remembered, tag, whole

_Kind = TypeVar("_Kind")

_LEAST_CONTRAST = 1.35
"""Of two colours (WCAG 2, contrast ratio), below which nothing can be read on paper or screen."""
_LEAST_SIZE = 5.0
"""Points."""
_SYMBOL_CHARSET = "2"
_SYMBOLS = frozenset(
    {"wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "mt extra",
     "bookshelf symbol 7", "zapf dingbats", "zapfdingbats", "ms outlook", "ms reference specialty"}
)  # fmt: skip
"""Fonts whose digits are other signs."""
_FAINT = Sentence("字的顏色與底色幾乎相同", "its characters have nearly the colour of the cell")
_SMALL = Sentence("字小到看不見", "its characters are too small to be seen")
_SYMBOL = Sentence("用了符號字型，數字會顯示成別的符號", "its font shows digits as other signs")
_STRUCK = Sentence("字上畫了刪除線", "its characters are struck through")
_REPEATED = Sentence("設為「填滿」，內容會重複顯示", "its alignment (Fill) repeats what it holds")
_FORMATTED = Sentence("條件格式改了數字格式", "a conditional format gives it another number format")
_VALUELESS = Sentence("條件格式只顯示圖示或橫條", "a conditional format shows an icon or a bar alone")


@dataclass(frozen=True, slots=True)
class Look:
    """How characters look. Colours are RRGGBB; None is the automatic one, or no fill.

    ``fills`` has several for a pattern or a gradient.
    """

    colour: str | None = None
    fills: tuple[str, ...] = ()
    font: str = ""
    is_symbol: bool = False
    size: float = 11.0
    is_struck: bool = False
    is_repeated: bool = False


@dataclass(frozen=True)
class Looks:
    """The looks of a workbook's cell styles, by index. ``conditional`` are what conditional formats put over
    them: a function of the look beneath, or None for one that changes the number format."""

    cells: Sequence[Look] = ()
    conditional: Sequence["Over | None"] = ()

    @cached_property
    def harmless(self) -> frozenset[int]:
        """The conditional ones that hide nothing in a cell of any style that does not hide it anyway."""
        own = [look for look in {*self.cells} if why_hidden(look) is None]
        over = enumerate(self.conditional)
        return frozenset(
            n for n, each in over if each and not any(why_hidden(each.put(look)) for look in own)
        )

    def of(self, style: int) -> Look:
        return self.cells[style] if style < len(self.cells) else Look()


NO_LOOKS = Looks()
"""Of a file that says nothing of them."""


@dataclass(frozen=True, slots=True)
class Over:
    """What a conditional format puts over a cell's own look; None leaves that as it is."""

    colour: str | None
    fills: tuple[str, ...]
    is_struck: bool

    def put(self, look: Look) -> Look:
        colour, fills = self.colour or look.colour, self.fills or look.fills
        return replace(look, colour=colour, fills=fills, is_struck=look.is_struck or self.is_struck)


@lru_cache(maxsize=256)
def why_hidden(look: Look) -> Sentence | None:
    """Return why a cell of this look does not show what it holds; None where it does."""
    if look.is_symbol:
        return _SYMBOL
    if look.size < _LEAST_SIZE:
        return _SMALL
    if look.is_struck:
        return _STRUCK
    if look.is_repeated:
        return _REPEATED
    fills = look.fills or (WHITE,)
    if all(contrast(look.colour or BLACK, fill) < _LEAST_CONTRAST for fill in fills):
        return _FAINT
    return None


def can_hide(rule: Element, looks: Looks) -> bool:
    """Tell whether a conditional format needs a closer look: it can hide something in some cell."""
    is_plain = all(local_name(each) == "formula" for each in rule)
    return not is_plain or ("dxfId" in rule.attrib and whole(rule.get("dxfId")) not in looks.harmless)


def why_hidden_by_rule(rule: Element, looks: Looks, look: Look) -> Sentence | None:
    """Return why a conditional format (``cfRule``, §18.3.1.10, or one of the extension) can hide what a cell
    of this look holds; None where it cannot."""
    if any(each.get("showValue") in ("0", "false") for each in rule.iter() if isinstance(each.tag, str)):
        return _VALUELESS
    over: Over | None = Over(None, (), is_struck=False)
    own = next((each for each in rule if local_name(each) == "dxf"), None)
    number = whole(rule.get("dxfId"))
    if own is not None:
        over = _over(own, resolver(None, None))
    elif number is not None and number < len(looks.conditional):
        over = looks.conditional[number]
    if over is None:
        return _FORMATTED
    shades = [rgb(each) for each in rule.iter() if local_name(each) == "color"]
    if shades and rule.get("type") == "colorScale":
        over = replace(over, fills=tuple(shade for shade in shades if shade))
    return why_hidden(over.put(look))


def hidden_runs(runs: Sequence[Element], look: Look) -> Sentence | None:
    """Return why a part of a text with several fonts (``r``, §18.4.4) cannot be seen; None where all can."""
    resolved = resolver(None, None)
    for run in runs:
        properties = next((each for each in run if local_name(each) == "rPr"), None)
        reason = why_hidden(_font(properties, look, resolved)) if properties is not None else None
        if reason is not None and reason is not _SYMBOL:
            return reason
    return None


@remembered
def read_looks(styles: bytes, theme: bytes) -> Looks:
    """Return the looks that a styles part describes; ``theme`` is empty where the workbook has none.

    Raise WorkbookError where one of them is not XML.
    """
    root = parse(styles, "styles.xml")
    resolved = resolver(root, parse(theme, "theme.xml") if theme else None)
    fonts = [_font(each, Look(), resolved) for each in root.iterfind(f"{tag('fonts')}/{tag('font')}")]
    fills = [_fills(each, resolved) for each in root.iterfind(f"{tag('fills')}/{tag('fill')}")]
    cells = []
    for xf in root.iterfind(f"{tag('cellXfs')}/{tag('xf')}"):
        look = _of(fonts, xf.get("fontId")) or Look()
        alignment = xf.find(tag("alignment"))
        is_repeated = alignment is not None and alignment.get("horizontal") == "fill"
        cells.append(replace(look, fills=_of(fills, xf.get("fillId")) or (), is_repeated=is_repeated))
    over = [_over(each, resolved) for each in root.iterfind(f"{tag('dxfs')}/{tag('dxf')}")]
    return Looks(tuple(cells), tuple(over))


def _of(found: Sequence[_Kind], index: str | None) -> _Kind | None:
    number = whole(index) or 0
    return found[number] if number < len(found) else None


def _font(font: Element, look: Look, resolved: Resolver) -> Look:
    """Return the look with what a ``font`` or ``rPr`` says."""
    children = {local_name(each): each for each in font}
    said = {name: each.get("val") for name, each in children.items()}
    name = said.get("name") or said.get("rFont") or look.font
    colour = resolved(children["color"]) if "color" in children else look.colour
    is_struck = "strike" in children and said["strike"] not in ("0", "false")
    is_symbol = name.casefold() in _SYMBOLS or said.get("charset") == _SYMBOL_CHARSET
    return Look(colour, look.fills, name, is_symbol, decimal(said.get("sz"), look.size), is_struck)


def _fills(fill: Element, resolved: Resolver) -> tuple[str, ...]:
    """Return the colours of a fill; none where there is none."""
    for each in fill:
        coloured = [shade for shade in each.iter() if local_name(shade).lower().endswith("color")]
        shades = {local_name(shade): resolved(shade) for shade in coloured}
        if local_name(each) == "gradientFill":
            found = [resolved(colour) for colour in each.iter() if local_name(colour) == "color"]
            return tuple(shade or WHITE for shade in found)
        kind = each.get("patternType")
        if kind == "solid":
            return (shades.get("fgColor") or WHITE,)
        if kind not in (None, "none"):
            return (shades.get("fgColor") or BLACK, shades.get("bgColor") or WHITE)
    return ()


def _over(dxf: Element, resolved: Resolver) -> Over | None:
    """Return what a ``dxf`` (§18.8.14) puts over a cell; None where it changes the number format."""
    children = {local_name(each): each for each in dxf}
    if "numFmt" in children:
        return None
    font = _font(children["font"], Look(), resolved) if "font" in children else Look()
    shades: tuple[str, ...] = ()
    if "fill" in children:
        found = {local_name(each): resolved(each) for each in children["fill"].iter()}
        shade = found.get("bgColor") or found.get("fgColor")  # a solid fill has its colour in the background
        shades = (shade,) if shade else ()
    return Over(font.colour, shades, font.is_struck)
