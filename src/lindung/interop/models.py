"""What the API must remember: which request a client has already made; and how an employer's files are laid out."""

from django.db import models

from lindung.registry.models import Employer, Office


class ApiAnswer(models.Model):
    """The answer given to a client's `Idempotency-Key`, written with the request's own effects or not at all.

    A repetition of the request gets this answer again; another request under the same key is refused.
    """

    mandate_id = models.BigIntegerField()
    office_id = models.BigIntegerField(null=True)
    employer_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=80)
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    location = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="api_answer_by_age")]
        constraints = [models.UniqueConstraint(fields=["mandate_id", "key"], name="api_answer_once")]


class SnapPartner(models.Model):
    """A bank that speaks the payment standard: its keys, its number for us, and the mandate it acts under.

    The shared secret is kept encrypted with a key of the installation; `serial` rises when keys change, which ends the
    tokens given before. `closed_amount`: a payment must be what the bill asks.
    """

    mandate_id = models.BigIntegerField()
    office_id = models.BigIntegerField()
    code = models.CharField(max_length=36, unique=True)
    name = models.CharField(max_length=80)
    client_key = models.CharField(max_length=64, unique=True)
    public_key = models.TextField()
    secret = models.TextField()
    service_number = models.CharField(max_length=8)
    closed_amount = models.BooleanField(default=True)
    serial = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)


class SnapChange(models.Model):
    """What is to change about a bank that speaks: proposed by one person, decided by another. Stopping needs no second
    person and is kept here as decided by nobody."""

    class Kind(models.TextChoices):
        REGISTER = "REGISTER", "Mitra baru"
        ROTATE = "ROTATE", "Kunci baru"
        SUSPEND = "SUSPEND", "Dihentikan sementara"
        RESUME = "RESUME", "Dibuka lagi"
        END = "END", "Diakhiri"

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", "Menunggu orang kedua"
        DONE = "DONE", "Berlaku"
        REJECTED = "REJECTED", "Ditolak"

    partner = models.ForeignKey(SnapPartner, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    office_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    asked = models.JSONField()
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status)
    answer = models.CharField(max_length=200, blank=True)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["office_id", "id"], name="snap_change_by_office")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="snap_change_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(status="PROPOSED", decided_at=None)
                | models.Q(status="DONE", decided_at__isnull=False)
                | models.Q(status="REJECTED", decided_at__isnull=False) & ~models.Q(answer=""),
                name="snap_change_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("SUSPEND", "END")) | ~models.Q(status="DONE", decided_by=None),
                name="snap_change_only_stopping_alone",
            ),
            models.UniqueConstraint(
                fields=["partner"], condition=models.Q(status="PROPOSED"), name="snap_change_one_open"
            ),
        ]


class SnapExchange(models.Model):
    """A request of a partner and its answer, by the partner's own name of it for a day (append-only)."""

    partner = models.ForeignKey(SnapPartner, on_delete=models.PROTECT)
    office_id = models.BigIntegerField()
    day = models.DateField()
    external_id = models.CharField(max_length=36)
    service = models.CharField(max_length=2)
    request_sha256 = models.CharField(max_length=64)
    account = models.CharField(max_length=28)
    reference = models.CharField(max_length=80, blank=True, db_default="")
    amount = models.BigIntegerField(null=True)
    receipt_id = models.BigIntegerField(null=True)
    response_code = models.CharField(max_length=7)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["office_id", "day"], name="snap_exchange_by_office"),
            models.Index(fields=["reference"], condition=~models.Q(reference=""), name="snap_exchange_by_reference"),
        ]
        constraints = [models.UniqueConstraint(fields=["partner", "day", "external_id"], name="snap_exchange_once")]


class ColumnMatching(models.Model):
    """How the columns of an employer's own kind of file are read: heading -> field ("" passes the column over).

    Taken by itself for every file that has the headings. One that is given up stays, for the files that were read
    with it.
    """

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    name = models.CharField(max_length=60)
    columns = models.JSONField()
    layout = models.CharField(max_length=16)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "name"], condition=models.Q(ended_at=None), name="matching_name_once"
            )
        ]
