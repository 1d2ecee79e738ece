"""The statements over the rows of a report (`pg_temp.wage_in`): who each row is, and what is wrong with it."""

# Who it is. A merged record leads to the one that was kept.
IDENTIFY = (
    "update pg_temp.wage_in i set person_id = coalesce(p.merged_into_id, p.id) from registry_person p where p.nik ="
    " i.nik",
    "update pg_temp.wage_in i set kpj_person = n.person_id from registry_membernumber n where n.kpj = i.kpj",
    "update pg_temp.wage_in i set person_id = i.kpj_person where i.person_id is null and i.kpj_person is not null"
    " and (i.nik is null or exists (select 1 from registry_person p where p.id = i.kpj_person and p.nik is null))",
    """
    update pg_temp.wage_in i set person_id = f.person_id from (
      select i.row_no, min(p.id) as person_id from pg_temp.wage_in i
      join registry_person p on lower(p.name) = lower(i.name) and p.birth_date = i.birth_date
      where i.person_id is null and i.nik is null and i.kpj is null and exists (select 1 from coverage_spell s
        where s.person_id = p.id and s.employer_id = %(employer)s and s.exit_reason <> 'ERROR')
      group by i.row_no having count(*) = 1) f where f.row_no = i.row_no
    """,
    "update pg_temp.wage_in set is_new = true where person_id is null and nik ~ '^[0-9]{16}$' and name is not null"
    " and birth_date is not null and kpj_person is null",
)

_NONE = "'{}'::jsonb, ''"
_OURS = (
    "exists (select 1 from coverage_spell s where s.person_id = i.person_id and s.employer_id = %(employer)s"
    " and s.exit_reason <> 'ERROR' and s.segment = 'PU'{})"
)

CHECKS = (
    f"select row_no, 'NO_IDENTITY', {_NONE} from pg_temp.wage_in where nik is null and kpj is null"
    " and (name is null or birth_date is null)",
    f"select row_no, 'NIK_FORM', {_NONE} from pg_temp.wage_in where nik !~ '^[0-9]{{16}}$'",
    f"select row_no, 'NIK_MISMATCH', {_NONE} from pg_temp.wage_in where kpj_person is not null and nik is not null"
    " and person_id is distinct from kpj_person",
    "select row_no, 'KPJ_UNKNOWN', jsonb_build_object('kpj', kpj), '' from pg_temp.wage_in where kpj is not null"
    " and kpj_person is null and person_id is null and not is_new",
    f"select i.row_no, 'BIRTH_DIFFERS', {_NONE} from pg_temp.wage_in i join registry_person p on p.id = i.person_id"
    " where i.nik is not null and i.birth_date is not null and i.birth_date <> p.birth_date",
    f"select i.row_no, case when count(p.id) > 1 then 'SEVERAL' else 'NOT_FOUND' end, {_NONE} from pg_temp.wage_in i"
    " left join registry_person p on lower(p.name) = lower(i.name) and p.birth_date = i.birth_date and exists ("
    "  select 1 from coverage_spell s where s.person_id = p.id and s.employer_id = %(employer)s"
    "  and s.exit_reason <> 'ERROR')"
    " where i.person_id is null and i.nik is null and i.kpj is null and i.name is not null and i.birth_date is not null"
    " group by i.row_no",
    f"select i.row_no, 'NEW_INCOMPLETE', {_NONE} from pg_temp.wage_in i where i.person_id is null and not i.is_new"
    " and i.nik ~ '^[0-9]{16}$' and i.kpj_person is null",
    "select i.row_no, 'OTHER_EMPLOYER', jsonb_build_object('kpj', i.kpj), '' from pg_temp.wage_in i"
    f" where i.person_id is not null and i.nik is null and i.kpj is not null and not {_OURS.format('')}"
    " and not exists (select 1 from contributions_wageline w where w.month = %(month)s and w.report_id = %(report)s"
    "  and w.person_id = i.person_id and coalesce(w.row_no, i.row_no) = i.row_no)",
    "select i.row_no, 'DIED', jsonb_build_object('died_on', to_char(p.died_on, 'DD-MM-YYYY')), '' from pg_temp.wage_in"
    " i"
    " join registry_person p on p.id = i.person_id where p.died_on < %(month)s",
    f"select row_no, 'DEATH', {_NONE} from pg_temp.wage_in where exit_reason = 'DIED'",
    "select row_no, 'EXIT_REASON', jsonb_build_object('reason', exit_reason), '' from pg_temp.wage_in"
    " where exit_reason is not null and exit_reason <> 'DIED' and not exit_reason = any(%(exits)s)",
    f"select row_no, 'EXIT_INCOMPLETE', {_NONE} from pg_temp.wage_in where (exit_reason is null) <> (end_on is null)",
    f"select row_no, 'EXIT_LATE', {_NONE} from pg_temp.wage_in where end_on > %(month_end)s",
    f"select row_no, 'START_LATE', {_NONE} from pg_temp.wage_in where start_on > %(month_end)s",
    f"select i.row_no, 'NOT_A_WORKER', {_NONE} from pg_temp.wage_in i where i.end_on is not null and i.start_on is null"
    f" and not {_OURS.format(' and s.start_on <= i.end_on and (s.end_on is null or s.end_on >= i.end_on)')}",
    # an exit row without a wage keeps the wage of the line that is there, and needs one where none is
    f"select i.row_no, 'WAGE_MISSING', {_NONE} from pg_temp.wage_in i where i.wage is null and not exists ("
    " select 1 from contributions_wageline w where w.month = %(month)s and w.report_id = %(report)s"
    " and w.person_id = i.person_id and i.end_on is not null)",
    f"select row_no, 'WAGE_RANGE', {_NONE} from pg_temp.wage_in where wage <= 0 or wage > %(largest)s",
    f"select row_no, 'BACK_PAY_RANGE', {_NONE} from pg_temp.wage_in where back_pay < 0 or back_pay > %(largest)s",
    # the same new person twice: the first row is taken
    "select row_no, 'DUPLICATE', jsonb_build_object('first', first), '' from (select row_no,"
    " first_value(row_no) over (partition by nik order by row_no) as first from pg_temp.wage_in where is_new) x"
    " where row_no > first",
)

# Once everybody has a person: nobody twice, neither in these rows nor against rows taken before from the same file.
AFTER = (
    "select row_no, 'DUPLICATE', jsonb_build_object('first', first), '' from ("
    " select i.row_no, first_value(i.row_no) over (partition by i.person_id order by i.row_no) as first"
    " from pg_temp.wage_in i left join pg_temp.wage_error e on e.row_no = i.row_no"
    " where i.person_id is not null and i.row_no > 0 and e.row_no is null) x where row_no > first",
    "select i.row_no, 'DUPLICATE', jsonb_build_object('first', w.row_no), '' from pg_temp.wage_in i"
    " join contributions_wageline w on w.month = %(month)s and w.report_id = %(report)s and w.person_id = i.person_id"
    " where w.row_no <> i.row_no and i.row_no > 0",
)
