"""Runs over many rows: a run is cut into slices by key range, each slice is one transaction, all survive any crash."""

from django.db import models


class Run(models.Model):
    """One piece of bulk work. `handler` is the dotted path of the module that cuts and works it.

    `slices_total` is empty until the run is cut; `rows_total` where the handler can say how many rows there will be.
    `attempts` counts failures of cutting or finishing, `not_before` delays the next try.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", "Menunggu"
        RUNNING = "RUNNING", "Berjalan"
        DONE = "DONE", "Selesai"
        FAILED = "FAILED", "Gagal"

    kind = models.CharField(max_length=40)
    handler = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True)
    params = models.JSONField(default=dict)
    office_id = models.BigIntegerField(null=True)
    employer_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    slices_total = models.IntegerField(null=True)
    slices_done = models.IntegerField(default=0)
    rows_total = models.BigIntegerField(null=True)
    rows_done = models.BigIntegerField(default=0)
    totals = models.JSONField(default=dict)
    attempts = models.IntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    error = models.JSONField(null=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["status", "id"], name="run_queue")]


class Slice(models.Model):
    """A key range of a run; done exactly once, in the transaction that writes its rows.

    `attempts` counts errors, `starts` also the times a worker died on it.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="slices")
    no = models.IntegerField()
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    done_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(default=0)
    totals = models.JSONField(default=dict)
    attempts = models.IntegerField(default=0)
    starts = models.IntegerField(default=0)
    not_before = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "starts", "no"], condition=models.Q(done_at__isnull=True), name="slice_to_do")
        ]
        constraints = [models.UniqueConstraint(fields=["run", "no"], name="slice_once")]
