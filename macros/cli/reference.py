"""The commands that explain: explain, instructions, rubric."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from macros.cli.language import said
from macros.cli.options import FOUND_ERRORS, echo, inform, language_option, print_json

if TYPE_CHECKING:
    from scoring.rubric import Rubric, Section


@click.command()
@click.argument("code")
@language_option
def explain(code: str, language: Any) -> None:
    """說明一個檢核代碼；all 列出全部。/ Explain a finding's code, or all of them."""
    from macros.report import generic
    from scoring.catalogue import CATALOGUE, SEVERITY_NAMES
    from scoring.errors import KaoheError

    if code != "all" and code not in CATALOGUE:
        raise KaoheError(
            f"沒有檢核代碼「{code}」；有：{'、'.join(CATALOGUE)}",
            f"there is no code “{code}”; there are: {', '.join(CATALOGUE)}",
        )
    for entry in CATALOGUE.values() if code == "all" else (CATALOGUE[code],):
        severity = SEVERITY_NAMES[language][entry.severity]
        inform(f"{entry.code}（{severity}）", f"{entry.code} ({severity})")
        echo((f"  {entry.meaning[language]}", f"  → {generic(entry.remedy[language])}"))


@click.command()
@click.argument("rubric_name", metavar="RUBRIC", default="107")
def instructions(rubric_name: str) -> None:
    """列印給機關的填表說明。/ Print the instructions for offices."""
    from scoring.rubric_file import load_rubric
    from workbook.form.guide import instructions as text

    echo(text(load_rubric(rubric_name)).split("\n"))


@click.group()
def rubric() -> None:
    """評分表定義檔。/ Rubric files."""


@rubric.command("list")
def rubric_list() -> None:
    """列出內建的評分表。/ List the bundled rubrics."""
    from scoring.rubric_file import bundled_ids, load_rubric

    echo(f"{rubric_id}　{load_rubric(rubric_id).title}" for rubric_id in bundled_ids())


@rubric.command("show")
@click.argument("name")
def rubric_show(name: str) -> None:
    """列出一份評分表的構面、項目與配分。/ Show the tree with points."""
    from scoring.rubric_file import load_rubric

    echo(_tree_lines(load_rubric(name)))


@rubric.command("schema")
def rubric_schema() -> None:
    """印出定義檔的 JSON Schema，供編輯器提示與檢查。/ Print the JSON Schema of rubric files, for editors."""
    from scoring.rubric_file import schema

    print_json(schema())


@rubric.command("check")
@click.argument("name", metavar="ID|FILE")
@language_option
def rubric_check(name: str, language: Any) -> None:
    """檢查一份評分表定義檔。/ Check a rubric file."""
    from macros import report
    from scoring.findings import has_error
    from scoring.rubric import points_text
    from scoring.rubric_file import check_rubric
    from workbook.form.cut import cut_texts, long_formulas, wide_pages

    found, findings = check_rubric(name)
    if found is not None and not has_error(findings):
        findings = (*findings, *cut_texts(found), *wide_pages(found), *long_formulas(found))
    echo(f"{name}　{report.finding_line(finding, language)}" for finding in findings)
    if has_error(findings) or found is None:
        sys.exit(FOUND_ERRORS)
    bands = sum(len(item.bands) for item in found.items)
    items, points = len(found.items), points_text(found.maximum)
    inform(
        f"{name}：{items} 項、{bands} 個級距、{points} 分，可以使用",
        f"{name}: {items} items, {bands} bands, {points} points; it can be used",
    )


def _tree_lines(rubric: "Rubric") -> Iterator[str]:
    from scoring.rubric import Item, points_text
    from workbook.form.guide import score_ranges

    points = said("分", "points")

    def lines(node: "Section | Any", depth: int) -> Iterator[str]:
        mark = said(
            f"　＊{'、'.join(node.reconstructed)} 為補訂",
            f" (reconstructed: {', '.join(node.reconstructed)})",
        )
        mark = mark if node.reconstructed else ""
        yield f"{'  ' * depth}{node.id}　{node.label}　{points_text(node.maximum)} {points}{mark}"
        for number, band in enumerate(getattr(node, "bands", ()), start=1):
            yield f"{'  ' * (depth + 1)}☐ {number}. {band.text}　{band.range_text} {points}"
        if isinstance(node, Item) and not node.is_typed:
            yield f"{'  ' * (depth + 1)}{score_ranges(rubric, node)}"
        for child in getattr(node, "children", ()):
            yield from lines(child, depth + 1)

    yield f"{rubric.title}　{points_text(rubric.maximum)} {points}"
    group = ""
    for node in rubric.top:
        own = getattr(node, "group", "")
        if own != group:
            group = own
            yield f"【{group}】"
        yield from lines(node, 1)


COMMANDS = (explain, instructions, rubric)
