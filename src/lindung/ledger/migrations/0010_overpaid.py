"""Accounts of benefits paid too much, by programme."""

from django.db import migrations

from lindung.ledger import chart


def load(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        chart.load(cursor)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_closed_for_all")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
