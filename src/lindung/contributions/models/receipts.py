"""Money that arrived: statements, receipts, what became of them beside bills, and what is given back."""

from django.db import models
from django.db.models import F, Q

from lindung.ledger.models import Entry
from lindung.registry.models import Bank, Employer, Office, Person, StoredFile


class Statement(models.Model):
    """A bank statement file that was read: the same file twice changes nothing."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    bank = models.CharField(max_length=40)
    lines_in = models.IntegerField()
    lines_taken = models.IntegerField()
    lines_skipped = models.IntegerField()
    amount = models.BigIntegerField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)


class Receipt(models.Model):
    """Money that arrived. `channel` + `reference` name it once: a replay finds the same row.

    `bank_reference` is the bank's own number where `reference` is another name (a line of a statement; at a counter,
    the key of the form). `matched_by` says how its employer was found, `confidence` (0 to 100) how surely.
    """

    class Channel(models.TextChoices):
        API = "API", "API bank"
        SNAP = "SNAP", "Virtual account"
        QRIS = "QRIS", "QRIS"
        STATEMENT = "STATEMENT", "Rekening koran"
        TELLER = "TELLER", "Loket"
        OFFSET = "OFFSET", "Perhitungan antar pemberi kerja"

    channel = models.CharField(max_length=9, choices=Channel)
    reference = models.CharField(max_length=80)
    bank_reference = models.CharField(max_length=80, blank=True, default="")
    received_on = models.DateField()
    amount = models.BigIntegerField()
    billing_code = models.CharField(max_length=24, blank=True)
    description = models.CharField(max_length=200, blank=True)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.PROTECT)
    payer_name = models.CharField(max_length=140, blank=True, db_default="")
    payer_account = models.CharField(max_length=40, blank=True, db_default="")
    matched_by = models.CharField(max_length=60, blank=True)
    confidence = models.PositiveSmallIntegerField(db_default=0)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="receipt")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "received_on"], name="receipt_by_office"),
            models.Index(fields=["bank_reference"], name="receipt_by_bank_reference"),
            models.Index(fields=["billing_code"], condition=~Q(billing_code=""), name="receipt_by_code"),
            models.Index(fields=["payer_account"], condition=~Q(payer_account=""), name="receipt_by_payer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "reference"], name="receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_positive"),
        ]


class ReceiptUse(models.Model):
    """A part of a receipt that settles something else than a bill: an order, or money given back (append-only).

    Negative where a use was taken back. Per receipt, allocations and uses together never exceed the amount. `office`
    is the office whose suspense the money left.
    """

    class Kind(models.TextChoices):
        ORDER = "ORDER", "Kode iuran"
        REFUND = "REFUND", "Pengembalian"
        FINE = "FINE", "Denda administratif"
        OFFSET = "OFFSET", "Perhitungan antar pemberi kerja"
        RECALL = "RECALL", "Ditarik kembali oleh bank"

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="uses")
    kind = models.CharField(max_length=6, choices=Kind)
    reference = models.CharField(max_length=80)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="receipt_use")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "reference"], name="receipt_use_by_reference")]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="receipt_use_not_zero")]


class ReceiptSuggestion(models.Model):
    """Whose an unknown receipt may be: the strongest reason for one employer (append-only; see `matching`)."""

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="suggestions")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    rule = models.CharField(max_length=16)
    confidence = models.PositiveSmallIntegerField()
    bill_code = models.CharField(max_length=16, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "employer"], name="suggestion_once"),
            models.CheckConstraint(
                condition=Q(confidence__gte=1) & Q(confidence__lte=100), name="suggestion_confidence"
            ),
        ]


class ReceiptEvent(models.Model):
    """What people did to a receipt: said whose it is, took that back, took note that the bank recalled it
    (append-only)."""

    class Kind(models.TextChoices):
        ASSIGNED = "ASSIGNED", "Diarahkan"
        UNASSIGNED = "UNASSIGNED", "Arah dibatalkan"
        RECALLED = "RECALLED", "Ditarik kembali oleh bank"

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)


class Refund(models.Model):
    """Money of a receipt that is given back to an account, or goes to another employer: proposed, approved by a second
    person, paid by the bank. `use` is the part of the receipt; `paid_entry` the money that left."""

    class Kind(models.TextChoices):
        TRANSFER = "TRANSFER", "Ke rekening bank"
        OFFSET = "OFFSET", "Ke pemberi kerja lain"

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", "Diusulkan"
        APPROVED = "APPROVED", "Disetujui"
        REJECTED = "REJECTED", "Ditolak"
        PAID = "PAID", "Dibayar"
        FAILED = "FAILED", "Gagal"

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="refunds")
    kind = models.CharField(max_length=8, choices=Kind)
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT, related_name="refunds")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    bank = models.ForeignKey(Bank, null=True, on_delete=models.PROTECT)
    account_number = models.CharField(max_length=34, blank=True)
    holder_name = models.CharField(max_length=120, blank=True)
    to_employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT, related_name="+")
    consent = models.CharField(max_length=200, blank=True)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    use = models.OneToOneField(ReceiptUse, null=True, on_delete=models.PROTECT, related_name="refund")
    paid_on = models.DateField(null=True)
    paid_entry = models.OneToOneField(Entry, null=True, on_delete=models.PROTECT, related_name="refund_paid")
    bank_reference = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["office", "status"], name="refund_by_office")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="refund_two_people"),
            models.UniqueConstraint(fields=["receipt"], condition=Q(status="PROPOSED"), name="refund_one_open"),
            models.CheckConstraint(
                name="refund_goes_somewhere",
                condition=(Q(kind="TRANSFER") & Q(bank__isnull=False) & ~Q(account_number="") & ~Q(holder_name=""))
                | (Q(kind="OFFSET") & Q(to_employer__isnull=False) & ~Q(consent="")),
            ),
            models.CheckConstraint(
                name="refund_used_when_agreed",
                condition=Q(status__in=["PROPOSED", "REJECTED"], use__isnull=True)
                | Q(status__in=["APPROVED", "PAID", "FAILED"], use__isnull=False),
            ),
        ]
