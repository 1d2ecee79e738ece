"""Indexes on a foreign key whose column begins another index are gone: every bill, entry and report is cheaper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coverage', '0003_employer_side'),
        ('registry', '0002_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='spell',
            name='employer',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spells', to='registry.employer'),
        ),
        migrations.AlterField(
            model_name='spell',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
        migrations.AlterField(
            model_name='spellevent',
            name='office',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='registry.office'),
        ),
    ]
