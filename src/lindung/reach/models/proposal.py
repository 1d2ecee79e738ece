"""What a sponsor asks of the branch about an agreement; nothing is done before the branch says yes."""

from django.db import models
from django.db.models import F, Q

from lindung.reach.models.agreement import Agreement, BudgetLine, Sponsor
from lindung.registry.models import Office


class Proposal(models.Model):
    """A sponsor wants to go on (months until `valid_to` and new money), or to let his people go on by themselves.

    The money is as in a budget line, which an accepted renewal makes once and names. Who answers is somebody else.
    """

    class Kind(models.TextChoices):
        RENEW = "RENEW", "Perpanjangan"
        HAND_OVER = "HAND_OVER", "Peserta meneruskan sendiri"

    class State(models.TextChoices):
        OPEN = "OPEN", "Menunggu jawaban"
        ACCEPTED = "ACCEPTED", "Disetujui"
        DECLINED = "DECLINED", "Ditolak"
        WITHDRAWN = "WITHDRAWN", "Ditarik"

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="proposals")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=9, choices=Kind)
    valid_to = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=7, choices=BudgetLine.Source, blank=True)
    account = models.CharField(max_length=60, blank=True)
    amount = models.BigIntegerField(default=0)
    first_month = models.DateField(null=True, blank=True)
    last_month = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    client_key = models.CharField(max_length=80, unique=True)
    made_on = models.DateField()
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    line = models.OneToOneField(BudgetLine, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal")

    class Meta:
        indexes = [models.Index(fields=["office", "state", "id"], name="proposal_by_office")]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind"], condition=Q(state="OPEN"), name="proposal_open_once"
            ),
            models.CheckConstraint(
                name="proposal_money",
                condition=Q(
                    kind="RENEW", amount__gt=0, valid_to__isnull=False, year__isnull=False, first_month__isnull=False,
                    last_month__isnull=False, last_month__gte=F("first_month"), valid_to__gte=F("last_month"),
                )
                | Q(
                    kind="HAND_OVER", amount=0, valid_to__isnull=True, first_month__isnull=True,
                    last_month__isnull=True, source="",
                ),
            ),
            models.CheckConstraint(
                name="proposal_answered",
                condition=Q(state="OPEN", answered_on__isnull=True, answer="")
                | (~Q(state="OPEN") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_line", condition=Q(line__isnull=True) | Q(kind="RENEW", state="ACCEPTED")
            ),
            models.CheckConstraint(
                name="proposal_two_people",
                condition=Q(answered_by__isnull=True) | Q(state="WITHDRAWN") | ~Q(answered_by=F("made_by")),
            ),
        ]  # fmt: skip
