"""The fields of a rubric file, as pydantic tests them, and the `Rubric` that they make."""

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo
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


def _about(zh: str, en: str) -> FieldInfo:
    """Say what a field is, for editors and the documentation."""
    described: FieldInfo = Field(description=f"{zh}\n{en}")
    return described


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BandFile(_Model):
    text: Annotated[Said, _about("級距的文字", "the band as printed")]
    low: Annotated[Points, _about("這個級距的最低分", "its lowest score")]
    high: Annotated[Points, _about("這個級距的最高分", "its highest score")]


class NodeFile(_Model):
    """A section where it has children, else an item. ``was`` is its id in the rubric of the year before."""

    id: Annotated[
        NodeId, _about('編號，如 "1.2.3"；一經發出不要重編', 'the id, such as "1.2.3"; never renumber')
    ]
    title: Annotated[Said, _about("名稱", "the name")]
    maximum: Annotated[Points, _about("配分；等於其下各項的和", "the maximum; the sum of those beneath it")]
    number: Annotated[Line, _about("印在名稱前的編號，如 (一)", "the number as printed, such as (一)")] = ""
    points: Annotated[
        Literal["shown", ""], _about("寫 shown 會在名稱後印配分", "shown prints the maximum behind the name")
    ] = ""
    description: Annotated[Text, _about("考核內容", "what is looked at")] = ""
    guidance: Annotated[Text, _about("評分說明（細項）", "how to score (items)")] = ""
    low: Annotated[
        Points, _about("最低分，不寫是 1（細項）", "the lowest score, 1 unless stated (items)")
    ] = Decimal(1)
    note_rows: Annotated[
        Annotated[int, Field(ge=1, le=60)] | None,
        _about("紀錄事項的列數（細項）", "rows for 紀錄事項 (items)"),
    ] = None
    bands: Annotated[
        Annotated[list[BandFile], Field(max_length=_MOST_BANDS)],
        _about("級距，依印製的順序（細項）", "the bands, as printed (items)"),
    ] = []
    children: Annotated[
        "list[NodeFile]",
        _about("其下各項；有的是構面或考核項目，沒有的是細項", "what stands beneath; an item has none"),
    ] = []
    reconstructed: Annotated[
        list[str], _about("掃描所缺而補訂的欄位", "fields that the scan lacks and were put back")
    ] = []
    was: Annotated[
        NodeId | None,
        _about("上年的編號，移動或改名時寫", "its id of last year, where it was moved or renamed"),
    ] = None

    @model_validator(mode="after")
    def _is_section_or_item(self) -> Self:
        misplaced = [name for name in _OF_ITEMS if name in self.model_fields_set and getattr(self, name)]
        if self.children and misplaced:
            raise PydanticCustomError("field_of_items", "of items", {"field": misplaced[0]})
        return self


class GroupFile(_Model):
    title: Annotated[
        Line, _about("構面的分組名稱，可以空白", "the name of a group of dimensions; may be blank")
    ]
    dimensions: Annotated[Annotated[list[NodeFile], Field(min_length=1)], _about("構面", "the dimensions")]


class HeaderFile(_Model):
    id: Annotated[
        Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")], _about("編號，小寫英文", "the id, in small letters")
    ]
    kind: Annotated[
        HeaderKind,
        _about(
            "種類：office 機關（要有一個）、date 日期、period 期間、choice 選項、text 文字",
            "office (one), date, period, choice or text",
        ),
    ]
    label: Annotated[Said, _about("印在表上的名稱", "the label as printed")]
    hint: Annotated[Line, _about("填寫時的提示", "a hint for whoever fills it")] = ""
    options: Annotated[
        Annotated[list[Said], Field(max_length=_MOST_OPTIONS)],
        _about("choice 可選的文字", "the options of a choice"),
    ] = []

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

    id: Annotated[
        Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$", max_length=40)],
        _about('評分表編號，如 "108"', 'the id of the rubric, such as "108"'),
    ]
    title: Annotated[Said, _about("評分表名稱", "the name of the form")]
    maximum: Annotated[Points, _about("總分", "the points of the whole form")]
    step: Annotated[
        Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)],
        _about("最小給分單位，不寫是 1", "the smallest difference between two scores, 1 unless stated"),
    ] = Decimal(1)
    note_rows: Annotated[
        Annotated[int, Field(ge=1, le=60)],
        _about("紀錄事項的列數，不寫是 4", "rows for 紀錄事項, 4 unless stated"),
    ] = 4
    notes_required: Annotated[
        bool,
        _about(
            "評了分的細項要不要寫紀錄事項，不寫是 true；false 則表上不標待填、檢核不提",
            "whether scored items need 紀錄事項, true unless stated; where false neither form nor check asks",
        ),
    ] = True
    total_label: Annotated[Said, _about("總分一列的名稱", "what the grand total is called")] = "總分"
    header: Annotated[
        Annotated[list[HeaderFile], Field(min_length=1)], _about("表頭欄位", "the lines above the table")
    ]
    groups: Annotated[
        Annotated[list[GroupFile], Field(min_length=1)], _about("構面的分組", "the dimensions, in groups")
    ]


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
        notes_required=parsed.notes_required,
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
