"""What people are told: short messages and signed letters, and the code that verifies a letter."""

from django.db import models

from lindung.registry.models import Employer, Office, Person


class Message(models.Model):
    """A short message to a person, an employer or a sponsor, in both languages, and whether it was read. With nobody
    named it is for the office's own staff."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    sponsor = models.ForeignKey("reach.Sponsor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    template = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=120, unique=True)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "made_at"], name="message_by_person"),
            models.Index(fields=["employer", "made_at"], name="message_by_employer"),
            models.Index(
                fields=["sponsor", "made_at"], name="message_by_sponsor", condition=models.Q(sponsor__isnull=False)
            ),
            models.Index(
                fields=["office", "made_at"],
                name="message_of_office",
                condition=models.Q(person__isnull=True, employer__isnull=True, sponsor__isnull=True),
            ),
        ]


class Letter(models.Model):
    """A letter as it was sent: its content, its PDF once made, and the code anyone can verify."""

    kind = models.CharField(max_length=24)
    number = models.CharField(max_length=40, unique=True)
    subject_key = models.CharField(max_length=80)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    language = models.CharField(max_length=2, default="id")
    content = models.JSONField()
    verify_code = models.CharField(max_length=26, unique=True)
    pdf = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed_by = models.CharField(max_length=80)
    signed_title = models.CharField(max_length=80)
    made_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_key", "language"], name="letter_once_per_subject")
        ]
