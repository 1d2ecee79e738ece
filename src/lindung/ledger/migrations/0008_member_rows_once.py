"""Member rows are added up once, and what they come to is compared with the control account and the closed periods.

Every row was compared with every closing of its office before. The control row is found by its key, whatever is thought
of a table without statistics: the whole month's postings would be read for every statement otherwise."""

from django.db import migrations

TRIGGER = """
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
  left join (select office_id, max(closed_on) as closed_on from ledger_closing group by 1) c on c.office_id = m.office_id
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
    dependencies = [("ledger", "0007_open_month_once")]
    operations = [migrations.RunSQL(TRIGGER, migrations.RunSQL.noop)]
