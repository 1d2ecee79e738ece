"""Indexes on a foreign key whose column begins another index are gone: every bill, entry and report is cheaper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0005_fine_use'),
        ('registry', '0002_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='allocation',
            name='employer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.employer'),
        ),
        migrations.AlterField(
            model_name='bill',
            name='employer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='bills', to='registry.employer'),
        ),
        migrations.AlterField(
            model_name='bill',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
        migrations.AlterField(
            model_name='receipt',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
        migrations.AlterField(
            model_name='wagereport',
            name='employer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='registry.employer'),
        ),
        migrations.AlterField(
            model_name='wagereport',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
    ]
