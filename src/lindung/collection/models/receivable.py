"""What every employer owed on a day."""

from django.db import models
from django.db.models import F, Q

from lindung.registry.models import Employer, Office


class Receivable(models.Model):
    """One employer on one day: whole rupiah, append-only.

    `jkk` to `jkp` are the principal past its due date by fund (JKK and JKM without their JKP share) and add up to
    `overdue`; `not_due` is billed and not yet due; `penalty` is charged and not paid, `accruing` what would be charged
    if all were paid on that day. `months` counts from the earliest unpaid due date; `class_of` is the law's class for
    it (none where nothing is overdue). `handed_over` and `written_off` say what became of it.
    """

    day = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    months = models.PositiveSmallIntegerField()
    bills = models.IntegerField()
    oldest_due = models.DateField(null=True)
    class_of = models.PositiveSmallIntegerField(null=True)
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    jht = models.BigIntegerField()
    jp = models.BigIntegerField()
    jkp = models.BigIntegerField()
    overdue = models.BigIntegerField()
    not_due = models.BigIntegerField()
    penalty = models.BigIntegerField()
    accruing = models.BigIntegerField()
    written_off = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["day", "office"], name="receivable_by_office")]
        constraints = [
            models.UniqueConstraint(fields=["employer", "office", "day"], name="receivable_once_a_day"),
            models.CheckConstraint(
                condition=Q(overdue=F("jkk") + F("jkm") + F("jht") + F("jp") + F("jkp")), name="receivable_adds_up"
            ),
        ]
