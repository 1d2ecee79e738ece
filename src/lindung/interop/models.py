"""What the API must remember: which request a client has already made."""

from django.db import models


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
