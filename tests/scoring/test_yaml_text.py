"""YAML that people write by hand: what is wrong is said by line, in words."""

import pytest

from scoring import yaml_text


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("a: 1\nb:\n\tc: 2\n", "第 3 行：縮排請用空白，不要用 Tab", "line 3: a tab stands"),
        ("a: 1\nb：2\nc: 3\n", "第 2 行：少了半形冒號", "line 2: a colon is missing"),
        ("a: 1\nb: 考核: 二\n", "第 2 行：這裡不該有冒號", "line 2: no colon belongs here"),
        ("a: {b: 1\nc: 2\n", "第 2 行：大括號裡少了逗號或右括號", "line 2: a comma or the closing }"),
        ("a: [1\nc: 2\n", "第 2 行：方括號裡少了逗號或右括號", "line 2: a comma or the closing ]"),
        ('a: "x\nb: 1\n', "第 3 行：引號或括號沒有成對", "line 3: a quotation mark or bracket"),
        ('a: "x" y\n', "第 1 行：縮排與上面的行不一致，或引號後面多了字", "line 1: the indentation differs"),
        ("a: 1\na: 2\n", "第 1 行：「a」寫了兩次", "line 1: “a” is written twice"),
        ("a: {\n", "第 2 行：這裡少了值", "line 2: a value is missing"),
        ("a: .inf\n", "第 1 行：「.inf」不是數字", "line 1: “.inf” is not a number"),
        ("a: !!python/object:os.x\n", "第 1 行：「!」開頭的標記", "line 1: marks that begin with !"),
        ("a: *b\n", "第 1 行：文字以「*」開頭", "line 1: a text that begins with *"),
        ('a: "C:\\考核"\n', "第 1 行：雙引號裡的「\\」", "line 1: what follows the \\"),
        ("a: 1\n---\na: 2\n", "第 2 行：一個檔案只能有一份內容", "line 2: the file has a second document"),
        ("%YAML 3.0\n---\na: 1\n", "第 1 行：不合 YAML 的寫法", "line 1: this is no YAML"),
        ("a: 1\nb: \x07\n", "第 2 行：有不能使用的字元 U+0007", "line 2: the character U+0007"),
        ("a: 2026-02-30\n", "有不存在的日期", "a date does not exist"),
        ("[" * 3_000, "層層相套太多", "it is nested too deeply"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_in_either_language(text: str, zh: str, en: str) -> None:
    with pytest.raises(yaml_text.YamlTextError) as raised:
        yaml_text.load(text)
    assert raised.value.sentence.zh.startswith(zh)
    assert raised.value.sentence.en.startswith(en)
    assert str(raised.value) == raised.value.sentence.zh
