"""A closed day is closed for every office and account, also for one that had no balance when it was closed."""

from django.db import migrations, models

TRIGGERS = """
create or replace function ledger_posting_balanced() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select entry_id into bad from n group by entry_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'entry % does not balance', bad using errcode = 'check_violation', constraint = 'posting_balanced';
  end if;
  select entry_id into bad from n where booked_on <= (select max(closed_on) from ledger_closing) limit 1;
  if found then
    raise exception 'entry % falls in a closed period', bad using errcode = 'check_violation', constraint = 'posting_period_open';
  end if;
  return null;
end $$;

create or replace function ledger_memberposting_agrees() returns trigger language plpgsql as $$
declare
  bad bigint;
  differs boolean;
begin
  select m.entry_id, m.amount <> 0 and p.amount is distinct from -m.amount into bad, differs
  from (select booked_on, entry_id, account_id, office_id, sum(amount) as amount from n group by 1, 2, 3, 4) m
  left join lateral (select p.amount from ledger_posting p
    where p.booked_on = m.booked_on and p.entry_id = m.entry_id and p.account_id = m.account_id
      and p.office_id = m.office_id offset 0) p on true
  cross join (select max(closed_on) as closed_on from ledger_closing) c
  where (m.amount <> 0 and p.amount is distinct from -m.amount) or m.booked_on <= c.closed_on
  order by 2 desc limit 1;
  if not found then return null; end if;
  if differs then
    raise exception 'member rows of entry % differ from its control account', bad
      using errcode = 'check_violation', constraint = 'memberposting_agrees';
  end if;
  raise exception 'entry % falls in a closed period', bad using errcode = 'check_violation', constraint = 'posting_period_open';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_member_rows_once")]
    operations = [
        migrations.AddIndex(model_name="closing", index=models.Index(fields=["closed_on"], name="closing_by_day")),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
