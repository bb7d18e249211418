"""The words of letters: of every kind in both languages, and a campaign's own in their place."""

import html
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.catalogue import Language
from scoring.scorecard import Office
from templates.letters import KINDS, Kind, LetterError, Wanted, apart, compose, compose_all, rendering
from tests.templates.letters import TITLE, values
from tests.words import chinese_only, english_only

LANGUAGES: tuple[Language, ...] = ("zh-TW", "en")
every_letter = pytest.mark.parametrize(
    ("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES]
)


def bare(page: str) -> str:
    """What a page says, without its marks and without white space."""
    body = page.partition("<body")[2]
    return re.sub(r"\s+", "", html.unescape(re.sub(r"<[^>]*>", "", f"<{body}")))


def own(folder: Path, name: str, text: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


@every_letter
def test_text_and_html_say_the_same(kind: Kind, language: Language) -> None:
    words = compose(kind, language, values(kind, language))
    said = bare(words.html)
    for paragraph in words.text.split("\n\n"):
        if not re.search(r"(?m)^\d+\. |█|[:：]", paragraph):  # lists and tables are drawn
            assert re.sub(r"\s+", "", paragraph) in said
    for value in ("臺北分署", "hq@kaohe.example.tw" if kind != "report" else "813", TITLE):
        if value in words.text:
            assert value.replace(" ", "") in said


@every_letter
def test_a_letter_names_what_it_is_about_in_one_line(kind: Kind, language: Language) -> None:
    subject = compose(kind, language, values(kind, language)).subject
    assert "臺北分署" in subject
    assert TITLE in subject
    assert "\n" not in subject


@every_letter
def test_an_english_letter_has_no_chinese_but_names(kind: Kind, language: Language) -> None:
    words = compose(kind, language, values(kind, language)).text
    known = r"臺北分署|王小明|署本部|107 年度為民服務不定期考核|檢核|完成|待更正事項|「|」|表\.xlsx"
    rows = [
        str(cell)
        for row in values(kind)["rows"]
        for cell in (row if isinstance(row, tuple) else row.values())
    ]
    for row in (*rows, "第 3 名", "有一項沒有評分。", "一、基礎服務"):
        words = words.replace(row, "")
    left = re.sub(known, "", words)
    assert (re.search(r"[\u4e00-\u9fff：。，]", left) is None) == (language == "en")


@every_letter
@given(bad=st.text(st.sampled_from("<>&\"'{}%#中a"), min_size=1, max_size=20))
def test_whatever_an_office_wrote_stays_text(kind: Kind, language: Language, bad: str) -> None:
    mark = f"<script>{bad}</script>"
    rows = values(kind)["rows"]
    rows = [{**rows[0], "label": mark}] if kind == "report" else [tuple(mark for _ in rows[0])]
    changes: dict[str, Any] = {
        "office": Office("B01", mark),
        "contact": mark,
        "forms": [mark],
        "rows": rows,
        "title": mark,
        "sender_name": mark,
        "remarks": [mark],
        "beside": [mark],
    }
    page = compose(kind, language, values(kind, language, **changes)).html
    assert "<script" not in page
    plain = compose(kind, language, values(kind, language)).html
    tags = re.findall(r"</?[a-z]+", plain)
    found = re.findall(r"</?[a-z]+", page)
    assert set(found) == set(tags)


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (7, "還有 7 天", "7 days left"),
        (1, "還有 1 天", "1 day left"),
        (0, "今天截止", "today"),
        (-1, "已逾期 1 天", "1 day overdue"),
        (-3, "已逾期 3 天", "3 days overdue"),
    ],
)
def test_how_long_is_left_is_said(days: int, zh: str, en: str) -> None:
    for kind in ("remind", "remind-correction"):
        assert zh in compose(kind, "zh-TW", values(kind, days=days)).subject
        assert zh in compose(kind, "zh-TW", values(kind, days=days)).text
        assert en in compose(kind, "en", values(kind, days=days)).text


def test_days_are_said_as_people_here_write_them() -> None:
    assert "107年7月12日（星期四）" in compose("send", "zh-TW", values("send")).text
    assert "Thursday, 12 July 2018" in compose("send", "en", values("send")).text


def test_the_campaign_names_the_subject_of_its_first_letter() -> None:
    assert compose("send", "zh-TW", values("send", own_subject="急件")).subject == "急件（臺北分署）"


def test_an_office_whose_file_could_not_be_read_is_not_told_that_nothing_came() -> None:
    text = compose("remind", "zh-TW", values("remind", unreadable=True)).text
    assert "無法讀取" in text
    assert "尚未收到貴機關的評分表" not in text


def test_bars_are_table_cells_with_widths_and_colours_in_attributes() -> None:
    page = compose("report", "zh-TW", values("report")).html
    assert '<td width="100" height="14" bgcolor="#1f4e79"' in page
    assert '<td width="100" height="14" bgcolor="#e7e6e6"' in page


def test_a_result_names_its_parts_as_the_form_does_and_has_no_table_where_there_are_none() -> None:
    assert "構面" in compose("report", "zh-TW", values("report")).html
    assert "標準" in compose("report", "zh-TW", values("report", level="標準")).html
    assert "配分" not in compose("report", "zh-TW", values("report", rows=[])).html


# ── a campaign's own ────────────────────────────────────────────────────────────────────────────


def test_a_file_of_the_same_name_goes_before_ours(tmp_path: Path) -> None:
    text = (
        "\ufeff{% extends layout %}\r\n{% block subject %}我們的主旨{% endblock %}\r\n"
        "{% block content %}{% call p() %}{{ office.name }}您好 <3{% endcall %}{{ closing() }}{% endblock %}"
    )
    words = compose("send", "zh-TW", values("send"), own(tmp_path, "send.j2", text))
    assert words.subject == "我們的主旨"
    assert words.text.startswith("臺北分署您好 <3\n\n如有疑問")
    assert "臺北分署您好 <3</p>" in words.html
    assert compose("remind", "zh-TW", values("remind"), tmp_path).subject.startswith("催辦")


def test_its_own_look_goes_around_our_words(tmp_path: Path) -> None:
    folder = own(tmp_path, "_letter.html.j2", "<h1>{{ title }}</h1>{% block content %}{% endblock %}")
    words = compose("send", "zh-TW", values("send"), folder)
    assert words.html.startswith(f"<h1>{TITLE}</h1>")
    assert words.text == compose("send", "zh-TW", values("send")).text


def test_a_folder_that_is_not_there_changes_nothing(tmp_path: Path) -> None:
    assert compose("send", "zh-TW", values("send"), tmp_path / "none") == compose(
        "send", "zh-TW", values("send")
    )


_BLOCKS = (
    "{{% extends layout %}}\n"
    "{{% block subject %}}主旨{{% endblock %}}\n"
    "{{% block content %}}\n{}\n{{% endblock %}}\n"
)


@pytest.mark.parametrize(
    ("inside", "line", "zh", "en"),
    [
        ("{{ offfice.name }}", 4, "沒有這個欄位「offfice」", "'offfice' is undefined"),
        ("{{ office.nam }}", 4, "沒有這個欄位「nam」", "has no attribute 'nam'"),
        ("{% if %}", 4, "這裡少了值或條件", "Expected an expression"),
        ("\n{% if days %}x", 6, "沒有這個指令「endblock」", "unknown tag 'endblock'"),
        ("{{ 1 / 0 }}", 4, "算式有誤", "division by zero"),
        ("{{ title + 1 }}", 4, "值的種類不合", "can only concatenate"),
        ("{{ ''.__class__.__mro__ }}", 4, "不准使用", "unsafe"),
        ("{{ office.__init__.__globals__ }}", 4, "不准使用", "unsafe"),
        ("{{ ''.format.__globals__ }}", 4, "不准使用|沒有這個欄位", "unsafe|no attribute"),
        ("{{ rows.append(1) }}", 4, "不准使用", "unsafe|not safely callable"),
        ("{{ range(10000000) | list }}", 4, "重複的次數太多", "Range too big"),
        (
            "{% include '../secret.j2' %}",
            4,
            "「../secret.j2」在信件範本的資料夾之外",
            "“../secret.j2” lies outside",
        ),
        ("{{ title | nosuch }}", 4, "沒有這個篩選器「nosuch」", "No filter named"),
        ("{{ title", 5, "範本的寫法有誤", "expected token"),
    ],
)
def test_a_mistake_is_said_with_its_file_and_line(
    inside: str, line: int, zh: str, en: str, tmp_path: Path
) -> None:
    (tmp_path / "secret.j2").write_text("key")
    folder = own(tmp_path / "letters", "send.j2", _BLOCKS.format(inside))
    with pytest.raises(LetterError, match=zh) as raised:
        compose("send", "zh-TW", values("send"), folder)
    file = str(folder / "send.j2")
    assert raised.value.said().startswith(f"{file} 第 {line} 行：")
    assert raised.value.said("en").startswith(f"{file}, line {line}: ")
    assert re.search(en, raised.value.said("en"))
    assert chinese_only(raised.value.said(), file)
    assert english_only(raised.value.said("en"), file)


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="UTF-8"):
        compose("send", "zh-TW", values("send"), own(tmp_path, "send.j2", "考核".encode("cp950")))


def test_a_letter_without_a_subject_is_said(tmp_path: Path) -> None:
    folder = own(tmp_path, "send.j2", "{% extends layout %}{% block content %}x{% endblock %}")
    with pytest.raises(LetterError, match="沒有主旨"):
        compose("send", "zh-TW", values("send"), folder)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "用到自己"),
        ("{% include 'send.j2' %}", "用到自己"),
        ("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "還沒寫完"),
        (
            "{% macro a(n) %}{% if n %}{{ a(n - 1) }}{{ a(n - 1) }}{% endif %}{% endmacro %}{{ a(60) }}",
            "還沒寫完",
        ),
        ("{{ lipsum(n=1000000) }}", "還沒寫完"),
        ("{{ 'x' * 10 ** 17 }}", "內容太大"),
        ("{{ 9 ** (9 ** 9) }}", "數字太大"),
        ("{{ days ** (days ** (days ** days)) }}", "數字太大"),
    ],
)
def test_what_does_not_end_is_ended_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str, said: str
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    folder = own(tmp_path, "send.j2", _BLOCKS.format(inside))
    with pytest.raises(LetterError, match=said) as raised:
        compose("send", "zh-TW", values("send"), folder)
    assert str(raised.value).startswith(f"{folder / 'send.j2'} 第 4 行：")
    assert compose("return", "zh-TW", values("return"), folder).subject


_SQUARES = (
    "{% set n = namespace(x=3) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}{{ n.x }}"
)


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of CPU time there")
def test_what_is_in_one_long_step_is_ended_and_said_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    folder = own(tmp_path, "send.j2", _BLOCKS.format(_SQUARES))
    with pytest.raises(LetterError, match=r"超過 1 秒還沒寫完|內容太大") as raised:
        compose("send", "zh-TW", values("send"), folder)
    assert str(raised.value).startswith(str(folder / "send.j2"))


@pytest.mark.skipif(sys.platform != "linux", reason="not every system limits memory")
def test_a_letter_that_takes_all_memory_is_said(tmp_path: Path) -> None:
    folder = own(tmp_path, "send.j2", _BLOCKS.format("{{ ('x' * 10 ** 9) | length }}"))
    with pytest.raises(LetterError, match="第 4 行：內容太大"):
        compose("send", "zh-TW", values("send"), folder)


def test_a_letter_that_nobody_would_read_is_said(tmp_path: Path) -> None:
    folder = own(tmp_path, "send.j2", _BLOCKS.format("{{ 'x' * 10 ** 6 }}"))
    with pytest.raises(LetterError, match=r"send\.j2：內容太大"):
        compose("send", "zh-TW", values("send"), folder)


def test_a_letter_that_is_not_done_when_its_time_by_the_clock_is_up_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_WALL_SECONDS", 0)
    monkeypatch.setattr(apart, "_WALL_SECONDS_EACH", 0)  # over before a process can have started
    with pytest.raises(LetterError, match=r"send\.j2：等了很久還沒寫完；電腦若正忙"):
        compose("send", "zh-TW", values("send"), own(tmp_path, "send.j2", _BLOCKS.format("")))


# ── in a process of its own ─────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign whose own files are ours, word for word."""
    folder = tmp_path_factory.mktemp("letters")
    for file in Path(rendering.__file__).parent.glob("*.j2"):
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_letters_are_the_same_wherever_they_are_rendered(copies: Path) -> None:
    wanted = [Wanted(kind, each, values(kind, each)) for kind in KINDS for each in LANGUAGES]
    assert compose_all(wanted, copies) == compose_all(wanted)


def test_no_letter_needs_no_process(copies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert compose_all([], copies) == []
    with pytest.raises(LetterError, match="系統沒有讓寫信的程式啟動"):
        compose("send", "zh-TW", values("send"), copies)


def test_what_a_letter_asks_for_and_has_not_is_a_mistake_in_a_process_of_its_own_too(tmp_path: Path) -> None:
    folder = own(tmp_path, "send.j2", _BLOCKS.format("{{ office.count }}"))
    with pytest.raises(LetterError, match=r"send\.j2 第 4 行：沒有這個欄位「count」"):
        compose("send", "zh-TW", values("send"), folder)


def test_of_several_letters_the_first_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    text = _BLOCKS.format("{{ 1 // days }}")
    folder = own(own(tmp_path, "send.j2", text), "return.j2", _BLOCKS.format("{{ nothing }}"))
    kinds: tuple[Kind, ...] = ("send", "send", "remind", "return", "send")
    wanted = [Wanted(kind, "zh-TW", values(kind)) for kind in kinds]
    with pytest.raises(LetterError, match=r"return\.j2 第 4 行：沒有這個欄位「nothing」"):
        compose_all(wanted, folder)
    late = [*wanted[:2], Wanted("send", "zh-TW", values("send", days=0)), *wanted[2:]]
    with pytest.raises(LetterError, match=r"send\.j2 第 4 行：算式有誤"):
        compose_all(late, folder)


class Row(NamedTuple):
    cell: str
    problem: str


def test_values_are_there_what_they_are_here(tmp_path: Path) -> None:
    inside = (
        "{{ office.name }} {{ office }} {{ deadline.year }} {{ deadline | day }} {{ days + 1 }} "
        "{% for row in rows %}{{ row.problem }} {{ row[0] }} {% endfor %}"
        "{% for a, b in rows %}{{ b }} {% endfor %}"
        "{{ more is none }} {{ unreadable }} {{ done['a'] }} {{ forms[0] }} {{ rows is sequence }}"
    )
    given = values("send", rows=(Row("C8", "<沒有評分>"),), more=None, done={"a": [1.5, ("b",)]})
    words = compose("send", "zh-TW", given, own(tmp_path, "send.j2", _BLOCKS.format(inside)))
    assert words.text.splitlines()[0] == (
        "臺北分署 Office(code='B01', name='臺北分署') 2018 107年7月12日（星期四） 8 "
        "<沒有評分> C8 <沒有評分> True False [1.5, ('b',)] 臺北分署_107.xlsx True"
    )
    assert "&lt;沒有評分&gt; C8" in words.html


def test_a_value_that_no_letter_has_is_a_programmers_mistake(copies: Path) -> None:
    with pytest.raises(TypeError):
        compose("send", "zh-TW", values("send", more=object()), copies)
