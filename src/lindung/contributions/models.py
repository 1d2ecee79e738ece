"""From wage report to settled bill.

`WageLine` (the reported facts) and `Line` (the assessed amounts) are partitioned by contribution month; their tables
stand in the migrations. Bills, lines, receipts and allocations are never changed after they are made: a correction is a
new version, a re-allocation is a new row with the opposite sign.
"""

from django.db import models
from django.db.models import F, Q

from lindung.ledger.models import Entry
from lindung.registry.models import Employer, Office, Person, StoredFile


class WageReport(models.Model):
    """What an employer reports for a month. Version 1 is the report, later versions correct it."""

    class Status(models.TextChoices):
        READING = "READING", "Sedang dibaca"
        DRAFT = "DRAFT", "Draf"
        FINALISED = "FINALISED", "Difinalkan"
        POSTED = "POSTED", "Diposting"
        DISCARDED = "DISCARDED", "Dibatalkan"

    class Channel(models.TextChoices):
        FILE = "FILE", "Berkas"
        FORM = "FORM", "Layar"
        API = "API", "API"

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="reports", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    channel = models.CharField(max_length=4, choices=Channel)
    reason = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    client_key = models.CharField(max_length=80, null=True, blank=True)
    rows_in = models.IntegerField(default=0)
    rows_good = models.IntegerField(default=0)
    rows_refused = models.IntegerField(default=0)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    finalised_by = models.BigIntegerField(null=True)
    finalised_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["office", "month"], name="report_by_office")]
        constraints = [
            models.UniqueConstraint(fields=["employer", "month", "version"], name="report_version_once"),
            models.UniqueConstraint(fields=["employer", "client_key"], name="report_client_key_once"),
            models.UniqueConstraint(
                fields=["employer", "month"],
                condition=Q(status__in=["READING", "DRAFT", "FINALISED"]),
                name="report_one_open",
            ),
            models.CheckConstraint(
                condition=Q(rows_in=F("rows_good") + F("rows_refused")) | Q(status="READING"), name="report_rows_add_up"
            ),
        ]


class WageLine(models.Model):
    """One worker in one report: wage and back pay of the month, whole rupiah, and what the row says happened."""

    pk = models.CompositePrimaryKey("month", "report_id", "person_id")
    month = models.DateField()
    report = models.ForeignKey(WageReport, on_delete=models.DO_NOTHING, db_constraint=False, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False)
    employer = models.ForeignKey(Employer, on_delete=models.DO_NOTHING, db_constraint=False)
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_constraint=False)
    wage = models.BigIntegerField()
    back_pay = models.BigIntegerField(default=0)
    row_no = models.IntegerField(null=True)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    exit_reason = models.CharField(max_length=16, blank=True)

    class Meta:
        managed = False
        db_table = "contributions_wageline"


class RefusedRow(models.Model):
    """A row that was not taken, with its cells and the reasons; repaired on the page or in a new file."""

    report = models.ForeignKey(WageReport, on_delete=models.CASCADE, related_name="refused")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    row_no = models.IntegerField()
    cells = models.JSONField()
    errors = models.JSONField()
    fixed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "row_no"], name="refused_row_once")]


class Bill(models.Model):
    """What an employer owes for one version of a month's report; amounts are whole rupiah and may be negative
    (credit)."""

    code = models.CharField(max_length=16, unique=True)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="bills", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    report = models.OneToOneField(WageReport, on_delete=models.PROTECT, related_name="bill")
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    due_on = models.DateField()
    workers = models.IntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht_employer = models.BigIntegerField()
    jht_worker = models.BigIntegerField()
    jp_employer = models.BigIntegerField()
    jp_worker = models.BigIntegerField()
    jkp_from_jkk = models.BigIntegerField()
    jkp_from_jkm = models.BigIntegerField()
    total = models.BigIntegerField()
    receipt_of_law = models.JSONField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="bill")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "month"], name="bill_by_office"),
            models.Index(fields=["employer", "due_on"], name="bill_by_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["employer", "month", "version"], name="bill_version_once"),
            models.CheckConstraint(
                name="bill_adds_up",
                condition=Q(
                    total=F("jkk") + F("jkm") + F("jht_employer") + F("jht_worker") + F("jp_employer") + F("jp_worker")
                ),
            ),
        ]


class Line(models.Model):
    """One worker on one bill: the assessed amounts per programme and payer, whole rupiah (a difference on a
    correction)."""

    pk = models.CompositePrimaryKey("month", "bill_id", "person_id")
    month = models.DateField()
    bill = models.ForeignKey(Bill, on_delete=models.DO_NOTHING, db_constraint=False, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False)
    employer = models.ForeignKey(Employer, on_delete=models.DO_NOTHING, db_constraint=False)
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_constraint=False)
    wage = models.BigIntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht_employer = models.BigIntegerField()
    jht_worker = models.BigIntegerField()
    jp_employer = models.BigIntegerField()
    jp_worker = models.BigIntegerField()
    jkp_from_jkk = models.BigIntegerField()
    jkp_from_jkm = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "contributions_line"


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

    `bank_reference` is the bank's own number where `reference` is another name (a line of a statement).
    """

    class Channel(models.TextChoices):
        API = "API", "API bank"
        STATEMENT = "STATEMENT", "Rekening koran"
        TELLER = "TELLER", "Loket"

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
    matched_by = models.CharField(max_length=40, blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="receipt")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "received_on"], name="receipt_by_office"),
            models.Index(fields=["bank_reference"], name="receipt_by_bank_reference"),
            models.Index(fields=["billing_code"], condition=~Q(billing_code=""), name="receipt_by_code"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "reference"], name="receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_positive"),
        ]


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


class ReceiptUse(models.Model):
    """A part of a receipt that settles something else than a bill: an order, or money given back (append-only).

    Negative where a use was taken back. Per receipt, allocations and uses together never exceed the amount. `office`
    is the office whose suspense the money left.
    """

    class Kind(models.TextChoices):
        ORDER = "ORDER", "Kode iuran"
        REFUND = "REFUND", "Pengembalian"
        FINE = "FINE", "Denda administratif"

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
