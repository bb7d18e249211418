"""The library face: the jobs as functions for scripts, under the same verbs as the command line.

Scripts import them from `kaohe`.
"""

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from macros import keys, merging, tasks
from macros.campaign import accepting, collecting, extending, folder, history, returning, state
from macros.campaign import status as statuses
from macros.campaign.collecting import Collected
from macros.campaign.merging import CampaignFiles
from macros.campaign.posting import Mailing, Posting
from macros.campaign.returning import NO_WISH, Back, Wish
from macros.campaign.status import Status
from macros.files import read_file
from macros.jobs import UNWATCHED, Seal, Watch
from macros.merging import NO_EXPORTS, Choices, Exports, FormSource, Merged, NamedFiles, Outputs
from macros.post.accounts import account, is_account
from macros.post.inbox.imap import Mailbox
from macros.post.outbox.server import Server
from macros.reading import summaries
from scoring import doubts, rubric_file
from scoring.comparison import Earlier
from scoring.doubts import Rules
from scoring.errors import KaoheError, OutputError
from scoring.roster import Roster, bundled_roster
from scoring.rubric import Rubric
from workbook.collection.checked import Checked
from workbook.intake.check import Terms
from workbook.roster import read_roster

StrPath = str | os.PathLike[str]
Forms = FormSource | StrPath | Iterable[StrPath]
"""Where forms come from: what `files` or `open_campaign` return, or paths as `files` takes them."""


# ── what the jobs work on ───────────────────────────────────────────────────────────────────────


def load_rubric(name: StrPath) -> Rubric:
    """Return the rubric of a bundled id, such as ``107``, or of a YAML file.

    Raises RubricError with every problem of the file.
    """
    return rubric_file.load_rubric(os.fspath(name))


def load_roster(path: StrPath | None = None) -> Roster:
    """Return the offices of a .csv or .xlsx file; without one the bundled roster. Raises RosterError."""
    return bundled_roster() if path is None else read_roster(Path(path))


def load_rules(path: StrPath | None = None) -> Rules:
    """Return the bundled rules of doubt, with the thresholds replaced that a YAML file names.

    Raises RulesError that says what is wrong with the file.
    """
    return doubts.load_rules(None if path is None else Path(path))


def files(
    *paths: StrPath,
    rubric: Rubric | StrPath | None = None,
    roster: Roster | StrPath | None = None,
    key_file: StrPath | None = None,
    password: str | None = None,
) -> NamedFiles:
    """Return the forms in these files and folders, to be checked or merged.

    ``rubric`` refuses forms of any other. ``roster`` lists the offices, so that a merge tells who is
    missing. ``key_file`` is the key that the forms are signed with, else that of KAOHE_KEY_FILE, of the
    campaign that they lie in, or the user's own. ``password`` opens encrypted files. Raises KaoheError
    where one of these cannot be used.
    """
    places = [Path(path) for path in paths]
    key = keys.checking_key(_key_file(key_file), places)
    terms = Terms(key.key, key.is_the_only_one, _rubric(rubric), password)
    return NamedFiles(places, terms, _roster(roster))


def open_campaign(path: StrPath = ".", *, password: str | None = None) -> CampaignFiles:
    """Return the campaign that a folder belongs to, its received forms to be checked or merged.

    ``password`` opens encrypted files. Raises KaoheError where there is no campaign.
    """
    return CampaignFiles(folder.find(Path(path)), password)


def _rubric(given: Rubric | StrPath | None) -> Rubric | None:
    return given if given is None or isinstance(given, Rubric) else load_rubric(given)


def _roster(given: Roster | StrPath | None) -> Roster | None:
    return given if given is None or isinstance(given, Roster) else load_roster(given)


def _key_file(given: StrPath | None) -> Path | None:
    return keys.named_key(None if given is None else Path(given))


def _source(forms: Forms) -> FormSource:
    if isinstance(forms, str | os.PathLike):
        return files(forms)
    return files(*forms) if isinstance(forms, Iterable) else forms


def _opened(campaign: CampaignFiles | StrPath) -> CampaignFiles:
    return campaign if isinstance(campaign, CampaignFiles) else open_campaign(campaign)


# ── the jobs ────────────────────────────────────────────────────────────────────────────────────


def issue(
    to: StrPath | CampaignFiles,
    *,
    rubric: Rubric | StrPath | None = None,
    roster: Roster | StrPath | None = None,
    key_file: StrPath | None = None,
    password: str | None = None,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> list[Path]:
    """Write a locked form for each office of the roster, or one blank form, and return their paths.

    ``to`` is a folder, or a campaign, whose rubric, roster, key and outbox are used. ``key_file`` signs
    the forms, else that of KAOHE_KEY_FILE or the user's own; ``password``, or KAOHE_PASSWORD, protects
    their sheets. Raises ExistsError where a form exists and ``force`` is not given.
    """
    if isinstance(to, CampaignFiles):
        if rubric is not None or roster is not None or key_file is not None:
            raise KaoheError(
                f"考核資料夾 {to.campaign.root} 的評分表、名冊與金鑰由它的設定決定，請拿掉這些參數",
                f"the campaign {to.campaign.root} settles rubric, roster and key; leave them out",
            )
        own = to.campaign
        seal = Seal(own.key(), keys.protection_password(password))
        return tasks.issue(own.rubric, own.roster, own.outbox, seal, force=force, watch=watch)
    by = _rubric(rubric) or rubric_file.bundled_rubric(rubric_file.default_id())
    seal = Seal(keys.issuing_key(_key_file(key_file)), keys.protection_password(password))
    return tasks.issue(by, _roster(roster), Path(to), seal, force=force, watch=watch)


def fill(
    form: StrPath,
    answers: StrPath | Mapping[str, object],
    out: StrPath,
    *,
    rubric: Rubric | StrPath | None = None,
    force: bool = False,
) -> Path:
    """Put answers into a form and return the path of the filled one.

    ``answers`` are a YAML or JSON file, or a dict of the same shape: ``{"items": {"1.1.1": {"score": 20,
    "ticked": [1], "notes": ["…"]}}}``. Raises AnswersError where they do not fit the form.
    """
    given = answers if isinstance(answers, Mapping) else Path(answers)
    tasks.fill(Path(form), given, Path(out), rubric=_rubric(rubric), force=force)
    return Path(out)


def check(forms: Forms, *, watch: Watch = UNWATCHED) -> Sequence[Checked]:
    """Read and audit returned forms, and return what was found in each.

    A file that cannot be read is in the result as rejected. Raises KaoheError where a path is missing.
    """
    return _source(forms).check(watch)


def merge(
    forms: Forms,
    out: StrPath | None = None,
    *,
    choices: Choices | None = None,
    exports: Exports = NO_EXPORTS,
    force: bool = False,
    watch: Watch = UNWATCHED,
) -> Merged:
    """Check returned forms and write the consolidated workbook, and what else ``exports`` names.

    Without ``out`` it is a campaign's own, of which the one before is kept under its time. ``force``
    replaces what exists. Raises KaoheError where no form can be read, OutputError where an output
    cannot be written.
    """
    source = _source(forms)
    if out is not None:
        outputs = Outputs(Path(out), exports, force=force)
    elif isinstance(source, CampaignFiles):
        outputs = source.outputs(exports)
    else:
        raise OutputError("請以 out 指定總表檔名", "name the consolidated workbook with out")
    return merging.merge(source, outputs, choices or Choices(), watch)


def collect(
    campaign: CampaignFiles | StrPath = ".",
    *,
    mail_password: str | None = None,
    mail_account: str | None = None,
    watch: Watch = UNWATCHED,
) -> Collected:
    """Take in what is new in a campaign's inbox, and return it.

    With ``mail_password`` the mailbox that campaign.yaml names is read too; where that fails, ``problem``
    of the result says why. ``mail_account`` says whose password it is, as ``user@host``, for others may
    write to campaign.yaml. Raises KaoheError where campaign.yaml names no mailbox, or another's.
    """
    opened = _opened(campaign).campaign
    mailbox = None
    if mail_password is not None:
        box = opened.imap
        if box is None:
            raise KaoheError(
                f"{opened.root / folder.SETTINGS} 沒有設定 imap，請填寫要讀的信箱",
                f"{opened.root / folder.SETTINGS} names no mailbox; set imap there",
            )
        if mail_account is not None and not is_account(mail_account, box.user, box.host):
            own = account(box.user, box.host)
            raise KaoheError(
                f"密碼是 {mail_account} 的，不用於 {opened.root / folder.SETTINGS} 所設的 {own}；請核對設定",
                f"the password is that of {mail_account}, and is not for {own}, which"
                f" {opened.root / folder.SETTINGS} names; check the settings",
            )
        mailbox = Mailbox(box.host, box.user, mail_password, box.port, box.folder)
    return collecting.collect(opened.inbox, mailbox=mailbox, watch=watch)


def status(campaign: CampaignFiles | StrPath = ".", *, watch: Watch = UNWATCHED) -> Status:
    """Take in what is new in a campaign, and return where each office stands today."""
    gathered = _gathered(_opened(campaign), watch)
    return statuses.status(gathered, history.letters(gathered.campaign), datetime.date.today())


def accept(
    campaign: CampaignFiles | StrPath,
    file: StrPath,
    *,
    reason: str = "",
    join: StrPath | None = None,
    undo: bool = False,
    watch: Watch = UNWATCHED,
) -> None:
    """Put on record that a person takes a file that nothing proves, and why; with ``undo`` take that back.

    ``file`` is named as `check` lists it; so is ``join``, the other half of the same form, where two are to
    count as one. Raises KaoheError where it is none of those received, cannot be
    read, or no reason is given, or one with ``undo``.
    """
    accepting.hold_reason(reason, undo=undo)
    opened = _opened(campaign)
    if undo:
        accepting.undo(opened.campaign, Path(file))
    else:
        accepting.accept(_gathered(opened, watch), Path(file), reason, None if join is None else Path(join))


def send_back(
    campaign: CampaignFiles | StrPath = ".",
    *,
    wish: Wish = NO_WISH,
    server: Server | None = None,
    watch: Watch = UNWATCHED,
) -> Back:
    """Make a fresh form for each office whose own is wrong, with a letter, and return what was made.

    This is ``kaohe return``: Python has taken that word. Without ``server`` the letters are drafts.
    A file that was answered before is not answered again, unless ``wish`` says so; it also names the offices,
    a note that stands in the letters, and the day by which the correction is to come.
    """
    return returning.send_back(_gathered(_opened(campaign), watch), Mailing(server), wish, watch=watch)


def extend(
    campaign: CampaignFiles | StrPath,
    day: datetime.date,
    *,
    offices: Iterable[str] = (),
    note: str = "",
    server: Server | None = None,
    watch: Watch = UNWATCHED,
) -> Posting:
    """Move the deadline of all offices, or of these (codes or names), with a letter to each that has
    something to hand in.

    Without ``server`` the letters are drafts. Raises KaoheError where ``day`` is over, or no later than the
    deadline.
    """
    gathered = _gathered(_opened(campaign), watch)
    return extending.extend(gathered, day, Mailing(server), offices=tuple(offices), note=note, watch=watch)


def _gathered(files: CampaignFiles, watch: Watch) -> state.State:
    return state.gather(files.campaign, password=files.password, watch=watch)


def read_summary(path: StrPath, *, password: str | None = None) -> Earlier:
    """Return the figures of a consolidated workbook as people have saved it, last year's for instance.

    Raises KaoheError where it is none.
    """
    return summaries.earlier(read_file(Path(path)), os.fspath(path), password)
