"""The employer's side of a worker's objection, apart from the answer that closes it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coverage', '0002_taking_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='employer_answer',
            field=models.CharField(blank=True, db_default='', max_length=500),
        ),
        migrations.AddField(
            model_name='dispute',
            name='employer_answered_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
