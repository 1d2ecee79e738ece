"""Two amounts under one code: what the owner of a micro-enterprise pays for himself and the bill of his helpers."""

from django.db import models
from django.db.models import F, Q

from lindung.contributions.models import Bill, Receipt
from lindung.registry.models import Employer, Office, Person
from lindung.segments.models.order import Order


class JointOrder(models.Model):
    """One code and one exact amount for an owner's own order and his enterprise's bill. Paid once, by one receipt: the
    order takes its part, the rest is the employer's. Only `paid_on` and `receipt` are ever set afterwards."""

    code = models.CharField(max_length=16, unique=True)
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="joint")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="joints")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joint_orders")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="joint_orders")
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    owner = models.CharField(max_length=120)
    own_amount = models.BigIntegerField()
    bill_amount = models.BigIntegerField()
    total = models.BigIntegerField()
    workers = models.PositiveIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()
    bill_month = models.DateField()
    issued_on = models.DateField()
    expires_on = models.DateField()
    client_key = models.CharField(max_length=80, unique=True)
    paid_on = models.DateField(null=True, blank=True)
    receipt = models.OneToOneField(Receipt, null=True, blank=True, on_delete=models.PROTECT, related_name="joint_order")
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["employer", "id"], name="joint_by_employer")]
        constraints = [
            models.CheckConstraint(
                name="joint_adds_up",
                condition=Q(total=F("own_amount") + F("bill_amount"), own_amount__gt=0, bill_amount__gt=0),
            ),
            models.CheckConstraint(
                name="joint_paid_by_receipt",
                condition=Q(paid_on__isnull=True, receipt__isnull=True)
                | Q(paid_on__isnull=False, receipt__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code
