"""The partitioned books: tables, the function that opens a month, and the triggers that keep entries balanced."""

from typing import Any

from django.db import migrations

from lindung.ledger import chart

OPEN_MONTH = """
-- Opens the partition of one month. Owned by the schema's owner, so the writing role needs no right to make tables.
-- A new table is made beside and attached: that blocks neither readers nor writers of other months.
create function lindung_open_month(parent text, day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', day)::date;
  part text := parent || to_char(first, '"_"YYYY_MM');
begin
  if parent not in ('ledger_posting', 'ledger_memberposting', 'contributions_wageline', 'contributions_line') then
    raise exception 'not a table by month: %', parent using errcode = 'invalid_parameter_value';
  end if;
  if to_regclass(part) is not null then return; end if;
  perform pg_advisory_xact_lock(hashtext('lindung_open_month'));
  if to_regclass(part) is not null then return; end if;
  execute format('create table %I (like %I including all)', part, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                 parent, part, first, (first + interval '1 month')::date);
end $$;
"""

TABLES = """
create table ledger_posting (
  booked_on date not null,
  entry_id bigint not null,
  account_id smallint not null,
  office_id bigint not null,
  amount bigint not null check (amount <> 0),
  primary key (booked_on, entry_id, account_id)
) partition by range (booked_on);

create table ledger_memberposting (
  person_id bigint not null,
  booked_on date not null,
  entry_id bigint not null,
  account_id smallint not null,
  kind varchar(12) not null,
  month date not null,
  employer_id bigint,
  office_id bigint not null,
  amount bigint not null check (amount <> 0),
  primary key (person_id, booked_on, entry_id, account_id, kind, month)
) partition by range (booked_on);
"""

TRIGGERS = """
-- Checked once per statement over all its rows: an entry is written whole, and sums to zero.
create function ledger_posting_balanced() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select entry_id into bad from n group by entry_id having sum(amount) <> 0 limit 1;
  if found then
    raise exception 'entry % does not balance', bad using errcode = 'check_violation', constraint = 'posting_balanced';
  end if;
  select n.entry_id into bad from n join ledger_closing c
    on c.office_id = n.office_id and c.account_id = n.account_id and n.booked_on <= c.closed_on limit 1;
  if found then
    raise exception 'entry % falls in a closed period', bad using errcode = 'check_violation', constraint = 'posting_period_open';
  end if;
  return null;
end $$;
create trigger posting_balanced after insert on ledger_posting
  referencing new table as n for each statement execute function ledger_posting_balanced();

-- The member rows of an entry are written in one statement, after its postings, and equal its control account.
create function ledger_memberposting_agrees() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select m.entry_id into bad
  from (select booked_on, entry_id, account_id, sum(amount) as amount from n group by 1, 2, 3) m
  left join ledger_posting p
    on p.booked_on = m.booked_on and p.entry_id = m.entry_id and p.account_id = m.account_id
  where p.amount is distinct from -m.amount and m.amount <> 0 limit 1;
  if found then
    raise exception 'member rows of entry % differ from its control account', bad
      using errcode = 'check_violation', constraint = 'memberposting_agrees';
  end if;
  return null;
end $$;
create trigger memberposting_agrees after insert on ledger_memberposting
  referencing new table as n for each statement execute function ledger_memberposting_agrees();
"""

UNDO = """
drop table ledger_memberposting; drop table ledger_posting;
drop function ledger_memberposting_agrees(); drop function ledger_posting_balanced();
drop function lindung_open_month(text, date);
"""


def load_chart(apps: Any, editor: Any) -> None:
    """The chart as it stands; an account added later needs a migration that calls this again."""
    with editor.connection.cursor() as cursor:
        chart.load(cursor)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(OPEN_MONTH + TABLES + TRIGGERS, UNDO), migrations.RunPython(load_chart, migrations.RunPython.noop)]
