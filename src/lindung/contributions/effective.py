"""What a bill comes to after later corrections of its month, per worker, as SQL.

A correction bills differences. Where it goes down it takes back the newest part of what was assessed before; where it goes
up it adds a part of its own. Per worker and programme, with S(k) the sum of the lines through version k, the part of
version k that still stands is m(k) - m(k-1), where m(k) is the smallest S from version k on. The parts are never negative
and add up to the last assessment, so a month that went up and down again stands as if it had never moved.
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
    running = ", ".join(f"sum({sql}) over w as s_{part}" for part, sql in LINE.items())
    lowest = ", ".join(f"min(s_{part}) over later as m_{part}" for part in PARTS)
    standing = ", ".join(f"(m_{part} - coalesce(lag(m_{part}) over w, 0))::bigint as {part}" for part in PARTS)
    person = "(partition by employer_id, month, person_id order by version"
    return f"""
      select bill_id, employer_id, month, version, person_id, {standing} from (
        select bill_id, employer_id, month, version, person_id, {lowest} from (
          select b.bill_id, b.employer_id, b.month, b.version, l.person_id, {running}
          from {bills} b join contributions_line l on l.month = b.month and l.bill_id = b.bill_id and {months}
          window w as (partition by b.employer_id, b.month, l.person_id order by b.version)) s
        window later as {person} rows between current row and unbounded following)) m
      window w as {person})"""


def share_sql(part: str, paid: str, whole: str) -> str:
    """The whole rupiah of `part` that are settled when `paid` of `whole` is: rounded down, exact at full payment."""
    return (
        f"(case when {paid} = {whole} then ({part}) when {paid} = 0 then 0"
        f" else div(({part})::numeric * {paid}, {whole})::bigint end)"
    )


def share(part: int, paid: int, whole: int) -> int:
    """The same in Python; all >= 0."""
    return part * paid // whole if whole else 0
