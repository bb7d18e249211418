"""A workbook is what its relations lead to, whatever its parts are called."""

import pytest

from scoring.errors import WorkbookError
from tests.builders import SMALL, scorecard
from tests.workbook.forms import BOOK, edited, filled, without
from workbook.book import active_content, read_book
from workbook.package import Package, compress, open_package
from workbook.relations import TYPES, TYPES_NAMESPACE, relations_of
from workbook.sheetxml import MAIN, OFFICE, PACKAGE

STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
ONE = '<sheet name="一" r:id="a"/>'


def _relation(name: str, kind: str, target: str, more: str = "") -> str:
    whole = kind if ":" in kind else f"{OFFICE}/{kind}"
    return f'<Relationship Id="{name}" Type="{whole}" Target="{target}" {more}/>'


SHEET = _relation("a", "worksheet", "worksheets/sheet1.xml")
MAIN_PART = _relation("x", "officeDocument", "xl/workbook.xml")


def _package(
    sheets: str = ONE, related: str = SHEET, before: str = "", root: str = MAIN_PART, part: str = BOOK
) -> Package:
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheets>{sheets}</sheets></workbook>'
    parts = {part: book}
    for source, relations in (("", root), (part, related)):
        parts[relations_of(source)] = f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
    return Package([compress(name, text.encode()) for name, text in parts.items()])


OUTSIDE = 'TargetMode="External"'
NO_BOOK = ("file-not-a-workbook", "there is no workbook in it")
STRINGS_TWICE = _relation("b", "sharedStrings", "a.xml") + _relation("c", "sharedStrings", "b.xml")


def _refusal(package: Package) -> tuple[str, object]:
    with pytest.raises(WorkbookError) as raised:
        read_book(package)
    return raised.value.code, raised.value.params["reason_en"]


def test_a_workbook_names_its_worksheets_and_their_parts() -> None:
    book = read_book(
        _package(
            f'{ONE}<sheet name="二" r:id="b" state="hidden"/><sheet name="圖" r:id="d"/>'
            '<sheet name="三" r:id="z"/>',
            SHEET
            + _relation("b", "worksheet", "/xl/worksheets/other.xml")
            + _relation("d", "chartsheet", "chartsheets/sheet1.xml")
            + _relation("c", "sharedStrings", "texts.xml"),
        )
    )
    assert [(s.name, s.state, s.part) for s in book.sheets] == [
        ("一", "visible", "xl/worksheets/sheet1.xml"),
        ("二", "hidden", "xl/worksheets/other.xml"),
    ]
    assert (book.strings, book.styles) == ("xl/texts.xml", "")
    assert (book.structure_locked, book.date_1904) == (False, False)


@pytest.mark.parametrize(
    ("target", "part"),
    [
        ("worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("./worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("../sheet1.xml", "sheet1.xml"),
        ("a%20b.xml", "xl/a b.xml"),
        ("worksheets\\sheet1.xml", "xl/worksheets/sheet1.xml"),
        ("..\\xl\\sheet1.xml", "xl/sheet1.xml"),
        ("\\xl\\sheet1.xml", "xl/sheet1.xml"),
        ("../../../sheet1.xml", "sheet1.xml"),
    ],
)
def test_a_target_is_seen_from_the_part_that_names_it(target: str, part: str) -> None:
    book = read_book(_package(related=_relation("a", "worksheet", target)))
    assert [sheet.part for sheet in book.sheets] == [part]


@pytest.mark.parametrize("kind", ["officeDocument", f"{STRICT}/officeDocument"])
def test_the_workbook_is_the_part_that_the_package_names(kind: str) -> None:
    package = _package(root=_relation("x", kind, "elsewhere/book.xml"), part="elsewhere/book.xml")
    decoy = _package('<sheet name="假" r:id="a"/>')
    both = Package([*package.members.values(), decoy.members[BOOK], decoy.members[relations_of(BOOK)]])
    book = read_book(both)
    assert [(sheet.name, sheet.part) for sheet in book.sheets] == [("一", "elsewhere/worksheets/sheet1.xml")]


@pytest.mark.parametrize(
    ("package", "code", "reason"),
    [
        (_package(""), "file-unreadable", "it has no sheets"),
        (_package(root=""), *NO_BOOK),
        (_package(root=_relation("x", "urn:other/officeDocument", "xl/workbook.xml")), *NO_BOOK),
        (
            _package(root=_relation("x", "officeDocument", "xl/none.xml")),
            "file-unreadable",
            "the part xl/none.xml is missing",
        ),
        (
            _package(root=_relation("x", "officeDocument", "http://a.b/c.xml", 'TargetMode="External"')),
            *NO_BOOK,
        ),
        (
            _package(root=MAIN_PART + _relation("y", "officeDocument", "xl/other.xml")),
            "file-suspicious",
            "it has two workbooks in it",
        ),
        (
            _package(f'{ONE}<sheet name="二" r:id="a"/>'),
            "file-suspicious",
            "two sheets have one name or one part",
        ),
        (
            _package('<sheet name="Ａ" r:id="a"/><sheet name="ａ" r:id="b"/>'),
            "file-suspicious",
            "two sheets have one name or one part",
        ),
        (_package(related=SHEET + SHEET), "file-suspicious", "two relations have one id"),
        (
            _package(
                related=SHEET
                + _relation("b", "sharedStrings", "a.xml")
                + _relation("c", "sharedStrings", "b.xml")
            ),
            "file-suspicious",
            "the part sharedStrings is there twice",
        ),
    ],
)
def test_what_programs_would_differ_about_is_refused(package: Package, code: str, reason: str) -> None:
    assert _refusal(package) == (code, reason)


BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def _typed(*parts: str) -> Package:
    overrides = "".join(f'<Override PartName="{part}" ContentType="{BOOK_TYPE}"/>' for part in parts)
    default = f'<Default Extension="xml" ContentType="{BOOK_TYPE}"/>'  # as some libraries write it
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    types = compress(TYPES, f'<Types xmlns="{space}">{default}{overrides}</Types>'.encode())
    return Package([*_package().members.values(), types])


@pytest.mark.parametrize("part", ["/xl/other.xml", "/xl/worksheets/sheet1.xml", "/_rels/.rels"])
def test_another_part_with_the_content_type_of_a_workbook_is_refused(part: str) -> None:
    """Excel goes by the relation, openpyxl by the content type."""
    for package in (_typed(part), _typed(f"/{BOOK}", part)):
        assert _refusal(package) == ("file-suspicious", "it has two workbooks in it")


@pytest.mark.parametrize("kind", ["styles", "sharedStrings"])
@pytest.mark.parametrize("relation", ["chartsheet", "/styles", ""])
def test_styles_and_strings_that_only_content_types_name_are_refused(kind: str, relation: str) -> None:
    """Some programs find them by their content type, others by the workbook's relation."""
    made = {}
    for each in (kind, relation):
        package = _package(related=SHEET + (_relation("s", each, "odd.xml") if each else ""))
        declared = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
        override = f'<Override PartName="/xl/odd.xml" ContentType="{declared}"/>'
        types = f'<Types xmlns="{TYPES_NAMESPACE}">{override}</Types>'
        parts = {TYPES: types, "xl/odd.xml": f'<x xmlns="{MAIN}"/>'}
        whole = [*package.members.values(), *(compress(name, text.encode()) for name, text in parts.items())]
        made[each] = Package(whole)
    assert read_book(made[kind])
    assert _refusal(made[relation]) == ("file-suspicious", f"the part {kind} is not related to the workbook")


def test_a_part_with_two_content_types_is_refused() -> None:
    twice = _typed(f"/{BOOK}", "/xl/styles.xml").read(TYPES)
    other = b'<Override PartName="/xl/STYLES.xml" ContentType="application/xml"/></Types>'
    package = _package()
    types = compress(TYPES, twice.replace(BOOK_TYPE.encode(), b"text/xml", 2).replace(b"</Types>", other))
    refusal = _refusal(Package([*package.members.values(), types]))
    assert refusal == ("file-suspicious", "a part has two content types")


def test_the_workbook_may_have_its_content_type_in_any_case() -> None:
    for package in (_typed(), _typed(f"/{BOOK}"), _typed("/XL/Workbook.xml")):
        assert [sheet.name for sheet in read_book(package).sheets] == ["一"]


def test_a_part_in_the_strict_and_the_transitional_format_at_once_is_refused() -> None:
    strict = ' xmlns:o="http://purl.oclc.org/ooxml/spreadsheetml/main"'
    assert _refusal(_package(before=f"<o:workbookPr{strict}/>")) == (
        "file-suspicious",
        f"the part {BOOK} mixes two formats",
    )


@pytest.mark.parametrize(
    "before",
    [
        '<sheets><sheet name="二" r:id="b"/></sheets>',
        f'<mc:Choice xmlns:mc="urn:mc"><sheets>{ONE}</sheets></mc:Choice>',
        '<workbookPr date1904="1"/><workbookPr/>',
    ],
)
def test_a_workbook_that_lists_its_sheets_twice_or_elsewhere_is_refused(before: str) -> None:
    code, reason = _refusal(_package(before=before))
    assert code == "file-suspicious"
    assert str(reason).endswith("stands where it may not")


def test_what_excel_adds_for_its_later_versions_does_no_harm() -> None:
    later = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        '<mc:Choice Requires="x15"><o:absPath xmlns:o="urn:x15ac" url="C:\\"/></mc:Choice>'
        "</mc:AlternateContent><bookViews><workbookView/></bookViews>"
    )
    assert [sheet.name for sheet in read_book(_package(before=later)).sheets] == ["一"]


@pytest.mark.parametrize("wrapped", ["<x xmlns='urn:x'>{}</x>", "<Choice xmlns='urn:mc'>{}</Choice>"])
def test_relations_and_content_types_within_anything_else_are_refused(wrapped: str) -> None:
    within = wrapped.format(f'<Relationship xmlns="{PACKAGE}" Id="q" Type="{OFFICE}/styles" Target="a.xml"/>')
    for package in (_package(related=SHEET + within), _package(root=MAIN_PART + within)):
        code, reason = _refusal(package)
        assert (code, str(reason).endswith("stands where it may not")) == ("file-suspicious", True)


@pytest.mark.parametrize(
    "kind",
    [
        f"{OFFICE.upper()}/sharedStrings",
        f"{OFFICE}/SharedStrings",
        f"{OFFICE}/STYLES",
        f"{OFFICE}/workSheet",
        "http://PURL.oclc.org/ooxml/officeDocument/relationships/sharedStrings",
    ],
)
def test_a_relation_of_a_type_that_is_ours_but_for_its_case_is_refused(kind: str) -> None:
    """LibreOffice follows it, Excel and openpyxl do not."""
    code, reason = _refusal(_package(related=SHEET + _relation("b", kind, "texts.xml")))
    assert (code, str(reason).endswith("is in another case")) == ("file-suspicious", True)


def test_a_relation_without_an_id_and_relations_in_another_namespace_are_refused() -> None:
    """LibreOffice passes them over, and shows a form without its strings."""
    strings = f'<Relationship Type="{OFFICE}/sharedStrings" Target="texts.xml"/>'
    assert _refusal(_package(related=SHEET + strings))[0] == "file-suspicious"
    package = _package()
    content = package.read(relations_of(BOOK)).replace(
        b"<Relationships ", b"<o:Relationships xmlns:o='urn:o' "
    )
    odd = compress(relations_of(BOOK), content.replace(b"</Rel", b"</o:Rel"))
    assert _refusal(Package([*package.members.values(), odd]))[0] == "file-suspicious"


def test_strings_of_another_type_are_none() -> None:
    other = _relation("b", "urn:other/sharedStrings", "texts.xml")
    assert read_book(_package(related=SHEET + other)).strings == ""


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1", True), ("true", True), ("0", False), ("false", False), ("TRUE", True), (" 0", False)],
)
def test_flags_are_read_in_either_spelling(value: str, *, expected: bool) -> None:
    flags = f'<workbookPr date1904="{value}"/><workbookProtection lockStructure="{value}"/>'
    book = read_book(_package(before=flags))
    assert (book.structure_locked, book.date_1904) == (expected, expected)


def test_a_form_keeps_its_parts_when_its_workbook_part_is_rewritten() -> None:
    data = filled(scorecard(SMALL))
    unlocked = edited(data, BOOK, without("workbookProtection"))
    assert read_book(open_package(data)).structure_locked
    assert not read_book(open_package(unlocked)).structure_locked
    assert read_book(open_package(unlocked)).sheets == read_book(open_package(data)).sheets


MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        (f"{MICROSOFT}/vbaProject", {"macros"}),
        (f"{MICROSOFT}/xlMacrosheet", {"macros"}),
        (f"{MICROSOFT}/xlIntlMacrosheet", {"macros"}),
        (f"{OFFICE}/externalLink", {"links"}),
        (f"{STRICT}/externalLink", {"links"}),
        (f"{OFFICE}/connections", {"connections"}),
        (f"{OFFICE}/oleObject", {"objects"}),
        (f"{OFFICE}/package", {"objects"}),
        (f"{OFFICE}/control", {"controls"}),
        (f"{OFFICE}/printerSettings", set()),
        (f"{OFFICE}/image", set()),
    ],
)
def test_what_runs_or_reaches_out_is_found_by_its_relation(kind: str, found: set[str]) -> None:
    assert active_content(_package(related=SHEET + _relation("b", kind, "printerSettings1.bin"))) == found


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ('<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>', {"macros"}),
        ('<Default Extension="BIN" ContentType="application/vnd.ms-office.vbaProject"/>', {"macros"}),
        (
            '<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-excel.macrosheet+xml"/>',
            {"macros"},
        ),
        ('<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.activeX"/>', {"controls"}),
        ('<Override PartName="/xl/b.bin" ContentType="application/vnd.ms-office.vbaProject"/>', set()),
        ('<Default Extension="vml" ContentType="application/vnd.ms-office.vbaProject"/>', set()),
        ('<Default Extension="bin" ContentType="application/octet-stream"/>', set()),
    ],
)
def test_what_runs_is_found_by_its_content_type_where_a_part_has_it(declared: str, found: set[str]) -> None:
    types = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{declared}</Types>'
    more = [compress(TYPES, types.encode()), compress("xl/a.bin", b"x")]
    assert active_content(Package([*_package().members.values(), *more])) == found


def test_a_form_that_we_issue_carries_nothing_active() -> None:
    assert active_content(open_package(filled(scorecard(SMALL)))) == frozenset()
