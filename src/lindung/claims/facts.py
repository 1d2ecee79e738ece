"""The facts a JHT or JKM claim rests on, read for many people at once; one person is a list of one.

Nothing here decides: an employer's arrears, an open dispute and a second job are facts like the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import fetch, stage, system


@dataclass(frozen=True)
class Asked:
    """Whose facts on which day; `ground` as in the law package."""

    person_id: int
    ground: str
    on: date


@dataclass(frozen=True)
class Work:
    """A spell of cover as the claim sees it."""

    spell_id: int
    employer: str
    start_on: date
    end_on: date | None
    reason: str
    source: str  # EMPLOYER, WORKER (accepted), SILENCE, DISPUTED, or "" while it runs
    kpj: str


@dataclass(frozen=True)
class Paid:
    """An earlier JHT award: gross rupiah, the day it was approved, and whether it was a part only."""

    on: date
    gross: int
    partial: bool


@dataclass
class Facts:
    """All that is known for a claim. Months and money are whole numbers."""

    person_id: int
    name: str
    nik_verified: bool
    birth_date: date
    died_on: date | None
    npwp: bool
    office_id: int
    has_card: bool
    work: list[Work] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    membership_months: int = 0

    @property
    def running(self) -> list[Work]:
        """Work that goes on, leaving out what the person disputes or has ended by an accepted or silent notice."""
        return [w for w in self.work if w.source == "" and w.end_on is None]

    @property
    def stop(self) -> Work | None:
        """The last time work ended, by the employer's report or the worker's own notice."""
        ended = [w for w in self.work if w.end_on is not None and w.source in ("EMPLOYER", "WORKER", "SILENCE")]
        return max(ended, key=lambda w: (w.end_on, w.spell_id), default=None)


def collect(asked: Sequence[Asked]) -> list[Facts | None]:
    """Facts for each request, in order; None where there is no such person."""
    stage(
        "claims_asked",
        "seq int, person_id bigint, on_date date",
        [(seq, one.person_id, one.on) for seq, one in enumerate(asked)],
    )
    found: list[Facts | None] = [None] * len(asked)
    for seq, *row in fetch(
        "select a.seq, p.id, p.name, p.nik_verified_on is not null, p.birth_date, p.died_on, p.npwp <> '', p.office_id,"
        " exists (select 1 from registry_membernumber m where m.person_id = p.id)"
        " from pg_temp.claims_asked a join registry_person p on p.id = a.person_id"
    ):
        found[seq] = Facts(*row)
    for seq, *row in fetch(_WORK):
        if (facts := found[seq]) is not None:
            facts.work.append(Work(*row))
    for seq, on, gross, partial in fetch(_PAID):
        if (facts := found[seq]) is not None:
            facts.paid.append(Paid(on, gross, partial))
    partial = [seq for seq, one in enumerate(asked) if one.ground.startswith("PARTIAL")]
    for seq, months in fetch(_MONTHS, [partial]) if partial else ():
        if (facts := found[seq]) is not None:
            facts.membership_months = months
    return found


_WORK = """
select a.seq, s.id, coalesce(e.name, ''), s.start_on,
  case when s.end_on is not null and s.end_on <= a.on_date then s.end_on when n.left_on <= a.on_date then n.left_on end,
  case when s.end_on is not null and s.end_on <= a.on_date then s.exit_reason else coalesce(n.reason, '') end,
  case when d.id is not null then 'DISPUTED'
       when s.end_on is not null and s.end_on <= a.on_date and w.id is not null then 'WORKER'
       when s.end_on is not null and s.end_on <= a.on_date then 'EMPLOYER'
       when n.left_on <= a.on_date then case n.status when 'ACCEPTED' then 'WORKER' else 'SILENCE' end
       else '' end,
  s.kpj
from pg_temp.claims_asked a
join coverage_spell s on s.person_id = a.person_id and s.start_on <= a.on_date and s.exit_reason <> 'ERROR'
left join registry_employer e on e.id = s.employer_id
left join lateral (select n.left_on, n.reason, n.status from coverage_exitnotice n where n.spell_id = s.id
    and (n.status = 'ACCEPTED' or n.status = 'OPEN' and n.reply_by < a.on_date) order by n.id desc limit 1) n on true
left join lateral (select w.id from coverage_exitnotice w where w.spell_id = s.id and w.status = 'ACCEPTED' limit 1) w
on true left join lateral (select d.id from coverage_dispute d where d.spell_id = s.id and d.kind = 'SPELL'
    and d.closed_at is null limit 1) d on true
order by a.seq, s.start_on, s.id
"""

_PAID = """
select a.seq, (d.approved_at at time zone 'Asia/Jakarta')::date, d.gross, c.ground like 'PARTIAL%'
from pg_temp.claims_asked a
join claims_claim c on c.person_id = a.person_id and c.programme = 'JHT'
join claims_decision d on d.claim_id = c.id and d.status = 'APPROVED' and d.kind = 'AWARD'
order by a.seq, 2, d.id
"""

# Months of membership over all employers, a month counted once.
_MONTHS = """
select a.seq, count(distinct m.month)::int
from pg_temp.claims_asked a
join coverage_spell s on s.person_id = a.person_id and s.start_on <= a.on_date and s.exit_reason <> 'ERROR'
cross join lateral generate_series(date_trunc('month', s.start_on),
    date_trunc('month', least(coalesce(s.end_on, a.on_date), a.on_date)), interval '1 month') m(month)
where a.seq = any(%s) group by a.seq
"""


@dataclass(frozen=True)
class Owed:
    """Months of JHT an employer has been billed for a person and not (fully) paid. It never blocks a claim."""

    person_id: int
    employer: str
    months: int
    first: date
    last: date
    amount: int


def owed(person_ids: Sequence[int], on: date) -> list[Owed]:
    """What employers still owe to these members' JHT accounts at the end of `on`, whole rupiah, by employer.

    A bill paid in part is owed in the same part (rounded up to the whole rupiah). Bills not due yet are left out.
    Only people the reader may see are answered for; for them their employer's bills are read whole.
    """
    seen = fetch("select id from registry_person where id = any(%s) order by id", [sorted(set(person_ids))])
    if not seen:
        return []
    with system():
        return _owed(seen, on)


def _owed(people: Sequence[tuple[int]], on: date) -> list[Owed]:
    stage("claims_owed_people", "person_id bigint", people)
    return [
        Owed(*row)
        for row in fetch(
            """
            with lines as (
              select l.person_id, l.employer_id, l.month, l.bill_id, l.jht_employer + l.jht_worker as jht
              from contributions_line l join pg_temp.claims_owed_people p on p.person_id = l.person_id
              where l.month <= %(on)s),
            bills as (
              select b.id, b.total, coalesce((select sum(a.amount) from contributions_allocation a
                where a.bill_id = b.id and a.target = 'PRINCIPAL'), 0)::bigint as paid
              from contributions_bill b where b.id in (select distinct bill_id from lines)
                and b.due_on < %(on)s and b.total > 0)
            select l.person_id, e.name, count(distinct l.month)::int, min(l.month), max(l.month),
                   sum(l.jht - (l.jht * b.paid / b.total))::bigint
            from lines l join bills b on b.id = l.bill_id and b.paid < b.total
            join registry_employer e on e.id = l.employer_id
            where l.jht > 0 group by l.person_id, e.name order by l.person_id, e.name
            """,
            {"on": on},
        )
    ]


def tax_window(paid: Sequence[Paid], on: date, chain: bool = False) -> tuple[int, int]:
    """(gross paid earlier within the two calendar years, calendar years since the first payment of this benefit).

    The window opens with the first payment. A payment of the whole balance ends the benefit: what comes after the
    window begins a new one, unless it is a top-up of that very benefit (`chain`).
    """
    benefit: list[Paid] = []

    def over(day: date) -> bool:
        """Whether a payment on `day` belongs to a new benefit."""
        return not chain and any(not p.partial for p in benefit) and day.year - benefit[0].on.year >= _window(on)

    for one in (p for p in paid if p.on <= on):
        if over(one.on):
            benefit = []
        benefit.append(one)
    if not benefit or over(on):
        return 0, 0
    start = benefit[0].on.year
    return sum(p.gross for p in benefit if p.on.year - start < _window(on)), on.year - start


def _window(on: date) -> int:
    """Calendar years in which payments count as one."""
    return int(law.parameter("jht.tax.window", on).value)


def as_json(work: Work) -> dict[str, Any]:
    """A spell for a stored trace."""
    return {
        "employer": work.employer,
        "from": work.start_on.isoformat(),
        "to": work.end_on.isoformat() if work.end_on else None,
        "reason": work.reason,
        "source": work.source,
        "kpj": work.kpj,
    }
