"""Files that are no workbook read here are called by their name, with the way out, in both languages."""

import random

import pytest

from scoring.findings import Finding
from tests.workbook.forms import checked
from tests.workbook.intake.damage import BASE
from tests.workbook.ole import ole_tree
from workbook.package import assemble, compress

NOISE = random.Random(107).randbytes(20_000)
MAIL = (
    b"From: a@b.tw\r\nTo: hq@b.tw\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
)
PAGE = (
    b"From: <Saved by Excel>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x"
)
XML = b'<?xml version="1.0"?>\r\n<?mso-application progid="Excel.Sheet"?>\r\n'
SHEET_2003 = XML + b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
FLAT = (
    b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"></office:document>'
)


def zipped(*names: str, content: bytes = b"x") -> bytes:
    return assemble([compress(name, content) for name in names])


def _only(data: bytes) -> Finding:
    [finding] = checked(data).findings
    return finding


@pytest.mark.parametrize(
    ("data", "zh", "en", "remedy"),
    [
        (zipped("Index/Document.iwa", "preview.jpg"), "Numbers", "Apple Numbers", "輸出至"),
        (zipped("Index.zip", "preview.jpg"), "Numbers", "Apple Numbers", "輸出至"),
        (zipped("臺北分署.xlsx", content=BASE), "壓縮檔", "a zip file", "解壓縮"),
        (FLAT, ".fods", ".fods", "LibreOffice"),
        (SHEET_2003, "Excel 2003", "Excel 2003", "另存新檔"),
        (SHEET_2003.decode().encode("utf-16"), "Excel 2003", "Excel 2003", "另存新檔"),
        (PAGE, ".mht", ".mht", "另存新檔"),
        (b"\xef\xbb\xbf<html><table><tr><td>27</td></tr></table></html>", "HTML", "HTML", "另存新檔"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE html><p>', "HTML", "HTML", "另存新檔"),
        ("機關,分數\n臺北分署,27\n".encode(), "CSV", "CSV", "署本部發出的評分表"),
        ("機關\t分數\r\n臺北分署\t27\r\n".encode("utf-16"), "CSV", "CSV", "署本部發出的評分表"),
        ("機關;分數\n臺北分署;27\n".encode("cp950"), "CSV", "CSV", "署本部發出的評分表"),
        ('"一、\n二、",27\n"三,四",28\n'.encode(), "CSV", "CSV", "署本部發出的評分表"),
        (b'ID;PCALCOOO32\nC;X1;Y1;K"\x1b :"\n', "SYLK", "SYLK", "署本部發出的評分表"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "SYLK", "SYLK", "署本部發出的評分表"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\n', "DIF", "DIF", "署本部發出的評分表"),
        (b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(99), "Excel 5", "Excel 5", "另存新檔"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00" + bytes(99), "Excel 5", "Excel 5", "另存新檔"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(99), "Excel 5", "Excel 5", "另存新檔"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(99), "Excel 5", "Excel 5", "另存新檔"),
        (b"[InternetShortcut]\r\nURL=https://x.tw/a.xlsx\r\n", "捷徑", "a shortcut", "下載"),
        (b'{"doc_id": "1abc", "email": "a@b.tw"}', "捷徑", "a shortcut", "下載"),
    ],
)
def test_a_file_of_another_format_is_called_by_its_name_with_the_way_out(
    data: bytes, zh: str, en: str, remedy: str
) -> None:
    finding = _only(data)
    assert finding.code == "file-other-format"
    assert zh in finding.message()
    assert en in finding.message("en")
    assert remedy in finding.remedy()
    assert finding.remedy("en").isascii() or "“" in finding.remedy("en")


RIGHTS = [
    {"\x09DRMContent": b"x"},
    {"DRMCONTENT": b"x", "Workbook": b"a stub that says why"},
    {"EncryptedPackage": b"x", "\x06DataSpaces": {"DataSpaceInfo": {"DRMEncryptedDataSpace": b"x"}}},
    {"EncryptedPackage": b"x", "\x06DataSpaces": {"TransformInfo": {"DRMEncryptedTransform": {"a": b"x"}}}},
]


@pytest.mark.parametrize("tree", RIGHTS)
def test_a_file_under_rights_management_is_called_that_and_no_password_is_asked_for(
    tree: dict[str, bytes],
) -> None:
    finding = _only(ole_tree(tree))
    assert finding.code == "file-rights-managed"
    assert "敏感度標籤" in finding.message()
    assert "密碼" not in finding.message() + finding.remedy()


@pytest.mark.parametrize(
    "data",
    [NOISE, b"%TSD-Header-###%" + NOISE, b"\x62\x14\x23\x65" + bytes(2_000)],
)
def test_noise_was_perhaps_encrypted_by_the_software_of_an_office(data: bytes) -> None:
    finding = _only(data)
    assert finding.code == "file-scrambled"
    assert "解密" in finding.remedy()
    assert "Decrypt" in finding.remedy("en")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + NOISE,
        b"\xff\xd8\xff\xe0\x00\x10JFIF" + NOISE,
        b"\x00\x00\x00\x18ftypmp42" + NOISE,
        b"Rar!\x1a\x07\x00" + NOISE,
        NOISE[:500],
        b"junk" + BASE,
        bytes(10_000),
        MAIL,
        "請見附件，謝謝。\n".encode("cp950"),
        "敬啟者：\n如附件，請查照。\n".encode(),
        b"Dear all,\nplease find the form, as agreed, attached.\n",
        b"one line, with a comma",
        zipped("word/document.xml", "[Content_Types].xml"),
        zipped("readme.txt"),
    ],
)
def test_anything_else_is_said_to_be_no_workbook(data: bytes) -> None:
    assert _only(data).code == "file-not-a-workbook"


def test_a_long_table_is_known_where_the_bytes_looked_at_end_within_a_character() -> None:
    line = "一二三四五六七,27\r\n"
    assert _only((line * 3_000).encode("cp950")).code == "file-other-format"
    assert _only((line * 3_000).encode()).code == "file-other-format"
