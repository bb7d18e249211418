"""YAML that people write by hand: what is wrong is said by line, in words."""

import pytest

from scoring import yaml_text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb:\n\tc: 2\n", "第 3 行：縮排請用空白，不要用 Tab"),
        ("a: 1\nb：2\nc: 3\n", "第 2 行：少了半形冒號"),
        ("a: 1\nb: 考核: 二\n", "第 2 行：這裡不該有冒號"),
        ("a: {b: 1\nc: 2\n", "第 2 行：大括號裡少了逗號或右括號"),
        ("a: [1\nc: 2\n", "第 2 行：方括號裡少了逗號或右括號"),
        ('a: "x\nb: 1\n', "引號或括號沒有成對"),
        ('a: "x" y\n', "第 1 行：縮排與上面的行不一致，或引號後面多了字"),
        ("a: 1\na: 2\n", "第 1 行：「a」寫了兩次"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match="行") as raised:
        yaml_text.load(text)
    zh, en = raised.value.args
    assert zh.startswith(says) or says in zh
    assert en.startswith("line ")
