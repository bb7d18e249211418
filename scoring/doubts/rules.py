"""The rules for doubts: which are on, and their thresholds, read from YAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring import text_file, yaml_text
from scoring.errors import KaoheError, text_reason
from scoring.fields import problems_text


class RulesError(KaoheError):
    """A file of rules cannot be used."""


@dataclass(frozen=True, slots=True)
class ClaimUnsupported:
    """``not_evidence`` are words beside which a percentage bears out nothing, such as 回收率."""

    enabled: bool
    not_evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotesShared:
    """``min_length`` in characters without white space; ``named`` offices are told by name."""

    enabled: bool
    min_length: int
    named: int


@dataclass(frozen=True, slots=True)
class NotesRepeated:
    """``share`` of the items that have notes, from 0 to below 1, that more items must have."""

    enabled: bool
    min_items: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class NotesUnchanged:
    """``min_length`` in characters without white space; ``share`` of an item's characters, above 0 to 1."""

    enabled: bool
    min_length: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class ScoresAtBandTop:
    enabled: bool
    min_items: int


@dataclass(frozen=True, slots=True)
class ScoresUniform:
    """``tolerance`` is a share of an item's maximum, 0 to 1."""

    enabled: bool
    min_items: int
    tolerance: Decimal


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule with its thresholds; in a file each stands under its finding's code."""

    claim_unsupported: ClaimUnsupported
    notes_shared: NotesShared
    notes_repeated: NotesRepeated
    notes_unchanged: NotesUnchanged
    scores_at_band_top: ScoresAtBandTop
    scores_uniform: ScoresUniform


Length = Annotated[int, Field(ge=1, le=100_000)]
Count = Annotated[int, Field(ge=1, le=1_000)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ClaimFile(_Model):
    enabled: bool
    not_evidence: list[Annotated[str, Field(min_length=1)]]


class _SharedFile(_Model):
    enabled: bool
    min_length: Length
    named: Count


class _RepeatedFile(_Model):
    enabled: bool
    min_items: Count
    share: Annotated[Decimal, Field(ge=0, lt=1, decimal_places=9)]


class _UnchangedFile(_Model):
    enabled: bool
    min_length: Length
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=9)]


class _TopFile(_Model):
    enabled: bool
    min_items: Count


class _UniformFile(_Model):
    enabled: bool
    min_items: Count
    tolerance: Annotated[Decimal, Field(ge=0, le=1, decimal_places=9)]


def _code(field: str) -> str:
    return field.replace("_", "-")


class _RulesFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_code)

    claim_unsupported: _ClaimFile
    notes_shared: _SharedFile
    notes_repeated: _RepeatedFile
    notes_unchanged: _UnchangedFile
    scores_at_band_top: _TopFile
    scores_uniform: _UniformFile


def load_rules(path: Path | None = None) -> Rules:
    """Load the bundled rules, with the thresholds replaced that the file at ``path`` names.

    Raise RulesError that names the file, what is wrong, and what to do.
    """
    return _rules(_bundled(), "doubts.yaml") if path is None else _overridden(path)


def _overridden(path: Path) -> Rules:
    own = _read(path) or {}
    if not isinstance(own, dict):
        raise RulesError(
            f"{path}：應為「代碼: 設定」的結構，請依 doubts.yaml 的寫法修正",
            f"{path}: it should be rules under their codes; write it like doubts.yaml",
        )
    return _rules({**_bundled(), **{code: _merged(code, rule) for code, rule in own.items()}}, str(path))


def _merged(code: object, rule: object) -> object:
    """Put a rule's own thresholds on top of the bundled ones; anything else is kept for validation to
    refuse."""
    base = _bundled().get(code)
    return {**base, **rule} if isinstance(base, dict) and isinstance(rule, dict) else rule


@cache
def _bundled() -> Mapping[Any, Any]:
    data: Mapping[Any, Any] = yaml_text.load(
        (files("scoring") / "rules" / "doubts.yaml").read_text(encoding="utf-8")
    )
    return data


def _read(path: Path) -> Any:
    try:
        return yaml_text.load(text_file.read(path))
    except (OSError, ValueError) as error:
        reason = text_reason(error)
    raise RulesError(f"{path}：無法讀取，{reason.zh}", f"{path} cannot be read: {reason.en}")


def _rules(data: Mapping[Any, Any], source: str) -> Rules:
    try:
        parsed = _RulesFile.model_validate({str(code): rule for code, rule in data.items()})
    except ValidationError as error:
        problems = problems_text(error, model=_RulesFile)
        raise RulesError(
            f"{source}：{problems.zh}。請依 doubts.yaml 的寫法修正",
            f"{source}: {problems.en}. Write them like those of doubts.yaml",
        ) from None
    claim = parsed.claim_unsupported
    return Rules(
        ClaimUnsupported(claim.enabled, tuple(claim.not_evidence)),
        NotesShared(**dict(parsed.notes_shared)),
        NotesRepeated(**dict(parsed.notes_repeated)),
        NotesUnchanged(**dict(parsed.notes_unchanged)),
        ScoresAtBandTop(**dict(parsed.scores_at_band_top)),
        ScoresUniform(**dict(parsed.scores_uniform)),
    )
