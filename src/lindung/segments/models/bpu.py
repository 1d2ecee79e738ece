"""Non-wage earners (BPU): who registered, for which occupations and declared incomes over time."""

from django.db import models
from django.db.models import F, Q

from lindung.coverage.models import Spell
from lindung.registry.models import District, Office, Person, never_overlapping


class BpuMember(models.Model):
    """A person registered as a non-wage earner.

    `paid_through` is the last month paid without a gap, `covered_until` the day on which rights end if nothing more is
    paid, by the law; both are kept by the act that settles orders, and proved. `spell` is the running spell of cover:
    one per person, whatever the number of occupations, so that nobody is counted twice.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="bpu")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    joined_on = models.DateField()
    jht = models.BooleanField(default=False)
    employs_others = models.BooleanField(default=False)
    paid_through = models.DateField(null=True, blank=True)
    covered_until = models.DateField(null=True, blank=True)
    spell = models.ForeignKey(Spell, null=True, blank=True, on_delete=models.PROTECT, related_name="bpu")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["covered_until"], condition=Q(spell__isnull=False), name="bpu_by_cover"),
            models.Index(fields=["office", "paid_through"], name="bpu_by_office"),
        ]
        constraints = [
            models.CheckConstraint(
                name="bpu_paid_and_covered",
                condition=Q(paid_through__isnull=True, covered_until__isnull=True)
                | Q(paid_through__isnull=False, covered_until__isnull=False),
            )
        ]


class BpuJob(models.Model):
    """An occupation of a non-wage earner with its declared income, from a month to a month (`item` 1 or 2)."""

    member = models.ForeignKey(BpuMember, on_delete=models.PROTECT, related_name="jobs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    item = models.PositiveSmallIntegerField()
    occupation = models.CharField(max_length=80)
    transport = models.BooleanField(default=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    income = models.BigIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            never_overlapping("bpu_job_one_at_a_time", "member", "item"),
            models.CheckConstraint(condition=Q(income__gte=0), name="bpu_income_not_negative"),
            models.CheckConstraint(condition=~Q(occupation=""), name="bpu_job_named"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="bpu_job_ends_after"
            ),
        ]
