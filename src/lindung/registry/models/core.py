"""Who and where: districts, offices and holders, employers, people, their numbers, relatives and accounts, files."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q


class Between(Func):
    """daterange(from, to) with both ends inclusive; an open end is null."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()


def never_overlapping(name: str, *same: str) -> ExclusionConstraint:
    """No two rows with equal `same` columns may overlap in valid_from..valid_to."""
    return ExclusionConstraint(
        name=name,
        expressions=[(Between("valid_from", "valid_to"), RangeOperators.OVERLAPS)]
        + [(F(column), RangeOperators.EQUAL) for column in same],
    )


class District(models.Model):
    """A regency or city (kabupaten/kota) by its Home Affairs code, e.g. 35.14."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class MinimumWage(models.Model):
    """The minimum wage of a district for a year (UMK), whole rupiah a month, with its decree or report."""

    district = models.ForeignKey(District, on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField()
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "year"], name="minimum_wage_once")]


class Holiday(models.Model):
    """A day that is not a working day although it is not a weekend."""

    day = models.DateField(primary_key=True)
    name = models.CharField(max_length=120)


class BusinessDay(models.Model):
    """The day the institution works on, where it is not the real one (demo, training, replay). At most one row."""

    only = models.BooleanField(primary_key=True, default=True)
    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="business_day_one_row")]


class Bank(models.Model):
    """A bank by its three-digit clearing code."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """An office of the institution; the tree head office -> region -> branch is followed by `parent`."""

    class Kind(models.TextChoices):
        HEAD = "HEAD", "Kantor Pusat"
        REGION = "REGION", "Kantor Wilayah"
        BRANCH = "BRANCH", "Kantor Cabang"
        PIONEER = "PIONEER", "Kantor Cabang Perintis"
        SUB_BRANCH = "SUB_BRANCH", "Kantor Cabang Pembantu"

    code = models.CharField(max_length=8, unique=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    office_class = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    address = models.CharField(max_length=200, blank=True)
    opens_saturday = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Territory(models.Model):
    """Which office serves a district, from when to when."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="territories")
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [never_overlapping("territory_one_office", "district")]


class Post(models.Model):
    """A position at an office that signs letters, decisions or releases."""

    class Kind(models.TextChoices):
        REGIONAL_DIRECTOR = "REGIONAL_DIRECTOR", "Kepala Kantor Wilayah"
        BRANCH_MANAGER = "BRANCH_MANAGER", "Kepala Kantor Cabang"
        SERVICE_HEAD = "SERVICE_HEAD", "Kepala Bidang Pelayanan"

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=20, choices=Kind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "kind"], name="post_once")]


class Holder(models.Model):
    """Who holds a post, under which title in force, from when to when."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holders")
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [never_overlapping("holder_one_at_a_time", "post")]


class Employer(models.Model):
    """A business entity registered under an employer number (NPP)."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", "Aktif"
        INACTIVE = "INACTIVE", "Nonaktif"
        CLOSED = "CLOSED", "Tutup"

    npp = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    nib = models.CharField(max_length=13, blank=True)
    npwp = models.CharField(max_length=20, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    district = models.ForeignKey(District, on_delete=models.PROTECT)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    contact_name = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    registered_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["office", "name"], name="employer_by_office")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="employer_has_name"),
            models.UniqueConstraint(fields=["nib", "office"], condition=~Q(nib=""), name="employer_nib_once_an_office"),
        ]

    def __str__(self) -> str:
        return self.name


class EmployerClass(models.Model):
    """Size, trade and risk group of an employer over time; they decide programmes and the JKK rate."""

    class Size(models.TextChoices):
        MICRO = "MICRO", "Mikro"
        SMALL = "SMALL", "Kecil"
        MEDIUM = "MEDIUM", "Menengah"
        LARGE = "LARGE", "Besar"

    class LabourIndustry(models.TextChoices):
        """Industries of the labour-intensive relief; whether and when they get it is for the law to say."""

        FOOD_BEVERAGE_TOBACCO = "FOOD_BEVERAGE_TOBACCO", "Makanan, minuman, dan tembakau"
        TEXTILE_APPAREL = "TEXTILE_APPAREL", "Tekstil dan pakaian jadi"
        LEATHER = "LEATHER", "Kulit dan barang kulit"
        FOOTWEAR = "FOOTWEAR", "Alas kaki"
        TOYS = "TOYS", "Mainan anak"
        FURNITURE = "FURNITURE", "Furnitur"

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="classes")
    size = models.CharField(max_length=6, choices=Size)
    risk_group = models.PositiveSmallIntegerField()
    kbli = models.CharField(max_length=5)
    covid_relief = models.BooleanField(default=False)
    labour_industry = models.CharField(max_length=24, choices=LabourIndustry, blank=True, default="", db_default="")
    reason = models.CharField(max_length=200)
    review_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            never_overlapping("employer_class_one", "employer"),
            models.CheckConstraint(condition=Q(risk_group__gte=1, risk_group__lte=5), name="risk_group_1_to_5"),
        ]


class Person(models.Model):
    """One human being, keyed on NIK; every member number leads here. `office` is the office that serves the person."""

    class Sex(models.TextChoices):
        MALE = "L", "Laki-laki"
        FEMALE = "P", "Perempuan"

    nik = models.CharField(max_length=16, unique=True, null=True)
    name = models.CharField(max_length=120)
    birth_date = models.DateField()
    birth_place = models.CharField(max_length=60, blank=True)
    sex = models.CharField(max_length=1, choices=Sex)
    mother_name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    npwp = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    district = models.ForeignKey(District, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    nik_verified_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="person_by_name"),
            models.Index(fields=["office", "name"], name="person_by_office"),
            models.Index(fields=["birth_date"], name="person_by_birth_date"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged_into_other"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(nik__isnull=True) | Q(nik__regex=r"^[0-9]{16}$"), name="nik_16_digits"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberNumber(models.Model):
    """A member card number (KPJ): an alias of a person, several per person allowed."""

    kpj = models.CharField(max_length=11, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="numbers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    issued_on = models.DateField()


class PersonMerge(models.Model):
    """Two records found to be one person; reversible, with the evidence."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_merged")
    moved = models.JSONField()
    evidence = models.CharField(max_length=300)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.BigIntegerField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"),
        ]


class CardRequest(models.Model):
    """A member says that another card (KPJ) is his too; an officer decides. `other` is set if what he said matched."""

    class State(models.TextChoices):
        OPEN = "OPEN", "Menunggu petugas"
        MERGED = "MERGED", "Digabungkan"
        DECLINED = "DECLINED", "Tidak digabungkan"
        UNMATCHED = "UNMATCHED", "Data tidak cocok"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="card_requests")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kpj = models.CharField(max_length=11)
    name = models.CharField(max_length=120)
    birth_date = models.DateField()
    other = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="card_claims")
    state = models.CharField(max_length=9, choices=State)
    answer = models.CharField(max_length=300, blank=True)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    merge = models.OneToOneField(PersonMerge, null=True, blank=True, on_delete=models.PROTECT, related_name="request")

    class Meta:
        indexes = [models.Index(fields=["office", "id"], condition=Q(state="OPEN"), name="card_request_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other"], condition=Q(state="OPEN"), name="card_request_open_once"
            ),
            models.CheckConstraint(
                name="card_request_decided",
                condition=Q(state="OPEN", other__isnull=False, decided_at__isnull=True)
                | Q(state="UNMATCHED", other__isnull=True, decided_at__isnull=True)
                | Q(state="MERGED", merge__isnull=False, decided_at__isnull=False)
                | Q(state="DECLINED", decided_at__isnull=False) & ~Q(answer=""),
            ),
        ]


class Relative(models.Model):
    """A relative of a person, for the legal order of heirs and survivors."""

    class Kind(models.TextChoices):
        SPOUSE = "SPOUSE", "Suami/istri"
        CHILD = "CHILD", "Anak"
        PARENT = "PARENT", "Orang tua"
        GRANDPARENT = "GRANDPARENT", "Kakek/nenek"
        GRANDCHILD = "GRANDCHILD", "Cucu"
        SIBLING = "SIBLING", "Saudara kandung"
        PARENT_IN_LAW = "PARENT_IN_LAW", "Mertua"
        WILL = "WILL", "Penerima wasiat"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relatives")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=14, choices=Kind)
    nik = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)


class BankAccount(models.Model):
    """Where a person or a relative is paid. A change starts a cooling-off: `usable_from`.

    `name_match` is how the holder's name compares with that of the person or relative, with the score and its day.
    """

    class NameMatch(models.TextChoices):
        MATCH = "MATCH", "Sama"
        CLOSE = "CLOSE", "Mirip"
        DIFFERENT = "DIFFERENT", "Berbeda"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    relative = models.ForeignKey(Relative, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT)
    number = models.CharField(max_length=34)
    holder_name = models.CharField(max_length=120)
    name_match = models.CharField(max_length=9, choices=NameMatch, blank=True, db_default="")
    name_score = models.PositiveSmallIntegerField(null=True, blank=True)
    name_checked_on = models.DateField(null=True, blank=True)
    usable_from = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "relative"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="account_one_open",
            ),
        ]


class StoredFile(models.Model):
    """A file as it came in, kept in the database so that nothing is lost apart from its record."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_by_hash")]
