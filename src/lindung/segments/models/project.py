"""Construction projects: what was contracted, what was asked for it, and who works on it."""

from django.db import models
from django.db.models import F, Q

from lindung.coverage.models import Spell
from lindung.registry.models import District, Employer, Office, Person, never_overlapping
from lindung.segments.models.order import Order


class Project(models.Model):
    """A construction project by its work order (SPK); what may change is in its terms.

    `register_by` is the last day of the law for registering it, `paid_on` the day of the first payment, from which
    its workers are covered; kept by the act that settles orders, and proved.
    """

    class Funding(models.TextChoices):
        STATE = "APBN", "APBN"
        REGION = "APBD", "APBD"
        STATE_FIRM = "BUMN", "BUMN atau BUMD"
        PRIVATE = "SWASTA", "Swasta"
        OTHER = "LAIN", "Lainnya"

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="projects")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
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

    `jkk` and `jkm` are what these terms add to what was asked before; a lower value adds nothing.
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
    """The order of one instalment of a project's terms; a new one is made only when the former was withdrawn."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="project")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="orders")
    terms = models.ForeignKey(ProjectTerms, on_delete=models.PROTECT, related_name="orders")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    number = models.PositiveSmallIntegerField()


class ProjectWorker(models.Model):
    """A person on a project's list from a day to a day (open: as long as the project is covered).

    NIK and name are as the contractor listed them; `evidence` is what proved somebody at work who was on no list.
    `spell` is the cover it gives: one per person and contractor at a time, whatever the number of his projects.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="workers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="projects")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    nik = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=80)
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
        ]
