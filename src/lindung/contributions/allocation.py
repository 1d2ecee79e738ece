"""Which receipt settles what: a pure function of the facts, so any order and any repetition gives the same answer.

Receipts are taken in the order of (day received, channel, reference). Money that names a bill by its code settles that
bill first, its principal and then its penalties, where the setting `allocation.named` says so: what a code asks on a
day settles it on that day. Then, and for money that names none, with what is at hand:

1. principal that is due on or before that day, oldest due date first (then the lower bill number);
2. penalties that have arisen, in the order of their bills;
3. principal that is not yet due, oldest due date first (paid early);
4. what is left stays in suspense and meets later bills as money received on its own day.

A part of a bill paid after its due date makes a penalty (the law says how much), at the moment it is paid. The other
two orders that the setting `allocation.order` names are offered as well.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

PRINCIPAL, PENALTY = "PRINCIPAL", "PENALTY"

ChargeRule = Callable[[date, date, date, int, int], tuple[int, int]]
"""(contribution month, due date, day paid, rupiah paid late, 1 where the bill has the labour-intensive relief) ->
(months late, penalty in rupiah)."""


@dataclass(frozen=True, slots=True)
class Due:
    """A bill as the plan sees it: `principal` >= 0 is what is owed after later corrections, whole rupiah."""

    id: int
    month: date
    due_on: date
    principal: int
    labour: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """A receipt of `amount` > 0 whole rupiah; `names` is the bill whose code it was paid with."""

    id: int
    received_on: date
    channel: str
    reference: str
    amount: int
    names: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """The penalty for the part of a bill that one receipt paid late."""

    late_amount: int
    months: int
    amount: int


OLDEST_FIRST = "oldest_month_principal_first"
PENALTY_FIRST = "oldest_month_penalty_first"


NAMED_FIRST = "named_bill_first"


def _oldest_first(_: date) -> str:
    return OLDEST_FIRST


def _named_first(_: date) -> str:
    return NAMED_FIRST


@dataclass(frozen=True, slots=True)
class Rule:
    """How to allocate: `charge` the law of the penalty; `order` and `named` give, for the day money was received, a
    choice of the settings allocation.order and allocation.named."""

    charge: ChargeRule
    order: Callable[[date], str] = _oldest_first
    named: Callable[[date], str] = _named_first


@dataclass(slots=True)
class Plan:
    """`allocations` (receipt, bill, target) -> rupiah; `penalties` (bill, receipt) -> Charge; `suspense` receipt ->
    rest."""

    allocations: dict[tuple[int, int, str], int] = field(default_factory=dict)
    penalties: dict[tuple[int, int], Charge] = field(default_factory=dict)
    suspense: dict[int, int] = field(default_factory=dict)

    def paid(self, bill_id: int) -> int:
        """Principal of a bill that is settled."""
        return sum(a for (_, b, target), a in self.allocations.items() if b == bill_id and target == PRINCIPAL)


class _Fold:
    """The state between two receipts."""

    def __init__(self, bills: Sequence[Due], rule: Rule) -> None:
        self.bills = sorted((b for b in bills if b.principal > 0), key=lambda b: (b.due_on, b.id))
        self.known = {b.id: b for b in self.bills}
        self.open = {b.id: b.principal for b in self.bills}
        self.owed = dict.fromkeys(self.open, 0)  # penalties per bill, not yet paid
        self.rule = rule
        self.plan = Plan()
        self.done = 0  # bills before this one are settled, penalties included
        self.receipt: Money
        self.left = 0

    def take(self, receipt: Money) -> None:
        self.receipt, self.left = receipt, receipt.amount
        while self.done < len(self.bills) and not self._owes(self.bills[self.done]):
            self.done += 1
        pending = self.bills[self.done :]
        due = [b for b in pending if b.due_on <= receipt.received_on]
        early = pending[len(due) :]
        order = self.rule.order(receipt.received_on)
        named = self.known.get(receipt.names) if receipt.names is not None else None
        if named is not None and self.rule.named(receipt.received_on) == NAMED_FIRST:
            if order == PENALTY_FIRST:
                self._penalty(named)
            self._principal(named)
            self._penalty(named)
        if order == PENALTY_FIRST:
            for bill in due:
                self._penalty(bill)
                self._principal(bill)
            self._penalties(due)
            self._principals(early)
        elif order == "all_principal_then_penalty":
            self._principals(pending)
            self._penalties(pending)
        else:
            self._principals(due)
            self._penalties(pending)
            self._principals(early)
        if self.left:
            self.plan.suspense[receipt.id] = self.left

    def _owes(self, bill: Due) -> int:
        return self.open[bill.id] + self.owed[bill.id]

    def _principals(self, bills: Iterable[Due]) -> None:
        for bill in bills:
            if not self.left:
                return
            self._principal(bill)

    def _penalties(self, bills: Iterable[Due]) -> None:
        for bill in bills:
            if not self.left:
                return
            self._penalty(bill)

    def _principal(self, bill: Due) -> None:
        part = min(self.left, self.open[bill.id])
        if not part:
            return
        self.open[bill.id] -= part
        self._allot(bill, PRINCIPAL, part)
        if self.receipt.received_on > bill.due_on:
            months, amount = self.rule.charge(bill.month, bill.due_on, self.receipt.received_on, part, bill.labour)
            if amount:
                self.plan.penalties[bill.id, self.receipt.id] = Charge(part, months, amount)
                self.owed[bill.id] += amount

    def _penalty(self, bill: Due) -> None:
        part = min(self.left, self.owed[bill.id])
        if part:
            self.owed[bill.id] -= part
            self._allot(bill, PENALTY, part)

    def _allot(self, bill: Due, target: str, part: int) -> None:
        name = (self.receipt.id, bill.id, target)
        self.plan.allocations[name] = self.plan.allocations.get(name, 0) + part
        self.left -= part


def plan(bills: Sequence[Due], receipts: Sequence[Money], rule: Rule) -> Plan:
    """Allocate one employer's receipts to its bills; see the head of this file. Order and repetition of the sequences
    do not matter (a receipt is named by its id). Sums: every receipt's allocations plus its suspense are its amount."""
    fold = _Fold(list({b.id: b for b in bills}.values()), rule)
    for receipt in sorted({r.id: r for r in receipts}.values(), key=lambda r: (r.received_on, r.channel, r.reference)):
        fold.take(receipt)
    return fold.plan
