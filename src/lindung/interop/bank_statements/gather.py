"""From entries, however they were written, to a `Statement`: one set of rules for camt and MT940."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lindung.interop.bank_statements.statement import Statement, StatementCounts, StatementLine
from lindung.interop.wage_files import values
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.messages import Param
from lindung.interop.wage_files.problems import CellError, FileProblem, clip

_AMOUNT = re.compile(r"(\d{1,18})(?:[.,](\d{0,5}))?", re.ASCII)
EARLIEST = dt.date(2000, 1, 1)


@dataclass(slots=True)
class Entry:
    """An entry as written: `amount` in the bank's letters, `way` C or D, `taken_back` where it undoes an earlier one.

    `parts` are the payments of a collected entry, each with an amount of its own."""

    line: int
    amount: str
    currency: str
    way: str
    day: str
    reference: str = ""
    text: str = ""
    payer_name: str = ""
    payer_account: str = ""
    taken_back: bool = False
    booked: bool = True
    parts: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Span:
    """The entries between an opening and a closing balance (whole rupiah, None where not given)."""

    opening: int | None = None
    closing: int | None = None
    place: int = 0
    moved: int = 0
    twice: int = 0
    whole: bool = True

    @property
    def off(self) -> int:
        """How far the closing balance is from where the entries lead."""
        return (self.opening or 0) + self.moved - (self.closing or 0)

    @property
    def known(self) -> bool:
        return self.opening is not None and self.closing is not None


class Bad(Exception):
    """A value of an entry that cannot be taken, by the code of its message."""

    def __init__(self, code: str, **params: Param) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def whole_rupiah(said: str, currency: str = "IDR") -> int:
    """An amount of an entry. Raises Bad: AMOUNT_CURRENCY, AMOUNT_UNREADABLE, AMOUNT_FRACTION, AMOUNT_TOO_LARGE."""
    if currency != "IDR":
        raise Bad("AMOUNT_CURRENCY")
    found = _AMOUNT.fullmatch(said.strip())
    if not found:
        raise Bad("AMOUNT_UNREADABLE")
    if (found[2] or "").strip("0"):
        raise Bad("AMOUNT_FRACTION")
    amount = int(found[1])
    if amount > values.MAX_BALANCE:
        raise Bad("AMOUNT_TOO_LARGE", limit=values.MAX_BALANCE)
    return amount


class Gatherer:
    """Takes entries one by one and says at the end what the statement holds."""

    def __init__(self, pattern: re.Pattern[str], limits: Limits, today: dt.date) -> None:
        self._pattern, self._limits = pattern, limits
        self._latest = today + dt.timedelta(days=7)
        self.lines: list[StatementLine] = []
        self.errors: list[CellError] = []
        self.spans: list[Span] = []
        self._in = self._skipped = self._refused = self._credit = self._debit = 0
        self._seen: dict[tuple[object, ...], tuple[int, Span]] = {}
        self._doubtful: list[tuple[Span, Entry, tuple[object, ...], int]] = []
        self._twins: dict[tuple[object, ...], int] = {}

    @property
    def span(self) -> Span:
        """The span that entries belong to now."""
        if not self.spans:
            self.spans.append(Span())
        return self.spans[-1]

    def take(self, entry: Entry) -> None:
        """One booked entry, whole or as its parts."""
        if not entry.booked:
            self._count()
            self._skipped += 1
            return
        try:
            amount = whole_rupiah(entry.amount, entry.currency)
        except Bad as bad:
            self.span.whole = False
            self._count()
            self._refuse(entry, bad, entry.amount)
            return
        if entry.way not in ("C", "D"):
            self.span.whole = False
            self._count()
            self._refuse(entry, Bad("DIRECTION_UNKNOWN"), entry.way)
            return
        self.span.moved += amount if entry.way == "C" else -amount
        if entry.way == "D" or not amount:
            self._count()
            self._skipped += 1
            self._debit += amount
            if entry.taken_back and amount:
                self._say(entry, "ENTRY_TAKEN_BACK", entry.amount, {"amount": amount})
            return
        parts = self._parts(entry, amount)
        for part, value in parts:
            self._count()
            self._line(part, value)

    def _parts(self, entry: Entry, amount: int) -> list[tuple[Entry, int]]:
        if len(entry.parts) < 2:
            return [(entry.parts[0] if entry.parts else entry, amount)]
        try:
            found = [(part, whole_rupiah(part.amount, part.currency)) for part in entry.parts]
        except Bad as bad:
            self._count()
            self._refuse(entry, bad, entry.amount)
            return []
        total = sum(value for _, value in found)
        if total != amount or any(part.way != "C" for part, _ in found):
            self._count()
            self._refuse(entry, Bad("ENTRY_PARTS", parts=total, whole=amount), entry.amount)
            return []
        return found

    def _count(self) -> None:
        self._in += 1
        if self._in > self._limits.rows:
            raise FileProblem("TOO_MANY_LINES", limit=self._limits.rows)

    def _line(self, entry: Entry, amount: int) -> None:
        if not amount:
            self._skipped += 1
            return
        try:
            day = self._day(entry.day)
        except Bad as bad:
            self._refuse(entry, bad, entry.day)
            return
        reference = " ".join(entry.reference.split())
        text = " ".join(entry.text.split())
        if len(reference) > 80 or len(text) > 1000:
            reference, text = reference[:80], text[:1000]
        content = (day, amount, reference, text, entry.payer_account)
        first, span = self._seen.setdefault(content, (entry.line, self.span))
        if reference and first != entry.line:
            if span is self.span:
                span.twice += amount
                self._doubtful.append((span, entry, content, first))  # the balances will say
            else:
                self._refuse(entry, Bad("LINE_REPEATED", first=str(first)), reference)
            return
        self._keep(entry, content)

    def _keep(self, entry: Entry, content: tuple[object, ...]) -> None:
        day, amount, reference, text = content[:4]
        assert isinstance(day, dt.date) and isinstance(amount, int)
        self._credit += amount
        self.lines.append(
            StatementLine(
                entry.line, day, amount, str(reference), str(text), self._code(entry, f"{reference} {text}"), None,
                self._key(content), entry.payer_name.strip()[:140], entry.payer_account.strip()[:40],
            )
        )  # fmt: skip

    def _judge_doubtful(self) -> None:
        """An entry that stands twice between two balances is two payments where the balances count it twice, else a
        copy."""
        for span, entry, content, first in self._doubtful:
            if span.known and span.whole and not span.off:
                self._keep(entry, content)
            else:
                self._refuse(entry, Bad("LINE_REPEATED", first=str(first)), str(content[2]))
        for span in {id(s): s for s, *_ in self._doubtful}.values():
            if span.known and span.off == span.twice:
                span.moved -= span.twice

    def _day(self, said: str) -> dt.date:
        if not said:
            raise Bad("REQUIRED", column="TANGGAL")
        try:
            day = dt.date.fromisoformat(said[:10])
        except ValueError:
            raise Bad("DATE_UNREADABLE") from None
        if not EARLIEST <= day <= self._latest:
            low, high = values.written(EARLIEST), values.written(self._latest)
            raise Bad("DATE_RANGE", date=values.written(day), low=low, high=high)
        return day

    def _code(self, entry: Entry, text: str) -> str | None:
        codes: list[str] = []
        for match in self._pattern.finditer(text):
            found = match[1] if self._pattern.groups else match[0]
            if found and found not in codes:
                codes.append(found)
        if len(codes) > 1:
            self._say(entry, "BILLING_SEVERAL", text, {"codes": clip(", ".join(codes))})
        return codes[0] if len(codes) == 1 else None

    def _key(self, content: tuple[object, ...]) -> str:
        twin = self._twins[content] = self._twins.get(content, 0) + 1
        digest = hashlib.sha256("\x1f".join(str(part) for part in (*content, twin)).encode()).hexdigest()[:24]
        reference = str(content[2])[:50]
        return f"{reference}:{digest}" if reference else digest

    def _refuse(self, entry: Entry, bad: Bad, value: str) -> None:
        self._refused += 1
        self._say(entry, bad.code, value, bad.params)

    def _say(self, entry: Entry, code: str, value: str, params: Mapping[str, Param]) -> None:
        if len(self.errors) < self._limits.errors_kept:
            self.errors.append(CellError(entry.line, "", str(entry.line), clip(value), code, params))

    def _balances(self) -> Literal["HOLDS", "BROKEN", "ABSENT"]:
        known = [s for s in self.spans if s.known]
        broken = False
        for span in known:
            if span.off or not span.whole:
                broken = True
                params: dict[str, Param] = {"expected": (span.opening or 0) + span.moved, "found": span.closing or 0}
                place = str(span.place)
                self.errors.append(CellError(span.place, "", place, str(span.closing), "BALANCE_BREAK", params))
        return "BROKEN" if broken else "HOLDS" if known and len(known) == len(self.spans) else "ABSENT"

    def statement(self, data: bytes, filename: str, kind: Literal["CAMT", "MT940"]) -> Statement:
        """What was gathered. Raises FileProblem: NO_ROWS."""
        if not self._in and not self.spans:
            raise FileProblem("NO_ROWS")
        self._judge_doubtful()
        balance = self._balances()
        self.lines.sort(key=lambda line: line.line_no)
        days: Sequence[dt.date] = [line.date for line in self.lines]
        return Statement(
            lines=self.lines,
            errors=self.errors,
            counts=StatementCounts(self._in, len(self.lines), self._skipped, self._refused),
            credit_total=self._credit,
            debit_total=self._debit,
            balance=balance,
            first_date=min(days, default=None),
            last_date=max(days, default=None),
            columns={},
            unknown=(),
            sha256=hashlib.sha256(data).hexdigest(),
            filename=filename,
            kind=kind,
        )
