"""The fields of a header line in a rubric file, as pydantic tests them."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from scoring.file_fields import Line, Said, about
from scoring.rubric import HeaderKind

_MOST_LISTED = 250
"""Characters of all options together: what Excel takes of a list that is written into a validation."""
_MOST_OPTIONS = 60
"""Of a choice: a list in which a person still finds one."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HeaderFile(_Model):
    id: Annotated[
        Annotated[str, Field(pattern=r"^[a-z][a-z_]*$")], about("編號，小寫英文", "the id, in small letters")
    ]
    kind: Annotated[
        HeaderKind,
        about(
            "種類：office 機關（要有一個）、date 日期、period 期間、choice 選項、text 文字",
            "office (one), date, period, choice or text",
        ),
    ]
    label: Annotated[Said, about("印在表上的名稱", "the label as printed")]
    hint: Annotated[Line, about("填寫時的提示", "a hint for whoever fills it")] = ""
    options: Annotated[
        Annotated[list[Said], Field(max_length=_MOST_OPTIONS)],
        about("choice 可選的文字", "the options of a choice"),
    ] = []

    @model_validator(mode="after")
    def _has_options_where_it_is_a_choice(self) -> Self:
        if (self.kind == "choice") != bool(self.options):
            raise PydanticCustomError("options_of_choice", "options of a choice")
        if len(set(self.options)) < len(self.options):
            raise PydanticCustomError("options_twice", "an option twice")
        together = ",".join(self.options)
        if (
            together.count(",") >= max(1, len(self.options))
            or '"' in together
            or len(together) > _MOST_LISTED
        ):
            raise PydanticCustomError("options_unlisted", "options that no list can have")
        return self
