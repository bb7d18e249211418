"""The kinds of texts in the files that people write, and what says what a field is."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

_MOST_SHORT, _MOST_LINE, _MOST_TEXT = 12, 1_000, 5_000
"""Characters of a heading, of a line and of a text with several: a cell holds 32,767 and shows far fewer."""


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
Short = Annotated[
    str,
    Field(max_length=_MOST_SHORT),
    AfterValidator(_printable),
    AfterValidator(_one_line),
    AfterValidator(_said),
]
"""What stands above a column."""
Text = Annotated[str, Field(max_length=_MOST_TEXT), AfterValidator(_printable)]


def about(zh: str, en: str) -> FieldInfo:
    """Say what a field is, for editors and the documentation."""
    described: FieldInfo = Field(description=f"{zh}\n{en}")
    return described
