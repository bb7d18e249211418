"""What is wrong with a field of a file that a person wrote, in words: pydantic's errors, translated."""

import difflib
import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from scoring.errors import Sentence


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """``place`` leads from the top of the file to the field; numbers count from 0."""

    place: tuple[str | int, ...]
    said: Sentence

    @property
    def field(self) -> Sentence:
        """Name the field as a person looks for it: ``sender.email``."""
        return field_name(self.place) if self.place else Sentence("整個檔案", "the whole file")


def field_name(place: Sequence[str | int]) -> Sentence:
    """Return the name of a field by the way to it, ``bands (entry 2).high``: entries are counted from 1."""
    zh = "".join(f"（第 {step + 1} 項）" if isinstance(step, int) else f".{step}" for step in place)
    en = "".join(f" (entry {step + 1})" if isinstance(step, int) else f".{step}" for step in place)
    return Sentence(zh.removeprefix("."), en.removeprefix(".").strip())


def field_problems(
    error: ValidationError, model: type[BaseModel] | None = None, meant: Mapping[str, str] | None = None
) -> Iterator[FieldProblem]:
    """Yield each problem with its place and a sentence in both languages.

    Of an unknown field it is said which one of ``model`` may be meant: the nearest by its letters, or what
    ``meant`` has for the name.
    """
    told = set()
    for problem in error.errors():
        place, kind = problem["loc"], problem["type"]
        values = problem.get("ctx", {})
        if place and place[-1] in _BRANCHES:
            place, kind = place[:-1], "union"
        elif place and place[-1] == "[key]" and kind == "string_type":  # its entry is counted, not named
            place, kind = place[:-2], "key_unquoted"
        elif place and place[-1] == "[key]":
            place = place[:-1]
        elif kind == "string_type" and isinstance(problem["input"], bool):
            kind = "bool_for_text"
        place = (*place, *([str(values["at"])] if "at" in values else []))
        if (place, kind) not in told:
            told.add((place, kind))
            said = _said(kind, problem["msg"], values)
            if kind == "extra_forbidden" and model is not None:
                said = _with_nearest(said, str(place[-1]), _fields_of(model, place[:-1]), meant or {})
            elif kind == "literal_error":
                said = _with_value(said, problem["input"], _QUOTED.findall(str(values.get("expected"))))
            elif kind == "model_type" and model is not None:
                said = _with_fields(said, _fields_of(model, place))
            yield FieldProblem(place, said)


def _with_nearest(said: Sentence, written: str, known: Sequence[str], meant: Mapping[str, str]) -> Sentence:
    near = [meant[written]] if meant.get(written) in known else difflib.get_close_matches(written, known, 1)
    if not near:
        return said
    return Sentence(
        f"不認得這個欄位（是不是「{near[0]}」？），請改正",
        f"no such field (did you mean “{near[0]}”?); correct it",
    )


def _with_value(said: Sentence, written: object, known: Sequence[str]) -> Sentence:
    """Return what is said of a value with the one that may be meant, where one is near."""
    word = str(written)
    near = [_VALUES[word]] if _VALUES.get(word) in known else difflib.get_close_matches(word, known, 1)
    if not near:
        return said
    return Sentence(f"{said.zh}（是不是「{near[0]}」？）", f"{said.en} (did you mean “{near[0]}”?)")


def _with_fields(said: Sentence, known: Sequence[str]) -> Sentence:
    if not 0 < len(known) <= _MOST_NAMED:
        return said
    return Sentence(f"{said.zh}，欄位有 {'、'.join(known)}", f"{said.en}; the fields are {', '.join(known)}")


def _fields_of(model: type[BaseModel], place: Sequence[str | int]) -> Sequence[str]:
    """Return the names of the fields at a place of a file; none where it has none."""
    kind: Any = model
    for step in place:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(step))
            kind = None if field is None else field.annotation
        else:
            kind = next(reversed(get_args(kind)), None)  # of a list, or the values of a mapping
        while get_origin(kind) in (Annotated, Union, types.UnionType):
            kind = get_args(kind)[0]
    fields = kind.model_fields.items() if isinstance(kind, type) and issubclass(kind, BaseModel) else ()
    return tuple(field.alias or name for name, field in fields)


_MOST_TOLD = 20
_MOST_NAMED = 8
"""Fields that are named where none is written: more are looked up in the documentation."""


def problems_text(
    error: ValidationError,
    line_of: Callable[[Sequence[str | int]], int | None] = lambda _: None,
    model: type[BaseModel] | None = None,
) -> Sentence:
    """Return the problems on one line, each after its field's name and, where it is known, its line; no more
    than a person reads at once. Of unknown fields it is said which one of ``model`` may be meant."""
    problems = list(field_problems(error, model))
    found = [(_at(line_of(problem.place), problem.field), problem.said) for problem in problems[:_MOST_TOLD]]
    more = len(problems) - len(found)
    return Sentence(
        "；".join(f"{field.zh}：{said.zh}" for field, said in found) + (f"；另有 {more} 處" if more else ""),
        "; ".join(f"{field.en}: {said.en}" for field, said in found) + (f"; and {more} more" if more else ""),
    )


def _at(line: int | None, field: Sentence) -> Sentence:
    return field if line is None else Sentence(f"第 {line} 行 {field.zh}", f"line {line}, {field.en}")


def _said(kind: str, own: str, values: Mapping[str, object]) -> Sentence:
    """Return what a kind of problem means. ``own`` are pydantic's words, for kinds not in the table."""
    zh, en = _SAID.get(kind, ("這個值不能用", own))
    shown = {key: str(value) for key, value in values.items()}
    shown["expected"] = shown.get("expected", "").replace("True, False", "true, false")
    shown["expected_zh"] = shown["expected"].replace(" or ", " 或 ")
    shown["pattern_zh"], shown["pattern"] = _PATTERNS.get(
        shown.get("pattern", ""), (shown.get("pattern", ""), shown.get("pattern", ""))
    )
    return Sentence(zh.format_map(shown), en.format_map(shown))


_BRANCHES = frozenset({"decimal", "str"})
"""How pydantic marks, at the end of a place, which type of several it has tried."""

_QUOTED = re.compile("'([^']+)'")
_VALUES = {
    **dict.fromkeys(("average", "avg", "平均"), "mean"),
    **dict.fromkeys(("total", "加總", "合計"), "sum"),
    **dict.fromkeys(("max", "maximum", "highest", "最高"), "most"),
    **dict.fromkeys(("min", "minimum", "lowest", "最低"), "least"),
    **dict.fromkeys(("percent", "計數", "百分比"), "count"),
    **dict.fromkeys(("day", "日期"), "date"),
    **dict.fromkeys(("string", "文字"), "text"),
    **dict.fromkeys(("list", "select", "選項"), "choice"),
    **dict.fromkeys(("dropdown", "清單"), "list"),
    **dict.fromkeys(("table", "矩陣"), "matrix"),
    **dict.fromkeys(("高", "higher"), "high"),
    **dict.fromkeys(("低", "lower"), "low"),
    **dict.fromkeys(("理由", "why"), "reason"),
    **dict.fromkeys(("english", "English", "EN", "英文"), "en"),
    **dict.fromkeys(("zh", "tw", "chinese", "中文"), "zh-TW"),
}
"""Which value is meant by a word that has nothing to do with ours by its letters."""
_PATTERNS = {
    "^[0-9A-Z]+([.-][0-9A-Z]+)*$": (
        '要用數字或大寫英文，中間以 . 或 - 相連，如 "1.2.3"',
        "digits and capital letters, joined by . or -, like 1.2.3",
    ),
    "^[0-9A-Za-z_-]+$": ("只能用英文、數字、- 與 _", "letters, digits, - and _ alone"),
    "^[a-z][a-z_]*$": ("只能用小寫英文與 _", "small letters and _ alone"),
    "^[a-z][a-z0-9_]*$": ("只能用小寫英文、數字與 _", "small letters, digits and _ alone"),
}
"""What the patterns of ids allow, in words."""
_MAPPING = ("應為「欄位: 值」的結構", "it should be fields with values, like “name: value”")
_SWITCH = ("應為 true 或 false", "it should be true or false")
_WHOLE = ("應為整數", "it should be a whole number")
_NUMBER = ("應為數字，不加 % 與單位", "it should be a number, without % or a unit")
_SAID = {
    "missing": ("缺少這個欄位，請補上", "this field is missing; add it"),
    "extra_forbidden": ("不認得這個欄位，請刪去或改正拼法", "no such field; delete it or correct its name"),
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "list_type": (
        "應為清單（每項前加 -，或寫成 [甲, 乙]）",
        "it should be a list, each line with - before it, or written like [a, b]",
    ),
    "key_unquoted": (
        'yes、no、on、off 與數字用作名稱時要加引號，如 "no"',
        'yes, no, on, off and numbers need quotes where they are names, like "no"',
    ),
    "bool_for_text": (
        '應為文字；yes、no、on、off 會被當成 true、false，要加引號，如 "yes"',
        'it should be text; yes, no, on and off are taken for true and false and need quotes, like "yes"',
    ),
    "too_short": ("至少要有一項", "it should have one entry at least"),
    "string_type": (
        '應為文字；數字或編號要加引號，如 "1.1"',
        'it should be text; numbers and ids need quotes, like "1.1"',
    ),
    "string_too_short": ("不可空白", "it should not be empty"),
    "too_long": ("太多，最多 {max_length} 個", "there are too many; {max_length} at most"),
    "string_too_long": ("太長，最多 {max_length} 字", "it is too long; {max_length} characters at most"),
    "string_pattern_mismatch": ("格式不符：{pattern_zh}", "it is not written as it should be: {pattern}"),
    "bool_type": _SWITCH,
    "bool_parsing": _SWITCH,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_places": (
        "小數最多 {decimal_places} 位",
        "it should have {decimal_places} decimal places at most",
    ),
    "number_unbounded": (
        "太大或位數太多，要小於 1,000,000,000",
        "it is too large or too long a number; it should be below 1,000,000,000",
    ),
    "int_parsing_size": ("位數太多", "it has too many digits"),
    "union": ("應為數字或文字", "it should be a number or text"),
    "is_instance_of": ("應為數字或文字", "it should be a number or text"),
    "greater_than": ("太小，要大於 {gt}", "it is too small; it should be above {gt}"),
    "greater_than_equal": ("太小，至少要 {ge}", "it is too small; it should be {ge} at least"),
    "less_than": ("太大，要小於 {lt}", "it is too large; it should be below {lt}"),
    "less_than_equal": ("太大，最多 {le}", "it is too large; it should be {le} at most"),
    "text_unusable": (
        "有不能使用的字元（換行、NUL、看不見的或改變書寫方向的），請刪去重打",
        "it has characters that cannot be used (line breaks, NUL, invisible ones); delete and type it again",
    ),
    "options_of_choice": (
        "kind 是 choice 的欄位要有 options（可選的文字），其他的不能有",
        "a field whose kind is choice needs options, and no other has them",
    ),
    "options_unlisted": (
        "options 合起來要在 250 字以內，不能有半形逗號與引號，否則 Excel 的清單放不下",
        (
            "its options together should have 250 characters at most, no commas and no quotation marks:"
            " a list in Excel holds no more"
        ),
    ),
    "options_twice": ("options 裡有兩項相同，請刪去一項", "two of its options are the same; delete one"),
    "option_unclear": (
        "每個選項要有 worth、low 與 high、na: true 三者之一",
        "an option needs one of worth, low and high, or na: true",
    ),
    "count_of_nothing": ("each 不能是 0，否則填了也不計分", "each is 0, so that nothing counts"),
    "ask_unclear": (
        "ask 要寫 choice、choices、count、measure、written 其中一個",
        "an ask is one of choice, choices, count, measure and written",
    ),
    "show_unfit": (
        "show 只能與 choice 並用（choices 可用 rows 或 matrix）",
        "show goes with choice alone (with choices: rows or matrix)",
    ),
    "fold_of": (
        "kind: count 要以 of 寫數哪個選項，其他的不能有 of",
        "kind: count needs of, the option that is counted, and no other has it",
    ),
    "fold_best": (
        "best 只能與 sum 或 mean 並用，不能再有 out_of",
        "best goes with sum or mean, and without out_of",
    ),
    "fold_out_of": ("out_of 只能與 sum 或 count 並用", "out_of goes with sum or count"),
    "fold_cap": ("cap 的前者不能大於後者", "the first of cap is above the second"),
    "parts_unclear": (
        "條件要寫 kind 或 ids 其中一個，below 或 from 其中一個",
        "a condition needs one of kind and ids, and one of below and from",
    ),
    "test_unclear": (
        "if 要寫 least、most、any、each、count 其中一個",
        "if is one of least, most, any, each and count",
    ),
    "groups_or_children": (
        "最上層寫 groups（分組）或 children（不分組），要有一種、只能有一種",
        "write the top level as groups or, without groups, as children: one of the two",
    ),
    "groups_of_items": (
        "只有一層（levels）時沒有構面可以分組，請把 groups 改成 children，下面直接列細項",
        "with one level there are no sections to group; write children in place of groups, with the items",
    ),
    "levels_twice": ("levels 裡有兩層同名，請改其中一個", "two of its levels have the same name; rename one"),
    "text_of_lines": ("只能有一行，請刪去換行", "it should be one line; delete the line breaks"),
    "field_of_items": (
        "這一項之下還有 children，所以不能有 {field}；請把 {field} 移到下面的細項",
        "it has children, so it cannot have {field}; move that to the items beneath it",
    ),
    "literal_error": ("不是可用的值，應為 {expected_zh}", "it should be {expected}"),
    "condition_unclear": (
        "all、any 之下要寫欄位或細項的編號與答案，如 any: {{risk: [高]}}",
        "beneath all and any there are ids with answers, like any: {{risk: [High]}}",
    ),
    "condition_without_answers": (
        "要寫至少一個答案，否則永遠不會填到這一項",
        "it should have one answer at least, or it is never asked",
    ),
    "email_unclear": (
        "要填一個電子郵件地址，只填地址本身，如 name@example.gov.tw",
        "write one e-mail address, alone, like name@example.gov.tw",
    ),
    "date_unclear": (
        "看不出日期，請寫成 2026-12-31 或 115年12月31日",
        "this is no date; write it like 2026-12-31",
    ),
}
