"""Construction projects: what was contracted, what was asked for it, and who works on it."""

from django.db import models
from django.db.models import F, Q

from lindung.coverage.models import Spell
from lindung.ledger.models import Entry
from lindung.registry.models import District, Employer, Office, Person, StoredFile, never_overlapping
from lindung.segments.models.order import Order


class Project(models.Model):
    """A construction project by its work order (SPK); what may change is in its terms.

    `basis` says whether contributions come from the value of the contract or from the wages of the list, month by
    month. `register_by` is the last day of the law for registering it, `paid_on` the day of the first payment, from
    which its workers are covered; kept by the act that settles orders, and proved.
    """

    class Basis(models.TextChoices):
        VALUE = "VALUE", "Nilai kontrak"
        WAGES = "WAGES", "Upah pekerja"

    class Funding(models.TextChoices):
        STATE = "APBN", "APBN"
        REGION = "APBD", "APBD"
        STATE_FIRM = "BUMN", "BUMN atau BUMD"
        PRIVATE = "SWASTA", "Swasta"
        OTHER = "LAIN", "Lainnya"

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="projects")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    basis = models.CharField(max_length=6, choices=Basis, default=Basis.VALUE)
    name = models.CharField(max_length=160)
    owner = models.CharField(max_length=120)
    funding = models.CharField(max_length=6, choices=Funding)
    work_order = models.CharField(max_length=60)
    work_order_on = models.DateField()
    start_on = models.DateField()
    declared_workers = models.IntegerField()
    instalments = models.PositiveSmallIntegerField()
    registered_on = models.DateField()
    register_by = models.DateField()
    paid_on = models.DateField(null=True, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "id"], name="project_by_office")]
        constraints = [
            models.UniqueConstraint(fields=["employer", "work_order"], name="project_once_per_work_order"),
            models.CheckConstraint(condition=Q(declared_workers__gte=0), name="project_workers_not_negative"),
            models.CheckConstraint(condition=Q(instalments__gte=1), name="project_has_instalments"),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectTerms(models.Model):
    """Value and time of a project as contracted; `number` 1 is the work order, later ones are addenda. Append-only.

    `jkk` and `jkm` are what these terms add to what was asked before; a lower value adds nothing, and a project billed
    by wages asks nothing by its terms.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="terms")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    on_date = models.DateField()
    contract_value = models.BigIntegerField()
    vat = models.BigIntegerField()
    end_on = models.DateField()
    maintenance_months = models.PositiveSmallIntegerField()
    covered_to = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    instalments = models.PositiveSmallIntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    receipt_of_law = models.JSONField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="project_terms_numbered"),
            models.CheckConstraint(
                condition=Q(contract_value__gt=0, vat__gte=0, jkk__gte=0, jkm__gte=0), name="project_terms_amounts"
            ),
        ]


class ProjectOrder(models.Model):
    """The order of one instalment of a project's terms; a new one is made only when the former was withdrawn.

    `number` 0 is the unpaid rest of all terms up to these under the relief of PP 49/2020; paying it lets `waived_jkk`
    and `waived_jkm` go. `month` is the month whose wages the order is of, for a project billed by wages; `correction`
    says that it asks what a corrected wage adds to a month that was paid.
    """

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="project")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="orders")
    terms = models.ForeignKey(ProjectTerms, on_delete=models.PROTECT, related_name="orders")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()
    month = models.DateField(null=True, blank=True)
    correction = models.BooleanField(default=False)
    waived_jkk = models.BigIntegerField(default=0)
    waived_jkm = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="project_order_waives_rest",
                condition=Q(waived_jkk=0, waived_jkm=0) | Q(number=0, waived_jkk__gte=0, waived_jkm__gte=0),
            )
        ]


class ProjectWorker(models.Model):
    """A person on a project's list from a day to a day (open: as long as the project is covered).

    NIK and name are as the contractor listed them; `wage` is a month's, or a day's where `daily`; `evidence` is what
    proved somebody at work who was on no list.
    `spell` is the cover it gives: one per person and contractor at a time, whatever the number of his projects.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="workers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="projects")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    nik = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=80)
    wage = models.BigIntegerField(null=True, blank=True)
    daily = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    reported_on = models.DateField()
    report_by = models.DateField()
    left_reported_on = models.DateField(null=True, blank=True)
    left_report_by = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    spell = models.ForeignKey(Spell, null=True, blank=True, on_delete=models.PROTECT, related_name="projects")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            never_overlapping("project_worker_once", "project", "person"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="project_worker_ends_after"
            ),
            models.CheckConstraint(condition=Q(wage__isnull=True) | Q(wage__gt=0), name="project_worker_wage"),
        ]


class ProjectWage(models.Model):
    """A corrected wage of a worker on a list, from a month to a month (open: from then on); of several the last one
    holds. Append-only: the row of the list stays as it was handed in."""

    worker = models.ForeignKey(ProjectWorker, on_delete=models.PROTECT, related_name="wages")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="wages")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    first_month = models.DateField()
    last_month = models.DateField(null=True, blank=True)
    wage_before = models.BigIntegerField()
    daily_before = models.BooleanField()
    wage = models.BigIntegerField()
    daily = models.BooleanField()
    reason = models.CharField(max_length=200)
    reported_on = models.DateField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wage__gt=0), name="project_wage_positive"),
            models.CheckConstraint(
                condition=~Q(reason="") & (Q(last_month__isnull=True) | Q(last_month__gte=F("first_month"))),
                name="project_wage_said",
            ),
        ]


class ProjectWageMonth(models.Model):
    """What a corrected wage makes of a month that was paid: the wage of the month and both programmes, as they stood
    paid and as they are to be. The last row of a person and month holds. Append-only."""

    wage = models.ForeignKey(ProjectWage, on_delete=models.PROTECT, related_name="months")
    project = models.ForeignKey(Project, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    month = models.DateField()
    base_before = models.BigIntegerField()
    jkk_before = models.BigIntegerField()
    jkm_before = models.BigIntegerField()
    base = models.BigIntegerField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    receipt_of_law = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wage", "month"], name="project_wage_month_once"),
            models.CheckConstraint(
                condition=Q(jkk__gte=0, jkm__gte=0, jkk_before__gte=0, jkm_before__gte=0),
                name="project_wage_month_amounts",
            ),
        ]
        indexes = [models.Index(fields=["project", "month", "person"], name="project_wage_month")]


class ProjectCredit(models.Model):
    """A part of a paid order's line that a corrected wage gave back to the receipt it came from (append-only)."""

    wage = models.ForeignKey(ProjectWage, on_delete=models.PROTECT, related_name="credits")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="credits")
    project = models.ForeignKey(Project, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    month = models.DateField()
    jkk = models.BigIntegerField()
    jkm = models.BigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="project_credit")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wage", "order", "month"], name="project_credit_once"),
            models.CheckConstraint(condition=Q(jkk__gte=0, jkm__gte=0), name="project_credit_amounts"),
        ]


class ProjectPaper(models.Model):
    """A paper of a project as its contractor handed it in (append-only)."""

    class Kind(models.TextChoices):
        WORK_ORDER = "SPK", "Surat perintah kerja (SPK)"
        CONTRACT = "KONTRAK", "Kontrak"
        ADDENDUM = "ADENDUM", "Adendum"
        ATTENDANCE = "HADIR", "Daftar hadir"
        OTHER = "LAIN", "Lainnya"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="papers")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=7, choices=Kind)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="project_papers")
    handed_in_on = models.DateField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "file"], name="project_paper_once")]
