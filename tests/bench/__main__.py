"""Run both sides in turn on the same files and print the ratios; memory in a process each."""

import argparse
import datetime
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from macros import demo, tasks
from macros.jobs import Seal
from macros.merging import NamedFiles, Outputs, merge
from scoring.roster import Entry, Roster
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office
from tests.bench import plain
from tests.bench.memory import peak
from tests.macros.test_batch import batch
from workbook.form.fill import fill, stock
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.layout import layout_of
from workbook.protection import lock

_ROUNDS = 5
KEY = b"0123456789abcdef"
_PARAGRAPH = "依民眾需求檢討流程，設單一窗口並由專人引導，縮短等候時間，並定期檢討成效。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=200)
    parser.add_argument("--alone", choices=["read", "memory"], help=argparse.SUPPRESS)
    parser.add_argument("--side", choices=["ours", "plain"], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.alone == "read":
        print(_read(arguments.side, arguments.folder))
    elif arguments.alone == "memory":
        _merge(arguments.side, arguments.folder)
        print(peak())
    if arguments.alone:
        return
    with tempfile.TemporaryDirectory() as folder:
        _bench(Path(folder), arguments.offices)


def _bench(folder: Path, count: int) -> None:
    rubric = load_rubric("107")
    layout = layout_of(rubric)
    offices = tuple(Office(f"B{n:03}", f"第{n:03}分署") for n in range(count))
    fill_all(folder / "in", offices)
    print(f"{count} offices; plain openpyxl / kaohe, seconds of wall time\n")

    reading = [[_alone("read", side, folder) for side in ("plain", "ours")] for _ in range(_ROUNDS)]
    reading_plain, reading_ours = (statistics.median(times) for times in zip(*reading, strict=True))
    _row("read one form, all checks", reading_plain, reading_ours, 60)

    (folder / "plain").mkdir()
    hashed = lock("a password")
    issuing_plain = _timed(lambda: plain.issue(layout, hashed, offices, folder / "plain"))
    roster = Roster(tuple(Entry(office) for office in offices))
    issuing = statistics.median(
        _timed(partial(tasks.issue, rubric, roster, folder / f"ours{run}", Seal(KEY, "a password")))
        for run in range(3)
    )
    _row(f"issue {count} forms", issuing_plain, issuing, 80)

    merging = statistics.median(_timed(lambda: _merge("ours", folder)) for _ in range(3))
    merging_plain = _timed(lambda: _merge("plain", folder))
    _row(f"merge {count} forms", merging_plain, merging, 25)
    for name, hostile in (("good", 0), ("both", count // 2)):
        batch(folder / name, count, hostile)
    good, both = (
        statistics.median(_timed(partial(_merge, "ours", folder, name)) for _ in range(5))
        for name in ("good", "both")
    )
    ratio = both / good
    print(f"merge with half as many hostile files: {ratio:.2f} times the good ones alone (wanted: 1.4)")
    memory_plain, memory = (_alone("memory", side, folder) / 1024 for side in ("plain", "ours"))
    print(f"peak memory of merging: {memory_plain:.0f} MB / {memory:.0f} MB = {memory_plain / memory:.1f}")
    print(f"{datetime.datetime.now():%Y-%m-%d %H:%M}, Python {sys.version.split()[0]}")


def fill_all(folder: Path, offices: tuple[Office, ...]) -> None:
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
        merge(NamedFiles([folder / source], Terms(KEY, rubric=rubric)), Outputs(out, force=True))
    else:
        plain.merge(sorted((folder / "in").iterdir()), layout_of(rubric), rubric, out)


def _alone(what: str, side: str, folder: Path) -> float:
    """What a process says that does one thing for one side, so that neither pays for the other."""
    command = [sys.executable, "-m", "tests.bench", "--alone", what, "--side", side, "--folder", str(folder)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _read(side: str, folder: Path) -> float:
    """Seconds for a form, form after form as in a batch; the slow side reads some of them."""
    rubric = load_rubric("107")
    forms = [path.read_bytes() for path in sorted((folder / "in").iterdir())]
    if side == "ours":
        return _each(lambda form: check(form, "form.xlsx", Terms(KEY, rubric_of=load_rubric)), forms)
    return _each(lambda form: plain.read(form, layout_of(rubric)), forms[:: max(1, len(forms) // 5)])


def _each(work: Callable[[bytes], object], forms: Sequence[bytes]) -> float:
    work(forms[0])
    start = time.perf_counter()
    for form in forms:
        work(form)
    return (time.perf_counter() - start) / len(forms)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(what: str, theirs: float, ours: float, wanted: int) -> None:
    print(f"{what:28} {theirs:9.4f} / {ours:8.4f} = {theirs / ours:6.1f} times (wanted: {wanted})")


if __name__ == "__main__":
    main()
