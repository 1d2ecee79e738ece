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


class Schedule(models.Model):
    """When work of the calendar is asked for. `job` names it in `lindung.interop.calendar`, `every` is what
    `rules.BOUNDS` says, `hour` the local hour from which a day's turn may begin.

    Days before `since` do not count. Of turns that were missed the last `catch_up` are made good, older ones are
    written down as skipped. `params` is what the job was told when it was switched on.
    """

    class Rule(models.TextChoices):
        OFTEN = "OFTEN", "Setiap beberapa menit"
        DAILY = "DAILY", "Setiap hari"
        WORKDAY = "WORKDAY", "Setiap hari kerja"
        MONTH_DAY = "MONTH_DAY", "Tanggal tertentu setiap bulan"
        MONTH_WORKDAY = "MONTH_WORKDAY", "Hari kerja ke-sekian setiap bulan"
        YEAR = "YEAR", "Setahun sekali"

    job = models.CharField(max_length=40, unique=True)
    rule = models.CharField(max_length=13, choices=Rule)
    every = models.SmallIntegerField(default=0)
    hour = models.SmallIntegerField(default=1)
    catch_up = models.SmallIntegerField(default=1)
    since = models.DateField()
    active = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    params = models.JSONField(default=dict)
    changed_by = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hour__range=(0, 23)) & models.Q(catch_up__range=(1, 366)), name="schedule_sensible"
            ),
        ]


class Turn(models.Model):
    """One business day of one schedule: which runs were asked for, by whom (empty: by the calendar), or why not.

    A turn that was refused in words or failed is tried again from `try_after` on. `times` counts the starts of a day.
    """

    class State(models.TextChoices):
        STARTED = "STARTED", "Dimulai"
        NOTHING = "NOTHING", "Tidak ada yang perlu dikerjakan"
        REFUSED = "REFUSED", "Ditolak"
        FAILED = "FAILED", "Gagal"
        SKIPPED = "SKIPPED", "Dilewati"

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="turns")
    day = models.DateField()
    state = models.CharField(max_length=7, choices=State)
    late = models.BooleanField(default=False)
    runs = models.JSONField(default=list)
    times = models.IntegerField(default=1)
    started_by = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    try_after = models.DateTimeField(null=True)
    error = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "day"], name="turn_once")]
        indexes = [models.Index(fields=["day", "id"], name="turn_by_day")]
