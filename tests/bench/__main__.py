"""Run both sides in turn on the same files and print the ratios; memory in a process each."""

import argparse
import datetime
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from macros import demo, tasks
from scoring.roster import Entry, Roster
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office
from tests.bench import plain
from tests.macros.test_batch import batch
from workbook.form.fill import fill, stock
from workbook.identity import identity_of, sign
from workbook.intake.check import check
from workbook.layout import layout_of
from workbook.protection import lock

_ROUNDS = 7
KEY = b"0123456789abcdef"
_PARAGRAPH = "依民眾需求檢討流程，設單一窗口並由專人引導，縮短等候時間，並定期檢討成效。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=200)
    parser.add_argument("--memory", choices=["ours", "plain"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        _merge(arguments.memory, arguments.folder)
        print(_peak())
        return
    with tempfile.TemporaryDirectory() as folder:
        _bench(Path(folder), arguments.offices)


def _bench(folder: Path, count: int) -> None:
    rubric = load_rubric("107")
    layout = layout_of(rubric)
    offices = tuple(Office(f"B{n:03}", f"第{n:03}分署") for n in range(count))
    _fill_all(folder / "in", offices)
    forms = [path.read_bytes() for path in sorted((folder / "in").iterdir())]
    print(f"{count} offices; plain openpyxl / kaohe, seconds of wall time\n")

    reading_plain, reading = _in_turn(
        lambda form: plain.read(form, layout), lambda form: check(form, "form.xlsx", load_rubric, KEY), forms
    )
    _row("read one form, all checks", reading_plain, reading, 60)

    (folder / "plain").mkdir()
    hashed = lock("a password")
    issuing_plain = _timed(lambda: plain.issue(layout, hashed, offices, folder / "plain"))
    roster = Roster(tuple(Entry(office) for office in offices))
    issuing = statistics.median(
        _timed(
            lambda run=run: tasks.issue(rubric, roster, folder / f"ours{run}", key=KEY, password="a password")
        )
        for run in range(3)
    )
    _row(f"issue {count} forms", issuing_plain, issuing, 80)

    merging = statistics.median(_timed(lambda: _merge("ours", folder)) for _ in range(3))
    merging_plain = _timed(lambda: _merge("plain", folder))
    _row(f"merge {count} forms", merging_plain, merging, 25)
    for name, hostile in (("good", 0), ("both", count // 2)):
        batch(folder / name, count, hostile)
    good, both = (
        statistics.median(_timed(lambda name=name: _merge("ours", folder, name)) for _ in range(5))
        for name in ("good", "both")
    )
    print(
        f"{count} good files and {count // 2} hostile ones {both / good:.2f} times the good ones (wanted: 1.5)"
    )
    memory_plain, memory = (_memory(side, folder) for side in ("plain", "ours"))
    print(f"peak memory of merging: {memory_plain:.0f} MB / {memory:.0f} MB = {memory_plain / memory:.1f}")
    print(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, Python {sys.version.split()[0]}")


def _fill_all(folder: Path, offices: tuple[Office, ...]) -> None:
    rubric = load_rubric("107")
    forms = stock(rubric, lock("a password"), named=True)
    folder.mkdir()
    for office in offices:
        card = demo.sample(rubric, office)
        for item_id, answer in card.answers.items():
            notes = (*answer.notes, _PARAGRAPH * 2)
            card.answers[item_id] = type(answer)(answer.score, answer.ticked, notes)  # type: ignore[index]
        identity = sign(identity_of(rubric, office, "bench"), KEY)
        (folder / f"{office.name}.xlsx").write_bytes(fill(forms, identity, card))


def _merge(side: str, folder: Path, source: str = "in") -> None:
    rubric = load_rubric("107")
    out = folder / f"{side}.xlsx"
    if side == "ours":
        tasks.merge([folder / source], out, key=KEY, rubric=rubric, force=True)
    else:
        plain.merge(sorted((folder / "in").iterdir()), layout_of(rubric), rubric, out)


def _memory(side: str, folder: Path) -> Decimal:
    """The peak of a process that only merges, in MB."""
    command = [sys.executable, "-m", "tests.bench", "--memory", side, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Decimal(done.stdout.split()[-1]) / 1024


def _in_turn(
    left: Callable[[bytes], object], right: Callable[[bytes], object], forms: Sequence[bytes]
) -> tuple[float, float]:
    """Seconds a form for both, medians over rounds of one after the other, so that a machine's moods
    hit both alike. Each reads form after form, as in a batch; the slow side reads a few of them."""
    some = forms[:: max(1, len(forms) // 3)]
    times = [(_each(left, some), _each(right, forms)) for _ in range(_ROUNDS + 1)][1:]
    return statistics.median(t for t, _ in times), statistics.median(t for _, t in times)


def _each(work: Callable[[bytes], object], forms: Sequence[bytes]) -> float:
    return _timed(lambda: [work(form) for form in forms]) / len(forms)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _peak() -> int:
    """This process's own peak in kB: what `getrusage` says includes the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if "VmHWM" in line)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _row(what: str, theirs: float, ours: float, wanted: int) -> None:
    print(f"{what:28} {theirs:9.4f} / {ours:8.4f} = {theirs / ours:6.1f} times (wanted: {wanted})")


if __name__ == "__main__":
    main()
