"""The fields of a rubric file that say rules, as pydantic tests them: scales, asks, folds, grades.

They become the data of scoring/form_rules.py.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from scoring.file_fields import Line, Said, about
from scoring.form_rules import (
    Absence,
    Ask,
    Choice,
    Count,
    Fold,
    FoldKind,
    Grade,
    Measure,
    Measured,
    Option,
    Parts,
    Show,
    Step,
    Test,
    When,
    Written,
)

Worth = Annotated[Decimal, Field(ge=-1_000_000, le=1_000_000, decimal_places=4)]
Factor = Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=6)]
_MOST_OPTIONS, _MOST_STEPS, _MOST_GRADES = 60, 60, 30
_LIST_TEXT = 12
"""Characters up to which every option of a scale is short enough for a drop-down list by default."""
ROWS, LIST = "rows", "list"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OptionFile(_Model):
    text: Annotated[Said, about("選項的文字", "the option as printed")]
    worth: Annotated[Worth | None, about("選它得幾分", "the points that it is worth")] = None
    low: Annotated[Worth | None, about("選它時的最低分", "the lowest score with it")] = None
    high: Annotated[Worth | None, about("選它時的最高分", "the highest score with it")] = None
    na: Annotated[bool, about("是不是「不適用」", "whether it says not applicable")] = False

    @model_validator(mode="after")
    def _is_worth_one_thing(self) -> Self:
        has_range = self.low is not None and self.high is not None
        said = [self.worth is not None, has_range, self.na]
        if sum(said) != 1 or (self.low is None) != (self.high is None):
            raise PydanticCustomError("option_unclear", "worth of an option")
        return self


class CountFile(_Model):
    each: Annotated[Worth, about("每件幾分，扣分寫負數", "points a case; negative where deducted")]

    @model_validator(mode="after")
    def _counts(self) -> Self:
        if not self.each:
            raise PydanticCustomError("count_of_nothing", "each is 0")
        return self


class StepFile(_Model):
    start: Annotated[
        Decimal,
        Field(alias="from", ge=0, le=1_000_000_000, decimal_places=9),
        about("自多少起", "from which on"),
    ]
    worth: Annotated[Worth, about("得幾分", "the points that it is worth")]


class MeasureFile(_Model):
    of: Annotated[
        Annotated[list[Said], Field(min_length=1, max_length=2)],
        about(
            "填什麼數：一個，或兩個（前者除以後者）",
            "what is typed: one number, or two, of which the first is divided by the second",
        ),
    ]
    steps: Annotated[
        Annotated[list[StepFile], Field(min_length=1, max_length=_MOST_STEPS)],
        about("各級的起點與分數", "the steps: from which on, and what it is worth"),
    ]


class AskFile(_Model):
    choice: Annotated[
        Line | None, about("選一項：scales 裡的名稱", "one option of the scale of this name")
    ] = None
    choices: Annotated[
        Line | None,
        about(
            "可選多項，分數相加，不超過配分", "several options; their worths add up to the maximum at most"
        ),
    ] = None
    count: Annotated[CountFile | None, about("填件數", "a number of cases is typed")] = None
    measure: Annotated[MeasureFile | None, about("填數字，查級距給分", "numbers are typed and looked up")] = (
        None
    )
    written: Annotated[
        Literal["note", "date", "number"] | None,
        about("只填寫、不評分", "something is written and not scored"),
    ] = None
    show: Annotated[
        Show | None,
        about(
            "選項怎麼列：rows 一項一列、list 下拉選單、matrix 一項一欄",
            "how options are shown: rows to tick, a drop-down list, or a column each",
        ),
    ] = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        said = [self.choice, self.choices, self.count, self.measure, self.written]
        if sum(each is not None for each in said) != 1:
            raise PydanticCustomError("ask_unclear", "not one ask")
        if self.show is not None and self.choice is None and (self.choices is None or self.show == LIST):
            raise PydanticCustomError("show_unfit", "show of no choice")
        return self

    @property
    def scale(self) -> str | None:
        """The name of the scale that it is answered by."""
        return self.choice if self.choice is not None else self.choices


class FoldFile(_Model):
    kind: Annotated[
        FoldKind,
        about(
            "各部分怎麼合成：sum 加總、mean 平均、least 最低、most 最高、count 計數、none 不計分",
            "how the parts are put together",
        ),
    ] = "sum"
    base: Annotated[
        Worth, about("起始分，如扣分制的 100", "what it starts from, such as 100 less deductions")
    ] = Decimal(0)
    factor: Annotated[Factor, about("乘以多少", "by what it is multiplied")] = Decimal(1)
    cap: Annotated[
        Annotated[list[Worth | None], Field(min_length=2, max_length=2)] | None,
        about("最低與最高，如 [0, 100]", "the least and the most, such as [0, 100]"),
    ] = None
    out_of: Annotated[
        Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=4)] | None,
        about("適用的部分按比例換算為多少分", "to how many points that which applies is scaled"),
    ] = None
    of: Annotated[Line, about("count 數哪個選項", "the option that count counts")] = ""
    best: Annotated[
        Annotated[int, Field(ge=1, le=50)] | None, about("只計最高的幾項", "how many of the highest count")
    ] = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.kind == "count") != bool(self.of):
            raise PydanticCustomError("fold_of", "of of count")
        if self.best is not None and (self.kind not in ("sum", "mean") or self.out_of is not None):
            raise PydanticCustomError("fold_best", "best of sum and mean")
        if self.out_of is not None and self.kind not in ("sum", "count"):
            raise PydanticCustomError("fold_out_of", "out_of of sum and count")
        low, high = self.cap or (None, None)
        if low is not None and high is not None and low > high:
            raise PydanticCustomError("fold_cap", "cap upside down")
        return self


class RoundFile(_Model):
    to: Annotated[
        Annotated[Decimal, Field(gt=0, le=1_000, decimal_places=4)],
        about("四捨五入到多少，如 0.01", "to what it is rounded, such as 0.01"),
    ]


class PartsFile(_Model):
    kind: Annotated[Parts | None, about("哪一層", "those of a kind")] = None
    ids: Annotated[list[str], about("哪些編號", "those of these ids")] = []
    below: Annotated[Worth | None, about("低於多少", "below what")] = None
    start: Annotated[Worth | None, Field(alias="from"), about("自多少起", "from what on")] = None
    at_least: Annotated[
        Annotated[int, Field(ge=1, le=10_000)], about("count：至少幾個", "for count: how many at least")
    ] = 1

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if (self.kind is None) == (not self.ids) or (self.below is None) == (self.start is None):
            raise PydanticCustomError("parts_unclear", "kind or ids, below or from")
        return self


class TestFile(_Model):
    least: Annotated[PartsFile | None, about("其中最低的", "the least of them")] = None
    most: Annotated[PartsFile | None, about("其中最高的", "the most of them")] = None
    any: Annotated[PartsFile | None, about("任何一個", "any one of them")] = None
    each: Annotated[PartsFile | None, about("每一個", "each of them")] = None
    count: Annotated[PartsFile | None, about("達到幾個", "so many of them")] = None

    @model_validator(mode="after")
    def _tests_one_thing(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("test_unclear", "one condition")
        return self


class GradeFile(_Model):
    name: Annotated[Said, about("等第的名稱", "what it is called")]
    start: Annotated[Worth | None, Field(alias="from"), about("自多少起", "from what on")] = None
    up_to: Annotated[Worth | None, about("到多少為止", "up to what")] = None
    test: Annotated[TestFile | None, Field(alias="if"), about("條件", "a condition on parts")] = None
    ranked: Annotated[bool, about("是否列入名次", "whether it has a rank")] = True


class WhenFile(_Model):
    all: dict[str, list[str]] = {}
    any: dict[str, list[str]] = {}

    @model_validator(mode="after")
    def _has_answers(self) -> Self:
        if not all((*self.all.values(), *self.any.values())):
            raise PydanticCustomError("condition_without_answers", "no answers")
        return self


def _when(written: Any) -> Any:
    """Bring a condition into one shape: ``{risk: [High]}`` is ``{all: {risk: [High]}}``."""
    if not isinstance(written, dict):
        return written
    shaped: dict[str, Any] = {"all": {}, "any": {}}
    for key, value in written.items():
        if key in shaped and not isinstance(value, dict):
            raise PydanticCustomError("condition_unclear", "all or any of no mapping")
        if key in shaped:
            shaped[key] = {**shaped[key], **{str(each): _texts(of) for each, of in value.items()}}
        else:
            shaped["all"] = {**shaped["all"], str(key): _texts(value)}
    return shaped


def _texts(values: Any) -> Any:
    if not isinstance(values, list):
        values = [values]
    is_written = [isinstance(value, int | Decimal) and not isinstance(value, bool) for value in values]
    return [str(value) if written else value for value, written in zip(values, is_written, strict=True)]


_ANSWERS = {"type": "array", "items": {"type": ["string", "number"]}}
Whens = Annotated[
    WhenFile,
    BeforeValidator(_when),
    WithJsonSchema({"type": "object", "additionalProperties": {"anyOf": [_ANSWERS, {"type": "object"}]}}),
]
Scales = dict[
    Annotated[str, Field(min_length=1, max_length=40)],
    Annotated[list[OptionFile], Field(min_length=1, max_length=_MOST_OPTIONS)],
]
AllowNa = Literal[True, False, "reason"]
Grades = Annotated[list[GradeFile], Field(max_length=_MOST_GRADES)]


# ── the rules that they say ─────────────────────────────────────────────────────────────────────


def ask_of(written: AskFile, options: Iterable[OptionFile]) -> Ask | None:
    """Return the ask that a file says; None where its scale has ranges, within which scores are typed."""
    if written.scale is not None:
        options = tuple(options)
        if any(option.low is not None for option in options):
            return None
        made = tuple(Option(option.text, option.worth) for option in options)
        many = written.choices is not None
        is_short = all(len(option.text) <= _LIST_TEXT for option in options)
        show: Show = written.show or ("list" if is_short and not many else "rows")
        return Choice(made, show, many)
    if written.count is not None:
        return Count(written.count.each)
    if written.measure is not None:
        steps = sorted(
            (Step(each.start, each.worth) for each in written.measure.steps), key=lambda s: s.start
        )
        return Measured(tuple(written.measure.of), tuple(steps))
    return Written(written.written or "note")


def absence_of(written: AllowNa) -> Absence:
    """Return whether an item may be called not applicable."""
    return "reason" if written == "reason" else "yes" if written else "no"


def fold_of(written: FoldFile) -> Fold:
    """Return the fold that a file says."""
    low, high = written.cap or (None, None)
    return Fold(
        written.kind, written.base, written.factor, low, high, written.out_of, written.of, written.best
    )


def when_of(written: WhenFile) -> When:
    """Return the condition that a file says."""
    return When(_lines(written.all), _lines(written.any))


def _lines(written: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((node_id, tuple(answers)) for node_id, answers in written.items())


def grade_of(written: GradeFile) -> Grade:
    """Return the grade that a file says."""
    return Grade(written.name, written.start, written.up_to, _test(written.test), written.ranked)


_MEASURES: tuple[Measure, ...] = ("least", "most", "any", "each", "count")


def _test(written: TestFile | None) -> Test | None:
    for measure in _MEASURES if written else ():
        parts: PartsFile | None = getattr(written, measure)
        if parts is not None:
            return Test(measure, tuple(parts.ids), parts.kind, parts.below, parts.start, parts.at_least)
    return None
