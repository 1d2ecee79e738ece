"""Statements in SWIFT's MT940: tags 20, 25, 28C, 60, 61, 86 and 62, in plain text or within blocks.

Our own reader: a page of grammar, where a library would still leave every check of amounts, balances and hostile input
to us (decision 0015).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from lindung.interop.bank_statements.gather import Bad, Entry, Gatherer, Span, whole_rupiah
from lindung.interop.bank_statements.statement import Statement
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import FileProblem, clip

_TAG = re.compile(r":(\d\d[A-Z]?):(.*)", re.ASCII)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15},?\d{0,5})", re.ASCII)
_ENTRY = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<way>R?[CD])(?P<fund>[A-Z])??(?P<amount>\d[\d,.]{0,20})"
    r"(?P<kind>[NFS][A-Z0-9]{3})(?P<reference>.*?)(?://(?P<bank>.*))?",
    re.ASCII,
)
_SUB = re.compile(r"\?(\d\d)")
_MOST_CONTINUED = 64


def looks_like(head: str) -> bool:
    """Whether a text begins as MT940 does."""
    start = head.lstrip("\ufeff \t\r\n")
    return start.startswith((":20:", "{1:F")) or bool(re.search(r"(?m)^:60[FM]:", head))


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, tag, value with its continued lines)."""
    line, tag = 0, ""
    value: list[str] = []
    for number, raw in enumerate(text.splitlines(), 1):
        said = raw.rstrip()
        found = _TAG.match(said)
        if found:
            if tag:
                yield line, tag, "\n".join(value)
            line, tag, value = number, found[1], [found[2]]
        elif said.startswith(("{", "-}")) or said == "-":
            if tag:
                yield line, tag, "\n".join(value)
            tag = ""
            if (inner := _TAG.search(said)) and said.startswith("{"):  # a block that opens on the line of its first tag
                line, tag, value = number, inner[1], [inner[2]]
        elif tag and said:
            value.append(said)
            if len(value) > _MOST_CONTINUED:
                raise FileProblem("MT940_BROKEN", line=number, what=f":{tag}:")
        elif said.strip():
            raise FileProblem("MT940_BROKEN", line=number, what=clip(said)[:20])
    if tag:
        yield line, tag, "\n".join(value)


class _Reader:
    def __init__(self, gatherer: Gatherer) -> None:
        self.gatherer = gatherer
        self.waiting: Entry | None = None
        self.account = ""
        self.inside = False

    def take(self, line: int, tag: str, value: str) -> None:
        if tag != "86":
            self._settle()
        if tag == "25":
            number = value.strip()
            if self.account and number != self.account:
                raise FileProblem("SEVERAL_ACCOUNTS", first=clip(self.account), other=clip(number))
            self.account = number
        elif tag in ("60F", "60M"):
            if self.inside:
                raise FileProblem("MT940_BROKEN", line=line, what=f":{tag}:")
            self.inside = True
            self.gatherer.spans.append(Span(opening=self._balance(line, tag, value), place=line))
        elif tag in ("62F", "62M"):
            if not self.inside:
                raise FileProblem("MT940_BROKEN", line=line, what=f":{tag}:")
            self.inside = False
            self.gatherer.span.closing, self.gatherer.span.place = self._balance(line, tag, value), line
        elif tag == "61":
            if not self.inside:
                raise FileProblem("MT940_BROKEN", line=line, what=":61:")
            self.waiting = self._entry(line, value)
        elif tag == "86" and self.waiting is not None:
            self._describe(self.waiting, value)

    def end(self, line: int) -> None:
        self._settle()
        if self.inside:
            raise FileProblem("MT940_BROKEN", line=line, what=":62F:")

    def _settle(self) -> None:
        if self.waiting is not None:
            self.gatherer.take(self.waiting)
            self.waiting = None

    def _balance(self, line: int, tag: str, value: str) -> int:
        found = _BALANCE.fullmatch(value.strip())
        if not found:
            raise FileProblem("MT940_BROKEN", line=line, what=f":{tag}:")
        if found[3] != "IDR":
            raise FileProblem("ACCOUNT_CURRENCY", currency=found[3])
        try:
            amount = whole_rupiah(found[4])
        except Bad:
            raise FileProblem("MT940_BROKEN", line=line, what=f":{tag}:") from None
        return -amount if found[1] == "D" else amount

    def _entry(self, line: int, value: str) -> Entry:
        first, _, more = value.partition("\n")
        found = _ENTRY.fullmatch(first.strip())
        if not found:
            raise FileProblem("MT940_BROKEN", line=line, what=":61:")
        way = found["way"]
        reference = (found["bank"] or found["reference"] or "").strip()
        own = (found["reference"] or "").strip()
        return Entry(
            line=line,
            amount=found["amount"],
            currency="IDR",
            way={"C": "C", "D": "D", "RC": "D", "RD": "C"}[way],
            day=_day(found["value"], found["entry"]),
            reference="" if reference == "NONREF" else reference,
            text=" ".join(t for t in (own if own not in ("NONREF", reference) else "", more) if t),
            taken_back=way == "RC",
        )

    def _describe(self, entry: Entry, value: str) -> None:
        joined = value.replace("\n", "" if _SUB.search(value) else " ")
        parts = _SUB.split(joined)
        if len(parts) < 3:
            entry.text = f"{entry.text} {joined}".strip()
            return
        said: dict[str, str] = {}
        for number, text in zip(parts[1::2], parts[2::2], strict=False):
            said[number] = said.get(number, "") + text
        free = [said[n] for n in sorted(said) if "20" <= n <= "29" or "60" <= n <= "63"]
        entry.text = " ".join([entry.text, said.get("00", ""), "".join(free)]).strip()
        entry.payer_name = (said.get("32", "") + said.get("33", "")).strip()
        entry.payer_account = said.get("31", "").strip()


def _day(value: str, entry: str | None) -> str:
    """The day of booking as ISO text; it lies near the value date, also over the turn of a year."""
    try:
        day = dt.date(2000 + int(value[:2]), int(value[2:4]), int(value[4:]))
        if entry is None:
            return day.isoformat()
        near = [dt.date(day.year + n, int(entry[:2]), int(entry[2:])) for n in (-1, 0, 1)]
    except ValueError:
        return "?"
    return min(near, key=lambda other: abs((other - day).days)).isoformat()


def read_mt940(
    text: str, data: bytes, filename: str, *, pattern: re.Pattern[str], limits: Limits, today: dt.date
) -> Statement:
    """Read MT940. Raises FileProblem: MT940_BROKEN, ACCOUNT_CURRENCY, SEVERAL_ACCOUNTS, TOO_MANY_LINES, NO_ROWS."""
    reader = _Reader(Gatherer(pattern, limits, today))
    for line, tag, value in _fields(text):
        reader.take(line, tag, value)
    reader.end(text.count("\n") + 1)
    return reader.gatherer.statement(data, filename, "MT940")
