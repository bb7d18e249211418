"""What is wrong with a field of a file that a person wrote, in words: pydantic's errors, translated."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from scoring.errors import Sentence


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """``place`` leads from the top of the file to the field; numbers count from 0."""

    place: tuple[str | int, ...]
    said: Sentence

    @property
    def field(self) -> Sentence:
        """Name the field as a person looks for it: ``sender.email``."""
        name = ".".join(str(step) for step in self.place)
        return Sentence(name, name) if name else Sentence("整個檔案", "the whole file")


def field_problems(error: ValidationError) -> Iterator[FieldProblem]:
    """Yield each problem with its place and a sentence in both languages."""
    told = set()
    for problem in error.errors():
        place, kind = problem["loc"], problem["type"]
        if place and place[-1] in _BRANCHES:
            place, kind = place[:-1], "union"
        if (place, kind) not in told:
            told.add((place, kind))
            yield FieldProblem(place, _said(kind, problem["msg"], problem.get("ctx", {})))


_MOST_TOLD = 20


def problems_text(
    error: ValidationError, line_of: Callable[[Sequence[str | int]], int | None] = lambda _: None
) -> Sentence:
    """Return the problems on one line, each after its field's name and, where it is known, its line; no more
    than a person reads at once."""
    problems = list(field_problems(error))
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
    shown["expected_zh"] = shown.get("expected", "").replace(" or ", " 或 ")
    return Sentence(zh.format_map(shown), en.format_map(shown))


_BRANCHES = frozenset({"decimal", "str"})
"""How pydantic marks, at the end of a place, which type of several it has tried."""

_MAPPING = ("應為「欄位: 值」的結構", "it should be fields with values, like “name: value”")
_SWITCH = ("應為 true 或 false", "it should be true or false")
_WHOLE = ("應為整數", "it should be a whole number")
_NUMBER = ("應為數字", "it should be a number")
_SAID = {
    "missing": ("缺少這個欄位，請補上", "this field is missing; add it"),
    "extra_forbidden": ("不認得這個欄位，請刪去或改正拼法", "no such field; delete it or correct its name"),
    "model_type": _MAPPING,
    "dict_type": _MAPPING,
    "list_type": ("應為清單（每項前加 -）", "it should be a list, each line with - before it"),
    "too_short": ("至少要有一項", "it should have one entry at least"),
    "string_type": (
        '應為文字；數字或編號要加引號，如 "1.1"',
        'it should be text; numbers and ids need quotes, like "1.1"',
    ),
    "string_too_short": ("不可空白", "it should not be empty"),
    "too_long": ("太多，最多 {max_length} 個", "there are too many; {max_length} at most"),
    "string_too_long": ("太長，最多 {max_length} 字", "it is too long; {max_length} characters at most"),
    "string_pattern_mismatch": ("格式不符", "it is not written as it should be ({pattern})"),
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
    "literal_error": ("不是可用的值，應為 {expected_zh}", "it should be {expected}"),
    "email_unclear": (
        "要填一個電子郵件地址，只填地址本身，如 name@example.gov.tw",
        "write one e-mail address, alone, like name@example.gov.tw",
    ),
    "date_unclear": (
        "看不出日期，請寫成 2026-12-31 或 115年12月31日",
        "this is no date; write it like 2026-12-31",
    ),
}
