"""The running numbers of claims and payout batches, links between claims, payees of orders, one open claim at a time."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

NUMBERS = "create sequence claims_claim_number; create sequence claims_batch_number;"
UNDO = "drop sequence claims_claim_number; drop sequence claims_batch_number;"
ORDER_STATUS = [
    ("WAITING", "Menunggu dibayar"),
    ("SENT", "Dikirim ke bank"),
    ("PAID", "Dibayar"),
    ("FAILED", "Gagal"),
    ("REVERSED", "Ditarik kembali"),
]


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("registry", "0001_initial"), ("ledger", "0002_books")]
    operations = [
        migrations.RunSQL(NUMBERS, UNDO),
        migrations.AddField(
            "claim",
            "follows",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            "paymentorder",
            "relative",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="registry.relative"
            ),
        ),
        migrations.AddField(
            "paymentorder", "usable_from", models.DateField(default="2015-07-01"), preserve_default=False
        ),
        migrations.AddField("paymentorder", "vouched_by", models.BigIntegerField(blank=True, null=True)),
        migrations.AlterField(
            "paymentorder", "status", models.CharField(choices=ORDER_STATUS, default="WAITING", max_length=8)
        ),
        migrations.AddConstraint(
            "claim",
            models.UniqueConstraint(
                condition=Q(("basis", "RULED"), Q(("status", "COMPLETED"), _negated=True)),
                fields=["person", "programme"],
                name="claim_one_open",
            ),
        ),
        migrations.AddConstraint(
            "decision",
            models.UniqueConstraint(condition=Q(("status", "PROPOSED")), fields=["claim"], name="decision_one_proposed"),
        ),
        migrations.AddConstraint(
            "paymentorder",
            models.CheckConstraint(
                condition=Q(
                    Q(("status", "PAID"), _negated=True),
                    Q(("entry__isnull", False), ("paid_on__isnull", False)),
                    _connector="OR",
                ),
                name="order_paid_is_booked",
            ),
        ),
    ]
