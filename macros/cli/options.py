"""What the commands share: their options, and what these name (a rubric, a roster, a key, a password)."""

import contextlib
import datetime
import functools
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from macros.cli.language import language, said
from macros.files import hold_name
from macros.jobs import UNWATCHED, Watch
from macros.keys import KEY_VARIABLE, PASSWORD_VARIABLE, password_in, protection_password
from macros.shown import escaped, one_line
from scoring.errors import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from macros.campaign.folder import Campaign
    from scoring.roster import Roster
    from scoring.rubric import Rubric

FOUND_ERRORS, CANNOT_RUN = 1, 2


class _PathType(click.Path):
    """A path with a name that a file can have; any other is a sentence, and no error of Python's."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        hold_name(value)
        return super().convert(value, param, ctx)


FILE = _PathType(path_type=Path, dir_okay=False)
ANY_PATH = _PathType(path_type=Path)
language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh-TW", "en"]),
    default=language,
    help="訊息的語言，預設 zh-TW；或設環境變數 KAOHE_LANG / language of the messages",
)
force_option = click.option("--force", is_flag=True, help="取代已有的檔案 / replace what exists")
json_option = click.option("--json", "as_json", is_flag=True, help="輸出 JSON / print JSON")
rubric_option = click.option(
    "--rubric", "rubric_name", metavar="ID|FILE", help="評分表編號或定義檔 / rubric id or file"
)
offices_option = click.option(
    "--offices", "roster_path", type=FILE, help="受考核機關名冊 .csv 或 .xlsx；bundled 為內建 / roster"
)
only_option = click.option(
    "--office", "offices", multiple=True, metavar="CODE|NAME", help="只給這些機關 / these offices alone"
)
note_option = click.option("--note", metavar="TEXT", help="信裡的附言 / a note of your own in the letter")
key_file_option = click.option(
    "--key-file", type=FILE, envvar=KEY_VARIABLE, help="簽章金鑰檔 / signing key", show_envvar=True
)


def grouped(name: str, made: Callable[..., Any], *options: Callable[..., Any]) -> Callable[..., Any]:
    """Return a decorator that adds several options to a command as one value: what ``made`` makes of them.

    The command gets it as ``name``; ``made`` takes each option under its own name.
    """
    fields = tuple(inspect.signature(made).parameters)

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def with_value(*arguments: Any, **options_given: Any) -> Any:
            value = made(**{field: options_given.pop(field) for field in fields})
            return command(*arguments, **{name: value}, **options_given)

        decorated: Callable[..., Any] = with_value
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


def _password_options(name: str, option_help: str) -> tuple[Callable[..., Any], ...]:
    """Return the option that names a password's file, and the name that it once had, which helps nobody
    to tell what the password is for."""
    return (
        click.option(name, type=FILE, help=option_help),
        click.option("--password-file", "formerly", type=FILE, hidden=True),
    )


def _named_anew(name: str, file: Path | None, formerly: Path | None) -> Path | None:
    """Return the file that is named; of an option under its former name say what it is called now."""
    if formerly is not None:
        remark(
            Sentence(f"--password-file 現在叫做 {name}，請改用", f"--password-file is now {name}; use that")
        )
    return file or formerly


def _opening(open_password_file: Path | None, formerly: Path | None) -> Path | None:
    return _named_anew("--open-password-file", open_password_file, formerly)


open_password_option = grouped(
    "password_file",
    _opening,
    *_password_options(
        "--open-password-file", "加密檔案的開啟密碼檔 / file with the password that opens encrypted files"
    ),
)


@dataclass(frozen=True, slots=True)
class Protection:
    """What the options say of the password that protects the sheets of forms."""

    ask_password: bool
    protect_password_file: Path | None
    formerly: Path | None

    def password(self) -> str | None:
        """Return the password from a prompt, a file or the environment.

        Never from the command line, where others see it.
        """
        if self.ask_password:
            return _asked_twice(said("保護密碼", "Protection password"))
        file = _named_anew("--protect-password-file", self.protect_password_file, self.formerly)
        return protection_password(password_in(file))


def _asked_twice(prompt: str) -> str:
    """Return a new password that was typed the same twice."""
    while True:
        first = click.prompt(prompt, hide_input=True)
        if first == click.prompt(said("再輸入一次", "Once more"), hide_input=True):
            return str(first)
        echo_error(said("兩次輸入的不同，請重新輸入", "the two differ; type it again"))


def protection_options(ask_help: str) -> Callable[..., Any]:
    """Add the options that name the protection password; the command gets them as ``protection``."""
    return grouped(
        "protection",
        Protection,
        click.option("--ask-password", is_flag=True, help=ask_help),
        *_password_options(
            "--protect-password-file",
            f"保護密碼檔；或設環境變數 {PASSWORD_VARIABLE} / file with the password that protects the forms",
        ),
    )


campaign_option = click.option(
    "--campaign",
    "campaign_folder",
    type=ANY_PATH,
    default=Path(),
    help="考核資料夾；不給則為目前所在的 / the campaign's folder",
)


def only_rubric() -> str:
    from scoring.rubric_file import default_id

    return default_id()


def named_rubric(name: str | None) -> "Rubric | None":
    from scoring.rubric_file import load_rubric

    if name is None:
        return None
    hold_name(name)
    return load_rubric(name)


def named_roster(path: Path | None) -> "Roster | None":
    from scoring.roster import bundled_roster
    from workbook.roster import read_roster

    if path is None:
        return None
    return bundled_roster() if str(path) == "bundled" else read_roster(path)


def campaign_here(instead: tuple[str, str], **settled: object) -> "Campaign":
    """Return the campaign of the current folder.

    Raise KaoheError that names what can be given instead, or which option has no say here; ``settled`` has
    their values by name.
    """
    from macros.campaign.folder import found
    from scoring.errors import KaoheError

    campaign = found(Path())
    if campaign is None:
        raise KaoheError(
            f"請指定{instead[0]}，或到考核資料夾裡執行",
            f"name {instead[1]}, or run this inside a campaign's folder",
        )
    for name, value in settled.items():
        if value is not None:
            raise KaoheError(
                f"在考核資料夾裡 --{name} 由 {campaign.root} 的設定與名冊決定，請拿掉這個選項",
                f"inside a campaign's folder --{name} is settled by the settings and the roster of"
                f" {campaign.root}; leave it out",
            )
    return campaign


def named_note(note: str | None) -> str:
    """Return the note for a letter that an option names; raise KaoheError where it is empty or too long."""
    from macros.campaign.wording import note_text
    from scoring.errors import KaoheError

    text = note_text(note or "")
    if note is not None and not text:
        raise KaoheError(
            "--note 是空的，請寫要告訴機關的話", "--note is empty; write what to tell the office"
        )
    return text


def named_day(text: str | None) -> datetime.date | None:
    """Return the day that an option names; None where it is not given.

    Raise KaoheError where it is no day.
    """
    from scoring.errors import KaoheError
    from scoring.values import parse_date

    day = parse_date(text) if text else None
    if text and day is None:
        raise KaoheError(
            f"看不出期限「{text}」是哪一天，請寫成 2026-12-31 或 115年12月31日",
            f"“{text}” names no day; write the deadline like 2026-12-31",
        )
    return day


def warn_of_deadline(campaign: "Campaign") -> None:
    """Say where the deadline is over before anything was sent: it is a slip more often than not."""
    from macros.campaign.deadlines import deadlines
    from scoring.values import day_text

    day = deadlines(campaign).general
    if day < datetime.date.today():
        remark(
            Sentence(
                f"期限 {day_text(day)} 已經過了，請核對 campaign.yaml 的 deadline，或以 kaohe extend 延後",
                f"the deadline {day_text(day, 'en')} is over; check deadline in campaign.yaml, or move it"
                " with kaohe extend",
            )
        )


@contextlib.contextmanager
def progress_bar(zh: str, en: str) -> "Iterator[Watch]":
    """Show a bar on the terminal where there is one and the work is long."""
    if not sys.stderr.isatty():
        yield UNWATCHED
        return
    bars: list[Any] = []

    def show(_done: int, total: int) -> None:
        if total < 10:
            return
        if not bars:
            bars.append(click.progressbar(length=total, label=said(zh, en), file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(1)

    try:
        yield Watch(show)
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def relative(path: Path | str, root: Path) -> str:
    """Return a file's path as from the campaign's folder; the whole one where it lies elsewhere."""
    here = Path(path)
    return here.relative_to(root).as_posix() if here.is_relative_to(root) else str(path)


def inform(zh: str, en: str) -> None:
    """Print what was done, in the language of this run."""
    click.echo(one_line(said(zh, en)))


def remark(sentence: Sentence) -> None:
    """Print to stderr what a person may want to know, in the language of this run."""
    echo_error(sentence.said(language()), said("提醒", "Note"))


def echo(lines: "Iterable[str]") -> None:
    """Print each as a line of its own, whatever there is in it."""
    for line in lines:
        click.echo(one_line(line))


def echo_error(sentence: str, label: str = "") -> None:
    """Print what is wrong to stderr, behind «錯誤» or another label."""
    click.echo(f"{label or said('錯誤', 'Error')}{said('：', ': ')}{one_line(sentence)}", err=True)


def print_json(shape: dict[str, Any]) -> None:
    text = escaped(json.dumps(shape, ensure_ascii=False, indent=2))
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # then JSON's own escapes, which lose nothing
        text = json.dumps(shape, indent=2)
    click.echo(text)
