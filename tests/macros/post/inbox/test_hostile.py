"""Mails, archives and Outlook files with anything done to them: an answer, never an error."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.file_names import safe_name
from macros.post.inbox.found import MAX_LINES, Found, Ignored
from macros.post.inbox.unpack import workbooks_in
from macros.post.texts import clean_text
from tests.macros.forms import plain_workbook, plain_zip
from tests.macros.post.inbox import mails

BOOK = plain_workbook()
SEEDS = {
    "mail": mails.mail(
        {"評分表.xlsx": BOOK}, pictures=["image001.png"], mails=[mails.mail({"b.xlsx": BOOK[:300]})]
    ),
    "zip": plain_zip({"a.xlsx": BOOK, "b/c.eml": mails.mail({"d.xlsx": b"PK"})}),
    "outlook": mails.outlook(
        {"評分表.xlsx": BOOK}, pictures=["x.png"], mails=[mails.outlook_tree({"b.xlsx": BOOK[:300]})]
    ),
}
TOKENS = (
    *(
        b"--",
        b"boundary=",
        b"multipart/mixed;",
        b"message/rfc822",
        b"\r\n\r\n",
        b"\r\n",
        b"=?utf-8?B?",
        b"?=",
    ),
    *(
        b"=?x?Q?",
        b"base64",
        b"quoted-printable",
        b"x-uuencode",
        b"begin 666 x\n",
        b"Content-Type:",
        b"charset=",
    ),
    *(b"filename*0*=", b"filename*99999999999=", b'"', b"(", b"<", b";", b"From:", b"Date:", b"9" * 400),
    *(b"\xff", b"\x00", b"\xb5\xfb", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"\0\0\0\x80"),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(changed) + 1)
        what = chance.randrange(5)
        if what == 0:
            changed[at:at] = chance.choice(TOKENS)
        elif what == 1:
            del changed[at : at + chance.choice((1, 10, 100, 2_000))]
        elif what == 2 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif what == 3:
            changed[at:at] = changed[at : at + chance.choice((10, 200))] * chance.choice((2, 20))
        else:
            token = chance.choice(TOKENS)
            changed[at : at + len(token)] = token
    return bytes(changed)


def answered(name: str, data: bytes) -> list[Found | Ignored]:
    """The answer, which holds what it promises."""
    told = list(workbooks_in(name, data))
    for each in told:
        assert each.name == safe_name(each.name)
        assert all(name == safe_name(name) for name in each.containers)
        if each.mail:
            texts = (each.mail.sender_name, each.mail.sender, each.mail.message_id, each.mail.subject)
            assert all(text == clean_text(text) for text in texts)
            assert "".join(texts).encode() is not None
            assert each.mail.date is None or each.mail.date.tzinfo is not None
    return told


@pytest.mark.parametrize("seed", sorted(SEEDS))
def test_a_thousand_damaged_ones_are_each_answered(seed: str) -> None:
    chance = random.Random(seed)
    for _ in range(1_000):
        answered("附件", mutated(SEEDS[seed], chance))


@given(st.binary(max_size=2_000), st.sampled_from(["a.eml", "a.msg", "a.zip", "a.xlsx", "a", "", "../x"]))
def test_any_bytes_are_answered(data: bytes, name: str) -> None:
    answered(name, data)


@given(st.lists(st.sampled_from(TOKENS) | st.binary(max_size=20), max_size=40))
def test_any_text_that_begins_as_a_mail_is_answered(pieces: list[bytes]) -> None:
    answered("a.eml", b"From: a@example.tw\r\nDate: x\r\n" + b"".join(pieces))


def nested(depth: int) -> bytes:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth)
    )
    return b"From: a@example.tw\r\nDate: x\r\n" + head + b"\r\nend"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "multiparts in multiparts": lambda: nested(150),
    "multiparts in multiparts around a long text": lambda: nested(150) + b"text\r\n" * 10**6,
    "as many layers as are allowed around a long text": lambda: nested(22) + b"text\r\n" * 10**6,
    "thousands of multiparts": lambda: nested(5_000),
    "a type of a million parameters": lambda: b"From: a\r\nDate: x\r\nContent-Type: a/b" + b"; a=b" * 10**6,
    "a million header lines": lambda: b"From: a\r\nDate: x\r\n" + b"X: y\r\n" * 10**6,
    "a million parts": lambda: (
        b"From: a\r\nDate: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 10**6
    ),
    "comments in comments": lambda: b"Date: x\r\nFrom: " + b"(" * 10**6,
    "a million encoded words": lambda: b"Date: x\r\nSubject: " + b"=?utf-8?B?YQ==?= " * 10**5,
    "a name in a million pieces": lambda: mails.raw(
        b"Content-Disposition: attachment" + b"".join(b"; filename*%d=a" % n for n in range(10**5)), BOOK
    ),
    "a line of ten million": lambda: b"From: a\r\nDate: x\r\nSubject: " + b"a" * 10**7,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_would_take_for_ever_is_answered(name: str) -> None:
    assert answered("a.eml", HOSTILE[name]())


def test_mails_without_number_in_one_source_share_what_they_may_take() -> None:
    mail = b"From: a@example.tw\r\nDate: x\r\n\r\n" + b"\n" * (MAX_LINES // 3)
    told = answered("a.zip", zipped({f"{number}.eml": mail for number in range(4)}))
    assert [each.reason for each in told if isinstance(each, Ignored)] == ["no-attachment"] * 2 + [
        "too-large"
    ] * 2


def test_a_large_mail_takes_a_few_times_its_size_in_memory() -> None:
    data = mails.mail({"a.xlsx": BOOK + bytes(4_000_000)})
    tracemalloc.start()
    try:
        assert answered("a.eml", data)
        assert tracemalloc.get_traced_memory()[1] < 6 * len(data)
    finally:
        tracemalloc.stop()


def test_streams_that_share_their_sectors_come_to_no_more_than_the_file() -> None:
    data = bytearray(mails.outlook({"a.xlsx": BOOK * 20}))
    size = (len(BOOK) * 20).to_bytes(8, "little")
    at = data.rindex(size)  # in the directory
    data[at : at + 4] = (2**31 - 1).to_bytes(4, "little")
    assert [each.reason for each in answered("a.msg", bytes(data)) if isinstance(each, Ignored)] == [
        "too-many"
    ]


def zipped(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def pieces(data: bytes) -> Iterator[bytes]:
    for size in range(0, len(data), 997):
        yield data[:size]


@pytest.mark.parametrize("seed", sorted(SEEDS))
def test_one_cut_off_anywhere_is_answered(seed: str) -> None:
    for piece in pieces(SEEDS[seed]):
        assert answered("附件.eml" if seed == "mail" else "附件", piece)
