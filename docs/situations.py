"""What may go wrong at the command line, tried out: each situation with what the program says of it."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import click.testing

from macros.cli import main
from macros.cli.mail import MAIL_PASSWORD_VARIABLE
from scoring.catalogue import LANGUAGES, Language

_ROSTER = "代碼,機關名稱,電子郵件\nB01,臺北分署,a@b.tw\n"
_RUBRIC = """\
id: small
title: 小評分表
maximum: 30
header: [{id: office, kind: office, label: 受考核機關名稱}]
groups:
  - title: 個別評核構面
    dimensions:
      - {id: "1", title: 服務, maximum: 30, children: [
          {id: "1.1", title: 服務友善, maximum: 30, children: [{id: "1.1.1", title: 公開, maximum: 30}]}]}
"""
_KEY = "00" * 32
_HERE = "/107"
"""How the folder that a situation is tried in is called on the page."""
Steps = tuple[tuple[str, ...], ...]
_CAMPAIGN: Steps = (
    ("init", "107", "c", "--offices", "r.csv", "--sender-email", "hq@b.tw", "--deadline", "2099-12-31"),
)
_UNSENT: Steps = (("init", "107", "c", "--offices", "r.csv", "--deadline", "2099-12-31"),)
_FORM: Steps = (("issue", "--out", "."),)
_BLANK = "空白評分表_107.xlsx"
_IN_CAMPAIGN = ("--campaign", "c")


@dataclass(frozen=True)
class Situation:
    """``title`` in both languages; ``line`` is what is run after the commands of ``before``, beside
    ``files``, by name. ``in_out``: it is told on the page rather than beside it."""

    title: str
    title_en: str
    line: tuple[str, ...]
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    before: Steps = ()
    in_out: bool = False
    status: int = 2


@dataclass(frozen=True)
class Told:
    """What the program says of a situation in one language, and the status that it ends with."""

    text: str
    status: int


def told(situation: Situation, language: Language) -> Told:
    """Try a situation in a folder of its own, and return what is said of it."""
    with _folder() as folder:
        for name, content in {"r.csv": _ROSTER, "own.key": _KEY, **situation.files}.items():
            if not name.startswith("c/"):
                _write(Path(name), content)
        for line in situation.before:
            _run(line)
        for name, content in situation.files.items():
            if name.startswith("c/"):
                _write(Path(name), content)
        result = _run((*situation.line, "--lang", language))
        page = result.stdout if situation.in_out else result.stderr
        lines = page.replace(str(folder), _HERE).strip().splitlines()
        begin = next((n for n, line in enumerate(lines) if line.startswith(("錯誤：", "Error: "))), 0)
        return Told("\n".join(lines[begin:]), result.exit_code)


@contextmanager
def _folder() -> Iterator[Path]:
    """Work in an empty folder with settings of nobody's own."""
    with tempfile.TemporaryDirectory() as name, chdir(name):
        folder = Path(name).resolve()
        nothing = {key: value for key, value in os.environ.items() if not key.startswith("KAOHE_")}
        ours = {**nothing, MAIL_PASSWORD_VARIABLE: "x", "KAOHE_KEY_FILE": str(folder / "own.key")}
        with patch.dict(os.environ, ours, clear=True):
            yield folder


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _run(line: tuple[str, ...]) -> click.testing.Result:
    return click.testing.CliRunner().invoke(main, line, prog_name="kaohe")


def _with_setting(name: str, value: str) -> str:
    return f"rubric: '107'\ntitle: 考核\ndeadline: 2099-12-31\n{name}: {value}\n"


SITUATIONS = (
    Situation("沒有這個命令", "a command that there is not", ("chek",)),
    Situation("缺少引數", "an argument is missing", ("fill",)),
    Situation("缺少選項", "an option is missing", ("fill", "a", "b")),
    Situation("沒有這個選項", "an option that there is not", ("check", ".", "--jsn")),
    Situation("多了引數", "an argument too many", ("vba", "107", "108", "--out", "m.bas")),
    Situation("選項的值不能用", "a value that an option does not take", ("collect", "--port", "x")),
    Situation("資料夾不是檔案", "a folder in place of a file", ("fill", ".", ".", "--out", "a.xlsx")),
    Situation("找不到檔案", "a file is not there", ("check", "nowhere.xlsx")),
    Situation("輸出檔已經存在", "an output exists", ("vba", "107", "--out", "m.bas"), {"m.bas": "x"}),
    Situation("輸出的地方不能寫", "an output cannot be written", ("vba", "107", "--out", "r.csv/m.bas")),
    Situation(
        "同一輸出檔指定兩次",
        "two outputs of one name",
        ("merge", ".", "--out", "a.xlsx", "--office-sheets", "a.xlsx"),
    ),
    Situation("找不到名冊", "the roster is not there", ("issue", "--offices", "no.csv", "--out", "o")),
    Situation(
        "名冊缺欄位",
        "the roster lacks a column",
        ("issue", "--offices", "n.csv", "--out", "o"),
        {"n.csv": "代碼,名稱\nB01,臺北分署\n"},
    ),
    Situation(
        "名冊重複",
        "the roster has an office twice",
        ("issue", "--offices", "n.csv", "--out", "o"),
        {"n.csv": f"{_ROSTER}B01,新北分署,\n"},
    ),
    Situation(
        "名冊的編碼",
        "the roster's encoding",
        ("issue", "--offices", "n.csv", "--out", "o"),
        {"n.csv": b"\xff\xff\xff"},
    ),
    Situation("沒有這個評分表", "a rubric that there is not", ("issue", "--rubric", "108", "--out", "o")),
    Situation(
        "評分表的配分不合",
        "a rubric whose points do not add up",
        ("issue", "--rubric", "n.yaml", "--out", "o"),
        {"n.yaml": _RUBRIC.replace("maximum: 30\n", "maximum: 40\n", 1)},
    ),
    Situation(
        "評分表的欄位不對",
        "a rubric with a wrong field",
        ("rubric", "check", "n.yaml"),
        {"n.yaml": _RUBRIC.replace("maximum: 30\n", "maximum: 三十\n", 1)},
        in_out=True,
        status=1,
    ),
    Situation(
        "評分表不是 YAML",
        "a rubric that is no YAML",
        ("rubric", "check", "n.yaml"),
        {"n.yaml": _RUBRIC.replace("title: 小", "title：小", 1)},
        in_out=True,
        status=1,
    ),
    Situation(
        "疑義規則不對",
        "a wrong rule for doubts",
        ("merge", ".", "--out", "a.xlsx", "--doubts", "n.yaml"),
        {"n.yaml": "notes-shared: {min_length: 0}\n"},
    ),
    Situation(
        "要採用的檔案沒有收到",
        "accepting a file that was not received",
        ("accept", "n.xlsx", "--reason", "電話確認", *_IN_CAMPAIGN),
        {"r.csv": _ROSTER},
        _CAMPAIGN,
    ),
    Situation(
        "採用沒有寫原因",
        "accepting without a reason",
        ("accept", "n.xlsx", *_IN_CAMPAIGN),
        {"r.csv": _ROSTER},
        _CAMPAIGN,
    ),
    Situation(
        "要填的內容不對",
        "answers of a wrong kind",
        ("fill", _BLANK, "a.yaml", "--out", "b.xlsx"),
        {"a.yaml": 'items: {"1.1.1": {score: [1], ticked: x}}\n'},
        _FORM,
    ),
    Situation(
        "要填的欄位不存在",
        "answers to what is not on the form",
        ("fill", _BLANK, "a.yaml", "--out", "b.xlsx"),
        {"a.yaml": "header: {day: 107年7月5日}\n"},
        _FORM,
    ),
    Situation(
        "要填的文字太長",
        "an answer longer than a cell holds",
        ("fill", _BLANK, "a.yaml", "--out", "b.xlsx"),
        {"a.yaml": f'items: {{"1.1.1": {{notes: [{"長" * 40_000}]}}}}\n'},
        _FORM,
    ),
    Situation("填的不是評分表", "a file that is no form", ("fill", "r.csv", "r.csv", "--out", "b.xlsx")),
    Situation("不是簽章金鑰", "a file that is no key", ("check", ".", "--key-file", "r.csv")),
    Situation(
        "找不到密碼檔",
        "a password file that is not there",
        ("issue", "--out", "o", "--protect-password-file", "no"),
    ),
    Situation("沒有東西可合併", "nothing to merge", ("merge", ".", "--out", "a.xlsx")),
    Situation(
        "上年總表不是總表",
        "last year's workbook is none",
        ("merge", ".", "--out", "a.xlsx", "--previous", "r.csv"),
    ),
    Situation("不在考核資料夾裡", "outside a campaign", ("status",)),
    Situation("沒有說要檢核什麼", "nothing to check is named", ("check",)),
    Situation("期限看不懂", "a deadline that is no date", ("init", "107", "c", "--deadline", "7/5")),
    Situation("已有考核", "a campaign is there already", ("init", "107", "c"), before=_CAMPAIGN),
    Situation(
        "設定不對",
        "wrong settings",
        ("status", *_IN_CAMPAIGN),
        {"c/campaign.yaml": _with_setting("languag", "en")},
        _CAMPAIGN,
    ),
    Situation(
        "設定檔的期限不對",
        "a wrong deadline in the settings",
        ("status", *_IN_CAMPAIGN),
        {"c/campaign.yaml": "rubric: '107'\ntitle: 考核\ndeadline: 明天\n"},
        _CAMPAIGN,
    ),
    Situation("沒有寄件人", "no sender", ("send", *_IN_CAMPAIGN), before=_UNSENT),
    Situation(
        "收件地址不對",
        "a wrong e-mail address",
        ("send", *_IN_CAMPAIGN),
        {"r.csv": _ROSTER.replace("a@b.tw", "王小明")},
        _CAMPAIGN,
        in_out=True,
        status=1,
    ),
    Situation(
        "自訂的信有錯",
        "a mistake in a letter of one's own",
        ("send", *_IN_CAMPAIGN),
        {"c/letters/send.j2": "{% extends layout %}\n{% block subject %}{{ offfice }}{% endblock %}\n"},
        _CAMPAIGN,
    ),
    Situation(
        "連不上寄信伺服器",
        "a mail server that is not there",
        ("send", *_IN_CAMPAIGN, "--smtp", "127.0.0.1", "--port", "1", "--security", "none"),
        before=_CAMPAIGN,
    ),
    Situation(
        "不加密寄信",
        "letters without encryption",
        ("send", *_IN_CAMPAIGN, "--smtp", "mail.b.tw", "--security", "none"),
        before=_CAMPAIGN,
    ),
    Situation(
        "連不上信箱",
        "a mailbox that is not there",
        ("collect", "c", "--imap", "127.0.0.1", "--port", "1", "--user", "hq"),
        before=_CAMPAIGN,
    ),
    Situation("通知結果前沒有合併", "results before a merge", ("report", *_IN_CAMPAIGN), before=_CAMPAIGN),
)


def page() -> str:
    """Return the page: what is said of each situation, in both languages."""
    lines = [
        "# kaohe: messages (訊息)",
        "",
        "What the program says of what may go wrong, in either language. Generated by `make docs`, which",
        f"tries each situation out in a folder, here called `{_HERE}`.",
        "",
        "| 情形 situation | 命令 command | 繁體中文 | English |",
        "|---|---|---|---|",
    ]
    for situation in SITUATIONS:
        said = (told(situation, language).text for language in LANGUAGES)
        shown = (_cell(text) for text in said)
        command = " ".join(("kaohe", *situation.line))
        title = f"{situation.title}<br>{situation.title_en}"
        lines.append(f"| {title} | `{command}` | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    for sign, shown in (("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("\n", "<br>")):
        text = text.replace(sign, shown)
    return text
