"""Bills of a month and their lines."""

from django.db import models
from django.db.models import F, Q

from lindung.contributions.models.reports import WageReport
from lindung.ledger.models import Entry
from lindung.registry.models import Employer, Office, Person


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
