"""What became of the mutants: the score, and each that lives with what it would have changed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutants.judge import Judged
from tests.mutants.mutate import Mutant


def score(found: Sequence[Judged]) -> float:
    """How many of a hundred were noticed."""
    return 100 * sum(each.is_noticed for each in found) / len(found) if found else 100.0


def lines(found: Sequence[Judged], texts: Mapping[str, str]) -> Iterator[str]:
    """Those that live, each with its place and the line before and after; then the score."""
    for each in found:
        if not each.is_noticed:
            yield from _living(each, texts[each.mutant.path])
    slow = [each for each in found if each.answer.outcome == "timed out"]
    noticed = sum(each.is_noticed for each in found)
    yield (
        f"{noticed} of {len(found)} mutants killed, {score(found):.1f} %"
        f" ({len(slow)} of them by the time limit)"
    )


def write(path: Path, found: Sequence[Judged], texts: Mapping[str, str]) -> None:
    """All of them as JSON."""
    shown = [
        {
            "file": each.mutant.path,
            "line": each.mutant.line,
            "written": each.mutant.written,
            "change": each.mutant.change,
            "diff": list(_diff(each.mutant, texts[each.mutant.path])),
            "outcome": each.answer.outcome,
            "by": each.answer.by,
            "seconds": each.answer.seconds,
            "asked": each.asked,
            "covering": each.covering,
        }
        for each in found
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(shown, ensure_ascii=False, indent=1), "utf-8")


def _living(each: Judged, text: str) -> Iterator[str]:
    mutant = each.mutant
    if each.covering == 0:
        asked = "no test runs it"
    elif each.asked < each.covering:
        asked = f"{each.asked} of {each.covering} tests asked"
    else:
        asked = f"{each.asked} tests"
    yield f"{mutant.path}:{mutant.line}  {mutant.change}  ({asked})"
    yield from (f"    {line}" for line in _diff(mutant, text))


def _diff(mutant: Mutant, text: str) -> Iterator[str]:
    """The lines that the mistake is in, as they are and as they would be."""
    start = text.rfind("\n", 0, mutant.edit.start) + 1
    end = text.find("\n", mutant.edit.end)
    shorter = len(mutant.edit.put) - (mutant.edit.end - mutant.edit.start)
    end = len(text) if end < 0 else end
    yield from (f"-{line}" for line in text[start:end].splitlines())
    yield from (f"+{line}" for line in mutant.applied(text)[start : end + shorter].splitlines())
