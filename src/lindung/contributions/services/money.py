"""Money that arrives: recorded once, booked to suspense, matched to its employer, allocated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from lindung.base.db import act, copy_rows, rows, run, scalar
from lindung.contributions.effective import PLACED
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.models import Receipt, ReceiptEvent, Statement
from lindung.contributions.services.allocate import allocate
from lindung.contributions.services.identify import find_employers, keep_suggestions
from lindung.ledger import queries as books
from lindung.ledger import services as ledger
from lindung.ledger.chart import Acc
from lindung.registry import queries as registry


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """Money as it arrived: `amount` > 0 whole rupiah; `office_id` the office that received it, whose suspense holds it
    while nobody knows whose it is."""

    channel: str
    reference: str
    received_on: date
    amount: int
    office_id: int
    billing_code: str = ""
    description: str = ""
    bank_reference: str = ""
    payer_name: str = ""
    payer_account: str = ""


@dataclass(slots=True)
class Received:
    """What a call recorded: `new` and `repeated` receipts, rupiah of the new ones, how many found no employer, and the
    `conflicts` that were left out (a known reference with another amount)."""

    new: int = 0
    repeated: int = 0
    amount: int = 0
    unmatched: int = 0
    conflicts: list[dict[str, Any]] = field(default_factory=list)


class StatementLine(Protocol):
    """A line of a bank statement as its reader gives it."""

    @property
    def date(self) -> date: ...
    @property
    def amount(self) -> int: ...
    @property
    def reference(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def billing_code(self) -> str | None: ...
    @property
    def key(self) -> str: ...


@act
def receive(
    channel: str,
    reference: str,
    received_on: date,
    amount: int,
    office_id: int,
    *,
    billing_code: str = "",
    description: str = "",
    on: date | None = None,
    by: int | None = None,
) -> Receipt:
    """Record one payment, find its employer by billing code or NPP, and allocate it. Channel and reference name it: a
    replay gives the same receipt. `on` is the business day.

    Raises ContributionRefused: receipt_differs, amount_positive, reference_needed, received_in_future.
    """
    one = NewReceipt(channel, reference, received_on, amount, office_id, billing_code, description)
    done = receive_many([one], on=on, by=by)
    if done.conflicts:
        raise ContributionRefused("receipt_differs", **done.conflicts[0])
    found = Receipt.objects.filter(channel=channel, reference=reference.strip()).first()
    return found or Receipt.objects.get(bank_reference=reference.strip(), amount=amount, received_on=received_on)


@act
def receive_many(
    source: Iterable[NewReceipt],
    *,
    on: date | None = None,
    by: int | None = None,
    statement_id: int | None = None,
    allocating: bool = True,
) -> Received:
    """Record many payments by COPY and allocate them; the same functions underneath as `receive`.

    A payment already recorded with the same amount is counted as repeated; with another amount it is left out and named
    in `conflicts`. Raises ContributionRefused: amount_positive, reference_needed, received_in_future (nothing is
    taken).
    """
    today = on or registry.today()
    given = list(_checked(source, today))
    if not given:
        return Received()
    run("drop table if exists pg_temp.receipt_in")
    run(
        "create temp table receipt_in (n int, channel text, reference text, received_on date, amount bigint,"
        " office_id bigint, billing_code text, description text, bank_reference text, payer_name text,"
        " payer_account text, employer_id bigint, matched_by text, confidence int,"
        " entry_id bigint) on commit drop"
    )
    copy_rows(
        "pg_temp.receipt_in",
        [
            "n",
            "channel",
            "reference",
            "received_on",
            "amount",
            "office_id",
            "billing_code",
            "description",
            "bank_reference",
            "payer_name",
            "payer_account",
        ],
        (
            (
                n,
                r.channel,
                r.reference,
                r.received_on,
                r.amount,
                r.office_id,
                r.billing_code[:24],
                r.description[:200],
                r.bank_reference[:80],
                r.payer_name[:140],
                r.payer_account[:40],
            )
            for n, r in enumerate(given)
        ),
    )
    result = _set_known_apart()
    find_employers()
    _book(today, statement_id, by, result)
    keep_suggestions()
    if allocating and result.new:
        allocate(
            [
                r["employer_id"]
                for r in rows(
                    "select distinct employer_id from pg_temp.receipt_in where employer_id is not null order by 1"
                )
            ],
            on=today,
            by=by,
        )
    return result


def _checked(source: Iterable[NewReceipt], today: date) -> Iterable[NewReceipt]:
    for r in source:
        if r.amount <= 0:
            raise ContributionRefused("amount_positive", field="amount")
        if not r.reference.strip():
            raise ContributionRefused("reference_needed", field="reference")
        if r.received_on > today:
            raise ContributionRefused("received_in_future", field="received_on", received_on=r.received_on, today=today)
        yield NewReceipt(
            r.channel, r.reference.strip()[:80], r.received_on, r.amount, r.office_id,
            (r.billing_code or "").strip(), " ".join((r.description or "").split()),
            r.bank_reference.strip(), " ".join(r.payer_name.split()), r.payer_account.strip(),
        )  # fmt: skip


_TOLD = 0x701D
_ONE_TELLER = """
select case when b.listed then pg_advisory_xact_lock_shared(%(space)s, b.bucket)
  else pg_advisory_xact_lock(%(space)s, b.bucket) end
from (select hashtext(t.number) & 1023 as bucket, bool_and(t.listed) as listed from (
    select bank_reference as number, channel = 'STATEMENT' as listed from pg_temp.receipt_in
    where channel in ('STATEMENT', 'API', 'SNAP', 'QRIS')
    union all
    select reference, false from pg_temp.receipt_in where channel in ('API', 'SNAP', 'QRIS')) t
  where length(t.number) >= 6 group by 1 order by 1) b
"""
"""A message of a payment waits for a statement that is just being taken and names the same bank number, and the other
way round, so that the later one sees the earlier; statements wait for no statement. Numbers share 1,024 locks: however
long a file is, it holds no more."""


def _set_known_apart() -> Received:
    """Repeated rows leave the temporary table; rows that contradict what is known leave it as conflicts.

    A bank tells the same money twice, by message and in its statement: same number, day and amount are one receipt."""
    run("analyze pg_temp.receipt_in")
    rows(_ONE_TELLER, {"space": _TOLD})
    conflicts = rows(
        """
        select channel, reference, there, amount as given from (
          select i.channel, i.reference, i.amount,
            coalesce(r.amount, first_value(i.amount) over (partition by i.channel, i.reference order by i.n)) as there
          from pg_temp.receipt_in i
          left join contributions_receipt r on r.channel = i.channel and r.reference = i.reference) x
        where there <> amount order by channel, reference limit 100
        """
    )
    before = int(scalar("select count(*) from pg_temp.receipt_in"))
    run(
        """
        delete from pg_temp.receipt_in where n in (
          select i.n from pg_temp.receipt_in i
            join contributions_receipt r on r.channel = i.channel and r.reference = i.reference
          union all
          select n from (select n, row_number() over (partition by channel, reference order by n) as nth
                         from pg_temp.receipt_in) twice where nth > 1
          union all
          select i.n from pg_temp.receipt_in i join contributions_receipt r on r.channel in ('API', 'SNAP', 'QRIS')
            and r.reference = i.bank_reference and r.amount = i.amount and r.received_on = i.received_on
            where length(i.bank_reference) >= 6 and i.channel = 'STATEMENT'
          union all
          select i.n from pg_temp.receipt_in i join contributions_receipt r on r.channel in ('API', 'SNAP', 'QRIS')
            and r.bank_reference = i.bank_reference and r.amount = i.amount and r.received_on = i.received_on
            where length(i.bank_reference) >= 6 and i.channel = 'STATEMENT'
          union all
          select i.n from pg_temp.receipt_in i join contributions_receipt r on r.bank_reference = i.reference
            and r.amount = i.amount and r.received_on = i.received_on and r.channel = 'STATEMENT'
            where i.channel in ('API', 'SNAP', 'QRIS') and length(i.reference) >= 6
          union all
          select i.n from pg_temp.receipt_in i join contributions_receipt r on r.bank_reference = i.bank_reference
            and r.amount = i.amount and r.received_on = i.received_on and r.channel = 'STATEMENT'
            where i.channel in ('API', 'SNAP', 'QRIS') and length(i.bank_reference) >= 6)
        """
    )
    left = int(scalar("select count(*) from pg_temp.receipt_in"))
    return Received(repeated=before - left - len(conflicts), conflicts=conflicts)


_KEY = "'receipt:' || channel || ':' || reference"


def _book(today: date, statement_id: int | None, by: int | None, result: Received) -> None:
    """The receipts first, under the numbers that their entries will have: their names are the claim to the money. Who
    tells a payment that somebody else is just recording waits for that one to be committed or undone; nobody else
    waits."""
    ledger.share_period()  # before the numbers, so that a closing knows which entries are still to come
    run("update pg_temp.receipt_in set entry_id = " + ledger.NEXT)
    made = run(
        """
        insert into contributions_receipt (channel, reference, bank_reference, received_on, amount, billing_code,
          description, employer_id, office_id, statement_id, matched_by, confidence, payer_name, payer_account,
          entry_id, made_by, made_at)
        select channel, reference, bank_reference, received_on, amount, billing_code, description, employer_id,
          office_id, %(statement)s, coalesce(matched_by, ''), coalesce(confidence, 0), payer_name, payer_account,
          entry_id, %(by)s, now()
        from pg_temp.receipt_in order by channel, reference on conflict (channel, reference) do nothing
        """,
        {"statement": statement_id, "by": by},
    )
    if made < int(scalar("select count(*) from pg_temp.receipt_in")):
        _leave_to_others(result)
    found = rows(
        "select count(*) as new, coalesce(sum(amount), 0)::bigint as amount,"
        " count(*) filter (where employer_id is null) as unmatched from pg_temp.receipt_in"
    )[0]
    result.new, result.amount, result.unmatched = found["new"], int(found["amount"]), found["unmatched"]
    if not result.new:
        return
    # money received in a period that is closed meanwhile is booked today
    ledger.post_many(
        f"select entry_id as id, {_KEY} as key, 'RECEIPT' as kind, case when received_on > %(closed)s then received_on"
        " else %(today)s::date end as booked_on, office_id, employer_id, null::bigint as person_id, '' as note"
        " from pg_temp.receipt_in",
        f"select {_KEY} as key, a.account_id, a.side * amount as amount from pg_temp.receipt_in,"
        f" (values ({int(Acc.CASH_IN)}, 1), ({int(Acc.SUSPENSE)}, -1)) a(account_id, side)",
        "",
        {"closed": books.closed_through() or date(1, 1, 1), "today": books.open_day(today)},
        by=by,
        distinct=True,
        numbered=True,
    )


def _leave_to_others(result: Received) -> None:
    """What was recorded by somebody else meanwhile is known after all, or contradicts what is known."""
    gone = rows(
        "delete from pg_temp.receipt_in i using contributions_receipt r where r.channel = i.channel"
        " and r.reference = i.reference and r.entry_id <> i.entry_id"
        " returning i.channel, i.reference, r.amount as there, i.amount as given"
    )
    differing = [r for r in gone if r["there"] != r["given"]]
    result.repeated += len(gone) - len(differing)
    result.conflicts += differing[: 100 - len(result.conflicts)]


@act
def assign_receipt(receipt_id: int, employer_id: int, *, on: date | None = None, by: int | None = None) -> Receipt:
    """Say whose money a receipt in suspense is; it is allocated at once, from the employer's office.

    The same again changes nothing. Raises ContributionRefused: no_receipt, no_employer, already_assigned, receipt_used
    (nothing of it is left)."""
    today = on or registry.today()
    found = Receipt.objects.select_for_update().filter(pk=receipt_id).first()
    if found is None:
        raise ContributionRefused("no_receipt", receipt=receipt_id)
    if found.employer_id == employer_id:
        return found
    if found.employer_id is not None:
        raise ContributionRefused("already_assigned", reference=found.reference)
    office = scalar("select office_id from registry_employer where id = %s", [employer_id])
    if office is None:
        raise ContributionRefused("no_employer", field="employer")
    rest = int(scalar(f"select r.amount - {PLACED} from contributions_receipt r where r.id = %s", [receipt_id]))
    if not rest:
        raise ContributionRefused("receipt_used", reference=found.reference, rest=0)
    times = ReceiptEvent.objects.filter(receipt=found, kind=ReceiptEvent.Kind.ASSIGNED).count()
    if office != found.office_id:
        for side, where, sign in (("out", found.office_id, -1), ("in", office, 1)):
            ledger.post(
                "MOVE",
                f"assign:{found.pk}:{side}" if not times else f"assign:{found.pk}:{times}:{side}",
                max(books.open_day(today), found.received_on),
                where,
                {Acc.CASH_IN: sign * rest, Acc.SUSPENSE: -sign * rest},
                employer_id=employer_id,
                by=by,
            )
    found.employer_id, found.office_id, found.matched_by, found.confidence = employer_id, office, "petugas", 100
    found.save(update_fields=["employer", "office", "matched_by", "confidence"])
    ReceiptEvent.objects.create(
        receipt=found, kind=ReceiptEvent.Kind.ASSIGNED, employer_id=employer_id, office_id=office, made_by=by
    )
    allocate([employer_id], on=today, by=by)
    return found


@dataclass(frozen=True, slots=True)
class StatementTaken:
    """A statement and what of it was recorded."""

    statement: Statement
    received: Received


@act
def take_statement(
    file_id: int,
    sha256: str,
    office_id: int,
    bank: str,
    lines: Sequence[StatementLine],
    *,
    lines_in: int | None = None,
    lines_skipped: int = 0,
    on: date | None = None,
    by: int | None = None,
) -> StatementTaken:
    """Record the money of a bank statement that was read; the same file again changes nothing, and a line that an
    earlier statement or the bank's own message already told is not taken twice.

    `lines_in` counts all lines of the file (default: those given plus the skipped ones).
    """
    run("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"statement:{sha256}"])
    known = Statement.objects.filter(sha256=sha256).first()
    if known is not None:
        return StatementTaken(known, Received(repeated=known.lines_taken))
    skipped = lines_skipped if lines_in is None else lines_in - len(lines)
    made = Statement.objects.create(
        file_id=file_id,
        sha256=sha256,
        office_id=office_id,
        bank=bank[:40],
        lines_in=len(lines) + skipped,
        lines_taken=len(lines),
        lines_skipped=skipped,
        amount=sum(line.amount for line in lines),
        made_by=by,
    )
    received = receive_many(
        (
            NewReceipt(
                Receipt.Channel.STATEMENT, line.key, line.date, line.amount, office_id, line.billing_code or "",
                line.description or line.reference, line.reference or "",
                getattr(line, "payer_name", ""), getattr(line, "payer_account", ""),
            )
            for line in lines
        ),
        on=on,
        by=by,
        statement_id=made.pk,
    )  # fmt: skip
    return StatementTaken(made, received)
