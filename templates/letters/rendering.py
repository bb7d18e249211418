"""Rendering of letters: the environment that their templates run in, and what a mistake in them is called,
with file and line."""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from scoring.catalogue import Language
from scoring.errors import Sentence, text_reason
from scoring.values import day_text
from templates.child import LateError
from templates.letters.folder import LetterError, OutsideError, OwnLoader

Kind = Literal["send", "remind", "remind-correction", "return", "unread", "ask", "extend", "report"]
"""send: the form goes out; remind: it is missing; remind-correction: it was not yet corrected; return: it
is questioned; unread: it could not be read; ask: it passed, and something more is asked for; extend: the
deadline is moved; report: an office's own result."""
KINDS: tuple[Kind, ...] = get_args(Kind)
_WEEKDAYS = "一二三四五六日"
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MAX_BITS = 100_000
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
    LateError,
)
"""What a template with a mistake in it raises, UnicodeError among them."""


@dataclass(frozen=True, slots=True)
class Words:
    """A letter's words. ``subject`` is one line."""

    subject: str
    text: str
    html: str


class Wanted(NamedTuple):
    """A letter to be rendered: which one, in which language, with which values."""

    kind: Kind
    language: Language
    values: Mapping[str, object]

    @property
    def template(self) -> str:
        """Name its file."""
        return name_of(self.kind, self.language)


def unusable(place: Sentence, reason: Sentence) -> LetterError:
    """Return what to say of a template with a mistake in it."""
    return LetterError(
        f"{place.zh}：{reason.zh}。請改正這個信件範本，或刪去它以使用內建的",
        f"{place.en}: {reason.en}. Correct this template, or delete it to use the one that is built in",
    )


def late(seconds: float) -> Sentence:
    """Return what to say of a letter that takes more time than any does."""
    return Sentence(f"超過 {seconds:g} 秒還沒寫完", f"it was not written within {seconds:g} seconds")


def render(wanted: Wanted, own: Path | None = None) -> Words:
    """Render a letter; ``own`` is a folder with a campaign's own files, which go before ours.

    Raise LetterError with the file, its line and the reason where one of them cannot be used.
    """
    text, html = _environment(own, as_html=False), _environment(own, as_html=True)
    kind, language, values = wanted
    subject = " ".join(_rendered(text, "_subject.txt.j2", "txt", kind, language, values).split())
    if not subject:
        name = name_of(kind, language)
        raise LetterError(
            f"信件範本 {name} 沒有主旨，請補上 {{% block subject %}}",
            f"the template {name} has no subject; add {{% block subject %}}",
        )
    plain = _rendered(text, "_letter.txt.j2", "txt", kind, language, values)
    spaced = re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t　]+\n", "\n", plain)).strip("\n")
    drawn = _rendered(html, "_letter.html.j2", "html", kind, language, {**values, "subject": subject})
    return Words(subject, f"{spaced}\n", drawn)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox; a power that nobody could write out is refused before it is reckoned."""

    intercepted_binops = frozenset({"**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if isinstance(left, int) and isinstance(right, int) and right * left.bit_length() > _MAX_BITS:
            raise OverflowError("the number is too large")
        return super().call_binop(context, operator, left, right)


def _environment(own: Path | None, *, as_html: bool) -> jinja2.Environment:
    """Return what the templates run in; made anew where a file of the campaign's own has changed."""
    files = () if own is None else tuple(sorted((f.name, f.stat().st_mtime_ns) for f in own.glob("*.j2")))
    return _made(own if files else None, files, as_html=as_html)


@lru_cache(maxsize=8)
def _made(own: Path | None, _files: tuple[tuple[str, int], ...], *, as_html: bool) -> jinja2.Environment:
    folders: list[jinja2.BaseLoader] = [jinja2.PackageLoader("templates", "letters")]
    if own is not None:
        folders.insert(0, OwnLoader(own))
    environment = _Environment(
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
    name = name_of(kind, language)
    try:
        parts = _macros(environment, f"_parts.{medium}.j2", values)
        common = _macros(environment, name_of("_common", language), {**values, **parts})
        template = environment.get_template(name)
        return template.render({**values, **parts, **common, "layout": layout})
    except _BROKEN as error:
        raise unusable(_place(error, name), _reason(error)) from None


def _macros(environment: jinja2.Environment, name: str, values: Mapping[str, object]) -> Mapping[str, object]:
    """Return the macros of a file, which may use the values."""
    module = environment.get_template(name).make_module(dict(values))
    return {key: value for key, value in vars(module).items() if not key.startswith("_")}


def name_of(stem: str, language: Language) -> str:
    return f"{stem}.j2" if language == "zh-TW" else f"{stem}.{language}.j2"


def _place(error: BaseException, name: str) -> Sentence:
    """Return the file and line of a mistake; the file alone where the line is not known."""
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
    (OverflowError, "number is too large", "數字太大"),
    (ArithmeticError, "", "算式有誤，例如除以零"),
    (TypeError, "", "值的種類不合，例如把文字與數字相加"),
    (MemoryError, "", "內容太大"),
)
"""What a mistake is called: by its type and Jinja's own words, of which a name is taken over."""


def _reason(error: BaseException) -> Sentence:
    if isinstance(error, OutsideError):
        return error.sentence
    if isinstance(error, OSError | UnicodeDecodeError) and not isinstance(error, jinja2.TemplateNotFound):
        return text_reason(error)
    if isinstance(error, RecursionError):
        return Sentence("用到自己，沒有盡頭", "it makes use of itself without end")
    if isinstance(error, LateError):
        return late(error.seconds)
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
