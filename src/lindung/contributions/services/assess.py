"""The lines of a run and their recomputation. All statements read `pg_temp.month_report`, made by the kernel."""

from datetime import date, timedelta
from typing import Any, NoReturn

from lindung import law
from lindung.base.db import rows, run, scalar
from lindung.contributions import obliged
from lindung.contributions.errors import ContributionRefused
from lindung.contributions.obliged import AMOUNTS, FORMULA
from lindung.law.dates import add_months

SAMPLE = 25  # lines per run that are also calculated one by one, from the register's facts

COLUMNS = f"month, bill_id, person_id, employer_id, office_id, wage, {', '.join(AMOUNTS)}"


def fail(month: date, what: str, left: int, right: int) -> NoReturn:
    """Undo the run: two figures that must be equal are not."""
    raise ContributionRefused("control_failed", month=f"{month:%Y-%m}", what=what, left=left, right=right)


def reports_sql(which: str, month: date, labour: str = "0") -> str:
    """Reports (a condition on contributions_wagereport r, perhaps with order and lock) with the employer's size, risk
    group and programmes in the month; `turn` 1 where no bill of the month exists yet, and the key of the entry to
    be. `labour`: SQL (0 or 1) over r, whether the report gets the labour-intensive relief."""
    return f"""
      select r.id as report_id, r.employer_id, r.office_id, r.version, r.turn, c.size, c.risk_group,
             c.covid_relief::int as covid, {labour} as labour,
             obliged.jht, obliged.jp, obliged.jkp, 'bill:' || r.id as key
      from (select r.id, r.employer_id, r.office_id, r.version, 1 + (select count(*) from contributions_bill b
              where b.employer_id = r.employer_id and b.month = r.month) as turn
            from contributions_wagereport r where {which}) r
      left join lateral (
        select c.size, c.risk_group, c.covid_relief from registry_employerclass c
        where c.employer_id = r.employer_id and c.valid_from <= %(month_end)s
          and (c.valid_to is null or c.valid_to >= %(month_end)s)
        order by c.valid_from desc limit 1) c on true
      left join {obliged.sizes_sql(month)} on obliged.size = c.size
      order by r.id"""


def facts_sql(month: date, where: str = "true", reports: str = "pg_temp.month_report", whole: bool = False) -> str:
    """The facts of each reported worker: base is wage plus back pay of the month, jkp the person's own eligibility. The
    offset keeps PostgreSQL from copying the look-ups into every expression that uses them.

    `whole`: every line of the reports is wanted; each report is then looked up by itself, whatever PostgreSQL thinks of
    a month that it has no statistics of yet. JKP takes citizens (a NIK) who had not reached the entry age when the
    employer registered them.
    """
    if whole:
        lines = f"cross join lateral {each('contributions_wageline', 'report_id')} w"
    else:
        lines = "join contributions_wageline w on w.month = %(month)s and w.report_id = m.report_id"
    return f"""(
      select m.bill_id, m.report_id, m.version, m.employer_id, m.office_id, m.risk_group, m.covid, m.labour,
             m.jht, m.jp, w.person_id, w.wage + w.back_pay as base,
             {jkp_sql(month)} as jkp
      from {reports} m
      {lines}
      join registry_person p on p.id = w.person_id
      where {where} offset 0)"""


def each(table: str, key: str) -> str:
    """The rows of one report (bill) of the outer m. The offset makes PostgreSQL go to them by their key: a range of a
    month costs what is in it, however much of the month is there already."""
    return f"(select x.* from {table} x where x.month = %(month)s and x.{key} = m.{key} offset 0)"


def read_reported(values: dict[str, Any]) -> None:
    """What the reports of the run say, in one pass: `reported` (workers of first versions, their wages, whether anybody
    joins or leaves)."""
    values["reported"] = rows(
        f"""
        select coalesce(sum(w.workers) filter (where m.turn = 1), 0)::bigint as workers,
          coalesce(sum(w.wages), 0)::bigint as wages, bool_or(w.joins) is true as joins, bool_or(w.leaves) is true
          as leaves, coalesce(max(m.turn), 1) > 1 as corrects
        from pg_temp.month_report m cross join lateral (
          select count(*) as workers, sum(w.wage + w.back_pay) as wages, bool_or(w.start_on is not null) as joins,
            bool_or(w.end_on is not null) as leaves from {each("contributions_wageline", "report_id")} w) w
        """,
        values,
    )[0]


def jkp_sql(month: date) -> str:
    """0/1: the employer's programmes reach JKP and the person may be in it. Only people who are past the entry age at
    the end of the month need a look at when they were registered (a day more keeps 29 February out of the short
    cut)."""
    age = obliged.jkp_entry_age(month)
    if age is None:
        return "0"
    surely = add_months(obliged.last_day(month), -12 * age) + timedelta(days=1)
    return f"""case when m.jkp = 0 or p.nik is null then 0
             when p.birth_date > date '{surely}' then 1
             else (select (count(*) > 0)::int from coverage_spell s where s.person_id = w.person_id
                   and s.employer_id = m.employer_id and s.exit_reason <> 'ERROR'
                   and s.start_on < p.birth_date + interval '{age} years'
                   and (s.end_on is null or s.end_on >= %(month)s)) end"""


def write_lines(values: dict[str, Any]) -> int:
    """Write the lines of all reports in the run; returns the workers that had to get one.

    A first version has one line per reported worker. A correction has one line per worker whose assessment changed:
    what the new version comes to less what all versions before came to, negative where it went down.
    """
    month: date = values["month"]
    workers = 0
    if wanted := values["reported"]["workers"]:
        source = facts_sql(month, "m.turn = 1", whole=True)
        keep = "%(month)s::date, src.bill_id, src.person_id, src.employer_id, src.office_id, src.base"
        if values.get("outside"):
            lines = _outside_sql(source, keep)
        else:
            lines = obliged.assessed_sql(month, source, keep, counted=True)
        made = run(f"insert into contributions_line ({COLUMNS}) {lines}", values)
        if made != wanted:
            fail(month, "lines = workers", made, wanted)
        workers += wanted
    if values["reported"]["corrects"]:
        workers += _write_differences(values)
    return workers


def _outside_sql(source: str, keep: str) -> str:
    """Lines as they were assessed elsewhere (`pg_temp.assessed`), where the facts they were assessed from are the ones
    of this moment; a worker whose facts changed meanwhile gets none, and the count says so."""
    same = " and ".join(f"a.{name} = src.{ours}" for name, ours in obliged.OUTSIDE.items())
    return (
        f"select {keep}, {', '.join('a.' + name for name in AMOUNTS)} from {source} src join pg_temp.assessed a"
        f" on a.report_id = src.report_id and a.person_id = src.person_id and {same}"
    )


def _write_differences(values: dict[str, Any]) -> int:
    month: date = values["month"]
    source = facts_sql(month, "m.turn > 1")
    new = obliged.assessed_sql(month, source, "src.bill_id, src.person_id, src.base as wage")
    before = ", ".join(f"sum(l.{a}) as {a}" for a in ("wage", *AMOUNTS))
    change = ", ".join(f"(coalesce(n.{a}, 0) - coalesce(b.{a}, 0))::bigint as {a}" for a in ("wage", *AMOUNTS))
    differs = " or ".join(f"d.{a} <> 0" for a in ("wage", *AMOUNTS))
    return run(
        f"""
        insert into contributions_line ({COLUMNS})
        select %(month)s::date, m.bill_id, d.person_id, m.employer_id, m.office_id, d.wage,
               {", ".join("d." + a for a in AMOUNTS)}
        from (select coalesce(n.bill_id, b.bill_id) as bill_id, coalesce(n.person_id, b.person_id) as person_id,
          {change}
              from ({new}) n
              full join (select m.bill_id, l.person_id, {before}
                from pg_temp.month_report m
                join contributions_bill c on c.employer_id = m.employer_id and c.month = %(month)s
                join contributions_line l on l.month = %(month)s and l.bill_id = c.id
                where m.turn > 1 group by 1, 2) b
              on b.bill_id = n.bill_id and b.person_id = n.person_id) d
        join pg_temp.month_report m on m.bill_id = d.bill_id
        where {differs} order by m.bill_id, d.person_id
        """,
        values,
    )


def sums_sql(month: date) -> str:
    """Sums of the bill of the outer m, with `wrong`: how many lines differ from the law's expressions over the stored
    base.

    The law's text is run again here over what was stored, not over what was inserted from.
    """
    test, again = obliged.amounts_sql(
        month, "l", jkp="(case when l.jkp_from_jkk + l.jkp_from_jkm <> 0 then l.jkp else 0 end)"
    )
    wrong = f"({test}) is not true or " + " or ".join(f"l.{a} <> {again[a]}" for a in AMOUNTS)
    return f"""
        select count(*) as lines, coalesce(sum(l.wage), 0)::bigint as wages,
               {", ".join(f"coalesce(sum(l.{a}), 0)::bigint as {a}" for a in AMOUNTS)},
               count(*) filter (where m.turn = 1 and ({wrong})) as wrong
        from (select c.*, c.wage as base, m.risk_group, m.covid, m.labour, m.jht, m.jp, m.jkp
              from {each("contributions_line", "bill_id")} c) l"""


def check_corrections(values: dict[str, Any]) -> int:
    """After a correction, the sum of a worker's lines over all versions is what the law makes of the last version's
    wage; returns how many workers were compared."""
    if not values["reported"]["corrects"]:
        return 0
    month: date = values["month"]
    source = facts_sql(month, "m.turn > 1")
    new = obliged.assessed_sql(month, source, "src.employer_id, src.person_id, src.base as wage")
    differs = " or ".join(f"coalesce(n.{a}, 0) <> coalesce(s.{a}, 0)" for a in ("wage", *AMOUNTS))
    found = rows(
        f"""
        select count(*) as people, count(*) filter (where {differs}) as wrong from ({new}) n
        full join (select l.employer_id, l.person_id, {", ".join(f"sum(l.{a}) as {a}" for a in ("wage", *AMOUNTS))}
          from contributions_line l where l.month = %(month)s and l.bill_id in (
            select c.id from contributions_bill c join pg_temp.month_report m on m.employer_id = c.employer_id
              where m.turn > 1 and c.month = %(month)s
            union all select bill_id from pg_temp.month_report where turn > 1) group by 1, 2) s
        on s.employer_id = n.employer_id and s.person_id = n.person_id
        """,
        values,
    )[0]
    if found["wrong"]:
        fail(month, "corrected line = law", found["wrong"], 0)
    return int(found["people"])


def check_sample(values: dict[str, Any]) -> int:
    """Some workers of the run calculated one by one from the register's facts, by the single form of the law; returns
    how many. The sample falls on the first workers of reports spread over the run."""
    month: date = values["month"]
    picked = """(
        select s.*, (select min(l.person_id) from contributions_line l
                     where l.month = %(month)s and l.bill_id = s.bill_id) as sampled
        from (select * from pg_temp.month_report where turn = 1 order by bill_id %% 97, bill_id limit %(sample)s) s)"""
    facts = facts_sql(month, "w.person_id = m.sampled", picked)
    found = rows(
        f"""
        select f.*, {", ".join("l." + a for a in AMOUNTS)} from {facts} f
        join contributions_line l on l.month = %(month)s and l.bill_id = f.bill_id and l.person_id = f.person_id
        """,
        {**values, "sample": SAMPLE},
    )
    for r in found:
        made = law.calc(
            FORMULA,
            month,
            {
                "wage": r["base"],
                "risk_group": r["risk_group"],
                "jht": r["jht"],
                "jp": r["jp"],
                "jkp": r["jkp"],
                "covid_relief": r["covid"],
                "labour_intensive": r["labour"],
            },
        ).values
        for name in AMOUNTS:
            if made[name] != r[name]:
                fail(month, f"{name}, {r['person_id']}", r[name], made[name])
    return len(found)


def wages_of_reports(values: dict[str, Any]) -> int:
    """What the wages of the run's lines must add up to: the reported ones, less those of the bills before."""
    reported = int(values["reported"]["wages"])
    if not values["reported"]["corrects"]:
        return reported
    return reported - int(
        scalar(
            "select coalesce(sum(l.wage), 0) from pg_temp.month_report m join contributions_bill c"
            " on c.employer_id = m.employer_id and c.month = %(month)s and c.id <> m.bill_id"
            " join contributions_line l on l.month = %(month)s and l.bill_id = c.id where m.turn > 1",
            values,
        )
    )
