"""The JSON Schema of rubric files takes those that can be used, and describes every field."""

from copy import deepcopy
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from scoring import yaml_text
from scoring.rubric_file import schema

SCHEMA = schema()
GOOD: dict[str, Any] = {
    "id": "108",
    "title": "評分表",
    "maximum": 10,
    "header": [{"id": "office", "kind": "office", "label": "機關"}],
    "groups": [{"title": "", "dimensions": [{"id": "1", "title": "構面", "maximum": 10}]}],
}


def _as_json(value: Any) -> Any:
    """Numbers as JSON has them."""
    if isinstance(value, dict):
        return {key: _as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    return float(value) if not isinstance(value, str | bool | int | None) else value


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_bundled_rubric_is_as_it_says() -> None:
    text = (files("scoring") / "rubrics" / "107.yaml").read_text("utf-8")
    jsonschema.validate(_as_json(yaml_text.load(text)), SCHEMA)
    jsonschema.validate(GOOD, SCHEMA)


@pytest.mark.parametrize(
    ("field", "value"),
    [("titel", "x"), ("id", "一〇八"), ("header", []), ("groups", None), ("step", -1), ("note_rows", 100)],
)
def test_what_cannot_be_read_is_not(field: str, value: object) -> None:
    wrong = deepcopy(GOOD) | {field: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def test_every_field_is_described_in_both_languages() -> None:
    for model in (SCHEMA, *SCHEMA["$defs"].values()):
        for name, field in model["properties"].items():
            zh, en = field["description"].split("\n")
            assert zh, name
            assert en.isascii() or "紀錄事項" in en or "(一)" in en
