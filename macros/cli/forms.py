"""The commands for forms: issue, fill, check, merge, and the demo that runs them all."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from macros.cli.language import said
from macros.cli.options import (
    ANY_PATH,
    FILE,
    FOUND_ERRORS,
    Protection,
    campaign_here,
    echo,
    force_option,
    grouped,
    inform,
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
    protection_options,
    remark,
    rubric_option,
)
from macros.keys import CheckingKey, checking_key, issuing_key, password_in, reading_terms, remarks
from scoring.errors import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from macros.campaign.state import State
    from macros.merging import Choices, FormSource, Outputs
    from scoring.catalogue import Language
    from workbook.collection.checked import Checked

PATHS_TO_CHECK = ("要檢核的檔案或資料夾", "the files or folders to check")
PATHS_TO_MERGE = ("要合併的檔案或資料夾", "the files or folders to merge")


@click.command()
@rubric_option
@offices_option
@click.option("--out", type=ANY_PATH, help="輸出資料夾；考核資料夾裡為 outbox / output folder")
@protection_options("詢問保護密碼 / prompt for the protection password")
@key_file_option
@force_option
def issue(
    rubric_name: str | None,
    roster_path: Path | None,
    out: Path | None,
    protection: Protection,
    key_file: Path | None,
    force: bool,
) -> None:
    """發出評分表，一機關一份；不給名冊則為一份空白表。/ Issue a form for each office.

    在考核資料夾裡，不必加參數。/ Inside a campaign's folder no arguments are needed.
    """
    from macros import tasks
    from macros.jobs import Seal
    from scoring.rubric_file import load_rubric

    roster, rubric = named_roster(roster_path), named_rubric(rubric_name)
    if out is None:
        campaign = campaign_here((" --out", "--out"), rubric=rubric_name, offices=roster_path)
        roster, rubric, out = campaign.roster, campaign.rubric, campaign.outbox
        key = campaign.key()  # and no other: it is the one that the answers are verified with
    else:
        rubric, key = rubric or load_rubric(only_rubric()), issuing_key(key_file)
    with progress_bar("發出", "issue") as watch:
        paths = tasks.issue(rubric, roster, out, Seal(key, protection.password()), force=force, watch=watch)
    inform(f"已發出 {len(paths)} 份評分表，在 {out}", f"{len(paths)} form(s) issued, in {out}")


_FOR_THIS_MERGE = Sentence(
    "--prefer 只在這一次合併有效，status 與信件仍照原來的；要一直採用，"
    "請執行 kaohe accept 檔案 --reason 原因",
    "--prefer is for this merge alone: status and letters go by what counted before; to have a file count"
    " from now on, run kaohe accept FILE --reason TEXT",
)


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
    inform(f"已填入 {out}", f"Filled: {out}")


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
    from macros import report
    from macros.campaign.merging import CampaignFiles
    from macros.folders import look_into, passed_json, passed_lines
    from macros.merging import NamedFiles
    from macros.packed import unpacked
    from scoring.findings import has_error

    rubric, looked = named_rubric(rubric_name), look_into(paths)
    with unpacked(looked.zips) as packed, progress_bar("檢核", "check") as watch:
        if paths:
            terms = reading_terms(_checking_key(key_file, paths), rubric, password_file)
            named = NamedFiles(looked.workbooks, terms, packed=packed.files)
            state, files = None, named.check(watch)
        else:
            campaign = campaign_here(PATHS_TO_CHECK, rubric=rubric_name)
            state = CampaignFiles(campaign, password_in(password_file)).state(watch=watch)
            files = state.collection.files
    passed = (*looked.passed, *packed.passed)
    if as_json:
        more = _inbox_json(state, language) if state else {"passed_over": passed_json(passed, language)}
        print_json({**report.files_json(files, rubric, language), **more})
    else:
        echo([report.summary_line(files, language)])
        echo(_file_lines(files, state, language))
        echo(_inbox_lines(state, language))
        echo(passed_lines(passed, language))
    without_forms = packed.without_forms(each for each in looked.zips if each in paths)
    if without_forms or any(has_error(checked.findings) for checked in files if not checked.replaced):
        sys.exit(FOUND_ERRORS)


def _file_lines(files: "Sequence[Checked]", state: "State | None", language: "Language") -> "Iterator[str]":
    """Yield what was found: every finding of one file; of several in a campaign by the roster's order."""
    from macros import report

    if state is not None:
        files = [checked for _, own in state.collection.by_office() for checked in own]
    if len(files) == 1:
        yield from report.file_lines(files[0], language)
    else:
        yield from report.many_lines(files, language, all_files=True)


def _inbox_lines(state: "State | None", language: "Language") -> "Iterator[str]":
    """Yield what a person should look at in a campaign's inbox, but for what was said of the files, and what
    was passed over there."""
    from macros.campaign import telling
    from macros.campaign.notices import notices

    if state is not None:
        more = [notice for notice in notices(state) if not notice.repeats]
        yield from telling.notice_lines(more, state.campaign.root, language)
        yield from telling.passed_lines(state.passed, language)


def _inbox_json(state: "State", language: "Language") -> dict[str, Any]:
    from macros.campaign import telling
    from macros.campaign.notices import notices

    return {
        "notices": telling.notices_json(notices(state), language),
        "passed_over": telling.passed_json(state.passed, language),
    }


@dataclass(frozen=True, slots=True)
class _Given:
    """What the options say of the forms to merge."""

    roster_path: Path | None
    rubric_name: str | None
    key_file: Path | None
    password_file: Path | None
    joins: tuple[tuple[Path, Path], ...]

    def source(
        self, paths: Sequence[Path], workbooks: Sequence[Path], packed: Mapping[Path, str]
    ) -> "FormSource":
        """Return the workbooks found where ``paths`` say, or those of the campaign of the current folder."""
        from macros.campaign.merging import CampaignFiles
        from macros.merging import NamedFiles

        if not paths:
            campaign = campaign_here(PATHS_TO_MERGE, rubric=self.rubric_name, offices=self.roster_path)
            if self.joins:
                first, second = self.joins[0]
                raise click.UsageError(
                    said(
                        f"在考核資料夾裡請用 kaohe accept {first} --join {second} --reason 原因，會留下紀錄",
                        f"Inside a campaign's folder use kaohe accept {first} --join {second} --reason TEXT,"
                        " which is on record.",
                    )
                )
            return CampaignFiles(campaign, password_in(self.password_file))
        rubric = named_rubric(self.rubric_name)
        terms = reading_terms(_checking_key(self.key_file, paths), rubric, self.password_file)
        return NamedFiles(workbooks, terms, named_roster(self.roster_path), joins=self.joins, packed=packed)


def _checking_key(given: Path | None, paths: Sequence[Path]) -> CheckingKey:
    key = checking_key(given, paths)
    for sentence in remarks(key):
        remark(sentence)
    return key


def _choices(
    prefer: tuple[Path, ...], previous: Path | None, rules_path: Path | None, no_doubts: bool
) -> "Choices":
    from macros.merging import Choices
    from scoring.doubts import load_rules

    return Choices(prefer, previous, None if no_doubts else load_rules(rules_path))


@dataclass(frozen=True, slots=True)
class _Written:
    """What the options say of the files to write."""

    out: Path | None
    csv_folder: Path | None
    pdf_path: Path | None
    ods_path: Path | None
    sheets_path: Path | None
    force: bool

    def outputs(self, source: "FormSource") -> "Outputs":
        """Return where the consolidated workbook is to be.

        Raise an error where nothing says it.
        """
        from macros.campaign.merging import CampaignFiles
        from macros.merging import Exports, Outputs

        exports = Exports(self.csv_folder, self.pdf_path, self.ods_path, self.sheets_path)
        if self.out:
            return Outputs(self.out, exports, force=self.force)
        if isinstance(source, CampaignFiles):
            return source.outputs(exports)
        raise click.UsageError(said("請以 --out 指定總表檔名", "Name the consolidated workbook with --out."))


@click.command()
@click.argument("paths", nargs=-1, type=ANY_PATH)
@grouped(
    "given",
    _Given,
    offices_option,
    rubric_option,
    key_file_option,
    open_password_option,
    click.option(
        "--join",
        "joins",
        type=ANY_PATH,
        nargs=2,
        multiple=True,
        metavar="FILE FILE2",
        help="同一機關分開填的兩半合為一份 / two halves of one form of an office, to be joined",
    ),
)
@grouped(
    "choices",
    _choices,
    click.option(
        "--prefer",
        type=ANY_PATH,
        multiple=True,
        help="同一機關有數份時採用這一份 / the file to use where an office sent several",
    ),
    click.option("--previous", type=FILE, help="上年的總表，與今年並列 / last year's consolidated workbook"),
    click.option("--doubts", "rules_path", type=FILE, help="疑義規則檔 / rules for doubts, in place of ours"),
    click.option("--no-doubts", is_flag=True, help="不列疑義 / list no doubts"),
)
@grouped(
    "written",
    _Written,
    click.option(
        "--out", type=FILE, help="總表檔名；考核資料夾裡為 summary/總表.xlsx / consolidated workbook"
    ),
    click.option("--csv", "csv_folder", type=ANY_PATH, help="另存 CSV 的資料夾 / folder for CSV files"),
    click.option("--pdf", "pdf_path", type=FILE, help="另存 PDF（需 LibreOffice）/ also as PDF"),
    click.option("--ods", "ods_path", type=FILE, help="另存 ODS（需 LibreOffice）/ also as .ods"),
    click.option(
        "--office-sheets", "sheets_path", type=FILE, help="另存一機關一工作表 / also a sheet for each office"
    ),
    force_option,
)
@json_option
@language_option
def merge(
    paths: tuple[Path, ...],
    given: _Given,
    choices: "Choices",
    written: _Written,
    as_json: bool,
    language: Any,
) -> None:
    """合併寄回的評分表為一份總表。/ Consolidate returned forms into one workbook.

    在考核資料夾裡，不必加參數：合併 inbox 收到的，原有的總表另存保留。
    Inside a campaign's folder: what was received; the workbook that stood there is kept under its time.
    """
    from macros import merging, report
    from macros.folders import look_into, passed_json, passed_lines
    from macros.packed import unpacked

    looked = look_into(paths)
    with unpacked(looked.zips) as packed, progress_bar("合併", "merge") as watch:
        source = given.source(paths, looked.workbooks, packed.files)
        outputs = written.outputs(source)
        merged = merging.merge(source, outputs, choices, watch)
    collection, passed = merged.collection, (*looked.passed, *packed.passed)
    if as_json:
        more = {"passed_over": passed_json(passed, language)} if paths else {}
        print_json({**report.collection_json(collection, language), **more})
    else:
        echo([report.summary_line(collection.files, language)])
        inform(f"總表：{merged.path}", f"Consolidated workbook: {merged.path}")
        if choices.prefer and not paths:
            remark(_FOR_THIS_MERGE)
        if merged.kept:
            inform(
                f"原有的總表存為 {merged.kept.name}；在那裡改過的分數沒有帶過來",
                f"The one before is now {merged.kept.name}; scores that were adjusted there were not carried"
                " over",
            )
        echo(report.collection_lines(collection, language))
        echo(passed_lines(passed, language))
    if collection.has_error:
        sys.exit(FOUND_ERRORS)


@click.command()
@click.argument("folder", type=ANY_PATH, default=Path("kaohe-demo"))
@click.option(
    "--rubric",
    "rubric_name",
    metavar="ID|FILE",
    help="示範哪一份評分表；不給則為 107 / the rubric to show; 107 unless named",
)
@language_option
def demo(folder: Path, rubric_name: str | None, language: Any) -> None:
    """在資料夾裡跑一次完整流程（示範資料）。/ Run the whole cycle on sample data."""
    from macros import demo as demo_task
    from macros import rubric_demo

    rubric = None if rubric_name == demo_task.RUBRIC else named_rubric(rubric_name)
    with progress_bar("示範", "demo") as watch:
        if rubric is None:
            lines = demo_task.run(folder, language, watch)
        else:
            lines = rubric_demo.run(rubric, folder, language, watch)
    echo(lines)


COMMANDS = (issue, fill, check, merge, demo)
