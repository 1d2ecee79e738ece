"""A member may have an account at several offices; member rows are compared with the control account per office."""

from django.db import migrations, models

TRIGGER = """
create or replace function ledger_memberposting_agrees() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select m.entry_id into bad
  from (select booked_on, entry_id, account_id, office_id, sum(amount) as amount from n group by 1, 2, 3, 4) m
  left join ledger_posting p
    on p.booked_on = m.booked_on and p.entry_id = m.entry_id and p.account_id = m.account_id and p.office_id = m.office_id
  where p.amount is distinct from -m.amount and m.amount <> 0 limit 1;
  if found then
    raise exception 'member rows of entry % differ from its control account', bad
      using errcode = 'check_violation', constraint = 'memberposting_agrees';
  end if;
  select n.entry_id into bad from n where exists (select 1 from ledger_closing c
    where c.office_id = n.office_id and c.closed_on >= n.booked_on) limit 1;
  if found then
    raise exception 'entry % falls in a closed period', bad using errcode = 'check_violation', constraint = 'posting_period_open';
  end if;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_books")]
    operations = [
        migrations.RemoveConstraint("memberclosing", "member_closing_once"),
        migrations.AddConstraint(
            "memberclosing",
            models.UniqueConstraint(fields=["person", "account", "office", "closed_on"], name="member_closing_once"),
        ),
        migrations.RunSQL(TRIGGER, migrations.RunSQL.noop),
    ]
