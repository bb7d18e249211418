"""The command that makes the Excel console."""

from pathlib import Path

import click

from macros.cli.options import ANY_PATH, force_option, named_roster, offices_option


@click.command()
@click.argument("folder", type=ANY_PATH, default=Path())
@offices_option
@force_option
def console(folder: Path, roster_path: Path | None, force: bool) -> None:
    """在資料夾裡產生 Excel 主控台：一個活頁簿與同名的 Python 檔。/ Make the Excel console."""
    from macros.console import make_console

    roster = named_roster(roster_path or Path("bundled"))
    assert roster is not None
    book, stub = make_console(folder, roster, force=force)
    click.echo(f"主控台：{book}，請與 {stub.name} 放在同一個資料夾，以 Excel 開啟 (open it with Excel)")


COMMANDS = (console,)
