"""The terminal face: options in, a task run, its result shown. Exit status 0, 1 (error findings), 2.

Nothing heavy is imported before a command needs it, so that `kaohe --version` is immediate.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from macros import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring.roster import Roster
    from scoring.rubric import Rubric, Section

PASSWORD_VARIABLE, KEY_VARIABLE = "KAOHE_PASSWORD", "KAOHE_KEY_FILE"
KEY_NAME = "signing.key"
FOUND_ERRORS, CANNOT_RUN = 1, 2

_FILE = click.Path(path_type=Path, dir_okay=False)
_ANY_PATH = click.Path(path_type=Path)
_language = click.option(
    "--lang",
    "language",
    type=click.Choice(["zh-TW", "en"]),
    default="zh-TW",
    show_default=True,
    help="訊息的語言 / language of the messages",
)
_force = click.option("--force", is_flag=True, help="取代已有的檔案 / replace what exists")
_json = click.option("--json", "as_json", is_flag=True, help="輸出 JSON / print JSON")
_rubric = click.option(
    "--rubric", "rubric_name", metavar="ID|FILE", help="評分表編號或定義檔 / rubric id or file"
)
_offices = click.option(
    "--offices", "roster_path", type=_FILE, help="受考核機關名冊 .csv 或 .xlsx；bundled 為內建 / roster"
)
_open_password = click.option(
    "--password-file", type=_FILE, help="加密檔案的開啟密碼檔 / file with the password that opens files"
)
_key_file = click.option(
    "--key-file", type=_FILE, envvar=KEY_VARIABLE, help="簽章金鑰檔 / signing key", show_envvar=True
)


class _Main(click.Group):
    """Errors made on purpose become one sentence and status 2; a console never ends a run."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        from scoring.errors import KaoheError

        try:
            return super().invoke(ctx)
        except KaoheError as error:
            sentence = str(error)
        except BrokenPipeError:
            raise
        except (OSError, UnicodeError) as error:
            sentence = f"系統無法使用這個檔名或路徑，請換一個較短、較單純的 ({error})"
        click.echo(f"錯誤：{sentence}", err=True)
        return ctx.exit(CANNOT_RUN)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kaohe")
def main() -> None:
    """考核：發出鎖定的評分表，檢核寄回的檔案，合併成總表。

    Issue locked scoring forms, check what comes back, consolidate.
    """


@main.command()
@_rubric
@_offices
@click.option("--out", type=_ANY_PATH, required=True, help="輸出資料夾 / output folder")
@click.option("--ask-password", is_flag=True, help="詢問保護密碼 / prompt for the protection password")
@click.option("--password-file", type=_FILE, help=f"保護密碼檔；或設環境變數 {PASSWORD_VARIABLE}")
@_key_file
@_force
def issue(
    rubric_name: str | None,
    roster_path: Path | None,
    out: Path,
    ask_password: bool,
    password_file: Path | None,
    key_file: Path | None,
    force: bool,
) -> None:
    """發出評分表，一機關一份；不給名冊則為一份空白表。/ Issue a form for each office."""
    from macros import tasks
    from macros.files import signing_key
    from scoring.rubric_file import load_rubric

    rubric = load_rubric(rubric_name or _only_rubric())
    key = signing_key(key_file or _own_key(), create=True)
    assert key is not None
    with _progress("issue") as progress:
        paths = tasks.issue(
            rubric,
            _roster(roster_path),
            out,
            key=key,
            password=_password(ask_password, password_file),
            force=force,
            progress=progress,
        )
    click.echo(f"已發出 {len(paths)} 份評分表，在 {out} ({len(paths)} form(s) issued)")


@main.command()
@click.argument("form", type=_FILE)
@click.argument("answers", type=_FILE)
@click.option("--out", type=_FILE, required=True, help="輸出檔 / output file")
@_rubric
@_force
def fill(form: Path, answers: Path, out: Path, rubric_name: str | None, force: bool) -> None:
    """把 YAML 或 JSON 的內容填進一份評分表。/ Put answers into a form."""
    from macros import tasks

    tasks.fill(form, answers, out, rubric=_named_rubric(rubric_name), force=force)
    click.echo(f"已填入 {out} (filled)")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_ANY_PATH)
@_rubric
@_key_file
@_open_password
@_json
@_language
def check(
    paths: tuple[Path, ...],
    rubric_name: str | None,
    key_file: Path | None,
    password_file: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """檢核寄回的評分表（檔案或資料夾）。/ Check returned forms, files or folders."""
    from macros import report, tasks
    from scoring.findings import has_error

    key, only_this_key = _checking_key(key_file, paths)
    rubric = _named_rubric(rubric_name)
    with _progress("check") as progress:
        files = tasks.check(
            paths,
            key=key,
            only_this_key=only_this_key,
            rubric=rubric,
            password=_password_in(password_file),
            progress=progress,
        )
    if as_json:
        _print_json(report.files_json(files, rubric, language))
    else:
        for checked in files:
            _echo(report.file_lines(checked, language))
        click.echo(report.summary_line(files, language))
    if any(has_error(checked.findings) for checked in files):
        sys.exit(FOUND_ERRORS)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=_ANY_PATH)
@click.option("--out", type=_FILE, required=True, help="總表檔名 .xlsx / consolidated workbook")
@_offices
@_rubric
@_key_file
@_open_password
@click.option(
    "--prefer",
    type=_ANY_PATH,
    multiple=True,
    help="同一機關有數份時採用這一份 / the file to use where an office sent several",
)
@_json
@_language
@_force
def merge(
    paths: tuple[Path, ...],
    out: Path,
    roster_path: Path | None,
    rubric_name: str | None,
    key_file: Path | None,
    password_file: Path | None,
    prefer: tuple[Path, ...],
    as_json: bool,
    language: Any,
    force: bool,
) -> None:
    """合併寄回的評分表為一份總表。/ Consolidate returned forms into one workbook."""
    from macros import report, tasks
    from scoring.findings import has_error

    key, only_this_key = _checking_key(key_file, paths)
    with _progress("merge") as progress:
        collection = tasks.merge(
            paths,
            out,
            key=key,
            only_this_key=only_this_key,
            roster=_roster(roster_path),
            rubric=_named_rubric(rubric_name),
            password=_password_in(password_file),
            prefer=prefer,
            force=force,
            progress=progress,
        )
    if as_json:
        _print_json(report.collection_json(collection, language))
    else:
        for checked in collection.files:
            if checked.findings:
                _echo(report.file_lines(checked, language))
        _echo(report.finding_line(finding, language) for finding in collection.findings)
        click.echo(report.summary_line(collection.files, language))
        click.echo(f"總表：{out}")
    if any(has_error(checked.findings) for checked in collection.files):
        sys.exit(FOUND_ERRORS)


@main.command()
@click.argument("folder", type=_ANY_PATH, default=Path("kaohe-demo"))
@_language
def demo(folder: Path, language: Any) -> None:
    """在資料夾裡跑一次完整流程（示範資料）。/ Run the whole cycle on sample data."""
    from macros import demo as demo_task

    with _progress("demo") as progress:
        lines = demo_task.run(folder, language, progress=progress)
    _echo(lines)


@main.command()
@click.argument("code")
@_language
def explain(code: str, language: Any) -> None:
    """說明一個檢核代碼；all 列出全部。/ Explain a finding's code, or all of them."""
    from scoring.catalogue import CATALOGUE, SEVERITY_NAMES
    from scoring.errors import KaoheError

    if code != "all" and code not in CATALOGUE:
        known = "、".join(CATALOGUE)
        raise KaoheError(f"沒有檢核代碼「{code}」；有：{known} (no such code)")
    for entry in CATALOGUE.values() if code == "all" else (CATALOGUE[code],):
        click.echo(f"{entry.code}（{SEVERITY_NAMES[language][entry.severity]}）")
        click.echo(f"  {entry.meaning[language]}")
        click.echo(f"  → {_generic(entry.remedy[language])}")


def _generic(template: str) -> str:
    """A remedy without its particulars."""
    import re

    return re.sub(r"\{\w+\}", "…", template)


@main.command()
@click.argument("rubric_name", metavar="RUBRIC", default="107")
def instructions(rubric_name: str) -> None:
    """列印給機關的填表說明。/ Print the instructions for offices."""
    from scoring.rubric_file import load_rubric
    from workbook.form.guide import instructions as text

    click.echo(text(load_rubric(rubric_name)))


@main.group()
def rubric() -> None:
    """評分表定義檔。/ Rubric files."""


@rubric.command("list")
def rubric_list() -> None:
    """列出內建的評分表。/ List the bundled rubrics."""
    from scoring.rubric_file import bundled_ids, load_rubric

    for rubric_id in bundled_ids():
        click.echo(f"{rubric_id}　{load_rubric(rubric_id).title}")


@rubric.command("show")
@click.argument("name")
def rubric_show(name: str) -> None:
    """列出一份評分表的構面、項目與配分。/ Show the tree with points."""
    from scoring.rubric_file import load_rubric

    _echo(_tree_lines(load_rubric(name)))


@rubric.command("check")
@click.argument("name", metavar="ID|FILE")
@_language
def rubric_check(name: str, language: Any) -> None:
    """檢查一份評分表定義檔。/ Check a rubric file."""
    from macros import report
    from scoring.findings import has_error
    from scoring.rubric_file import check_rubric

    found, findings = check_rubric(name)
    for finding in findings:
        click.echo(f"{name}　{report.finding_line(finding, language)}")
    if has_error(findings) or found is None:
        sys.exit(FOUND_ERRORS)
    bands = sum(len(item.bands) for item in found.items)
    click.echo(f"{name}：{len(found.items)} 項、{bands} 個級距、{found.maximum:f} 分，可以使用 (usable)")


def _tree_lines(rubric: "Rubric") -> "Iterable[str]":
    from scoring.rubric import points_text

    def lines(node: "Section | Any", depth: int) -> Iterator[str]:
        mark = "　＊" + "、".join(node.reconstructed) + " 為補訂" if node.reconstructed else ""
        yield f"{'  ' * depth}{node.id}　{node.label}　{points_text(node.maximum)} 分{mark}"
        for number, band in enumerate(getattr(node, "bands", ()), start=1):
            yield f"{'  ' * (depth + 1)}☐ {number}. {band.text}　{band.range_text} 分"
        for child in getattr(node, "children", ()):
            yield from lines(child, depth + 1)

    yield f"{rubric.title}　{points_text(rubric.maximum)} 分"
    group = ""
    for dimension in rubric.dimensions:
        if dimension.group != group:
            group = dimension.group
            yield f"【{group}】"
        yield from lines(dimension, 1)


# ── shared ──────────────────────────────────────────────────────────────────────────────────────


def _only_rubric() -> str:
    from scoring.rubric_file import bundled_ids

    return bundled_ids()[-1]


def _named_rubric(name: str | None) -> "Rubric | None":
    from scoring.rubric_file import load_rubric

    return load_rubric(name) if name else None


def _roster(path: Path | None) -> "Roster | None":
    from scoring.roster import bundled_roster
    from workbook.roster import read_roster

    if path is None:
        return None
    return bundled_roster() if str(path) == "bundled" else read_roster(path)


def _password(ask: bool, file: Path | None) -> str | None:
    """From a prompt, a file or the environment, never from the command line, where others see it."""
    if ask:
        prompt = "保護密碼 / protection password"
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=True))
    return _password_in(file) or os.environ.get(PASSWORD_VARIABLE) or None


def _password_in(file: Path | None) -> str | None:
    from scoring.errors import KaoheError

    if file is None:
        return None
    try:
        return file.read_text("utf-8").strip("\r\n") or None
    except (OSError, UnicodeDecodeError) as error:
        raise KaoheError(f"無法讀取密碼檔 {file}：{error}") from None


def _own_key() -> Path:
    return Path(click.get_app_dir("kaohe")) / KEY_NAME


def _checking_key(given: Path | None, paths: "Iterable[Path]") -> "tuple[bytes | None, bool]":
    """The key to verify with, and whether no other will do: so where it was named, or is that of the
    collection that the files lie in; not so for the user's own, beside which there may be others."""
    from macros.files import signing_key
    from scoring.errors import KaoheError

    if given and not given.is_file():
        raise KaoheError(f"找不到簽章金鑰檔 {given}，請核對路徑 (no such key file)")
    for path in () if given else paths:
        above = path.resolve().parents  # never what lies beside the files: that came with them
        for folder in above[:2] if path.is_dir() else above[1:3]:
            if (folder / KEY_NAME).is_file():
                given = given or folder / KEY_NAME
    return signing_key(given or _own_key(), create=False), given is not None


@contextlib.contextmanager
def _progress(label: str) -> "Iterator[Callable[[int, int], None]]":
    """A bar on the terminal where there is one and the work is long; else nothing."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    bars: list[Any] = []

    def show(_done: int, total: int) -> None:
        if total < 10:
            return
        if not bars:
            bars.append(click.progressbar(length=total, label=label, file=sys.stderr))
            bars[0].__enter__()
        bars[0].update(1)

    try:
        yield show
    finally:
        for bar in bars:
            bar.__exit__(None, None, None)


def _echo(lines: "Iterable[str]") -> None:
    for line in lines:
        click.echo(line)


def _print_json(shape: dict[str, Any]) -> None:
    text = json.dumps(shape, ensure_ascii=False, indent=2)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:  # then JSON's own escapes, which lose nothing
        text = json.dumps(shape, indent=2)
    click.echo(text)
