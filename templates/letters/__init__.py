"""Letters as Jinja2 templates: a file for each kind and language, its words once for text and HTML.

    send.j2 …         the words of a kind: blocks ``subject`` and ``content``; send.en.j2 in English
    _common.j2 …      what every letter begins and ends with; _common.en.j2 in English
    _parts.*.j2       how a paragraph, a table or a list is drawn, in text and in HTML
    _letter.*.j2      what is around the content

A campaign may have files of the same names in a folder of its own, which go before these. They are
somebody's own text: they run in Jinja2's sandbox, and what is wrong in them is said with its line.
"""

import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import FrameType
from typing import Any, Literal, get_args

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.catalogue import Language
from scoring.errors import KaoheError
from scoring.values import roc_date

Kind = Literal["send", "remind", "remind-correction", "return", "unread", "report"]
"""The form goes out; it is missing; it was not yet corrected; it is questioned; it could not be
read; an office's own result."""
KINDS: tuple[Kind, ...] = get_args(Kind)
_WEEKDAYS = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_Tracer = Callable[[FrameType, str, Any], Any]
_SECONDS = 10.0
"""For a letter that the campaign's own files take part in; ours take a few milliseconds."""


class _EndlessError(Exception):
    """A template that does not end."""


_BROKEN = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
    OSError,
    _EndlessError,
)
"""What a template with a mistake in it raises, UnicodeError among them."""


@dataclass(frozen=True, slots=True)
class Words:
    """A letter's words. ``subject`` is one line."""

    subject: str
    text: str
    html: str


class LetterError(KaoheError):
    """A campaign's own template has a mistake in it."""


def compose(kind: Kind, language: Language, values: Mapping[str, object], own: Path | None = None) -> Words:
    """A letter's words with these values. ``own`` is a folder with the campaign's own files, if any.

    Raises LetterError with the file, its line and the reason where one of them cannot be used.
    """
    text, html = _environment(own, as_html=False), _environment(own, as_html=True)
    with _timed() if own and any(own.glob("*.j2")) else nullcontext():
        return _composed(kind, language, values, text, html)


def _composed(
    kind: Kind,
    language: Language,
    values: Mapping[str, object],
    text: jinja2.Environment,
    html: jinja2.Environment,
) -> Words:
    subject = " ".join(_rendered(text, "_subject.txt.j2", "txt", kind, language, values).split())
    if not subject:
        raise LetterError(
            f"信件範本 {_name(kind, language)} 沒有主旨，請補上 {{% block subject %}}", "its subject is empty"
        )
    plain = _rendered(text, "_letter.txt.j2", "txt", kind, language, values)
    spaced = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t　]+\n", "\n", plain)).strip("\n")
    drawn = _rendered(html, "_letter.html.j2", "html", kind, language, {**values, "subject": subject})
    return Words(subject, f"{spaced}\n", drawn)


@contextmanager
def _timed() -> Iterator[None]:
    """End what is rendered within after `_SECONDS`: loops in loops need no mistake to last for days.
    What one step takes, or allocates, nobody counts."""
    until, before = time.monotonic() + _SECONDS, sys.gettrace()

    def check(frame: FrameType, _event: str, _value: object) -> "_Tracer | None":
        if time.monotonic() > until:
            raise _EndlessError
        return check if frame.f_code.co_filename.endswith(".j2") else None

    sys.settrace(check)
    try:
        yield
    finally:
        sys.settrace(before)


def _environment(own: Path | None, *, as_html: bool) -> jinja2.Environment:
    """What the templates run in; made anew where a file of the campaign's own has changed."""
    files = () if own is None else tuple(sorted((f.name, f.stat().st_mtime_ns) for f in own.glob("*.j2")))
    return _made(own if files else None, files, as_html=as_html)


@lru_cache(maxsize=8)
def _made(own: Path | None, _files: tuple[tuple[str, int], ...], *, as_html: bool) -> jinja2.Environment:
    folders: list[jinja2.BaseLoader] = [jinja2.PackageLoader("templates", "letters")]
    if own is not None:
        folders.insert(0, jinja2.FileSystemLoader(own, encoding="utf-8-sig"))  # Notepad begins with a mark
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=as_html,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"day": _day, "day_en": _day_en}
    return environment


def _rendered(
    environment: jinja2.Environment,
    layout: str,
    medium: Literal["txt", "html"],
    kind: Kind,
    language: Language,
    values: Mapping[str, object],
) -> str:
    name = _name(kind, language)
    try:
        parts = _macros(environment, f"_parts.{medium}.j2", values)
        common = _macros(environment, _name("_common", language), {**values, **parts})
        template = environment.get_template(name)
        return template.render({**values, **parts, **common, "layout": layout})
    except _BROKEN as error:
        raise LetterError(
            f"{_place(error, name)}：{_reason(error)}。請改正這個信件範本，或刪去它以使用內建的",
            "correct this template of letters, or delete it to use the one that is built in",
        ) from None


def _macros(environment: jinja2.Environment, name: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """The macros of a file, which may use the values."""
    module = environment.get_template(name).make_module(dict(values))
    return {key: value for key, value in vars(module).items() if not key.startswith("_")}


def _name(stem: str, language: Language) -> str:
    return f"{stem}.j2" if language == "zh-TW" else f"{stem}.{language}.j2"


def _place(error: BaseException, name: str) -> str:
    """The file and line of a mistake."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or error.name or name} 第 {error.lineno} 行 (line {error.lineno})"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.endswith(".j2")]
    return f"{own[-1].filename} 第 {own[-1].lineno} 行 (line {own[-1].lineno})" if own else name


def _reason(error: BaseException) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 編碼，請另存為 UTF-8 (save it as UTF-8)"
    if isinstance(error, jinja2.UndefinedError):
        return f"沒有這個欄位：{error.message}"
    if isinstance(error, RecursionError):
        return "用到自己，沒有盡頭 (it makes use of itself without end)"
    if isinstance(error, _EndlessError):
        return f"超過 {_SECONDS:.0f} 秒還沒寫完 (it does not end)"
    return str(error) or type(error).__name__


def _day(day: date) -> str:
    """115年12月31日（星期四）"""
    return f"{roc_date(day)}（星期{_WEEKDAYS[day.weekday()]}）"


def _day_en(day: date) -> str:
    """Thursday, 31 December 2026"""
    return f"{_WEEKDAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
