"""The job that merges: what came in, as the consolidated workbook and what else is wanted of it."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from macros import __version__
from macros.files import hold_free, hold_name, hold_replaceable, making, read_file, write_file
from macros.folders import find_workbooks, look_into
from macros.jobs import UNWATCHED, Watch
from macros.libreoffice import convert, find_libreoffice
from macros.packed import unpacked
from macros.reading import summaries
from macros.tasks import check
from scoring import plain_file
from scoring.comparison import Earlier, beside
from scoring.doubts import Rules, load_rules
from scoring.errors import KaoheError, OutputError, system_reason
from scoring.roster import Roster
from scoring.rubric import Rubric
from scoring.values import office_key
from workbook.collection import joining
from workbook.collection.checked import Checked, Delivery
from workbook.collection.doubts import doubted, earlier_notes
from workbook.collection.selection import Collection, select
from workbook.intake.check import Terms
from workbook.summary.csv_files import CSV_NAMES, csv_files
from workbook.summary.facts import Context
from workbook.summary.office_sheets import office_sheets
from workbook.summary.write import write


@dataclass(frozen=True, slots=True)
class Exports:
    """What is written besides the consolidated workbook: a folder of CSV files, a PDF, an .ods, a
    workbook with a sheet for each office."""

    csv: Path | None = None
    pdf: Path | None = None
    ods: Path | None = None
    office_sheets: Path | None = None

    @property
    def files(self) -> list[Path]:
        """Every file that is written."""
        csv = [self.csv / name for name in CSV_NAMES] if self.csv else []
        return [path for path in (self.pdf, self.ods, self.office_sheets, *csv) if path]


NO_EXPORTS = Exports()


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a merge writes: the consolidated workbook and the exports.

    ``force`` lets it replace what exists; ``keeps_old`` first copies the workbook that stands at ``out``
    under the time when it was last changed, for people adjust scores in it.
    """

    out: Path
    exports: Exports = NO_EXPORTS
    force: bool = False
    keeps_old: bool = False

    @property
    def files(self) -> list[Path]:
        """Every file that is written."""
        return [self.out, *self.exports.files]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides about a merge.

    ``prefer`` are the files to use where an office sent several; ``previous`` is last year's consolidated
    workbook, to be shown beside this year's figures; ``doubts`` are the rules by which figures are doubted,
    the bundled ones unless others are given, and None doubts nothing.
    """

    prefer: Sequence[Path] = ()
    previous: Path | None = None
    doubts: Rules | None = field(default_factory=load_rules)


NO_CHOICES = Choices(doubts=None)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Checked forms of which one an office was selected. ``deliveries`` are the mails that brought the
    files, by path."""

    collection: Collection
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)


class FormSource(Protocol):
    """Where forms come from: files and folders that were named, or a campaign's inbox."""

    @property
    def password(self) -> str | None:
        """Opens encrypted files, last year's workbook among them."""

    @property
    def previous(self) -> Path | None:
        """Last year's consolidated workbook unless another is chosen."""

    def check(self, watch: Watch = UNWATCHED) -> Sequence[Checked]:
        """Read and audit every form. Raises CancelledError where ``watch`` says so."""

    def gather(self, prefer: Sequence[Path], outputs: Sequence[Path], watch: Watch) -> Gathered:
        """Check every form but those that are outputs, and select one an office."""


@dataclass(frozen=True, slots=True)
class NamedFiles:
    """Files and folders that were named. Without a rubric in ``terms`` a merge takes that of most forms.
    ``joins`` are pairs of files that are halves of one form, ``packed`` files that were unpacked to be read,
    each with its name in its archive."""

    paths: Sequence[Path]
    terms: Terms
    roster: Roster | None = None
    previous: Path | None = None
    joins: Sequence[tuple[Path, Path]] = ()
    packed: Mapping[Path, str] = field(default_factory=dict)

    @property
    def password(self) -> str | None:
        return self.terms.password

    def check(self, watch: Watch = UNWATCHED) -> Sequence[Checked]:
        return self._checked(find_workbooks(self.paths), watch)

    def _checked(self, files: Sequence[Path], watch: Watch) -> Sequence[Checked]:
        """Read and audit these files, and those in zips of the folders named. What a zip has that lies beside
        it, too, as a collection puts it there, is one file."""
        with unpacked(look_into(self.paths).zips) as more:
            packed = {**self.packed, **more.files}
            read = check([*files, *packed], self.terms, watch)
            lying = {checked.sha256 for checked in read if Path(checked.path) not in packed}
            return [
                replace(checked, path=packed.get(Path(checked.path), checked.path))
                for checked in read
                if Path(checked.path) not in packed or checked.sha256 not in lying
            ]

    def gather(self, prefer: Sequence[Path], outputs: Sequence[Path], watch: Watch) -> Gathered:
        """Check the files named and select what counts.

        Raise KaoheError where no form can be read and no rubric was named.
        """
        written = {path.resolve() for path in outputs}
        found = find_workbooks(self.paths)
        inputs = [path for path in found if path.resolve() not in written]
        _hold_no_form(check([path for path in found if path.resolve() in written], self.terms))
        checked = self._checked(inputs, watch)
        rubric = self.terms.rubric or _usual_rubric(checked)
        if rubric is None:
            raise KaoheError(
                "沒有任何一份能讀的評分表，請核對路徑，或以 --rubric 指定年度",
                "not one form could be read; check the path, or name the rubric with --rubric",
            )
        preferred, joins = _preferred(prefer, checked), _joins(self.joins, checked)
        _hold_no_contradiction(preferred, joins, checked)
        firsts = (first for first, _ in joins)
        by_content = {first.sha256: second.sha256 for first, second in joins}
        chosen = preferred | {first.path for first in firsts}
        return Gathered(select(rubric, checked, self.roster, chosen, joins=by_content))


def _preferred(prefer: Sequence[Path], files: Sequence[Checked]) -> frozenset[str]:
    """Return the paths as they were read, whichever way a person has written them."""
    return frozenset(_named(path, "--prefer", files).path for path in prefer)


def _joins(pairs: Sequence[tuple[Path, Path]], files: Sequence[Checked]) -> Sequence[tuple[Checked, Checked]]:
    """Return the pairs of files to join. Raise KaoheError where two cannot be one form."""
    found = []
    for pair in pairs:
        first, second = (_named(path, "--join", files) for path in pair)
        why = joining.why_not(first, second)
        if why is not None:
            raise KaoheError(
                f"{first.path} 與 {second.path} 不能合為一份：{why.zh}",
                f"{first.path} and {second.path} cannot be joined: {why.en}",
            )
        found.append((first, second))
    return found


def _hold_no_contradiction(
    preferred: frozenset[str], joins: Sequence[tuple[Checked, Checked]], files: Sequence[Checked]
) -> None:
    """Raise KaoheError where a file is in two pairs, or another file of the office is preferred to a pair."""
    times = Counter(each.sha256 for pair in joins for each in pair)
    for first, second in joins:
        for each in (first, second):
            if times[each.sha256] > 1:
                raise KaoheError(
                    f"{each.path} 用 --join 指定了不只一次；一份只能與另一份合為一份，請只留一組",
                    f"{each.path} is named with --join more than once; leave one pair",
                )
        office = office_key(first.office.name)
        for other in (each for each in files if each.path in preferred and each.path != first.path):
            if office_key(other.office.name) == office:
                raise KaoheError(
                    f"{other.path} 用 --prefer 指定，同一機關的 {first.path} 又用 --join 指定；請只留一個",
                    f"{other.path} is named with --prefer, and {first.path} of the same office with --join;"
                    " leave one of them",
                )


def _named(path: Path, option: str, files: Sequence[Checked]) -> Checked:
    """Return the file that an option names. Raise KaoheError where it is none of those read."""
    hold_name(path)
    found = next((checked for checked in files if Path(checked.path).resolve() == path.resolve()), None)
    if found is None:
        said, said_en = ("不在要合併的檔案裡", "is none of the files to merge")
        if not path.exists():
            said, said_en = ("不存在", "does not exist")
        raise KaoheError(
            f"{option} 指定的 {path} {said}；請照列出的路徑指定",
            f"{path}, named with {option}, {said_en}; name it as the files are listed",
        )
    return found


def _hold_no_form(replaced: Sequence[Checked]) -> None:
    """Raise OutputError where a file to be replaced is itself a form that was received."""
    for checked in replaced:
        if checked.rubric is not None:
            raise OutputError(
                f"{checked.path} 是收到的評分表，不能拿來存總表；請換輸出檔名",
                f"{checked.path} is a form that was received, and no place for an output; name another",
            )


def _usual_rubric(files: Sequence[Checked]) -> Rubric | None:
    found = Counter(checked.rubric.hash for checked in files if checked.rubric)
    if not found:
        return None
    usual = max(sorted(found), key=lambda rubric_hash: found[rubric_hash])
    return next(c.rubric for c in files if c.rubric and c.rubric.hash == usual)


@dataclass(frozen=True)
class Merged:
    """What a merge wrote. ``kept`` is where the workbook that stood at ``path`` now lies, if it was kept."""

    collection: Collection
    path: Path
    kept: Path | None = None


def merge(
    source: FormSource, outputs: Outputs, choices: Choices = NO_CHOICES, watch: Watch = UNWATCHED
) -> Merged:
    """Consolidate what was received.

    Raise KaoheError where there is nothing to merge, OutputError where an output cannot be written,
    CancelledError where ``watch`` says so before anything is.
    """
    _hold_writable(outputs)
    previous = choices.previous or source.previous
    earlier = _read_previous(previous, source.password) if previous else None
    gathered = source.gather(choices.prefer, outputs.files, watch)
    collection = gathered.collection
    if choices.doubts:
        notes = earlier_notes(collection, earlier) if earlier else {}
        collection = doubted(collection, choices.doubts, notes)
    kept = _write(Gathered(collection, gathered.deliveries), outputs, earlier, watch)
    return Merged(collection, outputs.out, kept)


def _hold_writable(outputs: Outputs) -> None:
    """Raise OutputError, before an hour's work and not after it, where an output is open in another
    program, named twice, or in the way and not to be replaced; KaoheError where LibreOffice is missing."""
    for path in outputs.files:
        hold_name(path)
    _hold_suffixes(outputs)
    for path, times in Counter(path.resolve() for path in outputs.files).items():
        if times > 1:
            raise OutputError(
                f"{path} 指定了兩次，請分開命名",
                f"two outputs would be written to {path}; name another for one",
            )
    for path in outputs.files:
        if not outputs.force:
            hold_free(path)
        hold_replaceable(path)
    if outputs.exports.pdf or outputs.exports.ods:
        find_libreoffice()


def _hold_suffixes(outputs: Outputs) -> None:
    """Raise OutputError where a file's name does not say what it will be: no program would open it."""
    exports = outputs.exports
    for path, suffix in (
        (outputs.out, ".xlsx"),
        (exports.office_sheets, ".xlsx"),
        (exports.pdf, ".pdf"),
        (exports.ods, ".ods"),
    ):
        if path and path.suffix.lower() != suffix:
            meant = path.name.removesuffix(path.suffix) + suffix
            raise OutputError(
                f"輸出檔名 {path} 要以 {suffix} 結尾，請改為 {meant}",
                f"the output {path} should end with {suffix}; name it {meant}",
            )


def _read_previous(path: Path, password: str | None) -> Earlier:
    try:
        data = plain_file.content(path)
    except (OSError, ValueError) as error:
        reason = system_reason(error)
        raise KaoheError(
            f"無法開啟上年總表 {path}：{reason.zh}",
            f"last year's consolidated workbook {path} cannot be opened: {reason.en}",
        ) from None
    return summaries.earlier(data, str(path), password)


def _write(gathered: Gathered, outputs: Outputs, earlier: Earlier | None, watch: Watch) -> Path | None:
    """Write every output; return where the workbook that stood there was kept."""
    collection, out, exports, force = gathered.collection, outputs.out, outputs.exports, outputs.force
    year = beside(collection.rubric, earlier) if earlier else None
    moment = datetime.datetime.now().replace(microsecond=0)
    context = Context(moment, __version__, str(out.parent.resolve()), gathered.deliveries)
    with making(out):
        data = write(collection, context, year)
        sheets = office_sheets(collection) if exports.office_sheets else b""
    watch.stop_if_cancelled()
    kept = _keep(out) if outputs.keeps_old else None
    write_file(out, data, force=force)
    with _beside(out):
        if exports.office_sheets:
            write_file(exports.office_sheets, sheets, force=force)
        if exports.csv:
            for name, content in csv_files(collection, context):
                write_file(exports.csv / name, content, force=force)
        if exports.pdf or exports.ods:
            # LibreOffice works on a copy elsewhere, from which relative links to files would lead astray.
            unlinked = write(collection, replace(context, folder=""), year)
            _convert(unlinked, outputs)
    return kept


@contextmanager
def _beside(out: Path) -> Iterator[None]:
    """Say of whatever cannot be written that the consolidated workbook is there all the same."""
    try:
        yield
    except OutputError as error:
        raise OutputError(
            f"{error.sentence.zh}。總表已經存好：{out}",
            f"{error.sentence.en}. The consolidated workbook itself was written: {out}",
        ) from None


def _keep(path: Path) -> Path | None:
    """Copy what stands there under the time when it was last changed; return the copy's path.

    It is copied, not moved, for until the new file is in its place the old one must be there. Nothing is
    copied twice. Raise KaoheError where it cannot be.
    """
    if not path.exists():
        return None
    data, changed = read_file(path), datetime.datetime.fromtimestamp(path.stat().st_mtime)
    stem, number = f"{path.stem}_{changed:%Y%m%d-%H%M%S}", 1
    kept = path.with_stem(stem)
    while kept.exists() and read_file(kept) != data:
        number += 1
        kept = path.with_stem(f"{stem}_{number}")
    if not kept.exists():
        write_file(kept, data, force=False)
    return kept


def _convert(data: bytes, outputs: Outputs) -> None:
    if outputs.exports.pdf:
        convert(outputs.out, outputs.exports.pdf, "pdf", force=outputs.force, data=data)
    if outputs.exports.ods:
        convert(outputs.out, outputs.exports.ods, "ods", force=outputs.force, data=data)
