"""Who is covered, through whom, from when to when; every change is an event that stays."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from lindung.registry.models import Between, Employer, Office, Person


class Segment(models.TextChoices):
    """The four ways into cover."""

    WAGE_EARNER = "PU", "Penerima upah"
    NON_WAGE = "BPU", "Bukan penerima upah"
    CONSTRUCTION = "JAKON", "Jasa konstruksi"
    MIGRANT = "PMI", "Pekerja migran"


class ExitReason(models.TextChoices):
    """Why a spell ended. A death is recorded here only by the death report, which opens a claim; LAPSED only for
    those who pay for themselves; ERROR marks a spell that never was (taken back)."""

    RESIGNED = "RESIGNED", "Mengundurkan diri"
    TERMINATED = "TERMINATED", "Pemutusan hubungan kerja"
    CONTRACT_END = "CONTRACT_END", "Kontrak berakhir"
    RETIRED = "RETIRED", "Pensiun"
    TOTAL_DISABILITY = "TOTAL_DISABILITY", "Cacat total tetap"
    LEFT_INDONESIA = "LEFT_INDONESIA", "Meninggalkan Indonesia"
    DIED = "DIED", "Meninggal dunia"
    LAPSED = "LAPSED", "Gugur karena tidak membayar"
    ERROR = "ERROR", "Salah didaftarkan"


class Spell(models.Model):
    """One uninterrupted time of cover of a person through one employer. Both dates are days of cover.

    With the exit reason ERROR it never was: no day of it is cover, and another spell may take its place.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="spells")
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT, related_name="spells", db_index=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    segment = models.CharField(max_length=5, choices=Segment)
    kpj = models.CharField(max_length=11)
    start_on = models.DateField()
    end_on = models.DateField(null=True, blank=True)
    exit_reason = models.CharField(max_length=16, choices=ExitReason, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["employer", "person"], name="spell_by_employer"),
            models.Index(fields=["office", "segment", "start_on"], name="spell_by_office"),
        ]
        constraints = [
            ExclusionConstraint(
                name="spell_never_overlaps",
                # The person first: GiST sorts by its first column, and nearly all spells overlap in time.
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (Coalesce("employer", Value(0)), RangeOperators.EQUAL),
                    ("segment", RangeOperators.EQUAL),
                    (Between("start_on", "end_on"), RangeOperators.OVERLAPS),
                ],
                condition=~Q(exit_reason="ERROR"),
            ),
            models.CheckConstraint(
                condition=Q(end_on__isnull=True) | Q(end_on__gte=F("start_on")), name="spell_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(end_on__isnull=True, exit_reason="") | (Q(end_on__isnull=False) & ~Q(exit_reason="")),
                name="spell_end_has_reason",
            ),
        ]


class SpellEvent(models.Model):
    """A flow: joined, reactivated, lapsed or exited. `on_date` is when it was true, `made_at` when we knew.

    `sign` is how the stock of covered people moves at the end of that day (+1, -1; a taken-back event has the mirror).
    Append-only by grants.
    """

    class Kind(models.TextChoices):
        JOINED = "JOINED", "Bergabung"
        REACTIVATED = "REACTIVATED", "Aktif kembali"
        LAPSED = "LAPSED", "Gugur"
        EXITED = "EXITED", "Keluar"

    spell = models.ForeignKey(Spell, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False)
    segment = models.CharField(max_length=5, choices=Segment)
    kind = models.CharField(max_length=11, choices=Kind)
    sign = models.SmallIntegerField()
    on_date = models.DateField()
    reason = models.CharField(max_length=16, blank=True)
    source = models.CharField(max_length=60)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["office", "segment", "on_date"], name="event_by_office")]
        constraints = [models.CheckConstraint(condition=Q(sign__in=[-1, 1]), name="event_sign")]


class ExitNotice(models.Model):
    """A worker says that he left; the employer may object until `reply_by`, silence accepts.

    What the employer objects to stays open (OBJECTED) until an officer decides.
    """

    class Status(models.TextChoices):
        OPEN = "OPEN", "Menunggu tanggapan pemberi kerja"
        ACCEPTED = "ACCEPTED", "Diterima"
        OBJECTED = "OBJECTED", "Disanggah"
        REFUSED = "REFUSED", "Tidak diterima"

    spell = models.ForeignKey(Spell, on_delete=models.PROTECT, related_name="exit_notices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    reason = models.CharField(max_length=16, choices=ExitReason)
    left_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    reply_by = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=500, blank=True, db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["spell"], condition=Q(status__in=["OPEN", "OBJECTED"]), name="exit_notice_one_open"
            ),
        ]


class Dispute(models.Model):
    """A worker objects to a spell or to a reported wage; it never blocks what is not disputed.

    The employer is asked until `reply_by`; an officer closes it with or without his answer.
    DEATH_EXIT is opened by the system: an exit that was reported after a death, for a day before it.
    """

    class Kind(models.TextChoices):
        SPELL = "SPELL", "Saya tidak bekerja di sini"
        WAGE = "WAGE", "Upah yang dilaporkan tidak benar"
        MISSING_MONTH = "MISSING_MONTH", "Ada bulan yang tidak dilaporkan"
        EXIT = "EXIT", "Saya tidak berhenti, atau tanggal dan alasannya keliru"
        START = "START", "Tanggal mulai saya bekerja keliru"
        DEATH_EXIT = "DEATH_EXIT", "Keluar dilaporkan sesudah kematian"

    spell = models.ForeignKey(Spell, on_delete=models.PROTECT, related_name="disputes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=14, choices=Kind)
    month = models.DateField(null=True, blank=True)
    claimed_wage = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    reply_by = models.DateField(null=True, blank=True)
    employer_answer = models.CharField(max_length=500, blank=True, db_default="")
    employer_answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["spell", "kind", "month"],
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="dispute_one_open",
            ),
        ]
