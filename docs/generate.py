"""Write the reference that the program itself knows: commands, findings, messages, examples.

python -m docs.generate          write docs/commands.md, findings.md, messages.md, the examples in python.md,
                                 the fields in rubrics.md
python -m docs.generate --check  say whether they are up to date (exit status 1 where not)
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
from pydantic import BaseModel

from docs import situations
from macros.cli import main
from scoring.catalogue import CATALOGUE, SEVERITY_NAMES
from scoring.header_fields import HeaderFile
from scoring.rubric_fields import BandFile, GroupFile, NodeFile, RubricFile
from scoring.rule_fields import (
    AskFile,
    CountFile,
    FoldFile,
    GradeFile,
    MeasureFile,
    OptionFile,
    PartsFile,
    RoundFile,
    StepFile,
    TestFile,
)
from scoring.sheet_fields import ColumnFile

_HERE = Path(__file__).parent


def commands() -> str:
    """Return every command's help, as `kaohe COMMAND --help` prints it at 100 columns."""
    parts = ["# kaohe: commands\n\nGenerated from the program by `make docs`.\n"]
    parts += [f"## {name}\n\n```text\n{text}\n```\n" for name, text in _helps(main, "kaohe")]
    return "\n".join(parts)


def _helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
    yield name, command.get_help(context)
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from _helps(command.commands[child], f"{name} {child}")


def findings() -> str:
    """Write the catalogue as a table."""
    lines = [
        "# kaohe: findings (檢核代碼)",
        "",
        "Generated from the program by `make docs`; `kaohe explain CODE` prints one.",
        "",
        "| 代碼 code | 嚴重性 severity | 意義 meaning | 處理 remedy |",
        "|---|---|---|---|",
    ]
    for entry in CATALOGUE.values():
        severity = " ".join(SEVERITY_NAMES[language][entry.severity] for language in SEVERITY_NAMES)
        meaning = f"{entry.meaning['zh-TW']}<br>{entry.meaning['en']}"
        remedy = f"{entry.remedy['zh-TW']}<br>{entry.remedy['en']}"
        lines.append(f"| `{entry.code}` | {severity} | {meaning} | {remedy} |")
    return "\n".join(lines) + "\n"


def python() -> str:
    """Return docs/python.md with the text of each example under the comment that names its file."""
    page = (_HERE / "python.md").read_text("utf-8")
    return _EXAMPLE.sub(lambda found: f"{found[1]}\n\n{_code(_HERE.parent / found[2])}", page)


def rubrics() -> str:
    """Return docs/rubrics.md with the fields of rubric files between the marks for them."""
    page = (_HERE / "rubrics.md").read_text("utf-8")
    return _FIELDS.sub(lambda found: f"{found[1]}\n\n{_field_table()}\n\n{found[2]}", page)


def _field_table() -> str:
    lines = ["| of 用在 | field 欄位 | is |", "|---|---|---|"]
    for model, of in _MODELS.items():
        for name, field in model.model_fields.items():
            lines.append(
                f"| {of} | `{field.alias or name}` | {(field.description or '').replace(chr(10), '<br>')} |"
            )
    return "\n".join(lines)


_FIELDS = re.compile(r"(<!-- fields -->).*?(<!-- end of fields -->)", re.DOTALL)
_MODELS: Mapping[type[BaseModel], str] = {
    RubricFile: "the form 評分表",
    HeaderFile: "`header`",
    ColumnFile: "`columns`",
    GroupFile: "`groups`",
    NodeFile: "`dimensions`, `children`",
    BandFile: "`bands`",
    OptionFile: "`scales`",
    AskFile: "`ask`",
    CountFile: "`count`",
    MeasureFile: "`measure`",
    StepFile: "`steps`",
    FoldFile: "`fold`",
    RoundFile: "`round`",
    GradeFile: "`grades`",
    TestFile: "`if`",
    PartsFile: "`least`, `most`, `any`, `each`, `count`",
}
_EXAMPLE = re.compile(r"(<!-- (examples/\w+\.py) -->)(?:\n\n```python\n.*?\n```)?", re.DOTALL)


def _code(path: Path) -> str:
    return f"```python\n{path.read_text('utf-8').strip()}\n```"


def run(*, check: bool) -> int:
    stale = []
    pages = {
        "commands.md": commands(),
        "findings.md": findings(),
        "messages.md": situations.page(),
        "python.md": python(),
        "rubrics.md": rubrics(),
    }
    for name, text in pages.items():
        path = _HERE / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, "utf-8")
    if check and stale:
        click.echo(f"out of date, run `make docs`: {', '.join(stale)}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(run(check="--check" in sys.argv))
