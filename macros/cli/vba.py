"""The command for those who cannot run Python: a VBA module that Excel alone needs."""

from pathlib import Path

import click

from macros.cli.options import FILE, force_option, inform
from scoring.errors import Sentence


@click.command()
@click.argument("rubric_name", metavar="RUBRIC")
@click.option("--out", type=FILE, required=True, help="VBA 模組檔名 .bas / the module's file")
@force_option
def vba(rubric_name: str, out: Path, force: bool) -> None:
    """產生只用 Excel 就能合併的 VBA 模組。/ Write a VBA module that merges in Excel alone."""
    from macros import tasks
    from scoring.rubric_file import load_rubric

    tasks.vba(load_rubric(rubric_name), out, force=force)
    inform(f"已寫入 {out}", f"Written: {out}")
    for step in _STEPS:
        inform(step.zh, step.en)


_STEPS = (
    Sentence(
        "1. 在 Excel 開一個新的活頁簿，按 Alt+F11，選「檔案 → 匯入檔案」，選這個檔。",
        "1. Open a new workbook in Excel, press Alt+F11, choose File → Import File, and this file.",
    ),
    Sentence(
        "2. 回到 Excel，按 Alt+F8，執行 KaoheMerge，選寄回的評分表所在的資料夾。",
        "2. Go back to Excel, press Alt+F8, run KaoheMerge, and choose the folder of the returned forms.",
    ),
    Sentence(
        "3. 結果是新的活頁簿：總表、檢核結果、來源、作答；請自行存檔。寄回的檔案不會改動。",
        "3. The result is a new workbook, which you save yourself; the returned files are not altered.",
    ),
    Sentence(
        "只核對評分、勾選、得分與有無紀錄事項；簽章、保護、日期、佐證內容請以 kaohe check 檢核。",
        "Scores, ticks, totals and whether there are notes are checked; for signatures, locks, dates and what"
        " the notes say use kaohe check.",
    ),
)


COMMANDS = (vba,)
