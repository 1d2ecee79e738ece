"""Inspection findings, employers that stopped working, write-offs, and what looks odd in the reports."""

from django.db import models
from django.db.models import F, Q

from lindung.collection.models.case import Case
from lindung.registry.models import Employer, Office, Person


class Finding(models.Model):
    """One worker in one month: the wage found, and what the law would have billed less what was billed (whole rupiah).

    `receipt_of_law` names size, risk group and programmes that were assumed, and the law in force.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    month = models.DateField()
    kind = models.CharField(max_length=14, choices=Case.Kind)
    reported = models.BigIntegerField()
    wage = models.BigIntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht_employer = models.BigIntegerField()
    jht_worker = models.BigIntegerField()
    jp_employer = models.BigIntegerField()
    jp_worker = models.BigIntegerField()
    total = models.BigIntegerField()
    receipt_of_law = models.JSONField()
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "month"], name="finding_once"),
            models.CheckConstraint(
                name="finding_adds_up",
                condition=Q(
                    total=F("jkk") + F("jkm") + F("jht_employer") + F("jht_worker") + F("jp_employer") + F("jp_worker")
                ),
            ),
        ]


class Dormancy(models.Model):
    """An employer that works no more: nothing accrues from `from_on`, its workers are free, until it works again.

    INACTIVE was found by an officer on a visit; CLOSED was said by the employer itself, on paper."""

    class Kind(models.TextChoices):
        INACTIVE = "INACTIVE", "Nonaktif"
        CLOSED = "CLOSED", "Tutup"

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.INACTIVE, db_default=Kind.INACTIVE)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="dormancies")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    from_on = models.DateField()
    reason = models.CharField(max_length=500)
    proposed_on = models.DateField()
    proposed_by = models.BigIntegerField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    freed = models.IntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["employer"], condition=Q(ended_on__isnull=True), name="dormancy_one_open"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="dormancy_two_people"
            ),
        ]


class WriteOff(models.Model):
    """Arrears taken out of active collection after all steps. The books keep them: money that comes still settles."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="write_offs")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    principal = models.BigIntegerField()
    penalty = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    proposed_on = models.DateField()
    proposed_by = models.BigIntegerField()
    approved = models.BooleanField(null=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(decided_on__isnull=True), name="write_off_one_open"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="write_off_two_people"
            ),
        ]


class Flag(models.Model):
    """Something in a month's report that differs from what would be expected; a question, never a punishment.

    `told` holds the numbers behind it; the page puts them in words. An inspector's answer stays.
    """

    class Kind(models.TextChoices):
        BELOW_MINIMUM = "BELOW_MINIMUM", "Upah di bawah upah minimum"
        BELOW_MEDIAN = "BELOW_MEDIAN", "Upah jauh di bawah usaha sejenis"
        WAGES_FELL = "WAGES_FELL", "Jumlah upah turun tajam"
        WORKERS_FELL = "WORKERS_FELL", "Pekerja berkurang tajam"
        MISSING_WORKERS = "MISSING_WORKERS", "Pekerja tidak dilaporkan lagi"
        SAME_WAGES = "SAME_WAGES", "Upah semua pekerja sama"
        DEATH_NOT_REPORTED = "DEATH_NOT_REPORTED", "Upah dilaporkan setelah kematian"

    class Answer(models.TextChoices):
        EXPLAINED = "EXPLAINED", "Sudah dijelaskan"
        CORRECTED = "CORRECTED", "Akan dibetulkan pemberi kerja"
        INSPECT = "INSPECT", "Perlu diperiksa"

    month = models.DateField()
    kind = models.CharField(max_length=18, choices=Kind)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="flags")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    workers = models.IntegerField()
    told = models.JSONField()
    made_on = models.DateField()
    answer = models.CharField(max_length=9, choices=Answer, blank=True)
    note = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["office", "month"], name="flag_by_office")]
        constraints = [models.UniqueConstraint(fields=["month", "kind", "employer"], name="flag_once")]
