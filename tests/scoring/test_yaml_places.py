"""Fields of a YAML text are found by the way to them, and what a comment took away is seen."""

from scoring.yaml_places import Places

_TEXT = """\
id: a
list:
  - {id: b, title: 甲 #1}
  - id: b
    title: "乙 #2"
    text: |
      丙 #3
# a line of its own
more: 5 # five
"""


def test_a_field_has_its_line_and_one_that_is_missing_that_of_what_it_is_missing_in() -> None:
    places = Places("id: a\nlist:\n  - id: b\n  - id: c\n    title: x\n")
    assert [places.line(place) for place in (("id",), ("list", 1, "title"), ("list", 1, "none"), ())] == [
        *(1, 5, 4, None),
    ]


def test_all_places_of_an_id_are_found() -> None:
    assert Places("id: a\nlist: [{id: b}, {id: b, of: {id: c}}]\n").of_id == {
        "a": [()],
        "b": [("list", 0), ("list", 1)],
        "c": [("list", 1, "of")],
    }


def test_a_comment_behind_a_text_is_seen_and_one_in_quotation_marks_is_none() -> None:
    text = _TEXT.replace("{id: b, title: 甲 #1}", "id: b\n    title: 甲 #1")
    assert list(Places(text).comments()) == [(("list", 0, "title"), "#1"), (("more",), "# five")]


def test_nothing_has_no_places() -> None:
    assert (Places("").line(("a",)), Places("").of_id, list(Places("").comments())) == (None, {}, [])
