"""What we hold of a person and what it was before, with who said so, on what evidence, and who decided."""

from django.db import models
from django.db.models import F, Q

from lindung.registry.models.core import Office, Person, StoredFile


class PersonChange(models.Model):
    """Facts of a person that are to be others than we hold, or were.

    `changes` is field -> [before, after] (dates as text); what weighs much (`two`) is decided by somebody else than who
    proposed it. `asked` is what the member himself asked for, where he did; its first words are never altered.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", "Diminta peserta"
        PROPOSED = "PROPOSED", "Menunggu putusan"
        DONE = "DONE", "Dibetulkan"
        DECLINED = "DECLINED", "Ditolak"
        WITHDRAWN = "WITHDRAWN", "Ditarik"

    class Evidence(models.TextChoices):
        ID_CARD = "ID_CARD", "KTP elektronik"
        FAMILY_CARD = "FAMILY_CARD", "Kartu keluarga"
        BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE", "Akta kelahiran"
        DEATH_CERTIFICATE = "DEATH_CERTIFICATE", "Akta kematian"
        CIVIL_REGISTRY = "CIVIL_REGISTRY", "Surat keterangan Dukcapil"
        COURT = "COURT", "Penetapan pengadilan"
        TAX_CARD = "TAX_CARD", "Kartu NPWP"
        STATEMENT = "STATEMENT", "Pernyataan orangnya"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    state = models.CharField(max_length=9, choices=State)
    asked = models.JSONField(null=True, blank=True)
    changes = models.JSONField()
    two = models.BooleanField()
    evidence = models.CharField(max_length=17, choices=Evidence)
    evidence_number = models.CharField(max_length=60, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=300)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "id"], condition=Q(state__in=("ASKED", "PROPOSED")), name="change_open"),
            models.Index(fields=["person", "id"], name="change_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=("ASKED", "PROPOSED")), name="change_open_once"
            ),
            models.CheckConstraint(
                name="change_four_eyes",
                condition=~Q(state="DONE", two=True)
                | Q(proposed_by__isnull=False, decided_by__isnull=False) & ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="change_decided",
                condition=Q(state__in=("ASKED", "PROPOSED"), decided_at__isnull=True)
                | Q(state__in=("DONE", "WITHDRAWN"), decided_at__isnull=False)
                | Q(state="DECLINED", decided_at__isnull=False) & ~Q(answer=""),
            ),
        ]
