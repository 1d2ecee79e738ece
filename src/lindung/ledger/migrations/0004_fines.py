"""Accounts of the administrative fine, apart from the penalty for paying late."""

from django.db import migrations

from lindung.ledger import chart


def load(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        chart.load(cursor)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_member_offices")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
