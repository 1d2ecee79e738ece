"""camt.053, camt.054 and MT940: the same statement from each, and a clear answer to whatever else is handed in."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung.interop.bank_statements import Statement, read_bank_statement
from lindung.interop.wage_files import FileProblem, Limits

from .statement_makers import Item, balance, camt, entry, mt940, mt940_entry

TODAY = dt.date(2021, 12, 15)
CODE = "2112000000000187"
ITEMS = [
    Item(4_290_133, f"SETORAN IURAN {CODE} PT CONTOH MAKMUR JAYA", "FT0001"),
    Item(-15_000, "BIAYA ADMINISTRASI", "FT0002", dt.date(2021, 12, 3)),
    Item(500, "TRANSFER TANPA KODE", "FT0003", dt.date(2021, 12, 3), "BUDI", "22"),
]


def read(data: bytes, name: str = "x", **more: object) -> Statement:
    return read_bank_statement(data, name, today=TODAY, **more)  # type: ignore[arg-type]


KINDS = {
    **{f"053.{v}": camt(ITEMS, version=v) for v in ("02", "03", "04", "05", "06", "07", "08")},
    "utf-16": camt(ITEMS, head='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"),
    "latin-1": camt(ITEMS, head='<?xml version="1.0" encoding="ISO-8859-1"?>').decode().encode("latin-1"),
    "bom": b"\xef\xbb\xbf" + camt(ITEMS),
    "no declaration": camt(ITEMS, head=""),
    "comment": camt(ITEMS, head="<?xml version='1.0'?><!-- dari bank -->"),
    "mt940": mt940(ITEMS),
    "mt940 blocks": b"{1:F01BANKIDJAXXXX0000000000}{2:I940BANKIDJAXXXXN}{4:\r\n" + mt940(ITEMS)[:-3] + b"-}",
    "mt940 unix": mt940(ITEMS).replace(b"\r\n", b"\n"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_statement_from_every_kind(kind: str) -> None:
    statement = read(KINDS[kind], "mutasi.csv")  # the name says nothing
    first, second = statement.lines
    assert (first.date, first.amount, first.reference, first.billing_code) == (
        dt.date(2021, 12, 2), 4_290_133, "FT0001", CODE,
    )  # fmt: skip
    assert first.description == f"SETORAN IURAN {CODE} PT CONTOH MAKMUR JAYA"
    assert (first.payer_name, first.payer_account) == ("PT CONTOH", "1400000001")
    assert (second.amount, second.billing_code, second.payer_name) == (500, None, "BUDI")
    assert statement.balance == "HOLDS" and statement.errors == []
    counts = statement.counts
    assert (counts.lines_in, counts.lines_read, counts.lines_skipped, counts.lines_refused) == (3, 2, 1, 0)
    assert (statement.credit_total, statement.debit_total) == (4_290_633, 15_000)
    assert len({line.key for line in statement.lines}) == 2 and counts.holds


def test_a_notification_has_no_balances() -> None:
    statement = read(camt(ITEMS, message="054", version="08"))
    assert statement.balance == "ABSENT" and len(statement.lines) == 2 and statement.kind == "CAMT"


def test_the_key_of_an_entry_is_the_same_in_another_file() -> None:
    alone, later = read(camt(ITEMS[:1])), read(camt(ITEMS, opening=5))
    assert alone.lines[0].key == later.lines[0].key
    assert read(mt940(ITEMS[:1])).lines[0].key == read(mt940(ITEMS, opening=7)).lines[0].key


def test_a_collected_entry_is_its_payments() -> None:
    def part(amount: int, text: str, refs: str = "") -> str:
        return (
            f'<TxDtls><Refs>{refs}</Refs><AmtDtls><TxAmt><Amt Ccy="IDR">{amount}</Amt></TxAmt></AmtDtls>'
            f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
        )

    def collected(*parts: str) -> bytes:
        body = (
            '<Ntry><Amt Ccy="IDR">300.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>'
            "2021-12-02T10:00:00</DtTm></BookgDt><AcctSvcrRef>K1</AcctSvcrRef><NtryDtls>"
            + "".join(parts) + "</NtryDtls></Ntry>"
        )  # fmt: skip
        return camt([], opening=0, closing=300, body=body)

    one = read(collected(part(100, "A"), part(100, "A"), part(100, CODE, "<AcctSvcrRef>Z9</AcctSvcrRef>")))
    assert [(x.amount, x.reference) for x in one.lines] == [(100, "K1/1"), (100, "K1/2"), (100, "Z9")]
    assert one.lines[2].billing_code == CODE and one.balance == "HOLDS" and one.errors == []
    wrong = read(collected(part(100, "A"), part(100, "B")))
    assert wrong.lines == [] and [e.code for e in wrong.errors] == ["ENTRY_PARTS"]
    silent = read(collected("<TxDtls><Refs/></TxDtls>", "<TxDtls><Refs/></TxDtls>"))
    assert [x.amount for x in silent.lines] == [300]


def test_money_taken_back_is_said() -> None:
    back = entry(Item(-500, reference="B1")).replace("<Sts>", "<RvslInd>true</RvslInd><Sts>")
    for statement in (
        read(camt([], opening=500, closing=0, body=back)),
        read(mt940([], opening=500, closing=0, body=":61:2112021202RC500,NTRFNONREF//B1\r\n")),
    ):
        assert statement.lines == [] and [e.code for e in statement.errors] == ["ENTRY_TAKEN_BACK"]
        assert statement.errors[0].severity == "warning" and statement.balance == "HOLDS"
        assert statement.counts.lines_skipped == 1 and "Rp500" in statement.errors[0].text("id")


def test_entries_not_booked_wait() -> None:
    statement = read(camt([], opening=5, closing=5, body=entry(Item(500), status="PDNG")))
    assert statement.lines == [] and statement.counts.lines_skipped == 1 and statement.balance == "HOLDS"


def test_the_balances_tell_a_copy_from_a_second_payment() -> None:
    twice = ITEMS[:1] * 2
    for make in (camt, mt940):
        both = read(make(twice))
        assert len(both.lines) == 2 and both.balance == "HOLDS" and len({x.key for x in both.lines}) == 2
        copied = read(make(twice, closing=1_000_000 + twice[0].amount))
        assert len(copied.lines) == 1 and copied.balance == "HOLDS"
        assert [e.code for e in copied.errors] == ["LINE_REPEATED"] and copied.counts.lines_refused == 1


# ---- whatever else is handed in


def bomb(depth: int = 9) -> bytes:
    lines = ['<!ENTITY a0 "aaaaaaaaaa">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, depth)]
    text = "".join(lines)
    return camt([], body=f"&a{depth - 1};", head=f'<?xml version="1.0"?><!DOCTYPE Document [{text}]>')


def mt(body: str, **more: object) -> bytes:
    return mt940([], body=body, **more)  # type: ignore[arg-type]


GOOD_61 = mt940_entry(ITEMS[0])
WHOLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "EMPTY_FILE"),
    "entity bomb": (bomb(), "XML_DTD"),
    "outside entity": (
        camt([], head='<?xml version="1.0"?><!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>', body="&x;"),
        "XML_DTD",
    ),
    "outside document type": (camt(ITEMS, head='<!DOCTYPE Document SYSTEM "http://x.example/y.dtd">'), "XML_DTD"),
    "parameter entity": (camt(ITEMS, head='<!DOCTYPE Document [<!ENTITY % p "x"> %p;]>'), "XML_DTD"),
    "unknown entity": (camt([], body="&nbsp;"), "XML_BROKEN"),
    "truncated": (camt(ITEMS)[:-60], "XML_BROKEN"),
    "truncated in an entry": (camt(ITEMS)[:700], "XML_BROKEN"),
    "two roots": (camt(ITEMS) + b"<x/>", "XML_BROKEN"),
    "crossed tags": (camt([], body="<Ntry><Amt></Ntry></Amt>"), "XML_BROKEN"),
    "zero byte": (camt(ITEMS).replace(b"PT CONTOH", b"PT\0CONTOH"), "XML_BROKEN"),
    "control character": (camt(ITEMS).replace(b"PT CONTOH", b"PT&#1;CONTOH"), "XML_BROKEN"),
    "bytes that are no utf-8": (camt(ITEMS).replace(b"PT CONTOH", b"PT\xff\xfe"), "XML_BROKEN"),
    "unknown encoding": (camt(ITEMS, head='<?xml version="1.0" encoding="x-none"?>'), "XML_BROKEN"),
    "attribute twice": (camt(ITEMS).replace(b'Ccy="IDR"', b'Ccy="IDR" Ccy="IDR"', 1), "XML_BROKEN"),
    "deep": (camt([], body="<Ntry>" + "<a>" * 5_000 + "</a>" * 5_000 + "</Ntry>"), "XML_DEEP"),
    "pain.001": (camt(ITEMS).replace(b"camt.053.001.02", b"pain.001.001.03"), "NOT_A_STATEMENT"),
    "camt.052": (camt(ITEMS).replace(b"camt.053.001.02", b"camt.052.001.02"), "NOT_A_STATEMENT"),
    "version 01": (camt(ITEMS).replace(b"camt.053.001.02", b"camt.053.001.01"), "NOT_A_STATEMENT"),
    "version 99": (camt(ITEMS).replace(b"camt.053.001.02", b"camt.053.001.99"), "NOT_A_STATEMENT"),
    "no namespace": (b"<Document><x/></Document>", "NOT_A_STATEMENT"),
    "other xml": (b'<?xml version="1.0"?><note>hi</note>', "NOT_A_STATEMENT"),
    "nothing in it": (
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>', "NO_ROWS",
    ),
    "dollars": (camt(ITEMS, currency="USD"), "ACCOUNT_CURRENCY"),
    "two accounts": (
        camt(ITEMS).replace(b"</Stmt>", b"</Stmt><Stmt><Acct><Id><IBAN>X9</IBAN></Id></Acct></Stmt>"),
        "SEVERAL_ACCOUNTS",
    ),
    "a web page": (b"<!DOCTYPE html><html><body>403</body></html>", "TYPE_HTML"),
    "a spreadsheet as xml": (b'<?xml version="1.0"?><Workbook xmlns="x"></Workbook>', "TYPE_XML"),
    "a pdf": (b"%PDF-1.7\n", "TYPE_PDF"),
    "json": (b'{"Document": 1}', "TYPE_JSON"),
    "mt940 truncated": (mt940(ITEMS)[:-40], "MT940_BROKEN"),
    "mt940 without opening": (mt940(ITEMS).replace(b":60F:", b":64:"), "MT940_BROKEN"),
    "mt940 opened twice": (mt(":60F:C211201IDR5,00\r\n"), "MT940_BROKEN"),
    "mt940 closed twice": (mt940(ITEMS) + b":62F:C211203IDR5,00\r\n", "MT940_BROKEN"),
    "mt940 in dollars": (mt940(ITEMS, currency="USD"), "ACCOUNT_CURRENCY"),
    "mt940 broken balance": (mt940(ITEMS).replace(b":60F:C", b":60F:X"), "MT940_BROKEN"),
    "mt940 cents in the balance": (mt940(ITEMS).replace(b"IDR1000000,00", b"IDR1000000,50"), "MT940_BROKEN"),
    "mt940 entry without amount": (mt(":61:2112021202CNTRFNONREF\r\n"), "MT940_BROKEN"),
    "mt940 entry without kind": (mt(":61:2112021202C500,\r\n"), "MT940_BROKEN"),
    "mt940 entry of letters": (mt(":61:hello\r\n"), "MT940_BROKEN"),
    "mt940 loose text": (b":20:X\r\n-\r\nhalo\r\n", "MT940_BROKEN"),
    "mt940 endless text": (mt(GOOD_61 + "x\r\n" * 70), "MT940_BROKEN"),
    "mt940 two accounts": (mt940(ITEMS) + mt940(ITEMS, account="77"), "SEVERAL_ACCOUNTS"),
    "mt940 only a head": (b":20:X\r\n:25:1\r\n", "NO_ROWS"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_cannot_be_read_says_why(name: str) -> None:
    data, code = WHOLE[name]
    with pytest.raises(FileProblem) as refused:
        read(data)
    assert refused.value.code == code, refused.value
    assert refused.value.text("id") and refused.value.text("en") != refused.value.text("id")


def xml_line(old: str, new: str) -> bytes:
    body = entry(ITEMS[0])
    assert old in body
    return camt([], opening=0, closing=4_290_133, body=body.replace(old, new))


LINES: dict[str, tuple[bytes, str]] = {
    "other currency": (camt([], opening=0, closing=500, body=entry(Item(500), currency="USD")), "AMOUNT_CURRENCY"),
    "no currency": (xml_line(' Ccy="IDR"', ""), "AMOUNT_CURRENCY"),
    "cents": (xml_line("4290133.00", "4290133.50"), "AMOUNT_FRACTION"),
    "huge": (xml_line("4290133.00", "9" * 18), "AMOUNT_TOO_LARGE"),
    "longer than any number": (xml_line("4290133.00", "9" * 400), "AMOUNT_UNREADABLE"),
    "exponent": (xml_line("4290133.00", "4E9"), "AMOUNT_UNREADABLE"),
    "below zero": (xml_line("4290133.00", "-4290133.00"), "AMOUNT_UNREADABLE"),
    "other digits": (xml_line("4290133.00", "４２９"), "AMOUNT_UNREADABLE"),
    "no amount": (xml_line('<Amt Ccy="IDR">4290133.00</Amt>', ""), "AMOUNT_CURRENCY"),
    "not a number": (xml_line("4290133.00", "NaN"), "AMOUNT_UNREADABLE"),
    "no direction": (xml_line("<CdtDbtInd>CRDT</CdtDbtInd>", ""), "DIRECTION_UNKNOWN"),
    "other direction": (xml_line("CRDT", "BOTH"), "DIRECTION_UNKNOWN"),
    "no day": (xml_line("<BookgDt><Dt>2021-12-02</Dt></BookgDt>", ""), "REQUIRED"),
    "a day that is not": (xml_line("2021-12-02", "2021-02-30"), "DATE_UNREADABLE"),
    "a day to come": (xml_line("2021-12-02", "2031-12-02"), "DATE_RANGE"),
    "a day long ago": (xml_line("2021-12-02", "1021-12-02"), "DATE_RANGE"),
    "mt940 cents": (mt(":61:2112021202C500,50NTRFNONREF//1\r\n"), "AMOUNT_FRACTION"),
    "mt940 huge": (mt(f":61:2112021202C{'9' * 18},NTRFNONREF//1\r\n"), "AMOUNT_TOO_LARGE"),
    "mt940 two commas": (mt(":61:2112021202C5,0,0NTRFNONREF//1\r\n"), "AMOUNT_UNREADABLE"),
    "mt940 day": (mt(":61:2113451202C500,NTRFNONREF//1\r\n"), "DATE_UNREADABLE"),
    "mt940 entry day": (mt(":61:2112021345C500,NTRFNONREF//1\r\n"), "DATE_UNREADABLE"),
    "mt940 day to come": (mt(":61:3112021202C500,NTRFNONREF//1\r\n"), "DATE_RANGE"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_cannot_be_taken_says_why_and_costs_only_itself(name: str) -> None:
    data, code = LINES[name]
    statement = read(data)
    assert code in [e.code for e in statement.errors], statement.errors
    assert statement.lines == [] and statement.counts.lines_refused == 1 and statement.counts.holds
    assert all(e.text("id") and e.text("en") for e in statement.errors)


@pytest.mark.parametrize("make", [camt, mt940])
def test_wrong_balances_are_seen(make) -> None:  # type: ignore[no-untyped-def]
    statement = read(make(ITEMS, closing=5_000_000))
    assert statement.balance == "BROKEN" and [e.code for e in statement.errors] == ["BALANCE_BREAK"]
    assert dict(statement.errors[0].params) == {"expected": 5_275_633, "found": 5_000_000}
    overdrawn = read(make(ITEMS, opening=-10_000_000))
    assert overdrawn.balance == "HOLDS"


def test_a_balance_in_another_currency_is_no_balance() -> None:
    data = camt(ITEMS).replace(balance("CLBD", 5_275_633).encode(), balance("CLBD", 5_275_633, "USD").encode())
    assert read(data).balance == "BROKEN"


def test_the_same_statement_twice_in_one_file_is_taken_once() -> None:
    data = camt(ITEMS)
    inner = data[data.index(b"<Stmt>") : data.index(b"</Stmt>") + 7]
    statement = read(data.replace(inner, inner + b"\n" + inner))
    assert len(statement.lines) == 2 and [e.code for e in statement.errors] == ["LINE_REPEATED"] * 2
    days = read(mt940(ITEMS) + mt940(ITEMS, opening=5_275_633))
    assert len(days.lines) == 2 and days.counts.lines_refused == 2


def test_the_turn_of_the_year_in_mt940() -> None:
    late = mt(":61:2101021231C500,NTRFNONREF//1\r\n", opening=0, closing=500)
    assert read(late).lines[0].date == dt.date(2020, 12, 31)
    early = mt(":61:2012310102C500,NTRFNONREF//1\r\n", opening=0, closing=500)
    assert read(early).lines[0].date == dt.date(2021, 1, 2)


def test_too_many_lines() -> None:
    for data in (camt(ITEMS), mt940(ITEMS)):
        with pytest.raises(FileProblem) as refused:
            read(data, limits=Limits(rows=2))
        assert refused.value.code == "TOO_MANY_LINES"


def test_a_long_statement_takes_little_time() -> None:
    items = [Item(1_000 + n, f"IURAN {n}", f"R{n}") for n in range(5_000)]
    began = time.perf_counter()
    statement = read(camt(items))
    print(f"{len(statement.lines)} entries of camt.053 in {time.perf_counter() - began:.2f} s")
    assert len(statement.lines) == 5_000 and statement.balance == "HOLDS"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Item,
            amount=st.integers(-(10**12), 10**12).filter(bool),
            text=st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=40),
            reference=st.uuids().map(lambda u: f"R{u.hex[:12]}"),
        ),
        max_size=8,
    ),
    st.integers(0, 10**9),
)
def test_any_entries_come_back_from_xml(items: list[Item], opening: int) -> None:
    statement = read(camt(items, opening=opening))
    assert [x.amount for x in statement.lines] == [i.amount for i in items if i.amount > 0]
    assert [x.description for x in statement.lines] == [" ".join(i.text.split()) for i in items if i.amount > 0]
    assert statement.debit_total == -sum(i.amount for i in items if i.amount < 0)
    assert statement.balance == "HOLDS"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([camt(ITEMS), mt940(ITEMS)]), st.integers(0, 2_000), st.binary(max_size=6), st.integers(0, 9))
def test_a_damaged_file_is_read_or_refused_never_worse(data: bytes, at: int, new: bytes, gone: int) -> None:
    try:
        statement = read(data[:at] + new + data[at + gone :])
    except FileProblem as problem:
        assert problem.text("id")
    else:
        assert statement.counts.holds and all(line.amount > 0 for line in statement.lines)
