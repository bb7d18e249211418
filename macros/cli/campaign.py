"""The commands for a campaign as a whole: init, status."""

from pathlib import Path
from typing import Any

import click

from macros.cli.language import asked_for_by_option
from macros.cli.options import (
    ANY_PATH,
    FILE,
    campaign_option,
    echo,
    inform,
    json_option,
    language_option,
    named_day,
    named_roster,
    offices_option,
    open_password_option,
    print_json,
    progress_bar,
    remark,
    warn_of_deadline,
)


@click.command()
@click.argument("rubric_name", metavar="RUBRIC")
@click.argument("folder", type=ANY_PATH, metavar="DIR")
@offices_option
@click.option("--deadline", "deadline_text", metavar="DATE", help="繳交期限；不給則六週後 / deadline")
@click.option("--sender-name", default="", help="寄件人名稱 / name of the sender")
@click.option("--sender-email", default="", help="寄件人電子郵件 / e-mail address of the sender")
@click.option(
    "--letters-lang",
    "letters_language",
    type=click.Choice(["zh-TW", "en"]),
    help="給機關的信的語言，不給則同 --lang / language of the letters; that of --lang where not given",
)
def init(
    rubric_name: str,
    folder: Path,
    roster_path: Path | None,
    deadline_text: str | None,
    sender_name: str,
    sender_email: str,
    letters_language: Any,
) -> None:
    """建立一次考核的資料夾：設定、名冊、收發的資料夾、簽章金鑰。/ Make a campaign's folder.

    在這個資料夾裡，其他命令不必再加參數。 / Inside it, the other commands need no arguments.
    """
    from macros.campaign.folder import ROSTER, SETTINGS, create

    deadline = named_day(deadline_text)
    roster = named_roster(roster_path or Path("bundled"))
    assert roster is not None
    campaign = create(
        folder,
        rubric_name,
        roster,
        deadline=deadline,
        sender=(sender_name, sender_email),
        language=letters_language or asked_for_by_option(),
    )
    warn_of_deadline(campaign)
    if roster.without_email:
        remark(roster.without_email)
    offices = len(campaign.roster.entries)
    inform(
        f"已建立考核資料夾 {folder}：{campaign.title}，{offices} 個機關",
        f"The campaign's folder {folder} was made: {campaign.title}, {offices} office(s)",
    )
    inform(
        f"接著請改 {SETTINGS} 的期限與寄件人，在 {ROSTER} 填電子郵件，再到該資料夾執行 kaohe send",
        f"Now set the deadline and the sender in {SETTINGS}, fill in the e-mails in {ROSTER}, and run kaohe"
        " send in that folder",
    )


@click.command()
@campaign_option
@open_password_option
@click.option("--out", type=FILE, help="進度表檔名；不給則為考核資料夾的 進度.xlsx / where to write it")
@json_option
@language_option
def status(
    campaign_folder: Path, password_file: Path | None, out: Path | None, as_json: bool, language: Any
) -> None:
    """誰交了、誰還沒交、有什麼問題；並寫成 進度.xlsx。/ Who is missing, and what is wrong."""
    import datetime

    from macros.campaign import telling
    from macros.campaign.folder import PROGRESS, find
    from macros.campaign.history import letters
    from macros.campaign.state import gather
    from macros.campaign.status import status as status_of
    from macros.files import write_file
    from macros.keys import password_in
    from scoring.errors import OutputError

    campaign = find(campaign_folder)
    with progress_bar("檢核", "check") as watch:
        state = gather(campaign, password=password_in(password_file), watch=watch)
    told = status_of(state, letters(campaign), datetime.date.today())
    out = out or campaign.root / PROGRESS
    if as_json:
        print_json(telling.status_json(told, language))
    else:
        echo(telling.status_lines(told, campaign.root, language))
    try:
        write_file(out, telling.progress_book(told, campaign.title, out.resolve().parent), force=True)
    except OutputError as error:  # open in Excel: what was asked for stands on the terminal all the same
        remark(error.sentence)


COMMANDS = (init, status)
