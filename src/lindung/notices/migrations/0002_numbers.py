"""The running number of letters."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunSQL("create sequence notices_letter_number", "drop sequence notices_letter_number")]
