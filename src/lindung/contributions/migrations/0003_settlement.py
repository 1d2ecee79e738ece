"""How settled bills are shared among the funds; the bank's own number of a payment told by a statement."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0002_lines'),
        ('ledger', '0003_member_offices'),
        ('registry', '0002_numbers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_version', models.PositiveSmallIntegerField()),
                ('effective', models.BigIntegerField()),
                ('amount', models.BigIntegerField()),
                ('jkk', models.BigIntegerField()),
                ('jkm', models.BigIntegerField()),
                ('jht', models.BigIntegerField()),
                ('jp', models.BigIntegerField()),
                ('jkp', models.BigIntegerField()),
                ('jht_members', models.BigIntegerField()),
                ('jp_members', models.BigIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='receipt',
            name='bank_reference',
            field=models.CharField(blank=True, default='', max_length=80),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['bank_reference'], name='receipt_by_bank_reference'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='bill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='contributions.bill'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='employer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.employer'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='entry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.entry'),
        ),
        migrations.AddField(
            model_name='settlement',
            name='office',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('amount', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('jkk'), '+', models.F('jkm')), '+', models.F('jht')), '+', models.F('jp')), '+', models.F('jkp')))), name='settlement_adds_up'),
        ),
    ]
