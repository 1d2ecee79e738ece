"""A person's months are found by what was reported of him: an index on the facts, which cost nothing when a month is
billed. Every line comes from such a fact, so lines need no index of their own on the person."""

from django.db import migrations

INDEX = "create index wageline_by_person on contributions_wageline (person_id)"


class Migration(migrations.Migration):
    dependencies = [("contributions", "0007_refunds")]
    operations = [migrations.RunSQL(INDEX, "drop index wageline_by_person")]
