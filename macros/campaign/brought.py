"""What a mail of an office brought in place of a form: a PDF, a link, a file of another program."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from macros.campaign.ledger import PassedOver
from macros.post.inbox.found import Reason
from scoring.errors import Sentence
from scoring.findings import Finding
from scoring.scorecard import Office, Scorecard
from workbook.collection.checked import Checked

AUTOMATIC: frozenset[Reason] = frozenset({"auto-reply", "receipt", "undelivered"})
"""Reasons of mails that no person of an office wrote."""
_BY_THE_WAY: frozenset[Reason] = frozenset({"signature", "picture-inline", "system-file"})
_INSTEAD: Mapping[Reason, Sentence] = {
    "pdf": Sentence(" PDF 檔", "a PDF"),
    "cloud-link": Sentence("雲端連結", "a link to a file kept elsewhere"),
    "numbers": Sentence(" Apple Numbers 的檔案", "a file of Apple Numbers"),
    "tnef": Sentence(" Outlook 專用的 winmail.dat", "Outlook's own winmail.dat"),
}
"""What an office has to send otherwise, in the words of a letter to it: behind 收到的是, with a blank before
Latin letters."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What came from an office in place of its form, and what that is."""

    part: PassedOver
    what: Sentence

    def file(self, office: Office, inbox: str) -> Checked:
        """Return it as a file that cannot be read, to be answered as such."""
        params = {"what": self.what.zh, "what_en": self.what.en}
        found = (Finding("mail-without-form", params=params),)
        path = f"{inbox}/{self.part.source}/{self.part.name}"
        return Checked(path, self.part.source_sha256, 0, "rejected", found, scorecard=Scorecard(office))


def telling_of(parts: Sequence[PassedOver]) -> PassedOver | None:
    """Return the part of a mail that says most of why it brought no form; None where nothing was attached."""
    attached = [part for part in parts if part.reason not in {"no-attachment", *AUTOMATIC}]
    order = (
        *(part for part in attached if part.reason in _INSTEAD),
        *(part for part in attached if part.reason not in _BY_THE_WAY | {"not-a-workbook"}),
        *attached,
    )
    return next(iter(order), None)


def instead_of_a_form(parts: Sequence[PassedOver]) -> Brought | None:
    """Return what a mail brought that an office has to send otherwise; None where it brought nothing such."""
    telling = telling_of(parts)
    what = _INSTEAD.get(telling.reason) if telling else None
    return Brought(telling, what) if telling and what else None
