"""The books: balanced entries per fund and one row per member posting. Rows are only ever added.

`Posting` and `MemberPosting` are partitioned by the month of `booked_on`; their tables, triggers and the function that
opens a month's partitions stand in the migrations.
"""

from django.db import models

from lindung.registry.models import Employer, Office, Person


class Fund(models.TextChoices):
    """Each programme's money is a fund of its own; nothing crosses without an entry."""

    JKK = "JKK"
    JKM = "JKM"
    JHT = "JHT"
    JP = "JP"
    JKP = "JKP"
    OPERATIONS = "OPERATIONS", "Operasional"
    PENALTY = "PENALTY", "Denda"
    SUSPENSE = "SUSPENSE", "Titipan"


class Account(models.Model):
    """An account of the chart (`chart.py` is the text; this table is its copy for joins)."""

    id = models.SmallIntegerField(primary_key=True)
    code = models.CharField(max_length=24, unique=True)
    fund = models.CharField(max_length=10, choices=Fund)
    kind = models.CharField(max_length=9)
    name_id = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    member_control = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]


class Entry(models.Model):
    """One event in the books. `key` names the event once and for all: posting it again changes nothing."""

    booked_on = models.DateField()
    kind = models.CharField(max_length=24)
    key = models.CharField(max_length=120, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    note = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "booked_on"], name="entry_by_office")]


class Posting(models.Model):
    """One line of an entry: debit positive, credit negative, whole rupiah. An entry touches an account once."""

    pk = models.CompositePrimaryKey("booked_on", "entry_id", "account_id")
    booked_on = models.DateField()
    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING)
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_constraint=False)
    amount = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_posting"


class MemberPosting(models.Model):
    """One line of a member's account under a control account; credit to the member positive, whole rupiah."""

    class Kind(models.TextChoices):
        OPENING = "OPENING", "Saldo awal"
        CONTRIBUTION = "CONTRIBUTION", "Iuran"
        RETURN = "RETURN", "Hasil pengembangan"
        WITHDRAWAL = "WITHDRAWAL", "Pembayaran manfaat"
        CORRECTION = "CORRECTION", "Koreksi"

    pk = models.CompositePrimaryKey("person_id", "booked_on", "entry_id", "account_id", "kind", "month")
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False)
    booked_on = models.DateField()
    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind)
    month = models.DateField()
    employer = models.ForeignKey(Employer, null=True, on_delete=models.DO_NOTHING, db_constraint=False)
    office = models.ForeignKey(Office, on_delete=models.DO_NOTHING, db_constraint=False)
    amount = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_memberposting"


class MemberClosing(models.Model):
    """A member's balance at the end of a day: the pivot later balances are computed from."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    closed_on = models.DateField()
    balance = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "account", "office", "closed_on"], name="member_closing_once")
        ]


class Closing(models.Model):
    """An account's balance per office at the end of a day; after it nothing may be booked on or before that day."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    closed_on = models.DateField()
    balance = models.BigIntegerField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["closed_on"], name="closing_by_day")]
        constraints = [models.UniqueConstraint(fields=["account", "office", "closed_on"], name="closing_once")]


class ReturnRate(models.Model):
    """A rate of return that the institution sets by a decision: proposed by one person, approved by another.

    `period` is a first day: of the month an interim JHT rate applies from (until the next one of the same year), of the
    year of a final JHT rate, of the month of a JP rate. `rate` in parts per million, a year for JHT, a month for JP.
    Of several approved decisions about one period the latest counts.
    """

    class Stage(models.TextChoices):
        INTERIM = "INTERIM", "JHT sementara"
        FINAL = "FINAL", "JHT akhir setahun"
        MONTH = "MONTH", "JP sebulan"

    stage = models.CharField(max_length=7, choices=Stage)
    period = models.DateField()
    rate = models.IntegerField()
    document = models.CharField(max_length=80)
    decided_on = models.DateField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    refused_reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["stage", "period", "id"], name="rate_by_period")]
        constraints = [
            models.CheckConstraint(
                name="rate_two_people",
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("made_by")),
            ),
            models.CheckConstraint(name="rate_in_bounds", condition=models.Q(rate__gte=0, rate__lte=300_000)),
            models.CheckConstraint(
                name="rate_approved_whole",
                condition=models.Q(approved_by=None, approved_at=None)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]
