"""Spoil a form at the level of elements and attributes: each step changes one part's tree, or the parts.

A mutant is a seed and a list of numbers, one a step; the same numbers give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from random import Random

from lxml import etree

from tests.fuzz.markup import ADDED, COMPATIBILITY, INSIDE, MAIN, NAMESPACES, ODD, OFFICE, TEXTS, X14
from tests.fuzz.mutate import Draft, assembled
from tests.fuzz.seeds import Seed

Tree = etree._Element
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_PARSER = etree.XMLParser(strip_cdata=False, resolve_entities=False, no_network=True)
_PARTS = (
    ("xl/worksheets/sheet", 14), ("xl/workbook.xml", 4), ("xl/sharedStrings.xml", 3), ("xl/styles.xml", 4),
    ("xl/_rels/workbook.xml.rels", 4), ("_rels/.rels", 1), ("[Content_Types].xml", 2),
)  # fmt: skip
_LIKELY = 0.7
"""How often a step is about the first sheet, where it is about one, and about cells that people fill in."""


def mutant(seed: Seed, steps: Sequence[int]) -> tuple[bytes, list[str]]:
    """Return the seed after these steps, and what each of them did."""
    draft = Draft(dict(seed.parts))
    kinds = []
    for step in steps:
        chance = Random(step)
        kind = chance.choices(NAMES, WEIGHTS)[0]
        KINDS[kind][1](draft, chance)
        kinds.append(kind)
    return assembled(draft), kinds


# ── trees ───────────────────────────────────────────────────────────────────────────────────────

Edit = Callable[[Tree, Random], None]


def _of_tree(edit: Edit) -> Callable[[Draft, Random], None]:
    """Return the step that makes an edit in a part's tree; a part that is no XML any more stays."""

    def apply(draft: Draft, chance: Random) -> None:
        part = _part(draft, chance)
        try:
            root = etree.fromstring(draft.parts[part], _PARSER)
        except (etree.XMLSyntaxError, ValueError, KeyError):
            return
        try:
            edit(root, chance)
        except (ValueError, TypeError):  # what XML or lxml cannot hold
            return
        draft.parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return apply


def _part(draft: Draft, chance: Random) -> str:
    """Choose a part; among sheets the first the likeliest."""
    start = chance.choices([name for name, _ in _PARTS], [weight for _, weight in _PARTS])[0]
    names = sorted(name for name in draft.parts if name.startswith(start) and name.endswith(("xml", ".rels")))
    if not names:
        return ""
    return names[0] if chance.random() < _LIKELY else chance.choice(names)


def _name(element: Tree) -> str:
    return etree.QName(element).localname


def _elements(root: Tree) -> list[Tree]:
    return [each for each in root.iterdescendants() if isinstance(each.tag, str)]


def _one(root: Tree, chance: Random) -> Tree:
    """Choose an element: one of a name that is chosen first, or one of, or in, a cell that people fill in."""
    elements = _elements(root)
    if not elements:
        return root
    if chance.random() < _LIKELY and (filled := _filled(elements)):
        cell = chance.choice(filled)
        return chance.choice([cell, cell, *_elements(cell)])
    by_name: dict[str, list[Tree]] = {}
    for each in elements:
        by_name.setdefault(_name(each), []).append(each)
    return chance.choice(by_name[chance.choice(sorted(by_name))])


def _filled(elements: Sequence[Tree]) -> list[Tree]:
    """Return the cells of scores, ticks and totals, by their columns."""
    return [each for each in elements if _name(each) == "c" and (each.get("r") or "")[:1] in set("ABCDKL")]


def _like(root: Tree, one: Tree, chance: Random) -> Tree:
    """Choose another element of the same name, near by as a rule."""
    same = [each for each in _elements(root) if each.tag == one.tag and each is not one]
    if not same:
        return one
    filled = _filled(same)
    return chance.choice(filled if filled and chance.random() < _LIKELY else same)


def _delete(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _double(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    parent = one.getparent()
    if parent is not None:
        copy = deepcopy(one)
        if chance.random() < 0.5 and "r" in copy.attrib:
            copy.attrib.pop("r")
        if chance.random() < 0.5:
            _retext(copy, chance)
        parent.insert(chance.choice((parent.index(one), parent.index(one) + 1, len(parent))), copy)


def _swap(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    other = _like(root, one, chance)
    above, beside = one.getparent(), other.getparent()
    if above is None or beside is None or other in _elements(one) or one in _elements(other):
        return
    copies = deepcopy(other), deepcopy(one)
    if chance.random() < 0.5 and "r" in one.attrib and "r" in other.attrib:
        copies[0].set("r", one.get("r", ""))
        copies[1].set("r", other.get("r", ""))
    above.replace(one, copies[0])
    beside.replace(other, copies[1])


def _move(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    parent = one.getparent()
    if parent is None:
        return
    target = _like(root, parent, chance) if chance.random() < _LIKELY else _one(root, chance)
    if target is not one and target not in _elements(one):
        target.insert(chance.randint(0, len(target)), one)


def _rename(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    space = etree.QName(one).namespace or ""
    name = chance.choice([*sorted({_name(each) for each in _elements(root)}), "x", _name(one).upper()])
    one.tag = f"{{{space}}}{name}" if space else name


def _renamespace(root: Tree, chance: Random) -> None:
    one = _one(root, chance) if chance.random() < 0.9 else root
    space = chance.choice(NAMESPACES)
    for each in [one, *(_elements(one) if chance.random() < 0.3 else ())]:
        each.tag = f"{{{space}}}{_name(each)}" if space else _name(each)


def _wrap(root: Tree, chance: Random) -> None:
    """Put an element into a choice of Markup Compatibility (ISO/IEC 29500-3), or into one that is unknown."""
    one = _one(root, chance)
    parent = one.getparent()
    if parent is None:
        return
    match chance.randrange(5):
        case 0:
            outer = inner = etree.Element("{urn:x}x")
        case 1:
            outer = inner = etree.Element(f"{{{MAIN}}}extLst")
        case branch:
            outer = etree.Element(f"{{{COMPATIBILITY}}}AlternateContent")
            requires = chance.choice(("x14", "x14", "x", "main"))
            known = {"x14": X14, "x": "urn:x", "main": MAIN}
            choice = etree.SubElement(outer, f"{{{COMPATIBILITY}}}Choice", nsmap=known, Requires=requires)
            fallback = etree.SubElement(outer, f"{{{COMPATIBILITY}}}Fallback")
            inner = choice if branch < 4 else fallback
            other = fallback if branch < 4 else choice
            if chance.random() < 0.6:
                copy = deepcopy(one)
                _retext(copy, chance)
                other.append(copy)
    parent.replace(one, outer)
    inner.append(one)


def _insert(root: Tree, chance: Random) -> None:
    """Put in what is known for an element's name, wherever it stands there."""
    one = root if chance.random() < 0.3 else _one(root, chance)
    known = INSIDE.get(_name(one)) or INSIDE.get(_name(root), ())
    one = one if _name(one) in INSIDE else root
    if not known:
        return
    written = f'<x xmlns="{MAIN}">{chance.choice(known)}</x>'
    for number, each in enumerate(etree.fromstring(written)):
        one.insert(chance.choice((0, len(one), chance.randint(0, len(one)))) + number, each)


# ── attributes ──────────────────────────────────────────────────────────────────────────────────


def _attribute(root: Tree, chance: Random) -> tuple[Tree, str]:
    """Choose an attribute of some element; its name is empty where the element has none."""
    one = _one(root, chance)
    if not one.attrib and chance.random() < _LIKELY:
        one = chance.choice([each for each in _elements(root) if each.attrib] or [root])
    return one, chance.choice(sorted(map(str, one.attrib)) or [""])


def _attribute_delete(root: Tree, chance: Random) -> None:
    one, name = _attribute(root, chance)
    names = [name]
    everywhere = chance.random() < 0.05
    for each in [one, *(_like_all(root, one) if everywhere else ())]:
        for gone in names:
            each.attrib.pop(gone, "")


def _like_all(root: Tree, one: Tree) -> list[Tree]:
    return [each for each in _elements(root) if each.tag == one.tag]


def _attribute_other(root: Tree, chance: Random) -> None:
    """Give an attribute the value that another of its name has."""
    one, name = _attribute(root, chance)
    values = sorted(
        {str(each.get(name)) for each in _elements(root) if each.get(name) not in (None, one.get(name))}
    )
    if name and values:
        one.set(name, chance.choice(values))


def _attribute_odd(root: Tree, chance: Random) -> None:
    one, name = _attribute(root, chance)
    known = ODD.get(etree.QName(name).localname if name else "")
    if known:
        one.set(name, chance.choice(known))
    elif name:
        value = one.get(name, "")
        one.set(
            name, chance.choice((f" {value}", f"{value} ", value.upper(), value.lower(), "", f"{value}x"))
        )


def _attribute_add(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    names = ADDED.get(_name(one))
    if names is None:
        candidates = [each for each in _elements(root) if _name(each) in ADDED]
        one = chance.choice(candidates or [root])
        names = ADDED.get(_name(one), ("x",))
    name = chance.choice(names)
    one.set(_SPACE if name == "space" else name, chance.choice(ODD.get(name, ("1",))))


def _attribute_renamed(root: Tree, chance: Random) -> None:
    """Take an attribute out of its namespace, or into one, or under a name in other case."""
    one, name = _attribute(root, chance)
    if not name:
        return
    local = etree.QName(name).localname
    elsewhere = (f"{{{space}}}{local}" for space in (MAIN, OFFICE, "urn:x"))
    fresh = chance.choice((local, *elsewhere, local.upper(), local.lower()))
    value = one.get(name, "")
    if chance.random() < 0.6:
        one.attrib.pop(name)
    one.set(fresh, value)


def _numbers_dropped(root: Tree, chance: Random) -> None:
    """Leave addresses out, as some writers do: of a row, of its cells, of all."""
    names = chance.choice((("row",), ("c",), ("row", "c")))
    rows = [each for each in _elements(root) if _name(each) == "row"]
    if not rows:
        return
    for row in rows if chance.random() < 0.3 else [chance.choice(rows)]:
        for each in (row, *row):
            if isinstance(each.tag, str) and _name(each) in names:
                each.attrib.pop("r", "")


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


def _text(root: Tree, chance: Random) -> None:
    _retext(_one(root, chance), chance)


def _retext(one: Tree, chance: Random) -> None:
    """Give an element, or one in it, another text, or the same written another way."""
    texts = [each for each in [one, *_elements(one)] if (each.text or "").strip()]
    if not texts:
        return
    each = chance.choice(texts)
    text = each.text or ""
    match chance.randrange(6):
        case 0:
            each.text = etree.CDATA(text)
        case 1:
            each.text = text[: len(text) // 2]
            middle = chance.choice(
                (etree.Comment("9"), etree.ProcessingInstruction("x", "9"), etree.Element("{urn:x}x"))
            )
            middle.tail = text[len(text) // 2 :]
            each.insert(0, middle)
        case 2:
            each.text = "".join(f"_x{ord(char):04X}_" if ord(char) < 0x10000 else char for char in text[:20])
        case _:
            each.text = chance.choice(TEXTS)


def _comment(root: Tree, chance: Random) -> None:
    one = _one(root, chance)
    made = chance.choice((etree.Comment("9"), etree.ProcessingInstruction("x", "9")))
    one.insert(chance.randint(0, len(one)), made)


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _parts(draft: Draft, chance: Random) -> None:
    """Rename, double, drop, split or exchange whole parts in the zip."""
    names = sorted(draft.parts)
    likely = [name for name in names if name.startswith(("xl/", "_rels", "[")) and "theme" not in name]
    name = chance.choice(likely or names)
    content = draft.parts[name]
    match chance.randrange(7):
        case 0:
            del draft.parts[name]
        case 1:
            draft.parts[
                chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"{name}/", f"x/{name}"))
            ] = content
        case 2:
            del draft.parts[name]
            draft.parts[
                chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), name.swapcase()))
            ] = content
        case 3:
            half = len(content) // 2
            del draft.parts[name]
            draft.parts |= {f"{name}/[0].piece": content[:half], f"{name}/[1].last.piece": content[half:]}
        case 4:
            other = chance.choice(likely or names)
            draft.parts[name], draft.parts[other] = draft.parts[other], content
        case 5:
            draft.parts["xl/other.xml"] = _retold(content, chance)
        case _:
            items = list(draft.parts.items())
            chance.shuffle(items)
            draft.parts.clear()
            draft.parts.update(items)


def _retold(content: bytes, chance: Random) -> bytes:
    """Return a part that says something else: with another tick, another number."""
    old, new = chance.choice((("☑", "☐"), ("☐", "☑"), ("<v>7<", "<v>9<"), ("表", "表2")))
    return content.replace(old.encode(), new.encode())


def _second_part(draft: Draft, chance: Random) -> None:
    """Put a second part of a kind beside the first, and have relations lead to one or the other."""
    rels = "xl/_rels/workbook.xml.rels"
    kinds = {
        "sharedStrings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "worksheet": "xl/worksheets/sheet1.xml",
    }
    kind = chance.choice(sorted(kinds))
    if rels not in draft.parts or kinds[kind] not in draft.parts:
        return
    draft.parts["xl/other.xml"] = _retold(draft.parts[kinds[kind]], chance)
    odd = chance.choice((f"{OFFICE}/{kind}", f"{OFFICE}/{kind}", f"urn:x/{kind}", f"{OFFICE.upper()}/{kind}"))
    made = (
        f'<Relationship Id="{chance.choice(("rIdOdd", "rId1"))}" Type="{odd}" Target="other.xml"/>'.encode()
    )
    before, after = chance.choice(((b"<Relationship ", made + b"<Relationship "),
                                   (b"</Relationships>", made + b"</Relationships>")))  # fmt: skip
    draft.parts[rels] = draft.parts[rels].replace(before, after, 1)


KINDS: Mapping[str, tuple[float, Callable[[Draft, Random], None]]] = {
    "element-delete": (7, _of_tree(_delete)),
    "element-double": (6, _of_tree(_double)),
    "element-swap": (6, _of_tree(_swap)),
    "element-move": (5, _of_tree(_move)),
    "element-rename": (4, _of_tree(_rename)),
    "element-namespace": (4, _of_tree(_renamespace)),
    "element-wrap": (6, _of_tree(_wrap)),
    "element-insert": (14, _of_tree(_insert)),
    "attribute-delete": (6, _of_tree(_attribute_delete)),
    "attribute-other": (9, _of_tree(_attribute_other)),
    "attribute-odd": (10, _of_tree(_attribute_odd)),
    "attribute-add": (9, _of_tree(_attribute_add)),
    "attribute-rename": (3, _of_tree(_attribute_renamed)),
    "addresses-dropped": (2, _of_tree(_numbers_dropped)),
    "text": (8, _of_tree(_text)),
    "comment": (3, _of_tree(_comment)),
    "parts": (3, _parts),
    "second-part": (2, _second_part),
}
"""Every kind of step: how often, and what it does."""
NAMES = tuple(KINDS)
WEIGHTS = tuple(weight for weight, _ in KINDS.values())
