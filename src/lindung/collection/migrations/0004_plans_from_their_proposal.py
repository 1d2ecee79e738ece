"""Plans that wait for their decision: what was settled until now stands before them, as a decision would have said."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("collection", "0003_closing_down")]

    operations = [
        migrations.RunSQL(
            """
            update collection_plan p set settled_before = coalesce((select sum(a.amount) from contributions_allocation a
              join contributions_bill b on b.id = a.bill_id
              where a.employer_id = p.employer_id and b.due_on <= p.until_due), 0)
            where p.state = 'PROPOSED'
            """,
            migrations.RunSQL.noop,
        )
    ]
