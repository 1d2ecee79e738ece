"""Reported facts and assessed lines, partitioned by contribution month, and the running numbers of bills."""

from django.db import migrations

TABLES = """
create table contributions_wageline (
  month date not null,
  report_id bigint not null,
  person_id bigint not null,
  employer_id bigint not null,
  office_id bigint not null,
  wage bigint not null check (wage >= 0),
  back_pay bigint not null default 0 check (back_pay >= 0),
  row_no integer,
  start_on date,
  end_on date,
  exit_reason varchar(16) not null default '',
  primary key (month, report_id, person_id)
) partition by range (month);

create table contributions_line (
  month date not null,
  bill_id bigint not null,
  person_id bigint not null,
  employer_id bigint not null,
  office_id bigint not null,
  wage bigint not null,
  jkk bigint not null,
  jkm bigint not null,
  jht_employer bigint not null,
  jht_worker bigint not null,
  jp_employer bigint not null,
  jp_worker bigint not null,
  jkp_from_jkk bigint not null,
  jkp_from_jkm bigint not null,
  primary key (month, bill_id, person_id)
) partition by range (month);
"""

UNDO = "drop table contributions_line; drop table contributions_wageline;"


class Migration(migrations.Migration):
    dependencies = [("contributions", "0001_initial"), ("ledger", "0002_books")]
    operations = [migrations.RunSQL(TABLES, UNDO)]
