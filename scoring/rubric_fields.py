"""The fields of a rubric file, as pydantic tests them, and the `Rubric` that they make."""

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.rubric import Band, HeaderField, HeaderKind, Item, Rubric, Section, SectionKind

Points = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]
NodeId = Annotated[str, Field(pattern=r"^\d+(\.\d+)*$", max_length=40)]
_KINDS: tuple[SectionKind, ...] = ("dimension", "criterion", "heading")
MEANT: Mapping[str, str] = {
    **dict.fromkeys(("編號", "代號", "no"), "id"),
    **dict.fromkeys(("名稱", "標題", "題目", "項目", "細項", "name"), "title"),
    **dict.fromkeys(("配分", "滿分", "分數", "總分", "max", "score"), "maximum"),
    **dict.fromkeys(("表頭", "headers"), "header"),
    **dict.fromkeys(("構面",), "dimensions"),
    **dict.fromkeys(("考核項目", "子項", "items"), "children"),
    **dict.fromkeys(("考核內容", "說明"), "description"),
    **dict.fromkeys(("評分說明",), "guidance"),
    **dict.fromkeys(("級距", "選項", "options", "levels"), "bands"),
    **dict.fromkeys(("最低分", "下限", "min"), "low"),
    **dict.fromkeys(("上限",), "high"),
    **dict.fromkeys(("列數", "rows"), "note_rows"),
    **dict.fromkeys(("級分", "最小單位"), "step"),
    **dict.fromkeys(("文字", "內容"), "text"),
    **dict.fromkeys(("種類", "類別", "type"), "kind"),
    **dict.fromkeys(("標籤",), "label"),
    **dict.fromkeys(("choices", "可選"), "options"),
    **dict.fromkeys(("上年編號",), "was"),
}
"""Which field is meant by a name that has nothing to do with ours by its letters."""
TEXTS = frozenset({"title", "number", "description", "guidance", "label", "hint", "text", "total_label"})
"""The fields that are printed as they are written."""
_OF_ITEMS = ("bands", "low", "guidance", "note_rows")
"""What only an item has, and would be lost of a section."""
_MOST_LINE, _MOST_TEXT = 1_000, 5_000
"""Characters of a line and of a text with several: a cell holds 32,767 and shows far fewer."""


def _printable(text: str) -> str:
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs") and sign not in "\n\u200d" for sign in text):
        raise PydanticCustomError("text_unusable", "control characters")
    return text


def _one_line(text: str) -> str:
    if "\n" in text:
        raise PydanticCustomError("text_of_lines", "line breaks")
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("string_too_short", "blank")
    return text


Line = Annotated[str, Field(max_length=_MOST_LINE), AfterValidator(_printable), AfterValidator(_one_line)]
Said = Annotated[Line, AfterValidator(_said)]
"""A line with something on it."""
Text = Annotated[str, Field(max_length=_MOST_TEXT), AfterValidator(_printable)]

_MOST_LISTED = 250
"""Characters of all options together: what Excel takes of a list that is written into a validation."""
_MOST_OPTIONS = 60
"""Of a choice: a list in which a person still finds one."""
_MOST_BANDS = 60
"""Of an item: each is compared with all others. The printed forms have five."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BandFile(_Model):
    text: Said
    low: Points
    high: Points


class NodeFile(_Model):
    """A section where it has children, else an item. ``was`` is its id in the rubric of the year before."""

    id: NodeId
    title: Said
    maximum: Points
    number: Line = ""
    points: Literal["shown", ""] = ""
    description: Text = ""
    guidance: Text = ""
    low: Points = Decimal(1)
    note_rows: Annotated[int, Field(ge=1, le=60)] | None = None
    bands: Annotated[list[BandFile], Field(max_length=_MOST_BANDS)] = []
    children: "list[NodeFile]" = []
    reconstructed: list[str] = []
    was: NodeId | None = None

    @model_validator(mode="after")
    def _is_section_or_item(self) -> Self:
        misplaced = [name for name in _OF_ITEMS if name in self.model_fields_set and getattr(self, name)]
        if self.children and misplaced:
            raise PydanticCustomError("field_of_items", "of items", {"field": misplaced[0]})
        return self


class GroupFile(_Model):
    title: Line
    dimensions: Annotated[list[NodeFile], Field(min_length=1)]


class HeaderFile(_Model):
    id: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")]
    kind: HeaderKind
    label: Said
    hint: Line = ""
    options: Annotated[list[Said], Field(max_length=_MOST_OPTIONS)] = []

    @model_validator(mode="after")
    def _has_options_where_it_is_a_choice(self) -> Self:
        if (self.kind == "choice") != bool(self.options):
            raise PydanticCustomError("options_of_choice", "options of a choice")
        if len(set(self.options)) < len(self.options):
            raise PydanticCustomError("options_twice", "an option twice")
        together = ",".join(self.options)
        if (
            together.count(",") >= max(1, len(self.options))
            or '"' in together
            or len(together) > _MOST_LISTED
        ):
            raise PydanticCustomError("options_unlisted", "options that no list can have")
        return self


class RubricFile(_Model):
    """The file as a whole. ``note_rows`` is the default number of 紀錄事項 rows of an item."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$", max_length=40)]
    title: Said
    maximum: Points
    step: Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)] = Decimal(1)
    note_rows: Annotated[int, Field(ge=1, le=60)] = 4
    total_label: Said = "總分"
    header: Annotated[list[HeaderFile], Field(min_length=1)]
    groups: Annotated[list[GroupFile], Field(min_length=1)]


def rubric_of(parsed: RubricFile) -> Rubric:
    """Return the rubric that a file says."""
    dimensions = tuple(
        _section(node, 0, group.title, parsed) for group in parsed.groups for node in group.dimensions
    )
    return Rubric(
        id=parsed.id,
        title=parsed.title,
        maximum=parsed.maximum,
        step=parsed.step,
        header=tuple(HeaderField(h.id, h.label, h.kind, h.hint, tuple(h.options)) for h in parsed.header),
        dimensions=dimensions,
        total_label=parsed.total_label,
        earlier_ids={
            node.id: node.was
            for group in parsed.groups
            for dimension in group.dimensions
            for node in _nodes(dimension)
            if node.was is not None
        },
    )


def _nodes(node: NodeFile) -> Iterator[NodeFile]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _section(node: NodeFile, depth: int, group: str, parsed: RubricFile) -> Section:
    return Section(
        id=node.id,
        kind=_KINDS[min(depth, len(_KINDS) - 1)],
        number=node.number,
        title=node.title,
        maximum=node.maximum,
        children=tuple(
            _section(child, depth + 1, "", parsed) if child.children else _item(child, parsed)
            for child in node.children
        ),
        group=group,
        description=node.description,
        show_points=bool(node.points),
        reconstructed=tuple(node.reconstructed),
    )


def _item(node: NodeFile, parsed: RubricFile) -> Item:
    return Item(
        id=node.id,
        number=node.number,
        title=node.title,
        maximum=node.maximum,
        low=node.low,
        note_rows=node.note_rows or parsed.note_rows,
        description=node.description,
        guidance=node.guidance,
        bands=tuple(Band(band.text, band.low, band.high) for band in node.bands),
        show_points=bool(node.points),
        reconstructed=tuple(node.reconstructed),
    )
