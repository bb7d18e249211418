"""The command that makes the Excel console."""

from pathlib import Path

import click

from macros.cli.options import ANY_PATH, force_option, inform, named_roster, offices_option


@click.command()
@click.argument("folder", type=ANY_PATH, default=Path())
@offices_option
@force_option
def console(folder: Path, roster_path: Path | None, force: bool) -> None:
    """在資料夾裡產生 Excel 主控台：一個活頁簿與同名的 Python 檔。/ Make the Excel console.

    在考核資料夾裡，名冊、評分表與各資料夾就用那一次考核的。/ In a campaign's folder, with its roster.
    """
    from macros.console import make_console

    book, stub = make_console(folder, named_roster(roster_path), force=force)
    inform(
        f"主控台：{book}，請與 {stub.name} 放在同一個資料夾，以 Excel 開啟",
        f"The console is {book}; keep it in one folder with {stub.name} and open it with Excel",
    )


COMMANDS = (console,)
