"""Statements and notifications in ISO 20022 XML: camt.053 and camt.054, versions 02 to 08.

Read by expat event by event: a document type, and with it every entity, is refused as soon as it begins; an entry is
let go when it was taken, so the file's size bounds the memory.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from lindung.interop.bank_statements.gather import Bad, Entry, Gatherer, Span, whole_rupiah
from lindung.interop.bank_statements.statement import Statement
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import FileProblem, clip

DEEPEST = 40
_SPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.0[2-8]")
_BOXES = {"Stmt", "Ntfctn"}
_WHOLE = {"Ntry", "Bal", "Acct"}


@dataclass(slots=True)
class _Node:
    name: str
    line: int
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def find(self, *path: str) -> _Node | None:
        node: _Node | None = self
        for name in path:
            node = next((c for c in node.children if c.name == name), None) if node else None
        return node

    def all(self, *path: str) -> list[_Node]:
        found = [self]
        for name in path:
            found = [c for node in found for c in node.children if c.name == name]
        return found

    def said(self, *path: str) -> str:
        node = self.find(*path)
        return "".join(node.text).strip() if node else ""

    def either(self, *paths: tuple[str, ...]) -> str:
        return next((said for path in paths if (said := self.said(*path))), "")


class _Reader:
    def __init__(self, gatherer: Gatherer) -> None:
        self.gatherer = gatherer
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.open: list[_Node] = []
        self.depth = 0
        self.account = ""

    def _doctype(self, *_: object) -> None:
        raise FileProblem("XML_DTD")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        self.depth += 1
        if self.depth > DEEPEST:
            raise FileProblem("XML_DEEP", limit=DEEPEST)
        if self.depth == 1 and (local != "Document" or not _SPACE.fullmatch(space)):
            raise FileProblem("NOT_A_STATEMENT", found=clip(space or local))
        if self.depth == 3 and local in _BOXES:
            self.gatherer.spans.append(Span(place=self.parser.CurrentLineNumber))
        if self.open or (self.depth == 4 and local in _WHOLE):
            node = _Node(local, self.parser.CurrentLineNumber, attributes)
            if self.open:
                self.open[-1].children.append(node)
            self.open.append(node)

    def _text(self, text: str) -> None:
        if self.open:
            self.open[-1].text.append(text)

    def _end(self, _: str) -> None:
        self.depth -= 1
        if not self.open:
            return
        node = self.open.pop()
        if not self.open:
            {"Ntry": self._entry, "Bal": self._balance, "Acct": self._owner}[node.name](node)

    def _owner(self, node: _Node) -> None:
        currency = node.said("Ccy")
        if currency and currency != "IDR":
            raise FileProblem("ACCOUNT_CURRENCY", currency=clip(currency))
        number = node.either(("Id", "IBAN"), ("Id", "Othr", "Id"))
        if self.account and number and number != self.account:
            raise FileProblem("SEVERAL_ACCOUNTS", first=clip(self.account), other=clip(number))
        self.account = number or self.account

    def _balance(self, node: _Node) -> None:
        kind = node.either(("Tp", "CdOrPrtry", "Cd"), ("Tp", "CdOrPrtry", "Prtry"))
        amount = node.find("Amt")
        if kind not in ("OPBD", "PRCD", "CLBD") or amount is None:
            return
        span = self.gatherer.span
        try:
            value = whole_rupiah(node.said("Amt"), amount.attributes.get("Ccy", ""))
        except Bad:
            span.whole = False
            value = 0
        value = -value if node.said("CdtDbtInd") == "DBIT" else value
        if kind == "CLBD":
            span.closing = value
        elif kind == "OPBD" or span.opening is None:
            span.opening = value

    def _entry(self, node: _Node) -> None:
        entry = self._facts(node, node)
        details = node.all("NtryDtls", "TxDtls")
        if len(details) == 1:
            entry.parts = [self._facts(details[0], node)]
        elif len(details) > 1:
            entry.parts = [self._facts(d, node) for d in details]
            if not all(part.amount for part in entry.parts):
                entry.parts = []  # collected, and the parts are not told: one payment
        for number, part in enumerate(entry.parts, 1):
            if len(entry.parts) > 1 and part.reference == entry.reference:
                part.reference = f"{entry.reference[:70]}/{number}"  # the parts share the name of the whole
        self.gatherer.take(entry)

    def _facts(self, node: _Node, entry: _Node) -> Entry:
        own = node is entry
        amount = node.find("Amt") or (None if own else node.find("AmtDtls", "TxAmt", "Amt"))
        way = node.said("CdtDbtInd") or entry.said("CdtDbtInd")
        status = entry.either(("Sts", "Cd"), ("Sts",))
        remittance = [*(" ".join("".join(n.text).split()) for n in node.all("RmtInf", "Ustrd"))]
        remittance += ["".join(n.text).strip() for n in node.all("RmtInf", "Strd", "CdtrRefInf", "Ref")]
        remittance += [node.said("AddtlTxInf"), entry.said("AddtlNtryInf")]
        end_to_end = node.said("Refs", "EndToEndId")
        if end_to_end not in ("", "NOTPROVIDED"):
            remittance.append(end_to_end)
        return Entry(
            line=node.line,
            amount="".join(amount.text).strip() if amount else "",
            currency=amount.attributes.get("Ccy", "") if amount else "",
            way={"CRDT": "C", "DBIT": "D"}.get(way, way),
            day=entry.either(("BookgDt", "Dt"), ("BookgDt", "DtTm"), ("ValDt", "Dt"), ("ValDt", "DtTm")),
            reference=node.either(("Refs", "AcctSvcrRef"), ("Refs", "TxId"))
            or entry.either(("AcctSvcrRef",), ("NtryRef",)),
            text=" ".join(part for part in remittance if part),
            payer_name=node.either(("RltdPties", "Dbtr", "Nm"), ("RltdPties", "Dbtr", "Pty", "Nm")),
            payer_account=node.either(
                ("RltdPties", "DbtrAcct", "Id", "IBAN"), ("RltdPties", "DbtrAcct", "Id", "Othr", "Id")
            ),
            taken_back=entry.said("RvslInd") in ("true", "1"),
            booked=status in ("", "BOOK"),
        )


def read_camt(data: bytes, filename: str, *, pattern: re.Pattern[str], limits: Limits, today: dt.date) -> Statement:
    """Read camt.053 or camt.054. Raises FileProblem: XML_DTD, XML_BROKEN, XML_DEEP, NOT_A_STATEMENT, ACCOUNT_CURRENCY,
    SEVERAL_ACCOUNTS, TOO_MANY_LINES, NO_ROWS."""
    reader = _Reader(Gatherer(pattern, limits, today))
    try:
        reader.parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise FileProblem("XML_BROKEN", line=reader.parser.CurrentLineNumber) from None
    return reader.gatherer.statement(data, filename, "CAMT")
