"""People on sponsors' lists, from a month to a month."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from lindung.coverage.models import Spell
from lindung.reach.models.agreement import Agreement, Sponsor
from lindung.registry.models import Between, District, Office, Person
from lindung.segments.models import Order


class Beneficiary(models.Model):
    """One person on the list of one agreement. Months are first days; `last_month` open until somebody ends it.

    Nobody is on two lists for one month: the database says so. `paid_through` is the last month paid, `covered_until`
    the day the law gives for it (null for wage earners, who do not lapse).
    """

    class End(models.TextChoices):
        FUNDS = "FUNDS", "Biaya berakhir"
        OTHER_COVER = "OTHER_COVER", "Sudah terdaftar di tempat lain"
        NOT_ELIGIBLE = "NOT_ELIGIBLE", "Tidak lagi memenuhi syarat"
        MOVED = "MOVED", "Pindah daerah"
        LEFT = "LEFT", "Berhenti bekerja"
        DIED = "DIED", "Meninggal dunia"
        ERROR = "ERROR", "Salah didaftarkan"

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="people")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sponsored")
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=80)
    unit = models.CharField(max_length=120, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    wage = models.BigIntegerField(default=0)
    first_month = models.DateField()
    last_month = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=End, blank=True)
    paid_through = models.DateField(null=True, blank=True)
    covered_until = models.DateField(null=True, blank=True)
    spell = models.ForeignKey(Spell, null=True, blank=True, on_delete=models.PROTECT, related_name="sponsored")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["agreement", "id"], name="beneficiary_by_agreement"),
            models.Index(fields=["office", "district"], name="beneficiary_by_district"),
        ]
        constraints = [
            ExclusionConstraint(
                name="beneficiary_on_one_list",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Between("first_month", "last_month"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(end_reason="ERROR"),
            ),
            models.CheckConstraint(
                name="beneficiary_months", condition=Q(last_month__isnull=True) | Q(last_month__gte=F("first_month"))
            ),
            models.CheckConstraint(
                name="beneficiary_end_has_reason",
                condition=Q(last_month__isnull=True, end_reason="") | (Q(last_month__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(condition=~Q(job="") & Q(wage__gte=0), name="beneficiary_job"),
        ]


class BeneficiaryEvent(models.Model):
    """A flow of a list: somebody is on it from `month` on (sign 1), or from `month` on no longer (sign -1)."""

    class Kind(models.TextChoices):
        JOINED = "JOINED", "Masuk daftar"
        ENDED = "ENDED", "Keluar dari daftar"

    beneficiary = models.ForeignKey(Beneficiary, on_delete=models.PROTECT, related_name="events")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    kind = models.CharField(max_length=6, choices=Kind)
    sign = models.SmallIntegerField()
    month = models.DateField()
    reason = models.CharField(max_length=12, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["agreement", "month"], name="sponsor_event_by_month")]
        constraints = [models.CheckConstraint(condition=Q(sign__in=[-1, 1]), name="beneficiary_event_sign")]


class ListTaken(models.Model):
    """A list as it was handed in: rows in = done + already + refused; `answers` say why a row was refused."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="lists")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    first_month = models.DateField()
    rows_in = models.IntegerField()
    done = models.IntegerField()
    already = models.IntegerField()
    refused = models.IntegerField()
    answers = models.JSONField(default=list)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_in=F("done") + F("already") + F("refused")), name="list_rows_add_up"
            )
        ]


class ListRow(models.Model):
    """A row of a list that was not taken, as it was handed in: cells by field, kept until a day so that it can be
    mended and handed in again. `person` is whom its NIK names, where the register knows him."""

    taken = models.ForeignKey(ListTaken, on_delete=models.CASCADE, related_name="rows")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT)
    row_no = models.IntegerField()
    cells = models.JSONField()
    until = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["taken", "row_no"], name="list_row_once")]


class Offer(models.Model):
    """Somebody whose sponsor stops paying was offered to go on by himself: the order he may pay, told once."""

    beneficiary = models.OneToOneField(Beneficiary, on_delete=models.PROTECT, related_name="offer")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="offers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="offers")
    covered_until = models.DateField(null=True, blank=True)
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
