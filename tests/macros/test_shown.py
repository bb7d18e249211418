"""What others wrote is shown on one line: no name of a file, an office, a sheet or a mail can pass for a line
of the program's own."""

import base64
import json
import sys
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest

from macros.campaign.folder import ROSTER, Campaign
from macros.shown import UNSEEN, escaped, one_line, several_lines
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import campaign as made
from tests.macros.campaign.campaigns import draft
from tests.macros.forms import XINBEI
from tests.macros.terminal import ROOT, Ran, kaohe, written
from workbook.identity import identity_of, sign
from workbook.roster import roster_workbook

FORGED = "錯誤：forged"
MARKS = "\x1b[2K\u202e\u2066\u200f\u061c\u200b"
NAME = f"甲\n{FORGED}\r\n{FORGED}\u2028{FORGED}\u2029{FORGED}\x85{FORGED}\x0b{FORGED}{MARKS}乙"
IN_SHEETS = NAME.replace("\x1b", "").replace("\x0b", "")
"""As much of it as XML has characters for."""


def holds(ran: Ran) -> None:
    """Hold that nothing that was printed begins a line of its own or is not seen."""
    assert not [line for line in ran.said.splitlines() if line.strip().startswith(FORGED)]
    assert several_lines(ran.said) == ran.said


# ── the words ───────────────────────────────────────────────────────────────────────────────────


def test_all_that_is_not_seen_is_known_and_nothing_else() -> None:
    unseen = {
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"}
    }
    known = {code for code in range(sys.maxunicode + 1) if UNSEEN.fullmatch(chr(code))}
    assert unseen <= known
    assert {unicodedata.category(chr(code)) for code in known - unseen} <= {"Cn"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("臺北分署　☑ 一、ａ＝1 🙂 \ue000", "臺北分署　☑ 一、ａ＝1 🙂 \ue000"),
        ("a\nb\r\nc\rd\u2028e\u2029f\x85g\x0bh\x0ci", "a↵b↵c↵d↵e↵f↵g↵h↵i"),
        ("a\tb\x1b[31mc\x07\x9b\x7f", "a\ufffdb\ufffd[31mc\ufffd\ufffd\ufffd"),
        ("fdp\u202exslx\u2066\u200f\u061c\ufeff\U000e0041", "fdp\ufffdxslx" + "\ufffd" * 5),
    ],
)
def test_a_text_is_shown_on_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert one_line(shown) == shown


def test_json_loses_nothing_and_shows_nothing_unseen() -> None:
    text = escaped(json.dumps({"name": NAME + "\U000e0041"}, ensure_ascii=False, indent=2))
    assert json.loads(text) == {"name": NAME + "\U000e0041"}
    assert several_lines(text) == text
    assert text.count("\n") == 2


# ── every command that prints names ─────────────────────────────────────────────────────────────


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """A campaign in which every name that somebody can choose is such a one, and the current folder."""
    campaign = made(tmp_path / "107")
    hostile = Office("Z\n01", IN_SHEETS)
    roster = Roster(
        (Entry(hostile, IN_SHEETS, "z@b.tw", (), IN_SHEETS), Entry(XINBEI, "", f"{IN_SHEETS}@b.tw"))
    )
    (campaign.root / ROSTER).write_bytes(roster_workbook(roster, "x"))
    monkeypatch.chdir(campaign.root)
    signed = sign(identity_of(campaign.rubric, hostile, "107-1"), campaign.key())
    wrong = forms.form(hostile, forms.card({"1.1.1": 31}), identity=signed)
    name = NAME.replace("\x85", "") if sys.platform == "win32" else NAME
    written(campaign.inbox / f"{name[:40]}.xlsx", wrong)
    written(campaign.inbox / f"{name[:30]}.txt", "x")
    written(campaign.inbox / f"{name[:30]}" / "junk.xlsx", b"junk")
    written(campaign.inbox / "m.eml", _mail())
    return campaign


def _mail() -> bytes:
    word = f"=?utf-8?B?{base64.b64encode(NAME.encode()).decode()}?="
    name = f"''{quote(NAME)}.xlsx"
    head = (
        f"From: {word} <thief@x.tw>\r\nSubject: {word}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: application/vnd.ms-excel; name*=utf-8{name}\r\n"
        f"Content-Disposition: attachment; filename*=utf-8{name}\r\n\r\n"
    )
    return head.encode() + b"junk\r\n"


COMMANDS = ("collect", "status", "check", "merge", "return", "send", "remind", "report")


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
@pytest.mark.parametrize("language", ["zh-TW", "en"])
@pytest.mark.usefixtures("here")
def test_no_name_forges_a_line_of_what_a_command_prints(language: str) -> None:
    said = ""
    for command in COMMANDS:
        ran = kaohe(command, "--lang", language)
        holds(ran)
        assert ran.status in {0, 1, 2}
        said += ran.said
    assert said.count("甲↵錯誤：forged↵錯誤：forged↵") > len(COMMANDS)


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
@pytest.mark.usefixtures("here")
def test_json_has_the_names_as_they_are() -> None:
    shape = kaohe("status", "--json").json
    assert IN_SHEETS in {each["name"] for each in shape["offices"]}
    holds(kaohe("status", "--json"))


@pytest.mark.parametrize(
    "arguments",
    [
        (NAME,),
        ("check", NAME),
        ("check", f"--{NAME}"),
        ("merge", "--out", f"{NAME}/x.xlsx", NAME),
        ("issue", "--rubric", NAME, "--out", "o"),
        ("issue", "--offices", NAME, "--out", "o"),
        ("issue", "--port", NAME),
        ("fill", NAME, NAME, "--out", NAME),
        ("init", "107", "x", "--deadline", NAME),
        ("init", "107", "x", "--sender-email", NAME),
        ("init", NAME, "x"),
        ("send", "--port", NAME),
        ("send", "--campaign", NAME),
        ("explain", NAME),
        ("instructions", NAME),
        ("rubric", "show", NAME),
        ("rubric", "check", NAME),
    ],
)
@pytest.mark.parametrize("language", ["zh-TW", "en"])
def test_nothing_that_is_typed_forges_a_line_of_what_is_said_of_it(
    arguments: tuple[str, ...], language: str
) -> None:
    ran = kaohe(*arguments, "--lang", language) if len(arguments) > 1 else kaohe(*arguments)
    holds(ran)
    assert ran.status in {1, 2}


@pytest.mark.parametrize(
    "yaml",
    [
        "id: {0}\n",
        "{0}: 1\n",
        "? {0}\n: 1\n? {0}\n: 2\n",
        "id: !!int {0}\n",
        "id: !!timestamp {0}\n",
        "title: [{0}, {0}]\nmaximum: {0}\n",
    ],
)
def test_no_value_in_a_file_forges_a_line_of_what_is_said_of_it(yaml: str) -> None:
    rubric = written(Path("r.yaml"), yaml.format(json.dumps(NAME)))
    for command in ("check", "show"):
        ran = kaohe("rubric", command, rubric)
        holds(ran)
        assert ran.status != 0


def test_no_name_in_a_letter_begins_a_header(here: Campaign) -> None:
    kaohe("send")
    for path in here.outbox.glob("*.eml"):
        mail = draft(path)
        values = [str(value) for _, value in mail.items()]
        values += [part.get_filename() or "" for part in mail.iter_attachments()]
        assert not [value for value in values if UNSEEN.search(value)]
    assert list(here.outbox.glob("*.eml"))


@pytest.mark.skipif(sys.platform == "win32", reason="no file has such a name there")
@pytest.mark.usefixtures("here")
def test_no_reason_and_no_file_that_a_person_accepts_forges_a_line() -> None:
    other = sign(identity_of(forms.rubric(), XINBEI, "107-1"), bytes(32))
    file = written(Path("inbox") / f"{IN_SHEETS[:20]}.xlsx", forms.form(XINBEI, identity=other))
    accepted = kaohe("accept", file, "--reason", NAME)
    undone = kaohe("accept", file, "--undo")
    for ran in (accepted, kaohe("status"), undone, kaohe("accept", file, "--reason", "")):
        holds(ran)
    assert (accepted.status, undone.status) == (0, 0)


def test_nothing_is_printed_but_through_the_one_place() -> None:
    own = {"options.py", "__init__.py"}
    others = [path for path in (ROOT / "macros" / "cli").glob("*.py") if path.name not in own]
    assert not [path.name for path in others if "click.echo" in path.read_text("utf-8")]


def test_no_name_of_a_sheet_forges_a_line(tmp_path: Path) -> None:
    form = forms.replaced(forms.form(XINBEI), "xl/workbook.xml", 'name="評分表"'.encode(), _sheet_name())
    ran = kaohe("check", written(tmp_path / "a.xlsx", form))
    holds(ran)


def _sheet_name() -> bytes:
    return f'name="評&#10;{FORGED}&#x202e;"'.encode()


def test_the_cells_of_the_console_show_it_in_their_one_line() -> None:
    from macros.console_press import seen
    from workbook.console.plan import Link

    (row,) = seen([(NAME, 1.0, None, Link(NAME, f"/x/{NAME}", NAME, "A1"))])
    assert row[0] == one_line(NAME)
    assert row[1:3] == (1.0, None)
    assert row[3] == Link(one_line(NAME), f"/x/{NAME}", NAME, "A1")
