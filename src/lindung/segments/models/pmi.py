"""Migrant workers (PMI): placements through a placement company (P3MI) or one by one, what was paid, what happened."""

from django.db import models
from django.db.models import F, Q

from lindung.coverage.models import Spell
from lindung.registry.models import Employer, Office, Person
from lindung.segments.models.order import Order


class PmiPlacement(models.Model):
    """One contract of work abroad. `employer` is the P3MI; without one the worker goes individually.

    `extra_months` are months by which the contract was extended and paid; `covered_until` is the last day of cover by
    what is paid and known, kept by the acts that pay and report, and recomputed from the law each time.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="placements")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    country = models.CharField(max_length=60)
    contract_no = models.CharField(max_length=60)
    contract_months = models.PositiveSmallIntegerField()
    extra_months = models.PositiveSmallIntegerField(default=0)
    jht_amount = models.BigIntegerField(default=0)
    registered_on = models.DateField()
    departed_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    home_on = models.DateField(null=True, blank=True)
    failed_on = models.DateField(null=True, blank=True)
    covered_until = models.DateField(null=True, blank=True)
    spell = models.ForeignKey(Spell, null=True, blank=True, on_delete=models.PROTECT, related_name="placements")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "id"], name="placement_by_office"),
            models.Index(fields=["employer", "id"], name="placement_by_employer"),
            models.Index(fields=["covered_until"], condition=Q(spell__isnull=False), name="placement_by_cover"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "contract_no"], name="placement_contract_once"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(returned_on__isnull=True, failed_on__isnull=True),
                name="placement_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(contract_months__gte=1), name="placement_months"),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("departed_on")),
                name="placement_returns_after",
            ),
            models.CheckConstraint(
                condition=Q(home_on__isnull=True) | Q(home_on__gte=F("returned_on")), name="placement_home_after"
            ),
            models.CheckConstraint(
                condition=Q(failed_on__isnull=True) | Q(departed_on__isnull=True), name="placement_failed_or_departed"
            ),
        ]


class PmiPart(models.Model):
    """Which part of a placement an order asks for: before departure, during and after work, more months, JHT."""

    class Part(models.TextChoices):
        BEFORE = "BEFORE", "Sebelum bekerja"
        DURING = "DURING", "Selama dan setelah bekerja"
        EXTENSION = "EXTENSION", "Perpanjangan"
        JHT = "JHT", "JHT"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="pmi_parts")
    placement = models.ForeignKey(PmiPlacement, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    part = models.CharField(max_length=9, choices=Part)
    months = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "placement", "part"], name="pmi_part_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="pmi_part_positive"),
        ]


class PmiEvent(models.Model):
    """What was reported of a placement (append-only)."""

    class Kind(models.TextChoices):
        DEPARTED = "DEPARTED", "Berangkat"
        RETURNED = "RETURNED", "Tiba di Indonesia"
        HOME = "HOME", "Tiba di rumah"
        FAILED = "FAILED", "Gagal berangkat"
        JHT = "JHT", "Pilihan JHT diubah"

    placement = models.ForeignKey(PmiPlacement, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=Kind)
    on_date = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "kind"], condition=~models.Q(kind="JHT"), name="pmi_event_once"
            )
        ]
