"""How the characters in a cell look: font, colours, alignment, after ISO/IEC 29500-1 §18.8.

People read what they see. A look that lets nothing be seen, or other characters than the cell holds, is told;
any other is the office's own affair.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from scoring.errors import Sentence
from workbook.intake.colours import (
    BLACK,
    SAME,
    UNKNOWN,
    WHITE,
    Resolver,
    contrast,
    resolver,
)
from workbook.sheetxml import RPH, Element, T, is_true, real, tag, whole

_SIZES = (5.0, 100.0)
"""The least and the largest, in points, of characters that can be read in a row of the form."""
_MOST_COMPARED, _MOST_COLOURS = 2_000, 50
"""Styles, and their colours, with which each conditional format is compared."""
_RAISED_SIZE = 0.6
"""Of characters above or below the line, roughly."""
_MOST_INDENT = 15
_SYMBOL_CHARSET = "2"
_SYMBOLS = frozenset(
    {"wingdings", "wingdings 2", "wingdings 3", "webdings", "symbol", "marlett", "mt extra",
     "bookshelf symbol 7", "zapf dingbats", "zapfdingbats", "ms outlook", "ms reference specialty"}
)  # fmt: skip
"""Fonts whose digits are other signs."""
FAINT = Sentence(
    "字的顏色與底色幾乎相同，或各程式看法不一",
    "its characters have nearly the colour of the cell, or programs differ about it",
)
_SMALL = Sentence("字小到看不見，或大過格子", "its characters are too small to be seen, or too large")
_SYMBOL = Sentence("用了符號字型，數字會顯示成別的符號", "its font shows digits as other signs")
_STRUCK = Sentence("字上畫了刪除線", "its characters are struck through")
_REPEATED = Sentence("設為「填滿」，內容會重複顯示", "its alignment (Fill) repeats what it holds")
_TURNED = Sentence("文字轉了方向或縮排到格外", "its characters are turned, or indented out of the cell")
_GUIDED = Sentence("字上注了讀音，會多顯示別的字", "phonetic guides show other characters above its own")
_CROSSED = Sentence("格子畫了斜線", "a diagonal line crosses the cell")


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
    placing: Sentence | None = None
    """Why its alignment or borders hide it; None where they do not."""


_NAME, _RUN_NAME, _COLOUR, _STRIKE, _CHARSET, _SIZE, _SCHEME, _RAISED = (
    tag(name) for name in ("name", "rFont", "color", "strike", "charset", "sz", "scheme", "vertAlign")
)
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_NOTHING = resolver(None, None)


@dataclass(frozen=True)
class Looks:
    """The looks of a workbook's cell styles, by index, each made when it is asked for: workbooks may have
    tens of thousands that no cell uses. ``over`` gives what conditional formats put over them: a function of
    the look beneath, or None for one that changes the number format."""

    styles: int = 0
    style: Callable[[int], Look | None] = lambda _: None
    number_format: Callable[[int], str | None] = lambda _: None
    """The codes of their number formats; None where there is no such style."""
    over: Callable[[int], "Over | None"] = lambda _: Over()
    resolved: Resolver = _NOTHING
    """The colours of the workbook."""
    symbol_schemes: frozenset[str] = frozenset()
    """Which of the theme's two fonts, ``major`` and ``minor``, are fonts of signs."""

    @cached_property
    def _colours(self) -> Sequence[Look]:
        """The colours of all styles that do not hide anything by themselves."""
        looks = map(self.of, range(self.styles))
        return [*{Look(look.colour, look.fills) for look in looks if why_hidden(look) is None}]

    def hides_nothing(self, conditional: int) -> bool:
        """Tell whether a conditional format is known to hide nothing in a cell of any style that does not
        hide it anyway. Of very many styles it is not known."""
        over = self.over(conditional)
        if over is None or self.styles > _MOST_COMPARED or len(self._colours) > _MOST_COLOURS:
            return False
        return not any(why_hidden(over.put(look)) for look in self._colours)

    def of(self, style: int) -> Look:
        return self.style(style) or Look()


NO_LOOKS = Looks()
"""Of a file that says nothing of them."""


@dataclass(frozen=True, slots=True)
class Over:
    """What a conditional format puts over a cell's own look; None leaves that as it is."""

    colour: str | None = None
    fills: tuple[str, ...] = ()
    is_struck: bool = False
    is_symbol: bool = False
    size: float | None = None
    placing: Sentence | None = None

    def put(self, look: Look) -> Look:
        return replace(
            look,
            colour=self.colour or look.colour,
            fills=self.fills or look.fills,
            is_struck=look.is_struck or self.is_struck,
            is_symbol=look.is_symbol or self.is_symbol,
            size=look.size if self.size is None else self.size,
            placing=self.placing or look.placing,
        )


@lru_cache(maxsize=256)
def why_hidden(look: Look) -> Sentence | None:
    """Return why a cell of this look does not show what it holds; None where it does."""
    if look.is_symbol:
        return _SYMBOL
    if not _SIZES[0] <= look.size <= _SIZES[1]:
        return _SMALL
    if look.is_struck:
        return _STRUCK
    if look.placing is not None:
        return look.placing
    return FAINT if is_faint(look.colour or BLACK, look.fills or (WHITE,)) else None


@lru_cache(maxsize=1024)
def is_faint(colour: str, fills: tuple[str, ...]) -> bool:
    """Tell whether characters of a colour cannot be told from one of those behind them."""
    return any(contrast(colour, fill) < SAME for fill in fills)


def hidden_runs(runs: Sequence[Element], look: Look, looks: Looks, *, symbols: bool) -> Sentence | None:
    """Return why a part of a text with several fonts (``r``, §18.4.4) cannot be seen; None where all can.
    ``symbols``: a font of signs may stand among others, as bullets do."""
    for run in runs:
        properties = run.find(tag("rPr"))
        said = "".join(each.text or "" for each in run.iterfind(T))
        if run.tag == RPH and said.strip():
            return _GUIDED
        if properties is None or not said.strip():
            continue
        own = font_of(properties, look, looks.resolved, looks.symbol_schemes)
        reason = why_hidden(own)
        if reason is None and look.colour and properties.find(_COLOUR) is None:
            reason = why_hidden(replace(own, colour=None))  # black in Excel, the cell's own colour elsewhere
        if reason is not None and not (symbols and reason is _SYMBOL):
            return reason
    return None


def crossed(border: Element) -> Sentence | None:
    line = border.find(tag("diagonal"))
    is_drawn = line is not None and line.get("style", "none") != "none"
    is_there = is_true(border.get("diagonalUp")) or is_true(border.get("diagonalDown"))
    return _CROSSED if is_drawn and is_there else None


def placing_of(alignment: Element | None) -> Sentence | None:
    """Return why an alignment hides what a cell holds; None where it does not."""
    if alignment is None:
        return None
    if alignment.get("horizontal") == "fill":
        return _REPEATED
    is_turned = (whole(alignment.get("textRotation")) or 0) != 0
    return _TURNED if is_turned or (whole(alignment.get("indent")) or 0) > _MOST_INDENT else None


def symbol_schemes_of(theme: Element | None) -> frozenset[str]:
    """Return which of a theme's fonts are of signs, in any script (ISO/IEC 29500-1 §20.1.4.1.16)."""
    found = set()
    for scheme, name in (("majorFont", "major"), ("minorFont", "minor")):
        fonts = () if theme is None else theme.iterfind(f".//{{*}}{scheme}/*")
        if any(each.get("typeface", "").casefold().strip() in _SYMBOLS for each in fonts):
            found.add(name)
    return frozenset(found)


def font_of(font: Element, look: Look, resolved: Resolver, schemes: Collection[str] = ()) -> Look:
    """Return the look with what a ``font`` or ``rPr`` says. ``schemes`` are the theme's fonts of signs."""
    children = {each.tag: each for each in font}
    said = {name: each.get("val") for name, each in children.items()}
    name = said.get(_NAME) or said.get(_RUN_NAME) or look.font
    colour = resolved(children[_COLOUR]) if _COLOUR in children else look.colour
    is_struck = _STRIKE in children and said[_STRIKE] not in ("0", "false", "off")
    is_symbol = name.casefold().strip() in _SYMBOLS or said.get(_CHARSET) == _SYMBOL_CHARSET
    is_symbol = is_symbol or said.get(_SCHEME) in schemes
    size = (real(said[_SIZE]) or 0.0) if _SIZE in said else look.size
    if said.get(_RAISED, "baseline") != "baseline":
        size *= _RAISED_SIZE
    return replace(look, colour=colour, font=name, is_symbol=is_symbol, size=size, is_struck=is_struck)


def fills_of(fill: Element, resolved: Resolver) -> tuple[str, ...]:
    """Return the colours behind a cell's characters; none where there is no fill."""
    gradient, pattern = fill.find(tag("gradientFill")), fill.find(tag("patternFill"))
    if gradient is not None:
        return tuple(resolved(colour) or UNKNOWN for colour in gradient.iter(_COLOUR))
    kind = None if pattern is None else pattern.get("patternType")
    if pattern is None or kind in (None, "none"):
        return ()
    shades = [pattern.find(tag(name)) for name in ("fgColor", "bgColor")]
    front, back = (None if shade is None else resolved(shade) for shade in shades)
    if kind == "solid" or kind.startswith("dark"):
        return (front or BLACK,)
    return (back or WHITE,)


def read_over(dxf: Element, resolved: Resolver) -> Over | None:
    """Return what a ``dxf`` (§18.8.14) puts over a cell; None where it changes the number format."""
    if dxf.find(tag("numFmt")) is not None:
        return None
    font, fill = dxf.find(tag("font")), dxf.find(tag("fill"))
    look = Look() if font is None else font_of(font, Look(), resolved)
    size = look.size if font is not None and font.find(_SIZE) is not None else None
    shades: tuple[str, ...] = ()
    if fill is not None:
        pattern = fill.find(tag("patternFill"))
        named = [] if pattern is None else [pattern.find(tag(name)) for name in ("bgColor", "fgColor")]
        found = [resolved(each) or UNKNOWN for each in named if each is not None]
        shades = tuple(found[:1]) or fills_of(fill, resolved)  # a solid fill has its colour in the background
    placing = placing_of(dxf.find(tag("alignment")))
    return Over(look.colour, shades, look.is_struck, look.is_symbol, size, placing)
