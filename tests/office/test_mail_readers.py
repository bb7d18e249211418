"""Our mails in another library, mailparser: the same subject, names, texts and attachments."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.campaign.posting import Mailing
from macros.campaign.sending import send
from macros.post.outbox.addresses import Address
from macros.post.outbox.letter import Attachment, Letter
from tests.extent import PATIENCE, examples
from tests.macros.campaign import campaigns
from tests.macros.post.outbox.letters import NAME, Said, digest, letter, letters, mail, meant

_FOLDER = Path(__file__).parent


@pytest.fixture(autouse=True)
def _programs() -> None:
    """Skip where a program is missing, or fail where KAOHE_NO_SKIP=1 says that it must be there."""
    is_there = shutil.which("node") and (_FOLDER / "node_modules" / "mailparser").is_dir()
    if not is_there:
        if os.environ.get("KAOHE_NO_SKIP") == "1":
            pytest.fail("KAOHE_NO_SKIP=1, but no mailparser", pytrace=False)
        pytest.skip("no mailparser")


def read(folder: Path, *mails: bytes) -> list[dict[str, Any]]:
    """What mailparser makes of each mail."""
    paths = [folder / f"{number}.eml" for number in range(len(mails))]
    for path, data in zip(paths, mails, strict=True):
        path.write_bytes(data)
    command: list[str | Path] = ["node", _FOLDER / "readers" / "mailparser.mjs", *paths]
    done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def said(found: dict[str, Any]) -> Said:
    return Said(
        found["subject"],
        tuple((name, address) for name, address in (*found["to"], *found["cc"])),
        tuple((name, sha256) for name, _, sha256 in found["attachments"]),
    )


@examples(5)
@given(made=st.lists(letters, min_size=30, max_size=30))
def test_whatever_the_names_are_it_finds_them_again(
    made: list[Letter], tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = read(tmp_path_factory.mktemp("mails"), *map(mail, made))
    assert [said(each) for each in found] == [meant(of) for of in made]


def test_a_letter_with_its_form(tmp_path: Path) -> None:
    of = letter(
        cc=(Address("為民服務小組", "team@branch.example.tw"),), attachments=(Attachment(NAME, b"PK\3\4"),)
    )
    [found] = read(tmp_path, mail(of, as_draft=True))
    assert found["from"] == [["署本部", "hq@kaohe.example.tw"]]
    assert found["subject"] == "請填寫評分表"
    assert (found["text"], found["html"]) == ("檢送評分表。\n", "<p>檢送評分表。</p>\n")
    assert found["attachments"] == [
        [NAME, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", digest(b"PK\3\4")]
    ]
    assert (found["date"], found["id"]) == ("2018-07-05T01:30:00.000Z", "<1@kaohe.example.tw>")
    assert "x-unsent" in found["headers"]


def test_the_drafts_of_a_campaign(tmp_path: Path) -> None:
    campaign = campaigns.campaign(tmp_path / "107")
    send(campaign, Mailing(now=campaigns.NOW))
    drafts = sorted(campaign.outbox.glob("*.eml"))
    found = read(tmp_path, *(path.read_bytes() for path in drafts))
    assert len(found) == 3
    for path, theirs in zip(drafts, found, strict=True):
        ours = campaigns.draft(path)
        assert (theirs["subject"], theirs["text"]) == (ours["Subject"], campaigns.text(ours))
        assert [name for name, _ in theirs["to"]] == [each.display_name for each in ours["To"].addresses]
        form = path.with_suffix(".xlsx")
        assert [(name, sha256) for name, _, sha256 in theirs["attachments"]] == [
            (form.name, digest(form.read_bytes()))
        ]
