"""What a bill comes to after later corrections of its month, per worker, as SQL.

A correction bills differences, up or down. Of what is assessed in the end, every rupiah belongs to the version that
billed it first: with S(k) the sum of a worker's lines of one programme through version k, H(k) the highest S so far and
T the last S, the part of version k that stands is min(H(k), T) - min(H(k-1), T). The parts are never negative and add
up to T. A part withdrawn by mistake and put back keeps its first due date, and a month that is back at its first
figures stands as if nothing had happened.
"""

PARTS = ("jkk", "jkm", "jht", "jp", "jkp")
"""The funds a line is made of: JKK and JKM without their JKP share, JHT and JP of both payers, JKP."""

LINE = {
    "jkk": "l.jkk - l.jkp_from_jkk",
    "jkm": "l.jkm - l.jkp_from_jkm",
    "jht": "l.jht_employer + l.jht_worker",
    "jp": "l.jp_employer + l.jp_worker",
    "jkp": "l.jkp_from_jkk + l.jkp_from_jkm",
}
"""Each part as SQL over a line or a bill with the alias l."""


def standing_lines_sql(bills: str, months: str = "true") -> str:
    """SELECT of bill_id, employer_id, month, version, person_id and the standing parts of every line.

    `bills`: a SELECT or table (in parentheses) of employer_id, month, version, bill_id with all versions of each month
    that count; `months`: a condition on l.month that lets PostgreSQL skip other months' tables.
    """
    running = ", ".join(
        f"sum({sql}) over so_far as s_{part}, sum({sql}) over month as t_{part}" for part, sql in LINE.items()
    )
    kept = ", ".join(f"least(max(s_{part}) over so_far, t_{part}) as k_{part}" for part in PARTS)
    standing = ", ".join(f"(k_{part} - coalesce(lag(k_{part}) over so_far, 0))::bigint as {part}" for part in PARTS)
    person = "partition by employer_id, month, person_id order by version"
    return f"""
      select bill_id, employer_id, month, version, person_id, {standing} from (
        select bill_id, employer_id, month, version, person_id, {kept} from (
          select b.bill_id, b.employer_id, b.month, b.version, l.person_id, {running}
          from {bills} b join contributions_line l on l.month = b.month and l.bill_id = b.bill_id and {months}
          window month as (partition by b.employer_id, b.month, l.person_id),
                 so_far as (partition by b.employer_id, b.month, l.person_id order by b.version)) s
        window so_far as ({person})) k
      window so_far as ({person})"""


def share_sql(part: str, paid: str, whole: str) -> str:
    """The whole rupiah of `part` that are settled when `paid` of `whole` is: rounded down, exact at full payment."""
    return (
        f"(case when {paid} = {whole} then ({part}) when {paid} = 0 then 0"
        f" else div(({part})::numeric * {paid}, {whole})::bigint end)"
    )


def share(part: int, paid: int, whole: int) -> int:
    """The same in Python; all >= 0."""
    return part * paid // whole if whole else 0


BILLS_SQL = f"""
with b as (select * from contributions_bill where employer_id = any(%(ids)s)),
 many as (select employer_id, month from b group by 1, 2 having count(*) > 1),
 corrected as (
   select bill_id, {", ".join(f"sum({p})::bigint as {p}" for p in PARTS)} from ({
    standing_lines_sql(
        "(select b.employer_id, b.month, b.version, b.id as bill_id from b join many using (employer_id, month))",
        "l.month in (select month from many)",
    )
}) s group by 1)
select l.id as bill_id, l.employer_id, l.office_id, l.month, l.version, l.due_on,
  coalesce((l.receipt_of_law ->> 'labour_intensive')::int, 0) as labour,
  {", ".join(f"case when m.month is null then {LINE[p]} else coalesce(c.{p}, 0) end as {p}" for p in PARTS)}
from b l left join many m on m.employer_id = l.employer_id and m.month = l.month left join corrected c on c.bill_id =
  l.id
order by l.employer_id, l.due_on, l.id
"""
"""All bills of the employers %(ids)s with the parts that stand, whole rupiah."""

PLACED = (
    "(coalesce((select sum(a.amount) from contributions_allocation a where a.receipt_id = r.id), 0)"
    " + coalesce((select sum(u.amount) from contributions_receiptuse u where u.receipt_id = r.id), 0))"
)
"""SQL: rupiah of a receipt with the alias r that are allocated to bills or used otherwise."""
