"""YAML that people write by hand: what is wrong is said by line, in words."""

import pytest

from scoring import yaml_text


def growing(line: str) -> str:
    """Lines each of which has what the one before has seven times: 30 of them are 7^30 values."""
    lines = (line.format(n, ", ".join([f"*a{n - 1}"] * 7)) for n in range(1, 30))
    return "\n".join(("a0: &a0 {x: 1}", *lines))


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("a: 1\nb:\n\tc: 2\n", "第 3 行：縮排請用空白，不要用 Tab", "line 3: a tab stands"),
        ("a: 1\nb：2\nc: 3\n", "第 2 行：少了半形冒號", "line 2: a colon is missing"),
        ("a: 1\nb: 考核: 二\n", "第 2 行：這裡不該有冒號", "line 2: no colon belongs here"),
        ("a: {b: 1\nc: 2\n", "第 2 行：大括號裡少了逗號或右括號", "line 2: a comma or the closing }"),
        ("a: [1\nc: 2\n", "第 2 行：方括號裡少了逗號或右括號", "line 2: a comma or the closing ]"),
        ('a: "x\nb: 1\n', "第 3 行：引號或括號沒有成對", "line 3: a quotation mark or bracket"),
        ('a: "x" y\n', "第 1 行：縮排與上面的行不一致，或上面有引號", "line 1: the indentation differs"),
        ("a: 1\na: 2\n", "第 2 行：「a」寫了兩次", "line 2: “a” is written twice"),
        ("a: {\n", "第 2 行：這裡少了值", "line 2: a value is missing"),
        ("a: .inf\n", "第 1 行：「.inf」不是數字", "line 1: “.inf” is no number"),
        ("a: 1\nb: 1.0e+999999\n", "第 2 行：「1.0e+999999」不是數字，或太大", "line 2: “1.0e+999999” is no"),
        (f"a: {'9' * 10_000}\n", f"第 1 行：「{'9' * 40}…」不是數字，或太大", "line 1: “99999"),
        (f"a: 0x{'f' * 10_000}\n", "第 1 行：「0xfff", "line 1: “0xfff"),
        (f"a: 1{':59' * 10_000}\n", "第 1 行：「1:59:59", "line 1: “1:59:59"),
        (f"a: 1.{'0' * 10_000}\n", "第 1 行：「1.000", "line 1: “1.000"),
        ("a: !!int x\n", "第 1 行：「x」不是數字", "line 1: “x” is no number"),
        ("a: !!int ''\n", "第 1 行：「」不是數字", "line 1: “” is no number"),
        ("a: !!bool x\n", "不合 YAML 的寫法", "this is no YAML"),
        ("a: !!python/object:os.x\n", "第 1 行：「!」開頭的標記", "line 1: marks that begin with !"),
        ("a: *b\n", "第 1 行：文字以「*」開頭", "line 1: a text that begins with *"),
        ('a: "C:\\考核"\n', "第 1 行：雙引號裡的「\\」", "line 1: what follows the \\"),
        ("a: 1\n---\na: 2\n", "第 2 行：一個檔案只能有一份內容", "line 2: the file has a second document"),
        ("%YAML 3.0\n---\na: 1\n", "第 1 行：不合 YAML 的寫法", "line 1: this is no YAML"),
        ("a: 1\nb: \x07\n", "第 2 行：有不能使用的字元 U+0007", "line 2: the character U+0007"),
        ("a: 1\nb: 2026-02-30\n", "第 2 行：沒有「2026-02-30」這個日期", "line 2: “2026-02-30” is no date"),
        ("a: !!timestamp x\n", "第 1 行：沒有「x」這個日期", "line 1: “x” is no date"),
        ("[" * 100_000, "第 1 行：層層相套太多", "line 1: it is nested too deeply"),
        ("{a: " * 100_000, "第 1 行：層層相套太多", "line 1: it is nested too deeply"),
        ("- " * 100_000, "第 1 行：層層相套太多", "line 1: it is nested too deeply"),
        ("".join(f"{' ' * n}a:\n" for n in range(60)), "第 50 行：層層相套太多", "line 50: it is nested too"),
        ("a: &a [*a]\n", "第 1 行：「*」引用了包含自己的內容", "line 1: an alias (*) is used inside"),
        ("a: &a {<<: *a}\n", "第 1 行：「*」引用了包含自己的內容", "line 1: an alias (*) is used inside"),
        (growing("a{0}: &a{0} [{1}]"), "第 6 行：內容太多", "line 6: it says too much"),
        (growing("a{0}: &a{0} {{<<: [{1}]}}"), "第 6 行：內容太多", "line 6: it says too much"),
        ("- 1\n" * 60_000, "第 50001 行：內容太多", "line 50001: it says too much"),
        ("#" * 2_000_000, "檔案太大", "the file is too large"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_in_either_language(text: str, zh: str, en: str) -> None:
    with pytest.raises(yaml_text.YamlTextError) as raised:
        yaml_text.load(text)
    assert raised.value.sentence.zh.startswith(zh)
    assert raised.value.sentence.en.startswith(en)
    assert str(raised.value) == raised.value.sentence.zh


@pytest.mark.parametrize("value", ["1e400", "-1e400", "1e" + "9" * 10_000, "NaN", "-Infinity"])
def test_a_number_of_json_that_is_none_or_too_large_is_told(value: str) -> None:
    with pytest.raises(yaml_text.YamlTextError, match="不是數字，或太大") as raised:
        yaml_text.load_json(f'{{"a": {value}}}')
    assert len(str(raised.value)) < 100


def test_a_whole_number_of_json_with_ten_thousand_digits_is_told() -> None:
    with pytest.raises(yaml_text.YamlTextError, match=r"「9{40}…」不是數字，或太大"):
        yaml_text.load_json(f'{{"a": {"9" * 10_000}}}')


def test_numbers_of_json_and_yaml_keep_their_digits() -> None:
    assert str(yaml_text.load_json('{"a": 1.10}')["a"]) == "1.10"
    assert str(yaml_text.load_json("a: 1.10")["a"]) == "1.10"
    assert yaml_text.load_json('[1, -2, 12345678901, "\\t"]') == [1, -2, 12345678901, "\t"]
    assert yaml_text.load("[1, -2, 12345678901, 0]") == [1, -2, 12345678901, 0]


@pytest.mark.parametrize("code", ["010", "08", "1:20", "0x1F", "0b10", "1_000", "+5", "-0"])
def test_codes_that_yaml_takes_for_numbers_of_another_notation_stay_as_written(code: str) -> None:
    assert yaml_text.load(f"a: {code}\n{code}: b") == {"a": code, code: "b"}


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"x": [{"a": 1, "a": 1}]}', '{"a": 1, "\\u0061": 2}'])
def test_a_field_of_json_that_is_written_twice_is_told(text: str) -> None:
    with pytest.raises(yaml_text.YamlTextError, match="「a」寫了兩次") as raised:
        yaml_text.load_json(text)
    assert "“a” is written twice; delete one" in raised.value.sentence.en


def test_what_an_alias_stands_for_may_be_used_more_than_once() -> None:
    text = "a: &a {x: 1}\nb: [*a, *a]\nc:\n  <<: *a\n  y: 2\n"
    assert yaml_text.load(text) == {"a": {"x": 1}, "b": [{"x": 1}, {"x": 1}], "c": {"x": 1, "y": 2}}


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000])
def test_json_that_is_nested_too_deeply_is_told(text: str) -> None:
    with pytest.raises(yaml_text.YamlTextError, match="層層相套太多"):
        yaml_text.load_json(text)
