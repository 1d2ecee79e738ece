"""From wage report to settled bill.

`WageLine` (the reported facts) and `Line` (the assessed amounts) are partitioned by contribution month; their tables
stand in the migrations. Bills, lines, receipts and allocations are never changed after they are made: a correction is a
new version, a re-allocation is a new row with the opposite sign.
"""

from django.db import models
from django.db.models import F, Q

from lindung.ledger.models import Entry
from lindung.registry.models import Bank, Employer, Office, Person, StoredFile


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
