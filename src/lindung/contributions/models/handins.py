"""What an employer hands in at a branch for an officer to report: who came, on what paper, and for which reports."""

from django.db import models

from lindung.contributions.models.reports import WageReport
from lindung.registry.models import Employer, Office, StoredFile


class HandIn(models.Model):
    """Papers that reached the branch: by whose hand, of what kind, under which number. Never changed."""

    class Way(models.TextChoices):
        COUNTER = "COUNTER", "Datang ke loket"
        POST = "POST", "Lewat pos atau kurir"
        EMAIL = "EMAIL", "Lewat surel"

    class Paper(models.TextChoices):
        AUTHORITY = "AUTHORITY", "Surat kuasa"
        LETTER = "LETTER", "Surat pemberi kerja"
        PAYROLL = "PAYROLL", "Daftar upah bertanda tangan"
        FORM = "FORM", "Formulir laporan bertanda tangan"

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    way = models.CharField(max_length=7, choices=Way)
    brought_by = models.CharField(max_length=120)
    paper = models.CharField(max_length=9, choices=Paper)
    paper_no = models.CharField(max_length=60)
    paper_on = models.DateField()
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    received_on = models.DateField()
    client_key = models.CharField(max_length=80)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employer", "client_key"], name="hand_in_once"),
            models.CheckConstraint(condition=models.Q(paper_on__lte=models.F("received_on")), name="hand_in_in_order"),
        ]


class HandInReport(models.Model):
    """A report that was filled in for the employer by what was handed in. Never changed."""

    hand_in = models.ForeignKey(HandIn, on_delete=models.PROTECT, related_name="reports")
    report = models.ForeignKey(WageReport, on_delete=models.PROTECT, related_name="hand_ins")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    took_over = models.BooleanField(default=False)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hand_in", "report"], name="hand_in_of_report_once")]
