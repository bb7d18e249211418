"""The sheet and the words of a form in a rubric file, as pydantic tests them: levels, columns, terms."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from scoring.file_fields import Said, Short, about
from scoring.form_columns import FormColumn, FurtherKind
from scoring.words import LEVELS, FormLanguage

ColumnId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=20)]
_LEAST_WIDTH, _MOST_WIDTH = 3, 90
_MOST_LEVELS = 5


class ColumnFile(BaseModel):
    """What is said of one column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Annotated[Short | None, about("欄名", "what stands above it")] = None
    width: Annotated[
        Annotated[Decimal, Field(ge=_LEAST_WIDTH, le=_MOST_WIDTH, decimal_places=2)] | None,
        about("欄寬，Excel 的單位（約一個數字寬）", "its width in Excel's unit, about a digit"),
    ] = None
    show: Annotated[
        bool,
        about("false 不要這一欄（points、notes、guidance）", "false leaves it out (points, notes, guidance)"),
    ] = True
    kind: Annotated[
        FurtherKind | None,
        about(
            "另加的欄位是哪一種：note 文字、date 日期、number 數字；不計分",
            "of a further column: note, date or number; it is not scored",
        ),
    ] = None


WordsFile = dict[Literal["score", "content", "points", "notes", "guidance", "check", "stated", "na"], Short]
ColumnsFile = dict[ColumnId, ColumnFile]


class SheetFields(BaseModel):
    """What a rubric file says of how its form looks."""

    total_label: Annotated[
        Said | None,
        about("總分一列的名稱", "what the grand total is called"),
    ] = None
    language: Annotated[
        FormLanguage, about("表上的語言，不寫是 zh-TW", "the language of the form, zh-TW unless stated")
    ] = "zh-TW"
    words: Annotated[
        WordsFile,
        about("表上用語的別名，如 score: 自評", "other words for terms on the form, as score: Rating"),
    ] = {}
    columns: Annotated[
        ColumnsFile,
        about(
            "欄位：改名、調寬、不要，或另加",
            "the form's columns: other names and widths, some left out, further ones",
        ),
    ] = {}
    levels: Annotated[
        Annotated[
            list[Short],
            Field(min_length=1, max_length=_MOST_LEVELS),
        ]
        | None,
        about(
            "各層的名稱，由上而下一到五層，最後一層是評分的細項；不寫是評核構面、考核項目、細項",
            "the names of the levels, one to five, from the top to the scored items;"
            " unless stated the three of the 107 form",
        ),
    ] = None

    @property
    def level_names(self) -> tuple[str, ...]:
        """The names of the levels, those of the language unless stated."""
        return tuple(self.levels or LEVELS[self.language])


def form_columns(written: Mapping[str, ColumnFile]) -> tuple[FormColumn, ...]:
    """Return the columns that a file speaks of."""
    return tuple(
        FormColumn(column_id, said.label or "", said.kind, said.width, said.show)
        for column_id, said in written.items()
    )
