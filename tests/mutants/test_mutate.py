"""Each mistake that is tried, on a source of a line or two; and what is left as it is."""

from textwrap import dedent

import pytest

from tests.mutants.choose import ROOT, SCOPE, sources
from tests.mutants.mutate import drawn, mutants


def made(text: str) -> set[str]:
    """Every text that mistakes make of this one."""
    return {mutant.applied(text) for mutant in mutants("a.py", text)}


@pytest.mark.parametrize(
    ("written", "mistakes"),
    [
        ("a < b", {"a <= b"}),
        ("a <= b", {"a < b"}),
        ("a > b", {"a >= b"}),
        ("a >= b", {"a > b"}),
        ("(a) <= (b)", {"(a) < (b)"}),
        ("low <= a < high", {"low < a < high", "low <= a <= high"}),
        ("a == b", {"a != b"}),
        ("a != b", {"a == b"}),
        ("a in b", {"a not in b"}),
        ("a not in b", {"a in b"}),
        ("a is b", {"a is not b"}),
        ("a is not b", {"a is b"}),
        ("a and b or c", {"a or b or c", "a and b and c"}),
        ("not (a or b)", {" (a or b)", "not (a and b)"}),
        ("a + b", {"a - b"}),
        ("a - b", {"a + b"}),
        ("min(a)", {"max(a)"}),
        ("any(a)", {"all(a)"}),
        ("True", {"False"}),
        ("a[0]", {"a[1]"}),
        ("7", {"8", "70"}),
        ("-1.5", {"-2.5"}),
        ("{1, a, 'x'}", {"{2, a, 'x'}", "{a, 'x'}", "{1, 'x'}", "{1, a}", "{1, a, 'x-'}"}),
        ("a in ('x', 'y')", {"a not in ('x', 'y')", "a in ('y')", "a in ('x',)"}),
        ("'臺' + f(a, 3)", {"'臺' + f(a, 4)", "'臺' + f(a, 30)"}),
        ("a + 'x'", set()),
        ("[1, 2][a:]", {"[2, 2][a:]", "[1, 3][a:]", "[1, 20][a:]"}),
        ("f'{a + 1} of {b}'", set()),
        ("f(params={'count': 3})", set()),
        ("zip(a, b, strict=True)", set()),
        ("lru_cache(maxsize=8)(g)", set()),
        ("dict[str, Literal[3]]", set()),
        ("Annotated[int, Field(ge=1)]", {"Annotated[int, Field(ge=2)]"}),
    ],
)
def test_what_can_be_got_wrong_at_an_expression(written: str, mistakes: set[str]) -> None:
    assert made(f"f({written})") == {f"f({mistake})" for mistake in mistakes}


@pytest.mark.parametrize(
    ("written", "mistakes"),
    [
        ("CODES = ('x', 'y', 'z')", {"CODES = ('y', 'z')", "CODES = ('x', 'z')", "CODES = ('x', 'y')"}),
        ("CODES = frozenset({'x'})", set()),
        ("ROWS = (('x', y), ('z', y))", set()),
        ("one, other = 'x', 'y'", set()),
        ("n += m", {"n -= m"}),
        ("class A(B):\n    x: int = field(le=5)\n    y = a < b", {
            "class A(B):\n    x: int = field(le=6)\n    y = a < b",
            "class A(B):\n    x: int = field(le=50)\n    y = a < b",
            "class A(B):\n    x: int = field(le=5)\n    y = a <= b",
        }),
        ("def f(a, b=False, *, c=0):\n    pass", {
            "def f(a, b=True, *, c=0):\n    pass", "def f(a, b=False, *, c=1):\n    pass",
        }),
        ("def f() -> int:\n    return a", {"def f() -> int:\n    return None"}),
        ("def f() -> bool:\n    return False", {"def f() -> bool:\n    return True"}),
        ("def f() -> None:\n    return a", set()),
        ("def f() -> list[int]:\n    return []", set()),
        ("def f() -> Iterator[int]:\n    yield 0\n    return a", {
            "def f() -> Iterator[int]:\n    yield 1\n    return a",
        }),
        ("for a in b:\n    continue", {"for a in b:\n    break"}),
        ("while a:\n    break", {"while a:\n    continue"}),
        ("for a in b:\n    if c:\n        continue\n    d()", {
            "for a in b:\n    if False:\n        continue\n    d()",
            "for a in b:\n    if c:\n        break\n    d()",
        }),
        ("if a:\n    raise E(1 + n)", {"if False:\n    raise E(1 + n)"}),
        ("if a:\n    b()", set()),
        ("match a:\n    case 1 if b == c:\n        d()", {"match a:\n    case 1 if b != c:\n        d()"}),
        ("try:\n    a()\nexcept E:\n    b(0)", {"try:\n    a()\nexcept E:\n    b(1)"}),
    ],
)  # fmt: skip
def test_what_can_be_got_wrong_at_a_statement(written: str, mistakes: set[str]) -> None:
    assert made(written) == mistakes


def test_what_nobody_runs_or_only_reads_is_left_as_it_is() -> None:
    text = '''
        """The 3 of them, and not 4."""
        from a import b
        __all__ = ["b", "c"]
        if TYPE_CHECKING:
            d = 1
        if sys.platform == "win32":
            e = 1
        assert 1 < 2
        params = {"count": 3}
        @dataclass(frozen=True)
        class F(Protocol):
            g: int = 0
        @lru_cache(maxsize=8)
        def h(a: Annotated[int, 5]) -> "tuple[int, 7]": ...
        if __name__ == "__main__":
            h(1)
    '''
    assert made(dedent(text)) == set()


def test_a_mutant_says_where_it_is_and_what_it_runs_with() -> None:
    text = "LIMIT = 1\nclass A:\n def f(self):\n  if (a\n    < b):\n   return LIMIT\n"
    (top, _, compared, _) = sorted(mutants("a.py", text), key=lambda mutant: (mutant.line, mutant.change))
    assert (top.line, top.written, top.change, top.place.names) == (1, "LIMIT = 1", "1 → 2", ("LIMIT",))
    assert (compared.line, compared.written, compared.change) == (5, "< b):", "< → <=")
    assert (compared.place.scope, compared.place.first, compared.place.last) == ("A.f", 4, 5)
    assert compared.place.names == ("A",)


SOURCE = "def f(a, b):\n    return a < b or b > 3\n\n\ndef g(a):\n    return a[1:] == [2]\n"


def lot(text: str, count: int, seed: int) -> list[tuple[str, str]]:
    chosen = drawn(mutants("a.py", text), {"a.py": text}, count, seed)
    return [(mutant.written, mutant.change) for mutant in chosen]


def test_the_lot_is_decided_by_the_seed_alone() -> None:
    assert lot(SOURCE, 4, 1) == lot(SOURCE, 4, 1)
    assert lot(SOURCE, 4, 1) != lot(SOURCE, 4, 2)
    assert len(lot(SOURCE, 4, 1)) == 4
    assert len(lot(SOURCE, 99, 1)) == len(list(mutants("a.py", SOURCE)))


def test_what_changes_elsewhere_in_a_file_leaves_the_lot_as_it_is() -> None:
    assert lot(f"# a line more\nimport os\n\n\n{SOURCE}", 4, 1) == lot(SOURCE, 4, 1)


def test_mistakes_made_alike_in_lines_that_read_the_same_are_told_apart() -> None:
    text = "def f(a):\n    g(1)\n    g(1)\n"
    assert [(mutant.line, mutant.number) for mutant in mutants("a.py", text)] == [(2, 0), (3, 1)]


def test_what_python_cannot_read_is_not_drawn() -> None:
    (longer, _) = mutants("a.py", "f(7)\n")
    assert drawn([longer], {"a.py": "f(7)\n"}, 1, 0) == [longer]
    assert drawn([longer], {"a.py": "f(7)(\n"}, 1, 0) == []


def test_the_mutants_of_the_project_can_be_drawn_by_the_hundred() -> None:
    texts = sources(ROOT, SCOPE)
    found = [mutant for path, text in texts.items() for mutant in mutants(path, text)]
    assert len(drawn(found, texts, 200, 0)) == 200
