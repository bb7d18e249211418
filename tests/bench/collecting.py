"""Collect 2,000 mails with a form each, twice: the time a mail stays flat, the second run adds nothing.

    python -m tests.bench.collecting [--mails 2000]

A bar is shown where there is a terminal.
"""

import argparse
import tempfile
import time
from pathlib import Path

from macros.campaign.collecting import Collected, collect
from macros.cli.options import progress_bar
from macros.jobs import Watch
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.post.inbox import mails

_GROUP = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=2_000)
    count = parser.parse_args().mails
    with tempfile.TemporaryDirectory() as folder:
        inbox = Path(folder) / "inbox"
        inbox.mkdir()
        size = _fill(inbox, count)
        print(f"{count} mails, a form and a picture each, {size / count / 1024:.0f} kB a mail\n")
        _run("first run", inbox)
        ledger = (inbox / "received.jsonl").read_bytes()
        again = _run("second run", inbox)
        is_same = (inbox / "received.jsonl").read_bytes() == ledger
        print(f"\nthe second run added {len(again.received)} workbooks; ledger unchanged: {is_same}")


def _fill(inbox: Path, count: int) -> int:
    size = 0
    for number in range(count):
        office = Office(f"X{number:04}", f"第{number:04}分署")
        form = forms.form(office, forms.card({"1.1.1": 1 + number % 30}))
        mail = mails.mail(
            {f"{office.name}_107.xlsx": form},
            subject=f"{office.name} 評分表",
            message_id=f"<{number}@branch.example.tw>",
            pictures=["image001.png"],
        )
        (inbox / f"{number:04}.eml").write_bytes(mail)
        size += len(mail)
    return size


def _run(what: str, inbox: Path) -> Collected:
    """One run, with the time of the first mails and of the last."""
    times: list[float] = []
    start = time.perf_counter()
    with progress_bar("收取", "collect") as watch:

        def progress(done: int, total: int) -> None:
            times.append(time.perf_counter())
            watch.progress(done, total)

        collected = collect(inbox, watch=Watch(progress))
    end = time.perf_counter()
    print(f"{what}: {end - start:.2f} s, {len(collected.received)} workbooks new")
    if len(times) >= 2 * _GROUP:
        first = (times[_GROUP - 1] - times[0]) / (_GROUP - 1)
        last = (times[-1] - times[-_GROUP]) / (_GROUP - 1)
        print(f"  first {_GROUP}: {first * 1000:.2f} ms a mail; last {_GROUP}: {last * 1000:.2f} ms a mail")
    return collected


if __name__ == "__main__":
    main()
