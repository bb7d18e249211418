"""The command by which a person takes a file that nothing proves: accept."""

from pathlib import Path

import click

from macros.cli.options import (
    ANY_PATH,
    campaign_option,
    inform,
    open_password_option,
    progress_bar,
)


@click.command()
@click.argument("file", type=ANY_PATH)
@click.option("--reason", default="", metavar="TEXT", help="採用的原因，必填 / why the file is accepted")
@click.option(
    "--join",
    type=ANY_PATH,
    metavar="FILE2",
    help="與同一機關的另一半合為一份 / the other half of the form, to be joined with it",
)
@click.option("--undo", is_flag=True, help="取消採用 / take the acceptance back")
@campaign_option
@open_password_option
def accept(
    file: Path,
    reason: str,
    join: Path | None,
    undo: bool,
    campaign_folder: Path,
    password_file: Path | None,
) -> None:
    """採用一份待確認的檔案，並寫下原因。/ Accept a file that is to be confirmed, and say why.

    FILE 照 kaohe status 或 kaohe check 列出的路徑。採用記在 inbox/accepted.jsonl，依檔案內容，一改即失效；
    之後才收到的、有簽章的表仍優先，除非再採用一次。

    --join：一個機關分開填的兩半合為一份；兩份都要有簽章，評分不重疊，內容不矛盾。

    FILE is named as kaohe status and kaohe check list it. The record is about the file's content, so that a
    file that is changed counts no longer; a signed form that comes later goes before it, unless it is
    accepted again. --join makes one form of two halves of an office: both have to be signed, without a score
    in common or anything that contradicts the other.
    """
    from macros.campaign import accepting
    from macros.campaign.folder import find
    from macros.campaign.state import gather
    from macros.keys import password_in

    campaign = find(campaign_folder)
    accepting.hold_reason(reason, undo=undo)
    if undo:
        line = accepting.undo(campaign, file)
        inform(f"已取消採用 {line.listed}", f"{line.listed} is no longer accepted")
        return
    with progress_bar("檢核", "check") as watch:
        state = gather(campaign, password=password_in(password_file), watch=watch)
    line = accepting.accept(state, file, reason, join)
    if join is not None:
        inform(
            f"已採用「{line.name}」的 {line.listed}，與 {join} 合為一份（原因：{line.reason}）；"
            "要取消請用 --undo",
            f"{line.listed} of “{line.name}” is accepted and joined with {join} (reason: {line.reason});"
            " --undo takes it back",
        )
        return
    inform(
        f"已採用「{line.name}」的 {line.listed}（原因：{line.reason}）；要取消請用 --undo",
        f"{line.listed} of “{line.name}” is accepted (reason: {line.reason}); --undo takes it back",
    )


COMMANDS = (accept,)
