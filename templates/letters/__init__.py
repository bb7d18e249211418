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
from scoring.errors import KaoheError, Sentence, system_reason, text_reason
from scoring.values import day_text

Kind = Literal["send", "remind", "remind-correction", "return", "unread", "report"]
"""send: the form goes out; remind: it is missing; remind-correction: it was not yet corrected; return: it
is questioned; unread: it could not be read; report: an office's own result."""
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
    """Compose a letter's words with these values; ``own`` is a folder with the campaign's own wording, if
    any.

    Raise LetterError with the file, its line and the reason where one of them cannot be used.
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
        name = _name(kind, language)
        raise LetterError(
            f"信件範本 {name} 沒有主旨，請補上 {{% block subject %}}",
            f"the template {name} has no subject; add {{% block subject %}}",
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
    """Return what the templates run in; made anew where a file of the campaign's own has changed."""
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
        place, reason = _place(error, name), _reason(error)
        raise LetterError(
            f"{place.zh}：{reason.zh}。請改正這個信件範本，或刪去它以使用內建的",
            f"{place.en}: {reason.en}. Correct this template, or delete it to use the one that is built in",
        ) from None


def _macros(environment: jinja2.Environment, name: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the macros of a file, which may use the values."""
    module = environment.get_template(name).make_module(dict(values))
    return {key: value for key, value in vars(module).items() if not key.startswith("_")}


def _name(stem: str, language: Language) -> str:
    return f"{stem}.j2" if language == "zh-TW" else f"{stem}.{language}.j2"


def _place(error: BaseException, name: str) -> Sentence:
    """Name the file and line of a mistake."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return _line(error.filename or error.name or name, error.lineno)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.endswith(".j2")]
    return _line(own[-1].filename, own[-1].lineno or 0) if own else Sentence(name, name)


def _line(file: str, number: int) -> Sentence:
    return Sentence(f"{file} 第 {number} 行", f"{file}, line {number}")


_MISTAKES: tuple[tuple[type[BaseException], str, str], ...] = (
    (jinja2.UndefinedError, r"has no attribute '(.+)'", "沒有這個欄位「{}」"),
    (jinja2.UndefinedError, r"'(.+)' is undefined", "沒有這個欄位「{}」"),
    (jinja2.UndefinedError, "", "用到沒有的欄位"),
    (jinja2.exceptions.SecurityError, "", "用了不准使用的東西"),
    (jinja2.TemplateNotFound, r"(.+)", "找不到檔案「{}」"),
    (jinja2.TemplateSyntaxError, r"unknown tag '(.+?)'", "沒有這個指令「{}」，或前面少了結尾的指令"),
    (jinja2.TemplateSyntaxError, r"No (?:filter|test) named '(.+?)'", "沒有這個篩選器「{}」"),
    (jinja2.TemplateSyntaxError, r"Unexpected end of template", "少了結尾的指令，如 {{% endblock %}}"),
    (jinja2.TemplateSyntaxError, r"Expected an expression", "這裡少了值或條件"),
    (jinja2.TemplateSyntaxError, "", "範本的寫法有誤，請核對括號、引號與指令"),
    (OverflowError, "Range too big", "重複的次數太多"),
    (ArithmeticError, "", "算式有誤，例如除以零"),
    (TypeError, "", "值的種類不合，例如把文字與數字相加"),
    (MemoryError, "", "內容太大"),
)
"""What a mistake is called: by its type and Jinja's own words, of which a name is taken over."""


def _reason(error: BaseException) -> Sentence:
    if isinstance(error, UnicodeDecodeError):
        return text_reason(error)
    if isinstance(error, OSError) and not isinstance(error, jinja2.TemplateNotFound):
        return system_reason(error)
    if isinstance(error, RecursionError):
        return Sentence("用到自己，沒有盡頭", "it makes use of itself without end")
    if isinstance(error, _EndlessError):
        seconds = f"{_SECONDS:g}"
        return Sentence(f"超過 {seconds} 秒還沒寫完", f"it was not written within {seconds} seconds")
    own = str(error) or type(error).__name__
    for kind, words, zh in _MISTAKES:
        found = re.search(words, own)
        if isinstance(error, kind) and found:
            return Sentence(zh.format(*found.groups()), own)
    return Sentence("範本裡有不能使用的內容", own)


def _day(day: date) -> str:
    """Write a day as 115年12月31日（星期四）."""
    return f"{day_text(day)}（星期{_WEEKDAYS[day.weekday()]}）"


def _day_en(day: date) -> str:
    """Write a day as Thursday, 31 December 2026."""
    return f"{_WEEKDAYS_EN[day.weekday()]}, {day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
