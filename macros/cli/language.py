"""The language of the terminal: which one is asked for, and click's own messages in it."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast, get_args

import click
from click.core import ParameterSource

from scoring.catalogue import Language
from scoring.errors import Sentence

VARIABLE = "KAOHE_LANG"
OPTION = "--lang"
_DEFAULT: Language = "zh-TW"
_LANGUAGE: ContextVar[Language] = ContextVar("language", default=_DEFAULT)


def language() -> Language:
    """Return the language of this run."""
    return _LANGUAGE.get()


def asked_for(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language that the command line asks for, else the environment, else 繁體中文.

    The arguments are looked through before click parses them, so that what click finds wrong with them
    is said in that language too. A language that there is not is left for click to refuse; one in the
    environment, which other programs may share, is passed over.
    """
    given = [environment.get(VARIABLE, "")]
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if argument == "--":
            break
        if argument == OPTION:
            given.append(following)
        elif argument.startswith(f"{OPTION}="):
            given.append(argument.removeprefix(f"{OPTION}="))
    known = [each for each in given if each in get_args(Language)]
    return cast("Language", known[-1]) if known else _DEFAULT


def asked_for_by_option() -> Language:
    """Return the language of this command's `--lang`, whatever the environment says; else 繁體中文."""
    context: click.Context | None = click.get_current_context()
    while context is not None:
        if context.get_parameter_source("language") is ParameterSource.COMMANDLINE:
            return language()
        context = context.parent
    return _DEFAULT


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Let everything within be said in this language."""
    token = _LANGUAGE.set(chosen)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def said(zh: str, en: str) -> str:
    """Return the one of two sentences that is in the language of this run."""
    return Sentence(zh, en).said(language())


# ── help ────────────────────────────────────────────────────────────────────────────────────────

_HEADINGS = {"Options": "選項", "Commands": "命令", "Positional arguments": "引數"}


class Formatter(click.HelpFormatter):
    """Help pages with their headings in the language of this run."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or said("用法：", "Usage: "))

    def write_heading(self, heading: str) -> None:
        self.write(
            " " * self.current_indent + said(f"{_HEADINGS.get(heading, heading)}：\n", f"{heading}:\n")
        )


class Context(click.Context):
    """A context whose help pages are of `Formatter`."""

    formatter_class = Formatter


# ── what click finds wrong with a command line ──────────────────────────────────────────────────

_KINDS = {"File": "檔案", "Directory": "資料夾", "Path": "路徑"}
_NUMBERS = {"integer": "整數", "integer range": "整數", "float": "數字", "float range": "數字"}
_PATTERNS = (
    (r"No such command (?P<name>'.*')\.", "沒有命令 {name}"),
    (r"Missing command\.", "請指定命令"),
    (r"Got unexpected extra arguments? \((?P<name>.*)\)", "多了不認得的引數：{name}"),
    (r"(?P<value>.*) is not (?:one of )?(?P<choices>'.*)\.", "{value} 不是可用的值，可用的有 {choices}"),
    (r"(?P<value>.*) is not a valid (?P<number>[a-z ]+)\.", "{value} 不是{number}"),
    (r"(?P<value>.*) is not in the range (?P<range>.*)\.", "{value} 不在 {range} 的範圍內"),
    (r"(?P<kind>File|Directory|Path) (?P<name>.*) does not exist\.", "找不到{kind} {name}，請核對路徑"),
    (r"File (?P<name>.*) is a directory\.", "{name} 是資料夾，不是檔案"),
    (r"Directory (?P<name>.*) is a file\.", "{name} 是檔案，不是資料夾"),
    (r"(?P<kind>File|Directory|Path) (?P<name>.*) is not readable\.", "無法讀取{kind} {name}"),
    (r"Option (?P<name>'.*') requires an argument\.", "選項 {name} 後面要有值"),
    (r"Option (?P<name>'.*') does not take a value\.", "選項 {name} 後面不能有值"),
)
"""click's sentences, and ours. One that is not here is shown as click says it."""


def usage_lines(error: click.ClickException) -> Iterator[str]:
    """Say what click finds wrong: the usage where it belongs to a command, how to get help, the sentence."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        yield from context.get_usage().splitlines()
        path = context.command_path
        yield said(f"說明：{path} --help", f"Try '{path} --help' for help.")
    yield said(f"錯誤：{_in_chinese(error)}", f"Error: {error.format_message()}")


def _in_chinese(error: click.ClickException) -> str:
    match error:
        case click.MissingParameter():
            kind = "選項" if isinstance(error.param, click.Option) else "引數"
            return f"缺少{kind} {_hint(error)}"
        case click.NoSuchOption():
            return f"沒有選項 '{error.option_name}'" + _maybe(error)
        case click.BadParameter():
            return f"{_hint(error)}：{_translated(error.message)}"
        case _:
            return _translated(error.message) + _maybe(error)


def _maybe(error: click.ClickException) -> str:
    """Ask whether one of the names that click takes for likely was meant."""
    likely = "、".join(f"'{each}'" for each in sorted(getattr(error, "possibilities", None) or ()))
    return f"；是不是 {likely}？" if likely else ""


def _hint(error: click.BadParameter) -> str:
    """Return the option or argument that an error is about, as it is written on the command line."""
    if error.param is not None and error.ctx is not None:
        return error.param.get_error_hint(error.ctx)
    hint: Any = error.param_hint or ""
    return hint if isinstance(hint, str) else " / ".join(hint)


def _translated(message: str) -> str:
    for pattern, ours in _PATTERNS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            words = found.groupdict()
            words["kind"] = _KINDS.get(words.get("kind", ""), "")
            words["number"] = _NUMBERS.get(words.get("number", ""), "可用的值")
            return ours.format(**words)
    return message
