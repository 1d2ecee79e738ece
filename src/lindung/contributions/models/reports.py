"""Wage reports: what an employer says of a month, line by line, and the rows that were not taken."""

from django.db import models
from django.db.models import F, Q

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
