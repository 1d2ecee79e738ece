"""Sponsors, what they agreed to pay for, the money they set aside and what it was used for."""

from django.db import models
from django.db.models import F, Q

from lindung.registry.models import District, Office
from lindung.segments.models import Order


class Sponsor(models.Model):
    """Who pays contributions for people who are not his employees: a government, a village, a company's giving."""

    class Kind(models.TextChoices):
        PROVINCE = "PROVINCE", "Pemerintah provinsi"
        REGENCY = "REGENCY", "Pemerintah kabupaten atau kota"
        VILLAGE = "VILLAGE", "Pemerintah desa"
        MINISTRY = "MINISTRY", "Kementerian atau lembaga"
        COMPANY = "COMPANY", "Perusahaan (tanggung jawab sosial)"
        OTHER = "OTHER", "Lembaga lain"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    contact = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    registered_on = models.DateField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "id"], name="sponsor_by_office")]
        constraints = [models.CheckConstraint(name="sponsor_named", condition=~Q(name="") & ~Q(code=""))]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """What a sponsor agreed to pay, from a month to a month (both first days).

    VULNERABLE: the package of the lowest income band, or of `income` where that is not 0. NON_ASN: a share of each
    person's wage in `risk_group`. `jht` adds old-age savings. `funded_by_state` decides on reliefs of the law.
    """

    class Workers(models.TextChoices):
        VULNERABLE = "VULNERABLE", "Pekerja rentan"
        NON_ASN = "NON_ASN", "Pegawai non-ASN"

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="agreements")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    legal_basis = models.CharField(max_length=300)
    workers = models.CharField(max_length=10, choices=Workers)
    jht = models.BooleanField(default=False)
    income = models.BigIntegerField(default=0)
    risk_group = models.PositiveSmallIntegerField(default=1)
    funded_by_state = models.BooleanField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "id"], name="agreement_by_office")]
        constraints = [
            models.UniqueConstraint(fields=["sponsor", "number"], name="agreement_number_once"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="agreement_months"),
            models.CheckConstraint(condition=Q(risk_group__gte=1, risk_group__lte=5), name="agreement_risk_group"),
            models.CheckConstraint(condition=Q(income__gte=0), name="agreement_income"),
        ]

    def __str__(self) -> str:
        return self.number


class BudgetLine(models.Model):
    """Money that a sponsor set aside for an agreement: whole rupiah, for months `first_month` to `last_month`."""

    class Source(models.TextChoices):
        APBN = "APBN", "APBN"
        APBD = "APBD", "APBD"
        DBH_CHT = "DBH_CHT", "DBH CHT"
        VILLAGE = "VILLAGE", "Dana Desa"
        CSR = "CSR", "CSR"
        OTHER = "OTHER", "Lainnya"

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="budget")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=7, choices=Source)
    account = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()
    client_key = models.CharField(max_length=80, unique=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_positive"),
            models.CheckConstraint(condition=Q(last_month__gte=F("first_month")), name="budget_months"),
        ]


class SponsoredOrder(models.Model):
    """Which agreement an order belongs to. `over_budget` is the part that no budget line holds, accepted by whoever
    made the order."""

    order = models.OneToOneField(Order, primary_key=True, on_delete=models.PROTECT, related_name="sponsored")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="orders")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    over_budget = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(over_budget__gte=0), name="sponsored_over_budget")]


class BudgetUse(models.Model):
    """What an order takes from a budget line for a month. It counts while the order is open or paid."""

    order = models.ForeignKey(SponsoredOrder, on_delete=models.PROTECT, related_name="uses")
    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="uses")
    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    month = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "line", "month"], name="budget_use_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_use_positive"),
        ]


class Alarm(models.Model):
    """A budget that will end on `ends_on`, told once for that day: what was left, a month's cost, how many people."""

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="alarms")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    made_on = models.DateField()
    ends_on = models.DateField()
    money_left = models.BigIntegerField()
    monthly_cost = models.BigIntegerField()
    people = models.IntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "made_on"], name="alarm_by_office")]
        constraints = [models.UniqueConstraint(fields=["agreement", "ends_on"], name="alarm_once")]
