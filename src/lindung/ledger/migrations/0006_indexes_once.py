"""Indexes on a foreign key whose column begins another index are gone: every bill, entry and report is cheaper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0005_return_rates'),
        ('registry', '0002_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
    ]
