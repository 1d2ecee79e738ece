"""Hostile files that are refused as a whole."""

# ruff: noqa: E501 - one file a line
from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from functools import partial

import openpyxl

from .biff import compound, record, table, workbook_stream, xls
from .hostile_kind import HostileFile
from .makers import (
    HEAD,
    SHEET,
    TEXTS,
    fast_xlsx,
    in_sheet,
    nik,
    parts_of,
    people,
    raw_zip,
    report,
    rezip,
    shared_xlsx,
    text,
    worker,
    xlsx,
)

GOOD = report(worker(1), worker(2), worker(3))
MB = 1024 * 1024


def _zip(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return buffer.getvalue()


def _bomb() -> bytes:
    return rezip(xlsx(GOOD), {SHEET: lambda body: body.replace(b"</sheetData>", b"</sheetData>" + b" " * 30 * MB)})


def _bomb_many() -> bytes:
    import random

    noise = random.Random(7).randbytes(6_500).hex().encode()
    return rezip(xlsx(GOOD), add={f"xl/media/image{n}.emf": noise * 400 for n in range(22)})


def _bomb_lying() -> bytes:
    parts = [(n, b + b" " * 40 * MB if n == SHEET else b) for n, b in parts_of(xlsx(GOOD))]
    return raw_zip(parts, lie={SHEET: 900_000})


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    dtd = f'<!DOCTYPE worksheet [<!ENTITY e0 "PEKERJA">{levels}]>'
    return rezip(xlsx(GOOD), in_sheet("<worksheet", dtd + "<worksheet"))


def _outside_entity() -> bytes:
    dtd = b'<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return rezip(shared_xlsx(GOOD), {TEXTS: lambda body: body.replace(b"<sst", dtd + b"<sst", 1)})


def _bad_crc() -> bytes:
    data = bytearray(xlsx(GOOD))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo(SHEET)
    start = info.header_offset + 30 + len(info.filename)
    data[start + 40] ^= 0xFF
    return bytes(data)


def _twice() -> bytes:
    parts = parts_of(xlsx(GOOD))
    return raw_zip([*parts, (SHEET, dict(parts)[SHEET])])


def _two_faces() -> bytes:
    """The name in the directory is not the name at the part itself."""
    data = xlsx(GOOD)
    return data.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml", 1)


def _shared_flood() -> bytes:
    """One text of 32,000 letters shown by 30,000 cells: small in the file, a gigabyte when copied."""
    cells = "".join(
        f'<row r="{r}">' + "".join('<c t="s"><v>0</v></c>' for _ in range(6)) + "</row>" for r in range(5, 5005)
    )
    long_text = b"<si><t>" + b"X" * 32_000 + b"</t></si>"
    return rezip(
        shared_xlsx(GOOD),
        {
            SHEET: lambda body: body.replace(b"</sheetData>", cells.encode() + b"</sheetData>"),
            TEXTS: lambda body: body[: body.index(b"<si>")] + long_text + body[body.index(b"<si>") :],
        },
    )


def _claims() -> bytes:
    return rezip(
        shared_xlsx(GOOD), {TEXTS: lambda body: re.sub(rb'uniqueCount="\d+"', b'uniqueCount="99999999999"', body)}
    )


def _long_tag() -> bytes:
    from random import Random

    noise = Random(3).randbytes(6_500).hex().encode()
    return rezip(
        xlsx(GOOD), {SHEET: lambda body: body.replace(b"<sheetData>", b"<x y='" + noise * 1600 + b"'/><sheetData>")}
    )


def _long_end_lies() -> bytes:
    data = raw_zip(parts_of(xlsx(GOOD)), long_end=True)
    return data[:-34] + struct.pack("<Q", 0) + data[-26:]


def _xls_nested() -> bytes:
    """Two hundred sheets that begin one within the other and all end together."""
    bof = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    head = record(0x809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    bound = record(0x85, struct.pack("<IBB", 0, 0, 0) + b"\x01\x00a")
    start = len(head) + 200 * len(bound) + 4
    bounds = b"".join(record(0x85, struct.pack("<IBB", start + n * len(bof), 0, 0) + b"\x01\x00a") for n in range(200))
    body = bof * 200 + record(0x203, struct.pack("<HHHd", 0, 0, 0, 1.0)) * 2000 + record(0x0A) * 200
    return compound({"Workbook": head + bounds + record(0x0A) + body})


def _wide() -> bytes:
    return xlsx([[*HEAD, *(f"TAMBAHAN {n}" for n in range(300))], worker(1)])


def _stray(book: openpyxl.Workbook) -> None:
    book.active["XFD1048576"] = "x"


def _stray_below(book: openpyxl.Workbook) -> None:
    book.active["E900000"] = "4290133"


def _merges() -> bytes:
    many = "".join(f'<mergeCell ref="A2:E{n}"/>' for n in range(9000, 9500))
    sheet = fast_xlsx(people(9600))
    return rezip(sheet, in_sheet("</sheetData>", f'</sheetData><mergeCells count="500">{many}</mergeCells>'))


def _hidden_sheet(book: openpyxl.Workbook) -> None:
    book["laporan_upah"].sheet_state = "hidden"


def _encrypted() -> bytes:
    return compound({"EncryptionInfo": b"\4\0\4\0" + bytes(60), "EncryptedPackage": bytes(5000)})


def _old_word() -> bytes:
    return compound({"WordDocument": bytes(5000), "1Table": bytes(100)})


def _xls_macros() -> bytes:
    return compound({"Workbook": workbook_stream([table("data", GOOD)])}, ("_VBA_PROJECT_CUR",))


def _xls_circle() -> bytes:
    return compound({"Workbook": workbook_stream([table("data", [*GOOD, *[worker(9)] * 200])])}, circle=True)


def _xls_cut() -> bytes:
    return xls(table("data", GOOD))[:2600]


def _flat_old() -> bytes:
    return record(0x209, struct.pack("<HHH", 0, 0x10, 0)) + bytes(200)


def _several() -> bytes:
    return xlsx({"Pabrik": GOOD, "Kantor": report(worker(7), worker(8))})


def _nested() -> bytes:
    return rezip(xlsx(GOOD), add={"xl/embeddings/lampiran.xlsx": xlsx(GOOD)})


def _nested_hidden() -> bytes:
    return rezip(xlsx(GOOD), add={"xl/media/image1.png": xlsx(GOOD)})


def _noise(count: int) -> bytes:
    import random

    return random.Random(2021).randbytes(count)


def _file(code: str, name: str, filename: str, build: Callable[[], bytes]) -> HostileFile:
    return HostileFile(name, filename, build, expect_code=code)


def _html(intro: str) -> bytes:
    return (intro + "<table><tr><td>NIK</td><td>UPAH</td></tr></table>").encode()


FILES: list[HostileFile] = [
    # what it is not
    _file("EMPTY_FILE", "empty", "upah.xlsx", lambda: b""),
    _file("FILE_TOO_LARGE", "too large", "upah.csv", lambda: text(GOOD) + b"\n" * 11 * MB),
    _file("TYPE_PDF", "pdf named xlsx", "upah.xlsx", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    _file("TYPE_IMAGE", "png named xlsx", "upah.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(64)),
    _file("TYPE_IMAGE", "photo", "upah.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64)),
    _file("TYPE_IMAGE", "phone photo", "upah.heic", lambda: b"\0\0\0\x18ftypheic" + bytes(64)),
    _file("TYPE_DOCUMENT", "word document", "upah.docx", lambda: _zip(word__document_dot_xml=b"<w/>")),
    _file("TYPE_DOCUMENT", "old word document", "upah.doc", _old_word),
    _file("TYPE_DOCUMENT", "rich text", "upah.rtf", lambda: b"{\\rtf1\\ansi NIK}"),
    _file("TYPE_HTML", "web page named xls", "upah.xls", lambda: _html("<html><body>")),
    _file("TYPE_HTML", "web page with mark", "upah.xls", lambda: b"\xef\xbb\xbf\r\n" + _html("<!DOCTYPE html><html>")),
    _file("TYPE_HTML", "mail archive", "upah.xls", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related"),
    _file("TYPE_XML", "spreadsheet xml of 2003", "upah.xls", lambda: b'<?xml version="1.0"?><Workbook></Workbook>'),
    _file("TYPE_JSON", "json", "upah.json", lambda: b'{"rows": [{"nik": "x"}]}'),
    _file("TYPE_ODS", "open document", "upah.ods",
          lambda: _zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_dot_xml=b"<x/>")),
    _file("TYPE_XLSB", "binary workbook", "upah.xlsb", lambda: _zip(xl__workbook_dot_bin=b"\x83\x01")),
    _file("TYPE_ARCHIVE", "zip of a csv", "upah.zip", lambda: _zip(upah_dot_csv=text(GOOD))),
    _file("TYPE_ARCHIVE", "rar", "upah.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(40)),
    _file("TYPE_ARCHIVE", "gzip", "upah.csv.gz", lambda: b"\x1f\x8b\x08\x00" + bytes(40)),
    _file("TYPE_PROGRAM", "program", "upah.xlsx", lambda: b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100)),
    _file("TYPE_PROGRAM", "script", "upah.csv", lambda: b"#!/bin/sh\necho NIK;UPAH\n"),
    _file("TYPE_OLD_XLS", "excel 3", "upah.xls", _flat_old),
    _file("TYPE_UNKNOWN", "zero bytes", "upah.csv", lambda: bytes(5000)),
    _file("TYPE_UNKNOWN", "noise", "upah.csv", partial(_noise, 6000)),
    _file("ENCRYPTED", "locked workbook", "upah.xlsx", _encrypted),
    _file("ENCRYPTED", "locked xls", "upah.xls", lambda: xls(table("data", GOOD), password=True)),
    _file("MACROS", "macros named xlsx", "upah.xlsx", lambda: rezip(xlsx(GOOD), add={"xl/vbaProject.bin": b"\1\2"})),
    _file("MACROS", "macros in xls", "upah.xls", _xls_macros),
    _file("MACROS", "macro sheet", "upah.xlsx",
          lambda: rezip(xlsx(GOOD), add={"xl/macrosheets/sheet1.xml": b"<macrosheet/>"})),
    # zips
    _file("ZIP_BOMB", "bomb: one part", "upah.xlsx", _bomb),
    _file("ZIP_BOMB", "bomb: many parts", "upah.xlsx", _bomb_many),
    _file("ZIP_BOMB", "bomb: size denied", "upah.xlsx", _bomb_lying),
    _file("ZIP_ENTRIES", "thousands of parts", "upah.xlsx",
          lambda: rezip(xlsx(GOOD), add={f"xl/media/{n}.txt": b"x" for n in range(2000)})),
    _file("ZIP_NESTED", "embedded workbook", "upah.xlsx", _nested),
    _file("ZIP_NESTED", "zip dressed as a picture", "upah.xlsx", _nested_hidden),
    _file("ZIP_PATH", "path upwards", "upah.xlsx", lambda: rezip(xlsx(GOOD), add={"../../etc/cron.d/x": b"x"})),
    _file("ZIP_PATH", "path from the root", "upah.xlsx", lambda: rezip(xlsx(GOOD), add={"/etc/passwd": b"x"})),
    _file("ZIP_PATH", "path with backslash", "upah.xlsx", lambda: raw_zip([*parts_of(xlsx(GOOD)), ("..\\x.xml", b"x")])),
    _file("XML_DTD", "entities that multiply", "upah.xlsx", _entities),
    _file("XML_DTD", "entity from outside", "upah.xlsx", _outside_entity),
    _file("CORRUPT", "cut in half", "upah.xlsx", lambda: xlsx(GOOD)[:2500]),
    _file("CORRUPT", "flipped bits", "upah.xlsx", _bad_crc),
    _file("CORRUPT", "one part twice", "upah.xlsx", _twice),
    _file("CORRUPT", "two faces", "upah.xlsx", _two_faces),
    _file("CORRUPT", "hidden tail", "upah.xlsx", lambda: rezip(xlsx(GOOD), comment=b"PK\5\6" + bytes(18))),
    _file("CORRUPT", "sheet missing", "upah.xlsx", lambda: rezip(xlsx(GOOD), drop=[SHEET])),
    _file("CORRUPT", "broken xml", "upah.xlsx", lambda: rezip(xlsx(GOOD), in_sheet("</row>", "</rox>"))),
    _file("CORRUPT", "cell reference nonsense", "upah.xlsx", lambda: rezip(xlsx(GOOD), in_sheet('r="A2"', 'r="2A2"'))),
    _file("CORRUPT", "xls cut", "upah.xls", _xls_cut),
    _file("CORRUPT", "xls in circles", "upah.xls", _xls_circle),
    _file("TEXT_TOO_MUCH", "one text shown by all", "upah.xlsx", _shared_flood),
    _file("TEXT_TOO_MUCH", "one csv cell of 5 MB", "upah.csv", lambda: text(GOOD) + b'"' + b"a" * 5 * MB + b'"'),
    _file("SHEET_TOO_WIDE", "five million separators", "upah.csv", lambda: text(GOOD) + b";" * 5 * MB),
    _file("TEXT_TOO_MUCH", "one tag of 20 MB", "upah.xlsx", _long_tag),
    _file("XML_DTD", "entities in a part nobody reads", "upah.xlsx",
          lambda: rezip(xlsx(GOOD), add={"customXml/item1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'})),
    _file("CORRUPT", "end record that points elsewhere", "upah.xlsx", _long_end_lies),
    _file("CORRUPT", "xls sheets within each other", "upah.xls", _xls_nested),
    _file("TEXT_TOO_MUCH", "texts that claim to be billions", "upah.xlsx", _claims),
    _file("CORRUPT", "reference in disguise", "upah.xlsx", lambda: rezip(xlsx(GOOD), in_sheet('r="A2"', 'r="A&#50;"'))),
    _file("CORRUPT", "cell in another row", "upah.xlsx", lambda: rezip(xlsx(GOOD), in_sheet('r="B2"', 'r="B900000"'))),
    _file("CORRUPT", "two workbooks in one", "upah.xlsx",
          lambda: rezip(xlsx(GOOD), add={"mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                                         "content.xml": b"<x/>"})),
    # size and shape
    _file("SHEET_TOO_WIDE", "305 columns", "upah.xlsx", _wide),
    _file("SHEET_TOO_WIDE", "305 columns in csv", "upah.csv",
          lambda: text([[*HEAD, *(f"X{n}" for n in range(300))], worker(1)])),
    _file("STRAY_CELL", "last cell of the sheet", "upah.xlsx", lambda: xlsx(GOOD, _stray)),
    _file("STRAY_CELL", "a value far below", "upah.xlsx", lambda: xlsx(GOOD, _stray_below)),
    _file("TOO_MANY_ROWS", "10,001 rows", "upah.xlsx", lambda: fast_xlsx(people(10_001))),
    _file("TOO_MANY_ROWS", "10,001 rows in csv", "upah.csv", lambda: text(people(10_001))),
    _file("TOO_MANY_ROWS", "50,000 rows", "upah.xlsx", lambda: fast_xlsx(people(50_000))),
    _file("TOO_MANY_MERGED", "merged over and over", "upah.xlsx", _merges),
    # headings
    _file("HEADER_NOT_FOUND", "data without headings", "upah.xlsx", lambda: xlsx(GOOD[1:])),
    _file("HEADER_NOT_FOUND", "other headings", "upah.xlsx", lambda: xlsx([["KODE BARANG", "STOK"], ["A1", "5"]])),
    _file("HEADER_NOT_FOUND", "prose", "upah.csv", lambda: b"Yth. Bapak/Ibu, terlampir daftar upah bulan ini.\n" * 5),
    _file("HEADER_NOT_FOUND", "data sheet hidden", "upah.xlsx",
          lambda: xlsx({"Sampul": [["Daftar upah"]], "laporan_upah": GOOD}, _hidden_sheet)),
    _file("HEADER_NOT_FOUND", "only instructions", "upah.xlsx", lambda: xlsx({"Petunjuk Pengisian": GOOD})),
    _file("COLUMNS_MISSING", "wage column misspelt", "upah.xlsx",
          lambda: xlsx(report(worker(1), head=["NIK", "NAMA_LENGKAP", "TANGGAL_LAHIR", "JENIS_KELAMIN", "UPHA"]))),
    _file("COLUMNS_MISSING", "nobody can be found", "upah.csv", lambda: b"NAMA_LENGKAP;UPAH\r\nPEKERJA CONTOH;4290133\r\n"),
    _file("COLUMNS_MISSING", "leavers without date", "keluar.csv", lambda: b"KPJ;SEBAB_NA\r\n01234567890;PHK\r\n"),
    _file("COLUMN_TWICE", "one heading twice", "upah.xlsx",
          lambda: xlsx(report([*worker(1), "5000000"], head=[*HEAD, "UPAH"]))),
    _file("COLUMN_TWICE", "one meaning twice", "upah.csv", lambda: text(report([*worker(1), nik(2)], head=[*HEAD, "NO. KTP"]))),
    _file("SEVERAL_SHEETS", "two data sheets", "upah.xlsx", _several),
    _file("NO_ROWS", "only headings", "upah.xlsx", lambda: xlsx([HEAD])),
    _file("NO_ROWS", "only headings in csv", "upah.csv", lambda: text([HEAD])),
    _file("NO_ROWS", "only running numbers", "upah.xlsx",
          lambda: xlsx([["NO", *HEAD], *[[str(n), *[None] * 5] for n in range(1, 50)]])),
    _file("CSV_QUOTES", "open quotation mark", "upah.csv",
          lambda: text(report(worker(1), worker(2, name='"PEKERJA'), worker(3)))),
]  # fmt: skip
