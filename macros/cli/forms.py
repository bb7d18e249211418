"""The commands for forms: issue, fill, check, merge, and the demo that runs them all."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from macros.cli.options import (
    ANY_PATH,
    FILE,
    FOUND_ERRORS,
    asked_password,
    campaign_here,
    echo,
    force_option,
    json_option,
    key_file_option,
    language_option,
    named_roster,
    named_rubric,
    offices_option,
    only_rubric,
    open_password_option,
    print_json,
    progress_bar,
    rubric_option,
)
from macros.keys import PASSWORD_VARIABLE, checking_key, issuing_key, password_in

if TYPE_CHECKING:
    from workbook.collection.checked import Checked

_KEPT = {
    "zh-TW": "原有的總表存為 {name}；在那裡改過的分數沒有帶過來",
    "en": "The one before is now {name}; scores that were adjusted there were not carried over",
}
PATHS_TO_CHECK = ("要檢核的檔案或資料夾", "the files or folders to check")
PATHS_TO_MERGE = ("要合併的檔案或資料夾", "the files or folders to merge")


@click.command()
@rubric_option
@offices_option
@click.option("--out", type=ANY_PATH, help="輸出資料夾；考核資料夾裡為 outbox / output folder")
@click.option("--ask-password", is_flag=True, help="詢問保護密碼 / prompt for the protection password")
@click.option("--password-file", type=FILE, help=f"保護密碼檔；或設環境變數 {PASSWORD_VARIABLE}")
@key_file_option
@force_option
def issue(
    rubric_name: str | None,
    roster_path: Path | None,
    out: Path | None,
    ask_password: bool,
    password_file: Path | None,
    key_file: Path | None,
    force: bool,
) -> None:
    """發出評分表，一機關一份；不給名冊則為一份空白表。/ Issue a form for each office.

    在考核資料夾裡，不必加參數。/ Inside a campaign's folder no arguments are needed.
    """
    from macros import tasks
    from scoring.rubric_file import load_rubric

    roster, rubric = named_roster(roster_path), named_rubric(rubric_name)
    if out is None:
        campaign = campaign_here((" --out", "--out"), rubric=rubric_name, offices=roster_path)
        roster, rubric, out = campaign.roster, campaign.rubric, campaign.outbox
        key = campaign.key()  # and no other: it is the one that the answers are verified with
    else:
        rubric, key = rubric or load_rubric(only_rubric()), issuing_key(key_file)
    with progress_bar("issue") as progress:
        paths = tasks.issue(
            rubric,
            roster,
            out,
            key=key,
            password=asked_password(ask_password, password_file),
            force=force,
            progress=progress,
        )
    click.echo(f"已發出 {len(paths)} 份評分表，在 {out} ({len(paths)} form(s) issued)")


@click.command()
@click.argument("form", type=FILE)
@click.argument("answers", type=FILE)
@click.option("--out", type=FILE, required=True, help="輸出檔 / output file")
@rubric_option
@force_option
def fill(form: Path, answers: Path, out: Path, rubric_name: str | None, force: bool) -> None:
    """把 YAML 或 JSON 的內容填進一份評分表。/ Put answers into a form."""
    from macros import tasks

    tasks.fill(form, answers, out, rubric=named_rubric(rubric_name), force=force)
    click.echo(f"已填入 {out} (filled)")


@click.command()
@click.argument("paths", nargs=-1, type=ANY_PATH)
@rubric_option
@key_file_option
@open_password_option
@json_option
@language_option
def check(
    paths: tuple[Path, ...],
    rubric_name: str | None,
    key_file: Path | None,
    password_file: Path | None,
    as_json: bool,
    language: Any,
) -> None:
    """檢核寄回的評分表（檔案或資料夾）。/ Check returned forms, files or folders.

    在考核資料夾裡，不必加參數：檢核 inbox 收到的。/ Inside a campaign's folder: what was received.
    """
    from macros import report, tasks
    from macros.campaign.state import gather
    from scoring.findings import has_error

    rubric, password = named_rubric(rubric_name), password_in(password_file)
    files: Sequence[Checked]
    with progress_bar("check") as progress:
        if paths:
            key, only_this_key = checking_key(key_file, paths)
            files = tasks.check(
                paths,
                key=key,
                only_this_key=only_this_key,
                rubric=rubric,
                password=password,
                progress=progress,
            )
            is_wrong = any(has_error(checked.findings) for checked in files)
        else:
            campaign = campaign_here(PATHS_TO_CHECK, rubric=rubric_name)
            collection = gather(campaign, password=password, progress=progress).collection
            files, is_wrong = collection.files, collection.has_error
    if as_json:
        print_json(report.files_json(files, rubric, language))
    else:
        for checked in files:
            echo(report.file_lines(checked, language))
        click.echo(report.summary_line(files, language))
    if is_wrong:
        sys.exit(FOUND_ERRORS)


@click.command()
@click.argument("paths", nargs=-1, type=ANY_PATH)
@click.option("--out", type=FILE, help="總表檔名；考核資料夾裡為 summary/總表.xlsx / consolidated workbook")
@offices_option
@rubric_option
@key_file_option
@open_password_option
@click.option(
    "--prefer",
    type=ANY_PATH,
    multiple=True,
    help="同一機關有數份時採用這一份 / the file to use where an office sent several",
)
@click.option("--previous", type=FILE, help="上年的總表，與今年並列 / last year's consolidated workbook")
@click.option("--doubts", "rules_path", type=FILE, help="疑義規則檔 / rules for doubts, in place of ours")
@click.option("--no-doubts", is_flag=True, help="不列疑義 / list no doubts")
@click.option("--csv", "csv_folder", type=ANY_PATH, help="另存 CSV 的資料夾 / folder for CSV files")
@click.option("--pdf", "pdf_path", type=FILE, help="另存 PDF（需 LibreOffice）/ also as PDF")
@click.option("--ods", "ods_path", type=FILE, help="另存 ODS（需 LibreOffice）/ also as .ods")
@click.option(
    "--office-sheets",
    "sheets_path",
    type=FILE,
    help="另存一機關一工作表 / also a sheet for each office",
)
@json_option
@language_option
@force_option
def merge(
    paths: tuple[Path, ...],
    out: Path | None,
    roster_path: Path | None,
    rubric_name: str | None,
    key_file: Path | None,
    password_file: Path | None,
    prefer: tuple[Path, ...],
    previous: Path | None,
    rules_path: Path | None,
    no_doubts: bool,
    csv_folder: Path | None,
    pdf_path: Path | None,
    ods_path: Path | None,
    sheets_path: Path | None,
    as_json: bool,
    language: Any,
    force: bool,
) -> None:
    """合併寄回的評分表為一份總表。/ Consolidate returned forms into one workbook.

    在考核資料夾裡，不必加參數：合併 inbox 收到的，原有的總表另存保留。
    Inside a campaign's folder: what was received; the workbook that stood there is kept under its time.
    """
    from macros import report, tasks
    from macros.campaign import merging
    from scoring.doubts import load_rules

    doubts = None if no_doubts else load_rules(rules_path)
    exports = tasks.Exports(csv_folder, pdf_path, ods_path, sheets_path)
    password = password_in(password_file)
    kept: Path | None = None
    with progress_bar("merge") as progress:
        if not paths:
            merged = merging.merge(
                campaign_here(PATHS_TO_MERGE, rubric=rubric_name, offices=roster_path),
                out=out,
                previous=previous,
                password=password,
                prefer=prefer,
                doubts=doubts,
                exports=exports,
                force=force,
                progress=progress,
            )
            collection, out, kept = merged.collection, merged.path, merged.kept
        elif out is None:
            raise click.UsageError("請以 --out 指定總表檔名 (name the consolidated workbook with --out)")
        else:
            key, only_this_key = checking_key(key_file, paths)
            collection = tasks.merge(
                paths,
                out,
                key=key,
                only_this_key=only_this_key,
                roster=named_roster(roster_path),
                rubric=named_rubric(rubric_name),
                password=password,
                prefer=prefer,
                doubts=doubts,
                previous=previous,
                exports=exports,
                force=force,
                progress=progress,
            )
    if as_json:
        print_json(report.collection_json(collection, language))
    else:
        for checked in collection.files:
            if checked.findings:
                echo(report.file_lines(checked, language))
        echo(report.finding_line(finding, language) for finding in collection.findings)
        click.echo(report.summary_line(collection.files, language))
        click.echo(f"總表：{out}")
        if kept:
            click.echo(_KEPT[language].format(name=kept.name))
    if collection.has_error:
        sys.exit(FOUND_ERRORS)


@click.command()
@click.argument("folder", type=ANY_PATH, default=Path("kaohe-demo"))
@language_option
def demo(folder: Path, language: Any) -> None:
    """在資料夾裡跑一次完整流程（示範資料）。/ Run the whole cycle on sample data."""
    from macros import demo as demo_task

    with progress_bar("demo") as progress:
        lines = demo_task.run(folder, language, progress=progress)
    echo(lines)


COMMANDS = (issue, fill, check, merge, demo)
