"""What the program says of what may go wrong: in one language, with what to do, and never a traceback."""

import pytest

from docs.situations import SITUATIONS, Situation, told
from tests.words import chinese_only, english_only

NAMES = ("總表.xlsx",)
"""Files that stand in English sentences by their own names."""

MEANT = [
    ("chek", "沒有命令 'chek'", "No such command 'chek'"),
    ("fill", "缺少引數 'FORM'", "Missing argument 'FORM'"),
    ("fill a b", "缺少選項 '--out'", "Missing option '--out'"),
    ("check . --jsn", "是不是 '--json'", "Did you mean '--json'"),
    ("vba 107 108 --out m.bas", "多了不認得的引數：108", "unexpected extra argument (108)"),
    ("collect --port x", "'x' 不是整數", "'x' is not a valid integer"),
    ("fill . . --out a.xlsx", "是資料夾，不是檔案", "is a directory"),
    ("check nowhere.xlsx", "找不到 nowhere.xlsx，請核對路徑", "there is no nowhere.xlsx; check the path"),
    ("vba 107 --out m.bas", "m.bas 已經存在；要取代請加 --force", "m.bas exists; add --force"),
    ("vba 107 --out r.csv/m.bas", "路徑裡有一段不是資料夾", "a part of the path is not a folder"),
    ("merge . --out a.xlsx --office-sheets a.xlsx", "a.xlsx 指定了兩次", "two outputs would be written to"),
    ("issue --offices no.csv --out o", "無法開啟名冊 no.csv", "the roster no.csv cannot be opened"),
    ("issue --rubric 108 --out o", "內建的評分表有 107", "the bundled rubrics are 107"),
    (
        "issue --rubric n.yaml --out o",
        "配分 40，其下各項合計卻是 30",
        "has 40 points, but its children make 30",
    ),
    ("merge . --out a.xlsx --doubts n.yaml", "min_length：太小，至少要 1", "it should be 1 at least"),
    ("check . --key-file r.csv", "r.csv 不是簽章金鑰檔", "r.csv is no signing key"),
    ("issue --out o --protect-password-file no", "無法讀取密碼檔 no", "the password file no cannot be read"),
    ("merge . --out a.xlsx", "沒有任何一份能讀的評分表", "not one form could be read"),
    ("merge . --out a.xlsx --previous r.csv", "無法讀取上年總表", "as last year's consolidated workbook"),
    ("status", "/107 不在考核資料夾裡", "/107 lies in no campaign"),
    ("check", "請指定要檢核的檔案或資料夾", "name the files or folders to check"),
    ("init 107 c --deadline 7/5", "看不出期限「7/5」", "“7/5” names no day"),
    ("init 107 c", "這裡已是一次考核", "there is a campaign already"),
    (
        "send --campaign c --smtp 127.0.0.1 --port 1 --security none",
        "連線 127.0.0.1:1 失敗",
        "127.0.0.1:1 cannot be reached",
    ),
    ("send --campaign c --smtp mail.b.tw --security none", "信件與附件會外洩", "the letters would go to"),
    ("collect c --imap 127.0.0.1 --port 1 --user hq", "會從中斷處繼續", "it goes on from there"),
    ("report --campaign c", "請先執行 kaohe merge", "run kaohe merge first"),
]
BY_LINE = {" ".join(situation.line): situation for situation in SITUATIONS}


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.title_en)
def test_what_may_go_wrong_is_said_in_the_language_asked_for(situation: Situation) -> None:
    in_chinese, in_english = told(situation, "zh-TW"), told(situation, "en")
    assert (in_chinese.status, in_english.status) == (situation.status, situation.status)
    assert chinese_only(in_chinese.text, *NAMES)
    assert english_only(in_english.text.replace("臺北分署　", ""), *NAMES)
    assert "Traceback" not in in_chinese.text + in_english.text


@pytest.mark.parametrize(("line", "zh", "en"), MEANT, ids=[line for line, _, _ in MEANT])
def test_a_sentence_says_what_where_and_what_to_do(line: str, zh: str, en: str) -> None:
    assert zh in told(BY_LINE[line], "zh-TW").text
    assert en in told(BY_LINE[line], "en").text
