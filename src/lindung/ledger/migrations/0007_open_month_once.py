"""Two that open the same month at once: the second looks again after it waited, by a query with a snapshot of its own."""

from django.db import migrations

OPEN_MONTH = """
create or replace function lindung_open_month(parent text, day date) returns void
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
  -- to_regclass would answer from what this session remembers
  perform 1 from pg_class where relname = part and relnamespace = 'public'::regnamespace;
  if found then return; end if;
  execute format('create table %I (like %I including all)', part, parent);
  execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                 parent, part, first, (first + interval '1 month')::date);
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_indexes_once")]
    operations = [migrations.RunSQL(OPEN_MONTH, migrations.RunSQL.noop)]
