"""Colours as styles write them (ISO/IEC 29500-1 §18.8.3, §18.8.19), and how far two are apart."""

import colorsys
from collections.abc import Callable, Sequence

from lxml import etree

from workbook.sheetxml import Element, real, tag, whole

WHITE, BLACK, UNKNOWN = "FFFFFF", "000000", "?"
SAME = 1.35
"""The contrast ratio below which nobody tells two colours from each other, on paper or on a screen."""
Resolver = Callable[[Element], str | None]
"""Returns a colour's RRGGBB; None for the automatic one."""
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_INDEXED = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "800000008000000080808000800080008080C0C0C0808080"
    "9999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
    "000080FF00FFFFFF0000FFFF8000808000000080800000FF"
    "00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
    "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696"
    "003366339966003300333300993300993366333399333333"
)
"""The colours 0 to 63 of §18.8.27, six digits each."""
_PALETTE = tuple(_INDEXED[start : start + 6] for start in range(0, len(_INDEXED), 6))
_WINDOW = 65
_FIRST_NUMBERED, _LAST_NUMBERED = 7, 56
_SYSTEM = {64: BLACK, _WINDOW: WHITE}
"""The colours of text and of windows."""
_OFFICE_THEME = (
    WHITE, BLACK, "EEECE1", "1F497D", "4F81BD", "C0504D", "9BBB59", "8064A2", "4BACC6", "F79646",
)  # fmt: skip
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)), "hlink", "folHlink")


def resolver(styles: Element | None, theme: Element | None) -> Resolver:
    """Return what resolves colours by a styles part's own palette and a theme, where there are any."""
    own = [rgb(each) or BLACK for each in _children(styles, "indexedColors")]
    palette = (*own, *_PALETTE[len(own) :])
    scheme = _scheme(theme)

    def resolve(colour: Element) -> str | None:
        found = []
        if (shade := rgb(colour)) is not None:
            found.append(shade)
        if (index := whole(colour.get("indexed"))) is not None and index <= _WINDOW:
            found.append(_SYSTEM[index] if index in _SYSTEM else palette[index])
        if (number := whole(colour.get("theme"))) is not None:
            found.append(scheme[number] if number < len(scheme) else UNKNOWN)
        if not found:
            return None
        if any(contrast(one, found[0]) > SAME for one in found):
            return UNKNOWN
        return _tinted(found[0], real(colour.get("tint")) or 0.0)

    return resolve


def _children(root: Element | None, name: str) -> Sequence[Element]:
    found = None if root is None else next(root.iter(tag(name)), None)
    return [] if found is None else list(found)


def _scheme(theme: Element | None) -> Sequence[str]:
    """Return a theme's colours in the order in which styles number them (§18.8.3)."""
    found = None if theme is None else next(theme.iter(f"{{{_DRAWING}}}clrScheme"), None)
    if found is None:
        return _OFFICE_THEME
    named = {local_name(each): _of_scheme(each[0]) for each in found if len(each)}
    return [named.get(name, UNKNOWN) for name in _THEME_ORDER]


def _of_scheme(colour: Element) -> str:
    """Return a colour of a theme, where it is written plainly; programs differ about the rest."""
    own = f"{{{_DRAWING}}}"
    last = _hexadecimal(colour.get("lastClr", ""))
    if len(colour) == 0 and colour.tag == f"{own}srgbClr":
        return _hexadecimal(colour.get("val", "")) or UNKNOWN
    usual = {"windowText": BLACK, "window": WHITE}.get(colour.get("val", ""))
    if len(colour) == 0 and colour.tag == f"{own}sysClr" and usual is not None and last in (None, usual):
        return usual
    return UNKNOWN


def rgb(colour: Element) -> str | None:
    """Return the colour that an element writes out; None where it names one otherwise."""
    return _hexadecimal(colour.get("rgb", "")[-6:])


def _hexadecimal(text: str) -> str | None:
    is_colour = len(text) == 6 and all(char in "0123456789abcdefABCDEF" for char in text)
    return text.upper() if is_colour else None


def _tinted(shade: str, tint: float) -> str:
    """Return a colour made lighter or darker (§18.8.19)."""
    if shade == UNKNOWN or not tint or not -1 <= tint <= 1:
        return shade
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in bytes.fromhex(shade)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return bytes(round(part * 255) for part in colorsys.hls_to_rgb(hue, light, saturation)).hex().upper()


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, «contrast ratio»).

    It is 1 where one of them is not known.
    """
    if UNKNOWN in (one, other):
        return 1.0
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(shade: str) -> float:
    red, green, blue = (_linear(part / 255) for part in bytes.fromhex(shade))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def numbered(number: int, resolved: Resolver) -> str:
    """Return the colour of a number as number formats count them (Color1 to Color56)."""
    element = etree.Element("color", indexed=str(number + _FIRST_NUMBERED))
    return (resolved(element) if 1 <= number <= _LAST_NUMBERED else None) or UNKNOWN


def local_name(element: Element) -> str:
    """Return an element's name without its namespace, for extensions repeat these in their own."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
