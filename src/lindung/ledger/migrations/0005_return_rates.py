"""Rates of return that the institution sets, and the account JP returns are spent from."""

from typing import Any

from django.db import migrations, models

from lindung.ledger import chart


def load_chart(apps: Any, editor: Any) -> None:
    """JP returns have an account of their own."""
    with editor.connection.cursor() as cursor:
        chart.load(cursor)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0004_fines'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('INTERIM', 'JHT sementara'), ('FINAL', 'JHT akhir setahun'), ('MONTH', 'JP sebulan')], max_length=7)),
                ('period', models.DateField()),
                ('rate', models.IntegerField()),
                ('document', models.CharField(max_length=80)),
                ('decided_on', models.DateField()),
                ('made_by', models.BigIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('approved_by', models.BigIntegerField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('refused_reason', models.CharField(blank=True, db_default='', max_length=200)),
            ],
            options={
                'indexes': [models.Index(fields=['stage', 'period', 'id'], name='rate_by_period')],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('made_by')), _negated=True), _connector='OR'), name='rate_two_people'), models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('rate__lte', 300000)), name='rate_in_bounds'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='rate_approved_whole')],
            },
        ),
        migrations.RunPython(load_chart, migrations.RunPython.noop),
    ]
