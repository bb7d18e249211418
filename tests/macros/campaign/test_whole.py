"""A whole campaign over real mail servers: thirteen offices, three rounds, to the merged workbook.

Once straight through; once with every command killed again and again before it may end. The end is
the same.
"""

import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from macros import tasks
from macros.campaign.folder import SETTINGS, Campaign, create, load
from macros.demo import sample
from scoring.roster import Entry, Roster, bundled_roster
from scoring.scorecard import Answer, Office, Scorecard
from scoring.totals import recompute
from tests.macros import forms
from tests.macros.campaign.campaigns import attached, email_of, text
from tests.macros.post.inbox import mails
from tests.macros.post.outbox.letters import parsed
from tests.macros.terminal import Ran, kaohe, process
from tests.servers.dovecot import PASSWORD as MAILBOX_PASSWORD
from tests.servers.dovecot import USER as MAILBOX_USER
from tests.servers.dovecot import Dovecot
from tests.servers.loopback import HOST
from tests.servers.smtp import Post, smtp_server
from workbook.intake.check import Terms
from workbook.intake.form import identify
from workbook.intake.gate import admit

OFFICES = bundled_roster().offices
FIRST, BROKEN, WRONG = OFFICES[:11], OFFICES[2], OFFICES[:2]
LATE, NEVER = OFFICES[11], OFFICES[12]
HEADQUARTERS = "hq@kaohe.example.tw"
_NUMBERS = itertools.count()
_DEATHS = (1, 2, 5, 9)
"""How many times something was made safe on disk when a run is killed."""
_KILLED = """
import os, pathlib, sys
left = int(sys.argv.pop(1))
def deadly(do):
    def done(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return do(*arguments, **options)
    return done
os.fsync, pathlib.Path.replace = deadly(os.fsync), deadly(pathlib.Path.replace)
from macros.cli import main
main(prog_name="kaohe")
"""

Command = Callable[..., Ran]


def killed_again_and_again(*arguments: object) -> Ran:
    """Run a command until it ends of itself, however often it is killed on the way."""
    for deaths in _DEATHS:
        ran = process(deaths, *arguments, code=_KILLED)
        if ran.returncode != 9:
            return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())
    return kaohe(*arguments)


def filled(office: Office) -> Scorecard:
    """What an office means to hand in."""
    return sample(forms.rubric(), office)


def mistaken(card: Scorecard) -> Scorecard:
    """A score out of range, which the office's spreadsheet program did not stop."""
    score = card.answer("1.1.1").score
    assert score is not None
    answer = replace(card.answer("1.1.1"), score=score + 100)
    return replace(card, answers={**card.answers, "1.1.1": answer})


@dataclass
class World:
    """The campaign, the two servers, and the offices behind them."""

    root: Path
    run: Command
    post: Post
    mailbox: Dovecot
    folder: str

    @property
    def campaign(self) -> Campaign:
        return load(self.root)

    def does(self, *arguments: object, status: int = 0) -> Ran:
        ran = self.run(*arguments)
        assert ran.status == status, ran.said
        return ran

    def newest(self, office: Office) -> Any:
        """The last letter that an office got."""
        own = [each.data for each in self.post.taken if email_of(office) in each.recipients]
        return parsed(own[-1])

    def answers(self, office: Office, data: bytes, ago: int) -> None:
        """An office mails a file, under a name of its own and with the logo of its signature, so many
        days ago."""
        mail = mails.mail(
            {f"{office.name} 評分表（回傳）.xlsx": data},
            subject="Re: 評分表",
            sender=f"{office.name} <{email_of(office)}>",
            message_id=f"<{next(_NUMBERS)}@branch.example.tw>",
            date=format_datetime(datetime.now().astimezone() - timedelta(days=ago)),
            pictures=["logo.png"],
        )
        self.mailbox.deliver(mail, folder=self.folder)

    def form_for(self, office: Office) -> bytes:
        (data,) = attached(self.newest(office)).values()
        return data

    def hands_in(self, office: Office, card: Scorecard, ago: int) -> None:
        """An office fills in the form of its last letter and mails it."""
        identity = identify(admit(self.form_for(office)))
        assert identity is not None
        assert identity.office == office
        self.answers(office, forms.form(office, card, identity=identity), ago)


@pytest.fixture
def trusted(mail_server: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """The server that takes letters, trusted like the one with the mailbox."""
    with smtp_server("starttls") as post:
        both = tmp_path / "certificates.pem"
        both.write_bytes(post.certificate.read_bytes() + mail_server.certificate.read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(both))
        monkeypatch.setenv("KAOHE_MAIL_PASSWORD", MAILBOX_PASSWORD)
        monkeypatch.setenv("KAOHE_MAIL_ACCOUNT", f"{MAILBOX_USER}@{HOST}")
        yield post


@pytest.fixture
def world(
    trusted: Post, mail_server: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, Command], World]:
    def made(name: str, run: Command) -> World:
        root = tmp_path / name
        entries = tuple(Entry(office, "承辦人", email_of(office)) for office in OFFICES)
        tomorrow = date.today() + timedelta(days=1)
        create(root, "107", Roster(entries), deadline=tomorrow, sender=("署本部", HEADQUARTERS))
        folder = f"Whole{os.getpid()}x{next(_NUMBERS)}"
        servers = (
            f"smtp: {{host: {HOST}, port: {trusted.port}, security: starttls}}\n"
            f"imap: {{host: {HOST}, port: {mail_server.tls}, user: {MAILBOX_USER}, folder: {folder}}}\n"
        )
        with (root / SETTINGS).open("a", encoding="utf-8") as settings:
            settings.write(servers)
        monkeypatch.chdir(root)
        trusted.taken.clear()
        with mail_server.client(folder):
            pass  # it is there, and empty
        return World(root, run, trusted, mail_server, folder)

    return made


# ── the three rounds ────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class End:
    """What is left when all is over, without what differs by the clock."""

    letters: Counter[tuple[str, str]]
    standings: dict[str, tuple[str, int, bool, bool]]
    returned: list[str]
    received: int
    merged: dict[str, tuple[str, float | None, int | None]]
    results: Counter[str]


def conduct(world: World) -> End:
    first_round(world)
    second_round(world)
    third_round(world)
    return the_end(world)


def first_round(world: World) -> None:
    world.does("send", "--smtp")
    for office in FIRST:
        card = filled(office)
        if office == BROKEN:
            whole = forms.form(office, card)
            world.answers(office, whole[: len(whole) // 2], ago=4)
        else:
            world.hands_in(office, mistaken(card) if office in WRONG else card, ago=4)
    world.does("collect")
    standings = states(world)
    assert Counter(standings.values()) == Counter({"accepted": 8, "questioned": 2, "missing": 3})
    world.does("return", "--smtp")
    assert "讀" in text(world.newest(BROKEN))
    world.does("remind", "--smtp")


def second_round(world: World) -> None:
    for office in WRONG:
        prefilled = read(world, world.form_for(office))
        assert prefilled.answers == answers_of(mistaken(filled(office)))
        answer = replace(prefilled.answer("1.1.1"), score=filled(office).answer("1.1.1").score)
        world.hands_in(office, replace(prefilled, answers={**prefilled.answers, "1.1.1": answer}), ago=3)
    world.hands_in(BROKEN, filled(BROKEN), ago=3)
    world.does("collect")
    assert Counter(states(world).values()) == Counter({"accepted": 11, "missing": 2})
    world.does("return", "--smtp")
    world.does("remind", "--smtp")  # not a second time on the same day


def third_round(world: World) -> None:
    settings = world.root / SETTINGS
    tomorrow, yesterday = (date.today() + timedelta(days=days) for days in (1, -1))
    changed = settings.read_text("utf-8-sig").replace(tomorrow.isoformat(), yesterday.isoformat())
    settings.write_text(changed, "utf-8")
    world.hands_in(LATE, filled(LATE), ago=0)
    world.does("collect")
    world.does("merge", status=1)  # what could not be read is of nobody, and still to be looked at
    world.does("report", "--smtp")


def the_end(world: World) -> End:
    shape = kaohe("status", "--json").json
    out = world.root / "again.xlsx"
    merged = kaohe("merge", "--out", out, "--json").json
    once = {
        each.data.partition(b"\r\nMessage-ID: ")[2].partition(b"\r\n")[0]: each for each in world.post.taken
    }
    return End(
        Counter((each.recipients[0], str(parsed(each.data)["Subject"])) for each in once.values()),
        {
            each["name"]: (each["state"], each["versions"], each["late"], each["overdue"])
            for each in shape["offices"]
        },
        sorted(path.name for path in world.campaign.returned.glob("*.xlsx")),
        len(whole(world.campaign.inbox / "workbooks")),
        {each["name"]: (each["state"], each["total"], each["rank"]) for each in merged["offices"]},
        Counter(path.suffix for path in whole(world.campaign.summary)),
    )


def whole(folder: Path) -> list[Path]:
    """The files of a folder, without what a killed run has only begun."""
    return [path for path in folder.iterdir() if not path.name.startswith(".")]


def states(world: World) -> dict[str, str]:
    shape = world.does("status", "--json").json
    return {each["name"]: each["state"] for each in shape["offices"]}


def read(world: World, data: bytes) -> Scorecard:
    path = world.root.parent / "opened.xlsx"
    path.write_bytes(data)
    (checked,) = tasks.check([path], Terms(world.campaign.key(), rubric=forms.rubric()))
    assert checked.rubric is not None
    return checked.scorecard


def answers_of(card: Scorecard) -> dict[str, Answer]:
    return dict(card.answers)


# ── what is shown ───────────────────────────────────────────────────────────────────────────────


def test_three_rounds_end_in_a_merged_workbook_that_is_right(world: Callable[[str, Command], World]) -> None:
    end = conduct(world("straight", kaohe))
    totals = {
        office.name: float(recompute(forms.rubric(), filled(office))[""].recomputed)
        for office in OFFICES
        if office != NEVER
    }
    assert {name: total for name, (_, total, _) in end.merged.items() if total is not None} == totals
    assert end.merged[NEVER.name] == ("missing", None, None)
    assert sorted(rank for _, _, rank in end.merged.values() if rank) == ranks(list(totals.values()))
    assert {name: end.standings[name] for name in (OFFICES[0].name, BROKEN.name, LATE.name, NEVER.name)} == {
        OFFICES[0].name: ("accepted", 2, False, False),
        BROKEN.name: ("accepted", 1, False, False),
        LATE.name: ("accepted", 1, True, False),
        NEVER.name: ("missing", 0, False, True),
    }
    assert end.returned == [
        "士林分署_107_新表1.xlsx",
        "新北分署_107_待更正1.xlsx",
        "臺北分署_107_待更正1.xlsx",
    ]
    assert end.received == 15
    per_office = Counter(email for email, _ in end.letters.elements())
    assert per_office[email_of(OFFICES[4])] == 2  # the form, the result
    assert per_office[email_of(OFFICES[0])] == 3  # and what was to be corrected
    assert per_office[email_of(NEVER)] == 2  # the form, a reminder
    assert set(per_office.values()) == {2, 3}


def ranks(totals: list[float]) -> list[int]:
    return sorted(1 + sum(other > total for other in totals) for total in totals)


@pytest.mark.judge
def test_killed_at_every_step_it_comes_to_the_same_end(world: Callable[[str, Command], World]) -> None:
    straight = conduct(world("straight", kaohe))
    interrupted = conduct(world("interrupted", killed_again_and_again))
    assert interrupted == straight
