"""What the commands that write letters tell besides: drafts moved aside, letters that did not arrive."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from macros.cli.options import relative
from scoring.errors import Sentence

if TYPE_CHECKING:
    from macros.campaign.notices import Notice
    from macros.campaign.outdated import Draft
    from macros.campaign.state import State
    from scoring.catalogue import Language


@dataclass(frozen=True, slots=True)
class News:
    """Drafts that were moved aside, notices of letters that were not delivered, and why no letter was
    written, where none was."""

    aside: "Sequence[Draft]" = ()
    undelivered: "Sequence[Notice]" = ()
    nothing_written: Sentence | None = None

    def lines(self, root: Path, language: "Language") -> Iterator[str]:
        """Yield a line for each draft that was moved aside."""
        label = "草稿過期，已移開" if language == "zh-TW" else "out of date, moved aside"
        for each in self.aside:
            where = relative(each.path, root)
            if each.moved:
                where = f"{where} → {relative(each.moved, root)}"
            said = [each.why, *([each.problem] if each.problem else [])]
            reason = ("；" if language == "zh-TW" else "; ").join(one.said(language) for one in said)
            yield f"{label}　{each.office.name}　{where}　{reason}"

    def why(self, language: "Language") -> Sequence[str]:
        """Return a line that says why nothing was written; none where something was."""
        return [self.nothing_written.said(language)] if self.nothing_written else []

    def beneath(self, language: "Language") -> Mapping[str, Sequence[str]]:
        """Return what stands beneath an office's own line, by the office's code."""
        found: dict[str, list[str]] = {}
        for each in self.undelivered:
            found.setdefault(each.office.code, []).append(each.said[language])
        return found

    def json(self, root: Path, language: "Language") -> dict[str, Any]:
        """Return the same as JSON, in the documented shape."""
        from macros.campaign.telling import notices_json

        return {
            "outdated": [
                {
                    "code": each.office.code or None,
                    "name": each.office.name,
                    "draft": relative(each.path, root),
                    "moved": relative(each.moved, root) if each.moved else None,
                    "reason": (each.problem or each.why).said(language),
                }
                for each in self.aside
            ],
            "undelivered": notices_json(self.undelivered, language),
            "nothing_written": next(iter(self.why(language)), None),
        }


NO_NEWS = News()


def undelivered(state: "State") -> "Sequence[Notice]":
    """Return the notices of letters that did not reach an office and were not sent again since."""
    from macros.campaign import history
    from macros.campaign.status import status

    told = status(state, history.letters(state.campaign), datetime.date.today())
    return tuple(notice for notice in told.notices if notice.about == "delivery")
