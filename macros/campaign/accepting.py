"""Taking a file that nothing proves, and taking that back: a person's word, on record."""

import datetime
import getpass
import hashlib
from collections.abc import Iterable
from pathlib import Path

from macros.campaign import acceptances
from macros.campaign.acceptances import Line, accepted
from macros.campaign.collecting import WORKBOOKS
from macros.campaign.folder import Campaign
from macros.campaign.state import State
from macros.files import hold_name, read_file
from macros.post.texts import clean_text
from scoring.errors import KaoheError, Sentence
from workbook.collection import joining
from workbook.collection.checked import Checked
from workbook.collection.proof import UNKNOWN
from workbook.collection.selection import Result

_MAX_REASON = 500
_FOR_A_PERSON = frozenset(
    {
        *("sender-other-office", "superseded"),
        *("version-conflict", "version-doubtful", "version-fewer", "version-halves"),
    }
)
"""Findings that leave it to a person whether a file that is proven is the one to count."""

_JOINED = frozenset({"form-joined", "joined-into"})


def accept(state: State, file: Path, reason: str, join: Path | None = None) -> Line:
    """Put on record that a person takes a file, named as `status` and `check` list it; with ``join`` together
    with another of its office, as two halves of one form.

    Raises KaoheError where it is none of those received, cannot be read, names no office or needs nobody's
    word, or no reason is given; OutputError where the record cannot be written.
    """
    hold_reason(reason, undo=False)
    checked = _received(state, file)
    if checked.rubric is None:
        raise KaoheError(
            f"{file} 無法讀取，不能採用；請機關重寄，或執行 kaohe return",
            f"{file} cannot be read and so cannot be accepted; ask for it again, or run kaohe return",
        )
    own = next((r for r in state.collection.results if checked.path in r.paths), None)
    if own is None:
        raise KaoheError(
            f"{file} 看不出是哪一個機關的表，不能採用；請以發出的表重填",
            f"{file} names no office and so cannot be accepted; have the form that was issued filled in",
        )
    half = _received(state, join) if join is not None else None
    for each in (checked, half):
        if each is not None:
            _hold_single(state, each)
    if half is not None:
        _hold_joinable(state, checked, half, own)
    elif checked.proof == "proven" and not any(f.code in _FOR_A_PERSON for f in checked.findings):
        raise KaoheError(
            f"{file} 已確認是這次考核發出的表，採用的就是它或內容相同的一份，不必再採用",
            f"{file} is proven to be a form of this campaign, and it or one of the same content counts: there"
            " is nothing to accept",
        )
    others = {each.sha256 for each in state.collection.files if each.path in own.paths}
    inbox, office = state.campaign.inbox, own.office
    path = Path(checked.path).relative_to(inbox).as_posix()
    over = tuple(sorted(others - {checked.sha256}))
    said = clean_text(reason, _MAX_REASON)
    line = Line(
        "accept",
        checked.sha256,
        path,
        office.code,
        office.name,
        said,
        _who(),
        _now(),
        over,
        half.sha256 if half else "",
    )
    acceptances.add(inbox, line, state.campaign.key())
    return line


def _hold_single(state: State, checked: Checked) -> None:
    """Raise KaoheError where a file is one of two halves that a person joined already."""
    for finding in checked.findings:
        if finding.code in _JOINED:
            pair = [checked.path, str(finding.params["other"])]
            first, other = pair if finding.code == "form-joined" else reversed(pair)
            named = state.provenance.files.get(first, UNKNOWN).named or first
            raise KaoheError(
                f"{first} 與 {other} 已經合為一份；要改的話，請先執行 kaohe accept {named} --undo",
                f"{first} and {other} are joined already; to change that, first run kaohe accept {named}"
                " --undo",
            )


def _hold_joinable(state: State, checked: Checked, half: Checked, own: Result) -> None:
    """Raise KaoheError where two files cannot be taken as one form."""
    why = joining.why_not(checked, half, state.provenance)
    if why is None and half.path not in own.paths:
        why = Sentence("兩份不是同一個機關的", "they are of different offices")
    if why is not None:
        raise KaoheError(
            f"{checked.path} 與 {half.path} 不能合為一份：{why.zh}",
            f"{checked.path} and {half.path} cannot be joined: {why.en}",
        )


def hold_reason(reason: str, *, undo: bool) -> None:
    """Raise KaoheError where a reason is missing, or is given for taking an acceptance back: the record has
    none there. To be asked before the inbox is read."""
    if undo and reason:
        raise KaoheError("取消採用不必附原因", "to take an acceptance back takes no reason")
    if not undo and not clean_text(reason, _MAX_REASON):
        raise KaoheError("請以 --reason 寫明採用的原因", "say with --reason why the file is accepted")


def undo(campaign: Campaign, file: Path) -> Line:
    """Put on record that a file is no longer taken, whichever of its contents that was; return the latest.

    Raises KaoheError where it was not, OutputError where the record cannot be written.
    """
    hold_name(file)
    key = campaign.key()
    here = {path.resolve() for path in _places(campaign, file)}
    before = [
        line
        for line in accepted(campaign.inbox, key).values()
        if (campaign.inbox / line.path).resolve() in here
    ]
    if not before:
        _hold_no_half(campaign, here)
        raise KaoheError(
            f"{file} 沒有採用的紀錄，不必取消",
            f"{file} was not accepted, so that there is nothing to take back",
        )
    for each in before:
        line = Line("undo", each.sha256, each.path, each.code, each.name, "", _who(), _now())
        acceptances.add(campaign.inbox, line, key)
    return line


def _hold_no_half(campaign: Campaign, here: Iterable[Path]) -> None:
    """Raise KaoheError where a file was not taken itself, but joined to one that was."""
    contents = {hashlib.sha256(read_file(path)).hexdigest() for path in here if path.is_file()}
    for line in accepted(campaign.inbox, campaign.key()).values():
        if line.joined in contents:
            raise KaoheError(
                f"這個檔案是併入 {line.listed} 的，要取消請執行 kaohe accept {line.listed} --undo",
                f"this file was joined into {line.listed}; to take that back run kaohe accept {line.listed}"
                " --undo",
            )


def _received(state: State, file: Path) -> Checked:
    """Return the file received that a person has named, by its path from here, from the campaign's folder or
    from its inbox, or by its name where it was taken out of a mail."""
    hold_name(file)
    known = {Path(checked.path).resolve(): checked for checked in state.collection.files}
    for path in _places(state.campaign, file):
        if path.resolve() in known:
            return known[path.resolve()]
    raise KaoheError(
        f"{file} 不是 inbox 收到的評分表；請照 kaohe status 或 kaohe check 列出的路徑指定",
        f"{file} is none of the forms received; name it as kaohe status or kaohe check lists it",
    )


def _places(campaign: Campaign, file: Path) -> tuple[Path, ...]:
    inbox = campaign.inbox
    return (file, campaign.root / file, inbox / file, inbox / WORKBOOKS / file)


def _who() -> str:
    """Name the person as the system does; empty where it does not."""
    try:
        return clean_text(getpass.getuser(), 100)
    except (OSError, KeyError, ImportError):
        return ""


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
