"""What receipts do to bills: penalties, allocations, shares of the funds; append-only, a change is a new signed row."""

from django.db import models
from django.db.models import F, Q

from lindung.contributions.models.bills import Bill
from lindung.contributions.models.receipts import Receipt
from lindung.ledger.models import Entry
from lindung.registry.models import Employer, Office


class Penalty(models.Model):
    """The late-payment charge for a part of a bill paid late by a receipt, or a change of one (signed, append-only)."""

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="penalties")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    late_amount = models.BigIntegerField()
    months = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)


class Allocation(models.Model):
    """Which part of a receipt settles which bill's principal or penalty (signed, append-only)."""

    class Target(models.TextChoices):
        PRINCIPAL = "PRINCIPAL", "Iuran"
        PENALTY = "PENALTY", "Denda"

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="allocations")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="allocations")
    target = models.CharField(max_length=9, choices=Target)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["employer", "bill"], name="allocation_by_employer")]


class Settlement(models.Model):
    """How a bill's settled principal is shared among the funds, as a change per booking (signed, append-only).

    `effective` is what the bill came to after later corrections when this was booked, `seen_version` the month's last
    version then; `jht_members` and `jp_members` are the parts credited to members. Sums over a bill give its state.
    """

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="settlements")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    seen_version = models.PositiveSmallIntegerField()
    effective = models.BigIntegerField()
    amount = models.BigIntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht = models.BigIntegerField()
    jp = models.BigIntegerField()
    jkp = models.BigIntegerField()
    jht_members = models.BigIntegerField()
    jp_members = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="settlement_adds_up",
                condition=Q(amount=F("jkk") + F("jkm") + F("jht") + F("jp") + F("jkp")),
            ),
        ]
