"""One employer, one matter: the case, its steps, promises, instalments, fines."""

from django.db import models
from django.db.models import F, Q

from lindung.contributions.models import Receipt
from lindung.ledger.models import Entry
from lindung.registry.models import Employer, Office, StoredFile


class Case(models.Model):
    """A matter between an employer and the institution. `next_step` from `next_on` on is what the queue shows.

    `principal`, `penalty` and `months` are as last looked at; `principal_then` is what was owed when it was opened.
    A case of an unregistered employer (PWBD) carries the name it was found under until it is tied to a registered one.
    """

    class Kind(models.TextChoices):
        ARREARS = "ARREARS", "Tunggakan iuran"
        PWBD = "PWBD", "Wajib belum daftar"
        PDS_WORKERS = "PDS_WORKERS", "Daftar sebagian tenaga kerja"
        PDS_WAGES = "PDS_WAGES", "Daftar sebagian upah"
        PDS_PROGRAMMES = "PDS_PROGRAMMES", "Daftar sebagian program"
        INACTIVE = "INACTIVE", "Usaha tidak aktif"

    class Outcome(models.TextChoices):
        PAID = "PAID", "Lunas"
        CORRECTED = "CORRECTED", "Dibetulkan"
        REGISTERED = "REGISTERED", "Terdaftar"
        NO_BREACH = "NO_BREACH", "Tidak terbukti"
        SUSPENDED = "SUSPENDED", "Dinyatakan nonaktif"
        CLOSED_DOWN = "CLOSED_DOWN", "Dinyatakan tutup"
        WRITTEN_OFF = "WRITTEN_OFF", "Dihapus dari penagihan aktif"

    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=14, choices=Kind)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=500, blank=True)
    open = models.BooleanField(default=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    officer = models.BigIntegerField(null=True, blank=True)
    next_step = models.CharField(max_length=20, blank=True)
    next_on = models.DateField(null=True, blank=True)
    principal_then = models.BigIntegerField(default=0)
    principal = models.BigIntegerField(default=0)
    penalty = models.BigIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "next_on"], condition=Q(open=True), name="case_to_do"),
            models.Index(fields=["office", "opened_on"], name="case_by_office"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "kind"], condition=Q(open=True, employer__isnull=False), name="case_one_open"
            ),
            models.CheckConstraint(condition=Q(open=True, outcome="") | Q(open=False), name="case_outcome_when_closed"),
        ]


class Evidence(models.Model):
    """A file that shows what a case says."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence")
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    note = models.CharField(max_length=300)
    day = models.DateField()
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "file"], name="evidence_once")]


class Step(models.Model):
    """What was done or happened in a case; append-only. `key` names the event: it happens once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=20)
    day = models.DateField()
    due_on = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    told = models.JSONField(default=dict)
    key = models.CharField(max_length=80, unique=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "day"], name="step_by_office")]


class Promise(models.Model):
    """An employer promised to pay so much by a day; receipts say whether it was kept."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Menunggu"
        KEPT = "KEPT", "Ditepati"
        BROKEN = "BROKEN", "Tidak ditepati"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="promises")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    made_on = models.DateField()
    pay_on = models.DateField()
    amount = models.BigIntegerField()
    contact = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    received = models.BigIntegerField(default=0)
    decided_on = models.DateField(null=True, blank=True)
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="OPEN"), name="promise_one_open"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="promise_positive"),
        ]


class Plan(models.Model):
    """Arrears paid in instalments: proposed, decided by somebody else, watched. Its parts add up to `total`."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "Diusulkan"
        RUNNING = "RUNNING", "Berjalan"
        REFUSED = "REFUSED", "Ditolak"
        DONE = "DONE", "Selesai"
        BREACHED = "BREACHED", "Dilanggar"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="plans")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    total = models.BigIntegerField()
    parts = models.PositiveSmallIntegerField()
    first_due = models.DateField()
    until_due = models.DateField()
    reason = models.CharField(max_length=500)
    proposed_on = models.DateField()
    proposed_by = models.BigIntegerField(null=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True)
    settled_before = models.BigIntegerField(default=0)
    paid = models.BigIntegerField(default=0)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["PROPOSED", "RUNNING"]), name="plan_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(proposed_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="plan_two_people",
            ),
        ]


class PlanPart(models.Model):
    """One instalment of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="schedule")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    no = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "no"], name="plan_part_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="plan_part_positive"),
        ]


class Fine(models.Model):
    """The administrative fine of PP 86/2013: its own accounts, apart from the 2 % for paying late. Append-only."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fines")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    charged_on = models.DateField()
    contribution_due = models.BigIntegerField()
    months = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    receipt_of_law = models.JSONField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="fine")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="fine_positive")]


class FinePayment(models.Model):
    """A part of a receipt that pays a fine. Append-only."""

    fine = models.ForeignKey(Fine, on_delete=models.PROTECT, related_name="payments")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    day = models.DateField()
    amount = models.BigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="fine_payment")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="fine_payment_positive")]


class Objection(models.Model):
    """An employer says that a month's arrears are wrong; an officer answers. It stops no right of a member."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    month = models.DateField()
    reason = models.CharField(max_length=500)
    made_on = models.DateField()
    made_by = models.BigIntegerField(null=True)
    accepted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "month"], condition=Q(answered_on__isnull=True), name="objection_one_open"
            )
        ]
