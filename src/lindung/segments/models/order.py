"""An order: amounts asked for before they are due to anybody, settled by one receipt of exactly that amount."""

from django.db import models
from django.db.models import F, Q

from lindung.contributions.models import Receipt
from lindung.ledger.models import Entry
from lindung.registry.models import Employer, Office, Person


class Order(models.Model):
    """Contributions asked for under one code (kode iuran), whole rupiah; never changed after it is made.

    `person`, `employer` or `sponsor` says who pays. An order is money only when it is paid: until then nothing is
    booked, and an order that nobody pays is nobody's debt.
    """

    class Kind(models.TextChoices):
        BPU = "BPU", "Bukan penerima upah"
        PMI = "PMI", "Pekerja migran"
        JAKON = "JAKON", "Jasa konstruksi"
        SPONSORED = "SPONSORED", "Dibiayai pihak lain"

    class Status(models.TextChoices):
        OPEN = "OPEN", "Menunggu pembayaran"
        PAID = "PAID", "Lunas"
        EXPIRED = "EXPIRED", "Kedaluwarsa"
        CANCELLED = "CANCELLED", "Dibatalkan"

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=9, choices=Kind)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    sponsor = models.CharField(max_length=120, blank=True)
    first_month = models.DateField()
    last_month = models.DateField()
    people = models.IntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht = models.BigIntegerField()
    total = models.BigIntegerField()
    issued_on = models.DateField()
    due_on = models.DateField()
    jht_due_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField()
    receipt_of_law = models.JSONField()
    client_key = models.CharField(max_length=80, unique=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "kind", "issued_on"], name="segment_order_by_office"),
            models.Index(fields=["person", "id"], condition=Q(person__isnull=False), name="segment_order_by_person"),
            models.Index(
                fields=["employer", "id"], condition=Q(employer__isnull=False), name="segment_order_by_employer"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="order_adds_up",
                condition=Q(total=F("jkk") + F("jkm") + F("jht")) & Q(jkk__gte=0, jkm__gte=0, jht__gte=0, total__gt=0),
            ),
            models.CheckConstraint(
                name="order_has_payer",
                condition=Q(person__isnull=False) | Q(employer__isnull=False) | ~Q(sponsor=""),
            ),
            models.CheckConstraint(
                name="order_days", condition=Q(last_month__gte=F("first_month")) & Q(expires_on__gte=F("issued_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OrderLine(models.Model):
    """One person and month of an order; `item` tells several jobs of one person apart (a BPU's occupation 1 or 2)."""

    pk = models.CompositePrimaryKey("order_id", "person_id", "month", "item")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="order_lines")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    month = models.DateField()
    item = models.PositiveSmallIntegerField(default=1)
    base = models.BigIntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(jkk__gte=0, jkm__gte=0, jht__gte=0), name="order_line_not_negative")
        ]


class OrderEvent(models.Model):
    """What became of an order; the latest event is its status, without one it is open until it expires."""

    class Kind(models.TextChoices):
        PAID = "PAID", "Lunas"
        CANCELLED = "CANCELLED", "Dibatalkan"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="events")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=9, choices=Kind)
    on_date = models.DateField()
    receipt = models.ForeignKey(Receipt, null=True, on_delete=models.PROTECT, related_name="order_events")
    entry = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="order_event")
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], name="order_ends_once"),
            models.CheckConstraint(
                name="order_paid_by_receipt",
                condition=Q(kind="PAID", receipt__isnull=False, entry__isnull=False) | Q(kind="CANCELLED"),
            ),
        ]
