"""The errors that reach a person, each a sentence: what is wrong, where, what to do."""

from pathlib import Path


class KaoheError(Exception):
    """Base of every error that the program raises on purpose; its text is fit to show."""


class RubricError(KaoheError):
    """A rubric file cannot be used."""


class AnswersError(KaoheError):
    """An answers file, or a scorecard, does not fit the rubric or the form."""


class RosterError(KaoheError):
    """A roster of offices cannot be used."""


class WorkbookError(KaoheError):
    """A workbook cannot be opened as what it should be.

    ``code`` is the finding that says so to whoever sent the file; ``params`` fill its sentence.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class OutputError(KaoheError):
    """An output cannot be written where it was asked for."""


class ExistsError(OutputError):
    """An output exists already, and nobody said that it may be replaced. ``path`` is the file's."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 已經存在；要取代請加 --force (it exists; add --force to replace it)",
        )
        self.path = path


class CancelledError(KaoheError):
    """A person ended the job before it was done."""
