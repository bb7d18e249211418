"""Why a run of remind or report wrote to nobody, in one sentence: each reason with its offices."""

from collections.abc import Mapping, Sequence

from macros.campaign.posting import FATES, Fate, Posted, Posting
from macros.campaign.status import Status
from scoring.errors import Sentence
from scoring.findings import quoted_names

_WRITTEN: frozenset[Fate] = frozenset({"sent", "drafted", "kept", "unknown", "waiting"})
_NAMED = 30
_NO_ADDRESS = Sentence("名冊沒有電子郵件", "the roster has no e-mail address")
_RETURNED_TODAY = Sentence("今天已退回請其更正", "were told today what to correct")
_NOT_ON_ROSTER = Sentence("不在名冊上", "are not on the roster")
_ACCEPTED = Sentence("已通過", "are accepted")
_BEFORE: Mapping[str, Sentence] = {
    "remind": Sentence(
        "今天已催辦過，一天最多一次（草稿在 outbox/remind）",
        "were reminded today, and once a day is the most (drafts are in outbox/remind)",
    ),
    "report": Sentence(
        "這份結果已通知過；要再寄一次請加 --again", "were told this result before; --again sends it once more"
    ),
}
Reason = tuple[Sentence, Sequence[str]]


def not_reminded(status: Status, posting: Posting) -> Sentence | None:
    """Say why nobody was reminded; None where somebody was."""
    tried = {each.office for each in posting.posted}
    left = [each for each in status.offices if each.office not in tried]
    accepted = [each.office.name for each in left if each.standing == "accepted"]
    told = [each for each in left if each.standing != "accepted"]
    today = [each.office.name for each in told if each.letters.went_back_on(status.today)]
    others = [each.office.name for each in told if not each.letters.went_back_on(status.today)]
    reasons = [(_RETURNED_TODAY, today), (_NOT_ON_ROSTER, others), (_ACCEPTED, accepted)]
    if len(accepted) == len(status.offices):
        return Sentence(
            f"沒有寫任何信：{len(accepted)} 個機關都已通過，不必催辦。",
            f"Nothing was written: all {len(accepted)} offices are accepted, and nobody has to be reminded.",
        )
    return _nothing(posting, "remind", reasons)


def not_reported(posting: Posting) -> Sentence | None:
    """Say why nobody was told of a result; None where somebody was."""
    return _nothing(posting, "report", ())


def _nothing(posting: Posting, kind: str, others: Sequence[Reason]) -> Sentence | None:
    if posting.problem or posting.of(*_WRITTEN):
        return None
    by_reason: dict[Sentence, list[str]] = {}
    for each in posting.posted:
        by_reason.setdefault(_why(each, kind), []).append(each.office.name)
    reasons: list[Reason] = [*by_reason.items(), *((why, names) for why, names in others if names)]
    if not reasons:
        return Sentence(
            "沒有寫任何信：沒有可寫的機關。", "Nothing was written: there is no office to write to."
        )
    said = "；".join(f"{_listed(names)}：{why.zh}" for why, names in reasons)
    said_en = "; ".join(f"{_listed_in_english(names)}: {why.en}" for why, names in reasons)
    return Sentence(f"沒有寫任何信：{said}。", f"Nothing was written. {said_en}.")


def _why(each: Posted, kind: str) -> Sentence:
    if each.fate == "already":
        return _BEFORE[kind]
    if each.fate == "no-address":
        return _NO_ADDRESS
    return each.reason or Sentence(FATES[each.fate]["zh-TW"], FATES[each.fate]["en"])


def _listed(names: Sequence[str]) -> str:
    more = f"等 {len(names)} 個機關" if len(names) > _NAMED else ""
    return f"「{'」「'.join(names[:_NAMED])}」{more}"


def _listed_in_english(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return quoted_names(names[:_NAMED]) + more
