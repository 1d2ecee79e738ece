"""Published figures: snapshots of indicators (definitions stand in `indicators/`), targets, releases."""

from django.db import models

from lindung.registry.models import Office


class Snapshot(models.Model):
    """One figure as computed at one time: indicator id and version, office, as-of, value and its parts. Append-only.

    `definition` is what was counted, in both languages as it read when the figure was kept; `survey` is the round an
    imported figure comes from.
    """

    indicator = models.CharField(max_length=40)
    version = models.CharField(max_length=12)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    as_of = models.DateField()
    period_from = models.DateField(null=True)
    value = models.DecimalField(max_digits=20, decimal_places=4)
    numerator = models.BigIntegerField(null=True)
    denominator = models.BigIntegerField(null=True)
    imported = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    survey = models.CharField(max_length=80, blank=True, db_default="")
    definition = models.JSONField(default=dict, db_default={})
    sha256 = models.CharField(max_length=64)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "as_of", "indicator"], name="snapshot_by_office")]


class Target(models.Model):
    """What an office is to reach for an indicator by a date; a new version replaces, never edits."""

    indicator = models.CharField(max_length=40)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    period_from = models.DateField()
    period_to = models.DateField()
    value = models.BigIntegerField()
    version = models.PositiveSmallIntegerField()
    approved_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "office", "period_from", "period_to", "version"], name="target_version_once"
            )
        ]
