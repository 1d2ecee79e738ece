"""Claims of all programmes: request, facts, documents, decision with its trace, payees, payments out, appeals."""

from django.db import models
from django.db.models import F, Q

from lindung.ledger.models import Entry
from lindung.registry.models import BankAccount, Employer, Office, Person, Relative, StoredFile


class Programme(models.TextChoices):
    """The five programmes."""

    JKK = "JKK"
    JKM = "JKM"
    JHT = "JHT"
    JP = "JP"
    JKP = "JKP"


class Claim(models.Model):
    """A person's request. Four public statuses; who must act is always said."""

    class Basis(models.TextChoices):
        RULED = "RULED", "Diputus oleh aturan"
        RECORDED = "RECORDED", "Dicatat dengan jumlahnya"

    class Status(models.TextChoices):
        SUBMITTED = "SUBMITTED", "Diajukan"
        IN_PROGRESS = "IN_PROGRESS", "Diproses"
        ON_HOLD = "ON_HOLD", "Menunggu"
        COMPLETED = "COMPLETED", "Selesai"

    class Outcome(models.TextChoices):
        PAID = "PAID", "Dibayar"
        PARTLY_PAID = "PARTLY_PAID", "Dibayar sebagian"
        RETURNED = "RETURNED", "Dikembalikan untuk dilengkapi"
        REJECTED = "REJECTED", "Ditolak"
        WITHDRAWN = "WITHDRAWN", "Dicabut"

    class Move(models.TextChoices):
        US = "US", "Kami"
        CLAIMANT = "CLAIMANT", "Pemohon"
        THIRD = "THIRD", "Pihak ketiga"
        NOBODY = "NOBODY", "Tidak ada"

    class Channel(models.TextChoices):
        PORTAL = "PORTAL", "Portal"
        BRANCH = "BRANCH", "Kantor cabang"
        BANK = "BANK", "Bank"
        API = "API", "API"

    number = models.CharField(max_length=16, unique=True)
    programme = models.CharField(max_length=3, choices=Programme)
    ground = models.CharField(max_length=20)
    basis = models.CharField(max_length=8, choices=Basis)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    channel = models.CharField(max_length=6, choices=Channel)
    claimant_name = models.CharField(max_length=120)
    claimant_relation = models.CharField(max_length=14, blank=True)
    event_on = models.DateField()
    facts = models.JSONField()
    account = models.ForeignKey(BankAccount, null=True, blank=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=11, choices=Status, default=Status.SUBMITTED)
    outcome = models.CharField(max_length=11, choices=Outcome, blank=True)
    move = models.CharField(max_length=8, choices=Move, default=Move.US)
    move_reason = models.CharField(max_length=200, blank=True)
    units = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=12, default="CLAIM")
    client_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    assigned_to = models.BigIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField()
    complete_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["office", "status", "due_on"], name="claim_queue"),
            models.Index(fields=["person", "programme"], name="claim_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(status="COMPLETED") & ~Q(outcome="")) | ~Q(status="COMPLETED"),
                name="claim_completed_has_outcome",
            ),
            models.UniqueConstraint(
                fields=["person", "programme"],
                condition=Q(basis="RULED") & ~Q(status="COMPLETED"),
                name="claim_one_open",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(basis="RULED", programme="JKM", ground="DEATH") & ~Q(outcome__in=("REJECTED", "WITHDRAWN")),
                name="claim_one_per_death",
            ),
        ]


class LaterReport(models.Model):
    """A death that was reported again when its claims were there already: who, as what, and with which papers.

    `asks` says what it puts in question (HEIR, DATE, ACCIDENT, BURIER, PAPERS); while `hold` is set no benefit of the
    death is approved or sent to the bank. `papers`: [code, stored file, number of the claim it was put to or ""].
    """

    class Finding(models.TextChoices):
        HEIR = "HEIR", "Ahli waris yang belum tercatat"
        NOT_HEIR = "NOT_HEIR", "Bukan ahli waris"
        NOTHING = "NOTHING", "Tidak mengubah apa pun"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="later_reports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    reporter = models.CharField(max_length=120)
    relation = models.CharField(max_length=14)
    channel = models.CharField(max_length=6, choices=Claim.Channel)
    died_on = models.DateField()
    work_accident = models.BooleanField()
    burier = models.CharField(max_length=120, blank=True)
    kin = models.JSONField(default=list)
    papers = models.JSONField(default=list)
    asks = models.JSONField(default=list)
    hold = models.BooleanField()
    client_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)
    finding = models.CharField(max_length=8, choices=Finding, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["claim"], condition=Q(answered_at__isnull=True), name="later_report_open"),
            models.Index(fields=["person"], condition=Q(hold=True), name="later_report_holds"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(finding="") & Q(answered_at__isnull=False)),
                name="later_report_answered",
            ),
        ]


class ClaimEvent(models.Model):
    """One thing that happened to a claim; the two clocks are computed from these. Append-only by grants."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    kind = models.CharField(max_length=24)
    move = models.CharField(max_length=8, choices=Claim.Move)
    note = models.CharField(max_length=500, blank=True)
    public = models.BooleanField(default=True)
    at = models.DateTimeField()
    made_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["claim", "at"], name="claim_event_by_time")]


class ClaimDocument(models.Model):
    """A document the claim needs, listed once from the facts; later additions need an approver's reason."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="documents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    code = models.CharField(max_length=32)
    title_id = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    held = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT)
    added_reason = models.CharField(max_length=200, blank=True)
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "code"], name="claim_document_once")]


class Decision(models.Model):
    """The outcome with the trace that computed it; proposed by one person, approved by another."""

    class Kind(models.TextChoices):
        AWARD = "AWARD", "Dikabulkan"
        RETURN = "RETURN", "Dikembalikan"
        REJECT = "REJECT", "Ditolak"

    class Status(models.TextChoices):
        PROPOSED = "PROPOSED", "Diusulkan"
        APPROVED = "APPROVED", "Disetujui"
        SENT_BACK = "SENT_BACK", "Dikembalikan penyetuju"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="decisions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    version = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    status = models.CharField(max_length=9, choices=Status, default=Status.PROPOSED)
    gross = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    net = models.BigIntegerField(default=0)
    trace = models.JSONField()
    reasons = models.JSONField(default=list)
    deviation = models.CharField(max_length=500, blank=True)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="decision")
    correction = models.BooleanField(default=False, db_default=False)
    """Amounts and parts are the difference from what was awarded before; negative ones take back."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "version"], name="decision_version_once"),
            models.UniqueConstraint(fields=["claim"], condition=Q(status="PROPOSED"), name="decision_one_proposed"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")), name="decision_four_eyes"
            ),
            models.CheckConstraint(condition=Q(net=F("gross") - F("tax")), name="decision_net"),
        ]


class BenefitPart(models.Model):
    """One component of an award for one payee, whole rupiah: lump sum, periodic, funeral, balance, tax, correction."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="parts")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="parts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    component = models.CharField(max_length=16)
    relative = models.ForeignKey(Relative, null=True, blank=True, on_delete=models.PROTECT)
    payee_name = models.CharField(max_length=120)
    amount = models.BigIntegerField()


class Correction(models.Model):
    """A labelled difference between lawful amounts and a published sum; it has its own entry and is shown wherever it
    counts."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    programme = models.CharField(max_length=3, choices=Programme)
    on_date = models.DateField()
    amount = models.BigIntegerField()
    label_id = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="claim_correction")
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)


class CorrectionProposal(models.Model):
    """A labelled correction that one person proposes and another one decides."""

    key = models.CharField(max_length=90, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    programme = models.CharField(max_length=3, choices=Programme)
    on_date = models.DateField()
    amount = models.BigIntegerField()
    label_id = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=200, blank=True)
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="proposal"
    )

    class Meta:
        indexes = [models.Index(fields=["office", "id"], name="correction_by_office")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="correction_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(correction__isnull=True) | Q(decided_by__isnull=False, refused=""),
                name="correction_decided",
            ),
        ]


class Overpayment(models.Model):
    """What a correction found that somebody was paid too much: a receivable, whole rupiah (negative: a later correction
    took some of it back). Append-only by grants."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="overpayments")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="overpayments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    relative = models.ForeignKey(Relative, null=True, blank=True, on_delete=models.PROTECT)
    payee_name = models.CharField(max_length=120)
    amount = models.BigIntegerField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "id"], name="overpayment_by_office")]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="overpayment_not_zero"),
            models.UniqueConstraint(
                fields=["decision", "relative", "payee_name"], nulls_distinct=False, name="overpayment_once"
            ),
        ]


class PayoutBatch(models.Model):
    """Payments sent to the bank together: made by one person, released by another, answered line by line."""

    class Status(models.TextChoices):
        MADE = "MADE", "Disusun"
        RELEASED = "RELEASED", "Dikirim ke bank"
        ANSWERED = "ANSWERED", "Dijawab bank"

    number = models.CharField(max_length=16, unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    status = models.CharField(max_length=8, choices=Status, default=Status.MADE)
    pay_on = models.DateField()
    orders = models.IntegerField()
    amount = models.BigIntegerField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)
    released_by = models.BigIntegerField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("made_by")), name="payout_four_eyes"
            )
        ]


class PaymentOrder(models.Model):
    """One payment out to one payee; a failed one is tried again as a new order that names the old one.

    `usable_from`: the day the account may be paid (cooling-off after a change), unless the branch vouches for it.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", "Menunggu dibayar"
        SENT = "SENT", "Dikirim ke bank"
        PAID = "PAID", "Dibayar"
        FAILED = "FAILED", "Gagal"
        REVERSED = "REVERSED", "Ditarik kembali"
        VOID = "VOID", "Dibatalkan sebelum dibayar"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="orders")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="orders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    batch = models.ForeignKey(PayoutBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT)
    relative = models.ForeignKey(Relative, null=True, blank=True, on_delete=models.PROTECT)
    payee_name = models.CharField(max_length=120)
    bank_code = models.CharField(max_length=3)
    account_number = models.CharField(max_length=34)
    amount = models.BigIntegerField()
    usable_from = models.DateField()
    vouched_by = models.BigIntegerField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    bank_reference = models.CharField(max_length=64, blank=True)
    bank_reason = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    entry = models.OneToOneField(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="payment_order")

    class Meta:
        indexes = [models.Index(fields=["office", "status"], name="order_by_office")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="order_positive"),
            models.UniqueConstraint(
                fields=["decision", "relative", "payee_name"],
                condition=Q(replaces__isnull=True),
                nulls_distinct=False,
                name="order_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="PAID") | Q(paid_on__isnull=False, entry__isnull=False), name="order_paid_is_booked"
            ),
        ]


class Appeal(models.Model):
    """An objection to a decision, with its own clock; it never stops what is not disputed."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="appeals")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    text = models.CharField(max_length=2000)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    answered_by = models.BigIntegerField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)


class Contact(models.Model):
    """Somebody called, came or wrote about a person's matter; kept so that a repeated question is seen. Append-only."""

    class Channel(models.TextChoices):
        PHONE = "PHONE", "Telepon"
        COUNTER = "COUNTER", "Loket"
        MESSAGE = "MESSAGE", "Pesan"

    class Topic(models.TextChoices):
        CLAIM_STATUS = "CLAIM_STATUS", "Di mana klaim saya"
        PAYMENT = "PAYMENT", "Pembayaran belum sampai"
        DOCUMENTS = "DOCUMENTS", "Dokumen"
        BALANCE = "BALANCE", "Saldo atau iuran"
        EMPLOYER = "EMPLOYER", "Pemberi kerja tidak melapor"
        DATA = "DATA", "Data diri"
        OTHER = "OTHER", "Lainnya"

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=7, choices=Channel)
    topic = models.CharField(max_length=12, choices=Topic)
    note = models.CharField(max_length=500, blank=True)
    solved = models.BooleanField(default=False)
    at = models.DateTimeField()
    made_by = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="contact_by_person")]
