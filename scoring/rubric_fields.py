"""The fields of a rubric file, as pydantic tests them, and the `Rubric` that they make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.file_fields import Line, Said, Text, about
from scoring.folds import best_of
from scoring.form_rules import Ask, Better, Choice, Count, Measured, When, Written
from scoring.header_fields import HeaderFile
from scoring.rubric import Band, HeaderField, Item, Rubric, Section, kind_at
from scoring.rule_fields import (
    AllowNa,
    AskFile,
    Factor,
    FoldFile,
    Grades,
    OptionFile,
    RoundFile,
    Scales,
    Whens,
    absence_of,
    ask_of,
    fold_of,
    grade_of,
    when_of,
)
from scoring.sheet_fields import SheetFields, form_columns
from scoring.words import TOTAL

Points = Annotated[Decimal, Field(ge=0, le=1_000_000, decimal_places=4)]
NodeId = Annotated[str, Field(pattern=r"^[0-9A-Z]+([.-][0-9A-Z]+)*$", max_length=40)]
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
_MOST_BANDS = 60
"""Of an item: each is compared with all others. The printed forms have five."""
MOST_CASES = 1_000_000
"""That an item may count: beyond it a number is a mistake."""
_NOTE_ROWS = 4


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BandFile(_Model):
    text: Annotated[Said, about("級距的文字", "the band as printed")]
    low: Annotated[Points, about("這個級距的最低分", "its lowest score")]
    high: Annotated[Points, about("這個級距的最高分", "its highest score")]


class NodeFile(_Model):
    """A section where it has children, else an item. ``was`` is its id in the rubric of the year before."""

    id: Annotated[
        NodeId, about('編號，如 "1.2.3"；一經發出不要重編', 'the id, such as "1.2.3"; never renumber')
    ]
    title: Annotated[Said, about("名稱", "the name")]
    maximum: Annotated[
        Points | None,
        about(
            "配分；等於其下各項的和；由選項或其下各項算得出時可以不寫",
            "the maximum, the sum of those beneath it; may be left out where it follows from them",
        ),
    ] = None
    number: Annotated[Line, about("印在名稱前的編號，如 (一)", "the number as printed, such as (一)")] = ""
    points: Annotated[
        Literal["shown", ""], about("寫 shown 會在名稱後印配分", "shown prints the maximum behind the name")
    ] = ""
    description: Annotated[Text, about("考核內容", "what is looked at")] = ""
    guidance: Annotated[Text, about("評分說明（細項）", "how to score (items)")] = ""
    low: Annotated[Points, about("最低分，不寫是 1（細項）", "the lowest score, 1 unless stated (items)")] = (
        Decimal(1)
    )
    note_rows: Annotated[
        Annotated[int, Field(ge=1, le=60)] | None,
        about("紀錄事項的列數（細項）", "rows for 紀錄事項 (items)"),
    ] = None
    bands: Annotated[
        Annotated[list[BandFile], Field(max_length=_MOST_BANDS)],
        about("級距，依印製的順序（細項）", "the bands, as printed (items)"),
    ] = []
    children: Annotated[
        "list[NodeFile]",
        about("其下各項；有的是構面或考核項目，沒有的是細項", "what stands beneath; an item has none"),
    ] = []
    ask: Annotated[
        AskFile | None,
        about(
            "怎麼填答，不寫是填分數；寫在構面或考核項目，其下細項都適用",
            "how it is answered, by a score unless stated; of a section, all beneath it",
        ),
    ] = None
    allow_na: Annotated[
        AllowNa,
        about(
            "能不能填「不適用」：false、true、reason（要寫理由）；寫在構面，其下細項都適用",
            "whether it may be not applicable; reason: with a note why; of a section, all beneath it",
        ),
    ] = False
    when: Annotated[
        Whens | None,
        about(
            "什麼情況才要填：表頭欄位或細項的編號與答案",
            "when it is asked: ids of header fields or items, and answers",
        ),
    ] = None
    weight: Annotated[Factor, about("權重，不寫是 1", "its weight, 1 unless stated")] = Decimal(1)
    bonus: Annotated[bool, about("是不是加分項，超出配分之外", "whether it adds beyond the maximum")] = False
    fold: Annotated[
        FoldFile | None,
        about("其下各項怎麼合成，不寫是加總", "how those beneath make it, their sum unless stated"),
    ] = None
    round: Annotated[RoundFile | None, about("四捨五入", "to what it is rounded")] = None
    grades: Annotated[Grades, about("等第", "names for its figure")] = []
    reconstructed: Annotated[
        list[str], about("掃描所缺而補訂的欄位", "fields that the scan lacks and were put back")
    ] = []
    was: Annotated[
        NodeId | None,
        about("上年的編號，移動或改名時寫", "its id of last year, where it was moved or renamed"),
    ] = None

    @model_validator(mode="after")
    def _is_section_or_item(self) -> Self:
        misplaced = [name for name in _OF_ITEMS if name in self.model_fields_set and getattr(self, name)]
        if self.children and misplaced:
            raise PydanticCustomError(
                "field_of_items", "of items", {"field": misplaced[0], "at": misplaced[0]}
            )
        return self


class GroupFile(_Model):
    title: Annotated[
        Line, about("構面的分組名稱，可以空白", "the name of a group of dimensions; may be blank")
    ]
    dimensions: Annotated[Annotated[list[NodeFile], Field(min_length=1)], about("構面", "the dimensions")]


class RubricFile(SheetFields, _Model):
    """The file as a whole. ``note_rows`` is the default number of 紀錄事項 rows of an item."""

    id: Annotated[
        Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]+$", max_length=40)],
        about('評分表編號，如 "108"', 'the id of the rubric, such as "108"'),
    ]
    title: Annotated[Said, about("評分表名稱", "the name of the form")]
    maximum: Annotated[
        Points | None,
        about(
            "總分；由構面算得出時可以不寫", "the points of the whole form; may be left out where they follow"
        ),
    ] = None
    step: Annotated[
        Annotated[Decimal, Field(gt=0, le=100, decimal_places=4)],
        about("最小給分單位，不寫是 1", "the smallest difference between two scores, 1 unless stated"),
    ] = Decimal(1)
    note_rows: Annotated[
        Annotated[int, Field(ge=1, le=60)] | None,
        about("紀錄事項的列數，不寫是 4", "rows for 紀錄事項, 4 unless stated"),
    ] = None
    notes_required: Annotated[
        bool,
        about(
            "評了分的細項要不要寫紀錄事項，不寫是 true；false 則表上不標待填、檢核不提",
            "whether scored items need 紀錄事項, true unless stated; where false neither form nor check asks",
        ),
    ] = True
    scales: Annotated[Scales, about("選項表，供 ask 使用", "lists of options that asks name")] = {}
    allow_na: Annotated[
        AllowNa, about("整份表能不能填「不適用」", "whether all items may be not applicable")
    ] = False
    fold: Annotated[
        FoldFile | None,
        about("各構面怎麼合成總分，不寫是加總", "how the dimensions make the total, their sum unless stated"),
    ] = None
    round: Annotated[RoundFile | None, about("總分四捨五入", "to what the total is rounded")] = None
    grades: Annotated[Grades, about("總分的等第", "names for the total")] = []
    better: Annotated[
        Better, about("高分好還是低分好", "whether the highest total is the best, or the lowest")
    ] = "high"
    header: Annotated[
        Annotated[list[HeaderFile], Field(min_length=1)], about("表頭欄位", "the lines above the table")
    ]
    groups: Annotated[
        list[GroupFile],
        about("構面的分組；與 children 擇一", "the top level, in groups; either this or children"),
    ] = []
    children: Annotated[
        list[NodeFile],
        about("最上層的各項，不分組；與 groups 擇一", "the top level, without groups; either this or groups"),
    ] = []

    @model_validator(mode="after")
    def _has_one_top(self) -> Self:
        if bool(self.groups) == bool(self.children):
            at = {"at": "groups"} if self.groups else None
            raise PydanticCustomError("groups_or_children", "groups or children", at)
        if self.groups and len(self.level_names) == 1:
            raise PydanticCustomError("groups_of_items", "groups of items", {"at": "groups"})
        if len(set(self.level_names)) < len(self.level_names):
            raise PydanticCustomError("levels_twice", "a level twice", {"at": "levels"})
        return self

    @property
    def top(self) -> Iterator[tuple[str, NodeFile]]:
        """The nodes of the top level, each with the name of its group."""
        for group in self.groups:
            yield from ((group.title, node) for node in group.dimensions)
        yield from (("", node) for node in self.children)


@dataclass(frozen=True, slots=True)
class _Above:
    """What the sections above a node say for it."""

    ask: AskFile | None = None
    allow_na: AllowNa = False
    when: tuple[When, ...] = ()

    def under(self, node: NodeFile) -> Self:
        """Return what holds beneath a node."""
        return replace(
            self,
            ask=node.ask or self.ask,
            allow_na=node.allow_na or self.allow_na,
            when=(*self.when, *((when_of(node.when),) if node.when else ())),
        )


def rubric_of(parsed: RubricFile) -> Rubric:
    """Return the rubric that a file says."""
    above = _Above(allow_na=parsed.allow_na)
    top = tuple(_node(node, 0, group, parsed, above) for group, node in parsed.top)
    dimensions = tuple(node for node in top if isinstance(node, Section) and node.kind != "heading")
    rubric = Rubric(
        id=parsed.id,
        title=parsed.title,
        maximum=parsed.maximum or Decimal(0),
        step=parsed.step,
        header=tuple(HeaderField(h.id, h.label, h.kind, h.hint, tuple(h.options)) for h in parsed.header),
        dimensions=dimensions,
        total_label=parsed.total_label or TOTAL[parsed.language],
        notes_required=parsed.notes_required,
        columns=form_columns(parsed.columns),
        levels=parsed.level_names,
        language=parsed.language,
        own_words=tuple(sorted(parsed.words.items())),
        undivided=() if len(dimensions) == len(top) else top,
        earlier_ids={
            node.id: node.was
            for _, highest in parsed.top
            for node in nodes_of(highest)
            if node.was is not None
        },
        fold=fold_of(parsed.fold or FoldFile()),
        round_to=parsed.round.to if parsed.round else None,
        grades=tuple(map(grade_of, parsed.grades)),
        better=parsed.better,
    )
    return rubric if parsed.maximum is not None else replace(rubric, maximum=best_of(rubric))


def nodes_of(node: NodeFile) -> Iterator[NodeFile]:
    """Yield a node and all beneath it, in printed order."""
    yield node
    for child in node.children:
        yield from nodes_of(child)


def _node(node: NodeFile, depth: int, group: str, parsed: RubricFile, above: _Above) -> Section | Item:
    own = above.under(node)
    if not node.children:
        return _item(node, parsed, own)
    section = Section(
        id=node.id,
        kind=kind_at(depth, len(parsed.level_names)),
        number=node.number,
        title=node.title,
        maximum=node.maximum or Decimal(0),
        children=tuple(_node(child, depth + 1, "", parsed, own) for child in node.children),
        group=group,
        description=node.description,
        show_points=bool(node.points),
        reconstructed=tuple(node.reconstructed),
        weight=node.weight,
        bonus=node.bonus,
        fold=fold_of(node.fold or FoldFile()),
        round_to=node.round.to if node.round else None,
        grades=tuple(map(grade_of, node.grades)),
    )
    return section if node.maximum is not None else replace(section, maximum=best_of(section))


def _item(node: NodeFile, parsed: RubricFile, own: _Above) -> Item:
    options = parsed.scales.get(own.ask.scale or "", []) if own.ask else []
    ask = ask_of(own.ask, options) if own.ask else None
    bands = tuple(Band(band.text, band.low, band.high) for band in node.bands)
    has_na_range = False
    if own.ask and ask is None:
        has_na_range = any(option.na for option in options)
        bands = tuple(_band(option) for option in options if not option.na)
    is_short = isinstance(ask, Count | Written) or (isinstance(ask, Choice) and ask.show != "rows")
    low, maximum = _ends(node, ask, bands)
    return Item(
        id=node.id,
        number=node.number,
        title=node.title,
        maximum=maximum,
        low=low,
        note_rows=node.note_rows or parsed.note_rows or (1 if is_short else _NOTE_ROWS),
        description=node.description,
        guidance=node.guidance,
        bands=bands,
        show_points=bool(node.points),
        reconstructed=tuple(node.reconstructed),
        ask=ask,
        na=absence_of(own.allow_na or has_na_range),
        when=own.when,
        weight=node.weight,
        bonus=node.bonus,
    )


def _band(option: OptionFile) -> Band:
    """Return an option within which a score is typed as a band; one of fixed worth allows just that."""
    low = option.worth if option.low is None else option.low
    high = option.worth if option.high is None else option.high
    return Band(option.text, low or Decimal(0), high or Decimal(0))


def _ends(node: NodeFile, ask: Ask | None, bands: Sequence[Band]) -> tuple[Decimal, Decimal]:
    """Return the least and the most that an item can be worth."""
    match ask:
        case Choice(options, _, many):
            worths = [option.worth for option in options if option.worth is not None] or [Decimal(0)]
            low, most = min(worths), max(worths)
            if many:  # none ticked, or all of them
                low = sum((worth for worth in worths if worth < 0), Decimal(0))
                most = sum((worth for worth in worths if worth > 0), Decimal(0))
        case Count(each):
            low, most = min(each, Decimal(0)) * MOST_CASES, max(each, Decimal(0)) * MOST_CASES
        case Measured(_, steps):
            low, most = min(step.worth for step in steps), max(step.worth for step in steps)
        case Written():
            low, most = Decimal(0), Decimal(0)
        case None if node.bands or not bands:
            low, most = node.low, Decimal(0)
        case None:
            low, most = min(band.low for band in bands), max(band.high for band in bands)
    return low, most if node.maximum is None else node.maximum
