"""Statements as banks write them, for tests: camt.053, camt.054 and MT940 of the same entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from xml.sax.saxutils import escape


@dataclass(frozen=True)
class Item:
    """An entry: `amount` below zero is money out."""

    amount: int
    text: str = "SETORAN"
    reference: str = "FT1"
    day: dt.date = dt.date(2021, 12, 2)
    name: str = "PT CONTOH"
    account: str = "1400000001"


def entry(item: Item, version: str = "02", more: str = "", currency: str = "IDR", status: str = "BOOK") -> str:
    way = "CRDT" if item.amount > 0 else "DBIT"
    name = f"<Nm>{escape(item.name)}</Nm>"
    payer = name if version < "08" else f"<Pty>{name}</Pty>"
    state = f"<Sts>{status}</Sts>" if version < "08" else f"<Sts><Cd>{status}</Cd></Sts>"
    amount = f'<Amt Ccy="{currency}">{abs(item.amount)}.00</Amt><CdtDbtInd>{way}</CdtDbtInd>'
    return (
        f"<Ntry>{amount}{state}<BookgDt><Dt>{item.day}</Dt></BookgDt>"
        f"<AcctSvcrRef>{escape(item.reference)}</AcctSvcrRef>{more or ''}"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>{payer}</Dbtr>"
        f"<DbtrAcct><Id><Othr><Id>{item.account}</Id></Othr></Id></DbtrAcct></RltdPties>"
        f"<RmtInf><Ustrd>{escape(item.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )


def balance(code: str, amount: int, currency: str = "IDR") -> str:
    way = "CRDT" if amount >= 0 else "DBIT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{abs(amount)}.00</Amt>'
        f"<CdtDbtInd>{way}</CdtDbtInd></Bal>"
    )


def camt(
    items: list[Item],
    *,
    message: str = "053",
    version: str = "02",
    opening: int = 1_000_000,
    closing: int | None = None,
    currency: str = "IDR",
    account: str = "0990001",
    body: str | None = None,
    head: str = '<?xml version="1.0" encoding="UTF-8"?>\n',
) -> bytes:
    outer, inner = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[message]
    end = opening + sum(i.amount for i in items) if closing is None else closing
    balances = balance("OPBD", opening) + balance("CLBD", end) if message == "053" else ""
    entries = "".join(entry(i, version) for i in items) if body is None else body
    return (
        f'{head}<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{message}.001.{version}"><{outer}><GrpHdr/>'
        f"<{inner}><Id>S1</Id><Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>{balances}"
        f"{entries}</{inner}></{outer}></Document>"
    ).encode()


def mt940_entry(item: Item) -> str:
    way = "C" if item.amount > 0 else "D"
    return (
        f":61:{item.day:%y%m%d}{item.day:%m%d}{way}{abs(item.amount)},NTRFNONREF//{item.reference}\r\n"
        f":86:?20{item.text[:27]}?21{item.text[27:]}?31{item.account}?32{item.name}\r\n"
    )


def mt940(
    items: list[Item], *, opening: int = 1_000_000, closing: int | None = None, currency: str = "IDR",
    body: str | None = None, account: str = "0990001",
) -> bytes:  # fmt: skip
    end = opening + sum(i.amount for i in items) if closing is None else closing
    entries = "".join(mt940_entry(i) for i in items) if body is None else body
    return (
        f":20:S1\r\n:25:{account}\r\n:28C:1/1\r\n:60F:{'C' if opening >= 0 else 'D'}211201{currency}{abs(opening)},00"
        f"\r\n{entries}:62F:{'C' if end >= 0 else 'D'}211203{currency}{abs(end)},00\r\n-\r\n"
    ).encode()
