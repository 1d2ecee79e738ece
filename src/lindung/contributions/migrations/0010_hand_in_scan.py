"""A picture of the paper that was handed in is kept with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0009_handins'),
        ('registry', '0005_person_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='handin',
            name='file',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='registry.storedfile'),
        ),
    ]
