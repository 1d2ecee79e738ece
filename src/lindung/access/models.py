"""Logins, what they may do and where, API tokens, and the trail of writes and of reading personal data."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from lindung.registry.models import Employer, Office, Person, StoredFile


class Role(models.TextChoices):
    """What a login is for; `permissions.py` says which acts each may do."""

    MEMBER = "MEMBER", "Peserta"
    EMPLOYER = "EMPLOYER", "Pemberi kerja"
    SPONSOR = "SPONSOR", "Sponsor"
    CLAIMS_OFFICER = "CLAIMS_OFFICER", "Petugas klaim"
    APPROVER = "APPROVER", "Penyetuju"
    CONTRIBUTION_OFFICER = "CONTRIBUTION_OFFICER", "Petugas iuran"
    CASHIER = "CASHIER", "Petugas pembayaran"
    CONTACT = "CONTACT", "Petugas kontak"
    BRANCH_HEAD = "BRANCH_HEAD", "Kepala cabang"
    REGIONAL_HEAD = "REGIONAL_HEAD", "Kepala wilayah"
    AUDITOR = "AUDITOR", "Pemeriksa"
    ADMIN = "ADMIN", "Pengelola sistem"
    BANK = "BANK", "Bank"


class User(AbstractUser):
    """A login. It does nothing by itself: a `Mandate` gives it a role within an office, an employer, a sponsor or a
    person."""

    language = models.CharField(max_length=2, default="id")
    given_until = models.DateTimeField(null=True, blank=True)
    """Set while the password is one that somebody else made: it opens the login once, until then."""
    given_used_at = models.DateTimeField(null=True, blank=True)
    session_round = models.PositiveIntegerField(default=0, db_default=0)
    """Part of what a session is signed with: one more, and every session of this login has ended."""

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        told = f"{self.password}:{self.session_round}"
        return salted_hmac("lindung.access.session", told, secret=secret, algorithm="sha256").hexdigest()


def _bound(role: models.Q, party: str) -> models.Q:
    """Such a role is bound to one `party` and to nothing else."""
    places = ("office", "employer", "person", "sponsor")
    return role & models.Q(**{f"{place}__isnull": place != party for place in places})


class Mandate(models.Model):
    """One role of one login, bound to where it holds, from when to when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=20, choices=Role)
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    sponsor = models.ForeignKey("reach.Sponsor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_bound_to_one",
                condition=_bound(models.Q(role="MEMBER"), "person")
                | _bound(models.Q(role="EMPLOYER"), "employer")
                | _bound(models.Q(role="SPONSOR"), "sponsor")
                | _bound(~models.Q(role__in=["MEMBER", "EMPLOYER", "SPONSOR"]), "office"),
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(role="MEMBER", valid_to=None), name="mandate_one_login_a_person"
            ),
        ]


class LoginEvent(models.Model):
    """What happened to a login: when, by whom (nobody: its owner, or the command line) and why. Append-only."""

    class Kind(models.TextChoices):
        MADE = "MADE", "Login dibuat"
        PASSWORD_RESET = "PASSWORD_RESET", "Kata sandi diatur ulang"
        PASSWORD_USED = "PASSWORD_USED", "Kata sandi pertama dipakai"
        PASSWORD_REFUSED = "PASSWORD_REFUSED", "Kata sandi pertama ditolak"
        PASSWORD_OWN = "PASSWORD_OWN", "Kata sandi sendiri dipilih"
        ACTIVATED = "ACTIVATED", "Login dibuat dengan kode aktivasi"
        RENEWED = "RENEWED", "Kata sandi dipilih dengan kode aktivasi"
        FACTOR_RESET = "FACTOR_RESET", "Faktor kedua dilepas"
        CLOSED = "CLOSED", "Login ditutup"
        REOPENED = "REOPENED", "Login dibuka kembali"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=16, choices=Kind)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    operator = models.CharField(max_length=60, blank=True, default="", db_default="")
    """Who did it from the command line of the machine, by his name there."""

    class Meta:
        indexes = [models.Index(fields=["user", "id"], name="login_event_by_user")]
        constraints = [
            models.CheckConstraint(
                name="login_event_has_a_reason",
                condition=models.Q(
                    kind__in=["MADE", "PASSWORD_USED", "PASSWORD_REFUSED", "PASSWORD_OWN", "ACTIVATED", "RENEWED"]
                )
                | ~models.Q(reason=""),
            )
        ]


class Activation(models.Model):
    """A code that lets one person choose the user name and password of his own login, or a new password; on paper,
    once. Only a keyed hash of it is stored.

    Who gave it is the office that looked at his identity paper, the employer who has just reported him, or the receipt
    of what he paid for himself (`way`).
    """

    class Way(models.TextChoices):
        BRANCH = "BRANCH", "Kantor cabang"
        EMPLOYER = "EMPLOYER", "Pemberi kerja"
        SELF = "SELF", "Iuran sendiri"

    class Paper(models.TextChoices):
        ID_CARD = "ID_CARD", "KTP elektronik"
        CIVIL_REGISTRY = "CIVIL_REGISTRY", "Surat keterangan Dukcapil"
        PASSPORT = "PASSPORT", "Paspor"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="activations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    way = models.CharField(max_length=8, choices=Way)
    sha256 = models.CharField(max_length=64, unique=True)
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    paper = models.CharField(max_length=14, choices=Paper, blank=True)
    paper_no = models.CharField(max_length=60, blank=True)
    scan = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT)
    tries = models.PositiveSmallIntegerField(default=0)
    """How often the code came with facts that are not this person's."""
    ended_at = models.DateTimeField(null=True)
    """Set where another code took its place, or it was tried too often."""
    used_at = models.DateTimeField(null=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="activations")

    class Meta:
        indexes = [models.Index(fields=["person", "id"], name="activation_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None, used_at=None), name="activation_open_once"
            ),
            models.CheckConstraint(
                name="activation_given",
                condition=models.Q(way="BRANCH", employer=None, given_by__isnull=False)
                & ~models.Q(paper="")
                & ~models.Q(paper_no="")
                | models.Q(way="EMPLOYER", employer__isnull=False, given_by__isnull=False, paper="")
                | models.Q(way="SELF", employer=None, given_by=None, paper=""),
            ),
            models.CheckConstraint(
                name="activation_used_by",
                condition=models.Q(used_at=None, user=None) | models.Q(used_at__isnull=False, user__isnull=False),
            ),
        ]


class ActivationTry(models.Model):
    """Somebody typed an activation code: from where, and what came of it. Append-only; who typed is told less."""

    class Outcome(models.TextChoices):
        OPENED = "OPENED", "Cocok"
        UNKNOWN = "UNKNOWN", "Kode tidak dikenal"
        FACTS = "FACTS", "Data tidak cocok"
        SPENT = "SPENT", "Kode sudah dipakai atau diganti"
        LATE = "LATE", "Kode tidak berlaku lagi"
        DEAD = "DEAD", "Orangnya tercatat meninggal"

    at = models.DateTimeField(auto_now_add=True)
    address = models.CharField(max_length=45, blank=True)
    outcome = models.CharField(max_length=7, choices=Outcome)
    activation = models.ForeignKey(Activation, null=True, on_delete=models.PROTECT, related_name="attempts")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT)


class ApiToken(models.Model):
    """A secret for programs (payroll, banks); only its hash is stored."""

    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class AuditEntry(models.Model):
    """One write, recorded by a database trigger: who, when, which row, before and after. Append-only by grants."""

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=80, blank=True)
    table_name = models.CharField(max_length=60)
    operation = models.CharField(max_length=6)
    row_key = models.CharField(max_length=80)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["table_name", "row_key"], name="audit_by_row"),
            models.Index(fields=["user_id", "at"], name="audit_by_user"),
        ]


class ReadLog(models.Model):
    """Someone looked at a person's data: who, whose, which page, why. The person can see it."""

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT)
    page = models.CharField(max_length=80)
    purpose = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="read_by_person")]


class Hit(models.Model):
    """One counted request of a rate limit; rows older than the window are swept by the next ones."""

    key = models.CharField(max_length=120)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="hit_by_key")]
