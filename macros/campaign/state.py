"""The state of a campaign by what has come in: each office, the file that counts, and what is wrong.

Nothing is kept of it: it is made anew from the inbox each time, so that it cannot be out of date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from macros.campaign import own_forms
from macros.campaign.acceptances import accepted, taken_back
from macros.campaign.arrivals import first_came, first_mailed
from macros.campaign.collecting import collect, received_by_path, without_workbook
from macros.campaign.evidence import Evidence, evidence, remember
from macros.campaign.folder import Campaign
from macros.campaign.gone import stand_ins
from macros.campaign.ledger import NAME, PassedOver, Received
from macros.campaign.ledger import read as entries
from macros.campaign.origins import sender_of_office
from macros.campaign.passed import Passing, passed_over
from macros.file_names import argument
from macros.files import hold_name
from macros.jobs import UNWATCHED, Watch
from macros.tasks import check
from scoring.catalogue import LANGUAGES
from scoring.errors import KaoheError, Sentence
from scoring.findings import Finding
from scoring.scorecard import Office
from workbook.collection.checked import Checked, Delivery
from workbook.collection.proof import Known, Provenance
from workbook.collection.selection import Collection, select
from workbook.identity import key_id
from workbook.intake.check import Terms


@dataclass(frozen=True)
class State:
    """What has come in to a campaign, checked. ``records`` tell how each file was received, by its path,
    earliest first, ``arrivals`` when its content first came; ``formless`` is what came without a workbook in
    it, by its path in the inbox; ``evidence`` what the records say of the inbox, ``passed`` what was passed
    over in it, ``provenance`` what the files are proven by, ``own`` forms as headquarters sent them."""

    campaign: Campaign
    collection: Collection
    records: Mapping[str, tuple[Received, ...]]
    arrivals: Mapping[str, datetime]
    formless: Mapping[str, tuple[PassedOver, ...]]
    evidence: Evidence
    provenance: Provenance
    passed: tuple[Passing, ...] = ()
    own: tuple[Checked, ...] = ()

    @property
    def deliveries(self) -> Mapping[str, Delivery]:
        """The first mail that brought each file, by the file's path; without those that no mail brought."""
        found = {path: [r.mail for r in records if r.mail] for path, records in self.records.items()}
        return {path: Delivery(mails[0].date, mails[0].sender) for path, mails in found.items() if mails}

    def received(self, checked: Checked) -> datetime | None:
        """Return when a file's content first came: the first mail's date, or when it was collected."""
        return self.arrivals.get(checked.path)

    def known(self, checked: Checked) -> Known:
        """Return what is known of a file besides what it holds."""
        return self.provenance.of(checked)

    def came(self, checked: Checked) -> float:
        """Return when a file came, to order files by: seconds since 1970, 0 where nobody knows."""
        moment = self.received(checked)
        return moment.timestamp() if moment else 0.0

    @property
    def strays(self) -> list[Checked]:
        """The files that do not say whose they are."""
        return [checked for checked in self.collection.files if self.collection.is_nobodys(checked)]

    def mailed(self, checked: Checked) -> datetime | None:
        """Return when the first mail that brought a file was sent; None where none did, or it bears no
        date."""
        return first_mailed(self.records.get(checked.path, ()))


def gather(
    campaign: Campaign,
    *,
    password: str | None = None,
    prefer: Sequence[Path] = (),
    watch: Watch = UNWATCHED,
) -> State:
    """Take in what lies in the inbox, then check and select.

    ``prefer`` are files that a person has chosen, among several of an office. Raises KaoheError where
    the key is gone, the inbox cannot be used or a preferred file is none of those received,
    CancelledError when asked to stop.
    """
    key, inbox = campaign.key(), campaign.inbox
    had_ledger = (inbox / NAME).exists()
    taken = collect(inbox, watch=Watch(cancelled=watch.cancelled))
    by_path = {str(path): records for path, records in received_by_path(inbox).items()}
    came = first_came(entries(inbox / NAME))
    preferred = _preferred(prefer, by_path)
    terms = Terms(key, only_this_key=True, rubric=campaign.rubric, password=password)
    files = check([Path(path) for path in by_path], terms, watch)
    seen = evidence(inbox, files, key, had_ledger=had_ledger)
    sent = own_forms.issued(campaign)
    read = [_opened(checked, by_path, seen) for checked in files if not own_forms.is_own(checked, sent)]
    own = tuple(checked for checked in files if own_forms.is_own(checked, sent))
    arrivals = {each.path: came[each.sha256] for each in read if each.sha256 in came}
    provenance = _provenance(campaign, key, read, by_path, seen, arrivals)
    collection = select(campaign.rubric, read, campaign.roster, preferred, provenance)
    instead = [*stand_ins(inbox, collection, campaign.roster, seen.gone, taken_back(inbox, key))]
    if instead:
        collection = select(campaign.rubric, [*read, *instead], campaign.roster, preferred, provenance)
    _hold_preferred_confirmed(collection, preferred)
    offices = {path: result.office for result in collection.results for path in result.paths}
    confirmed = [each for each in collection.files if each.rubric and each.is_confirmed]
    theirs = [(each, offices[each.path]) for each in confirmed if each.path in offices]
    remember(inbox, seen.proven, theirs, key)
    unopened = [each for each in taken.passed_over if not each.source_sha256]
    as_issued = [line for each in own for line in own_forms.passed(by_path[each.path])]
    passed = passed_over(inbox, [*unopened, *as_issued])
    formless = without_workbook(inbox)
    return State(campaign, collection, by_path, arrivals, formless, seen, provenance, passed, own)


def _provenance(
    campaign: Campaign,
    key: bytes,
    files: Sequence[Checked],
    records: Mapping[str, Sequence[Received]],
    seen: Evidence,
    arrivals: Mapping[str, datetime],
) -> Provenance:
    """Return what the files are proven by: who sent them, whether they are as received, who took them, when
    they came."""
    taken = accepted(campaign.inbox, key)
    known = {}
    for checked in files:
        who = sender_of_office(records[checked.path], checked.office, campaign.roster)
        line = taken.get(checked.sha256)
        path = Path(checked.path).relative_to(campaign.inbox).as_posix()
        known[checked.path] = Known(
            path not in seen.changed,
            who.whose,
            who.address,
            who.other,
            line.acceptance if line else None,
            argument(f"inbox/{path}"),
            arrivals[checked.path].timestamp() if checked.path in arrivals else None,
        )
    return Provenance(campaign.roster, key_id(key), known)


def _opened(checked: Checked, records: Mapping[str, Sequence[Received]], seen: Evidence) -> Checked:
    """Return a file; one that does not open now stands for the office whose it was proven to be.

    Else that office would count as one that sent nothing. What is to be done about it is ours to do.
    """
    record = records[checked.path][-1]
    office = seen.proven.get(record.sha256)
    is_locked = checked.size == 0 and record.size > 0
    if checked.state != "rejected" or not (is_locked or (office and checked.identity is None)):
        return checked
    first = checked.findings[0]
    reason, reason_en = (first.message(language) for language in LANGUAGES)
    remedy = _REMEDIES.get("file-unreadable" if is_locked else first.code)
    remedy = remedy or Sentence(first.remedy().rstrip("。"), first.remedy("en").rstrip("."))
    params = {
        "reason": reason.rstrip("。"),
        "reason_en": reason_en.rstrip("."),
        "remedy": remedy.zh,
        "remedy_en": remedy.en,
    }
    found = (Finding("file-unopened", params=params),)
    card = replace(checked.scorecard, office=office or Office())
    return replace(checked, sha256=record.sha256, size=record.size, findings=found, scorecard=card)


_REMEDIES = {
    "file-unreadable": Sentence(
        "請關閉使用它的程式或確認權限",
        "Close the program that has it open, or see to its permissions",
    ),
    "file-encrypted": Sentence(
        "請以 --open-password-file（主控台：「密碼檔」）提供密碼",
        "Give its password with --open-password-file (in the console: “密碼檔”)",
    ),
    "file-too-slow": Sentence("請等電腦不忙的時候", "Wait until the computer is less busy"),
}
"""What is to be done here about a file that could be read before, by why it cannot be read now."""


def _hold_preferred_confirmed(collection: Collection, preferred: frozenset[str]) -> None:
    """Raise KaoheError where a file was preferred that nothing proves, before one that is proven."""
    for checked in collection.files:
        if checked.path in preferred and not checked.is_confirmed and not collection.counts(checked):
            raise KaoheError(
                f"{checked.path} 還不能確認是這次考核發出的表，不能指定；請先以 kaohe accept 採用",
                f"nothing proves yet that {checked.path} is a form of this campaign, so that it cannot be"
                " preferred; run kaohe accept first",
            )


def _preferred(prefer: Sequence[Path], received: Iterable[str]) -> frozenset[str]:
    """Return the paths as the records have them, whichever way a person has written them."""
    known = {Path(path).resolve(): path for path in received}
    for path in prefer:
        hold_name(path)
        if path.resolve() not in known:
            raise KaoheError(
                f"{path} 不是 inbox 收到的評分表；請照 kaohe check 列出的路徑指定 --prefer",
                f"{path} is none of the forms received; name one with --prefer as kaohe check lists it",
            )
    return frozenset(known[path.resolve()] for path in prefer)
