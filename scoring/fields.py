"""What is wrong with a field of a file that a person wrote, in words: pydantic's errors, translated."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """``place`` leads from the top of the file to the field; numbers count from 0."""

    place: tuple[str | int, ...]
    zh: str
    en: str

    @property
    def field(self) -> str:
        """As a person looks for it: ``sender.email``; of the file as a whole there is no name."""
        return ".".join(str(step) for step in self.place) or "整個檔案"


def field_problems(error: ValidationError) -> Iterator[FieldProblem]:
    """Each problem with its place and a sentence; what has no translation is said in English twice."""
    for problem in error.errors():
        kind, said = problem["type"], problem["msg"]
        zh, en = _SAID.get(kind, (said, said))
        if kind == "literal_error":
            zh = f"{zh}，應為 {problem['ctx']['expected'].replace(' or ', ' 或 ')}"
        yield FieldProblem(problem["loc"], zh, en or said)


def problems_text(error: ValidationError) -> str:
    """All problems on one line: ``field：problem (in English)；…``."""
    return "；".join(f"{p.field}：{p.zh} ({p.en})" for p in field_problems(error))


# Where the English is empty, pydantic's own says it well enough.
_SAID = {
    "missing": ("缺少這個欄位", ""),
    "extra_forbidden": ("不認得這個欄位，請刪去或改正拼法", "no such field; delete it or correct its name"),
    "model_type": ("應為「欄位: 值」的結構", "it should be fields with values"),
    "dict_type": ("應為「欄位: 值」的結構", "it should be fields with values"),
    "list_type": ("應為清單（每項前加 -）", "it should be a list, each line with - before it"),
    "too_short": ("至少要有一項", ""),
    "string_type": (
        '應為文字；數字或編號要加引號，如 "1.1"',
        'it should be text; numbers and ids need quotes, like "1.1"',
    ),
    "string_too_short": ("不可空白", ""),
    "string_too_long": ("太長", ""),
    "string_pattern_mismatch": ("格式不符", ""),
    "bool_type": ("應為 true 或 false", ""),
    "bool_parsing": ("應為 true 或 false", ""),
    "int_type": ("應為整數", ""),
    "int_parsing": ("應為整數", ""),
    "int_from_float": ("應為整數", ""),
    "decimal_type": ("應為數字", ""),
    "decimal_parsing": ("應為數字", ""),
    "is_instance_of": ("應為數字或文字", "it should be a number or text"),
    "greater_than": ("太小", ""),
    "greater_than_equal": ("太小", ""),
    "less_than": ("太大", ""),
    "less_than_equal": ("太大", ""),
    "email_unclear": ("要填一個電子郵件地址，只填地址本身，如 name@example.gov.tw", ""),
    "date_unclear": ("看不出日期，請寫成 2026-12-31 或 115年12月31日", ""),
    "literal_error": ("不是可用的值", ""),
}
