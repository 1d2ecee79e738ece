"""A benefit is paid once: what was claimed and awarded before, over all records of one person.

Two records of one human being may be merged, reports come from several sides, and a case can be recorded twice. Claims
stay under the record they were made for, so every question here is asked of all records of a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lindung.base.db import fetch, run, stage

DEATH = ("FUNERAL", "LUMP_SUM", "PERIODIC", "DEATH")
"""Components that one death opens once, through JKM or through JKK."""
ONCE_A_DAY = ("LUMP_SUM", "PERIODIC", "DISABILITY", "PENSION", "SCHOLARSHIP")
"""Components that one event opens once: a second one on the same day is a second payment, not a second event."""
ONCE = ("REFUND",)
"""Components that are paid once in a life, unless somebody says in what another one differs."""

_KIN = """
{name} as (select a.{key}, coalesce(p.merged_into_id, p.id) as kept from {source} a join registry_person p
  on p.id = a.person_id),
records as (select distinct kept, kept as person_id from {name}
  union select a.kept, m.id from {name} a join registry_person m on m.merged_into_id = a.kept)
"""


def hold_people(person_ids: Sequence[int]) -> None:
    """Hold the records of these people until the transaction ends: whoever decides or reports about one of them comes
    after whoever was first. Before any lock on a claim."""
    run(
        "select k.id from registry_person k where k.id in (select coalesce(p.merged_into_id, p.id)"
        " from registry_person p where p.id = any(%s)) order by k.id for no key update",
        [sorted(set(person_ids))],
    )


def records_of(person_id: int) -> list[int]:
    """All records of the human being behind one: the one that is kept and those merged into it."""
    return [
        int(n)
        for (n,) in fetch(
            "with k as (select coalesce(merged_into_id, id) as id from registry_person where id = %s)"
            " select id from k union select m.id from registry_person m join k on m.merged_into_id = k.id order by 1",
            [person_id],
        )
    ]


def death_awarded(claim_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """What other claims have awarded for the death that each of these is about: component -> number of that claim. What
    JKK awarded for a death stands under "JKK": it leaves nothing to JKM."""
    out: dict[int, dict[str, str]] = {}
    for claim, component, number in fetch(
        f"""
        with {_KIN.format(name="asked", key="id", source="(select id, person_id from claims_claim where id = any(%s))")}
        select a.id, case o.programme when 'JKK' then 'JKK' else b.component end, min(o.number)
        from asked a join records r on r.kept = a.kept
        join claims_claim o on o.person_id = r.person_id and o.id <> a.id
          and (o.programme = 'JKM' or o.programme = 'JKK' and o.ground = 'DEATH')
        join claims_decision d on d.claim_id = o.id and d.status = 'APPROVED' and d.kind = 'AWARD'
        join claims_benefitpart b on b.decision_id = d.id and b.component = any(%s)
        group by a.id, o.id, 2 having sum(b.amount) > 0 order by 1, 3
        """,
        [list(claim_ids), list(DEATH)],
    ):
        out.setdefault(claim, {}).setdefault(component, number)
    return out


@dataclass(frozen=True)
class Entered:
    """A component of a case entered with its amounts. `further`: somebody said in what it differs from the others;
    `claim_id` 0 while there is no claim yet."""

    seq: int
    claim_id: int
    person_id: int
    programme: str
    ground: str
    component: str
    event_on: date
    payee: str
    further: bool = False


def entered_before(cases: Sequence[Entered], *, awarded: bool = False) -> dict[int, str]:
    """The cases (by `seq`) whose benefit another claim of the person has: with that claim's number. `awarded` looks
    only at what is approved, else at every case that was not rejected or withdrawn.

    A death is one through whatever programme it is entered; a scholarship is one a child and day.
    """
    stage(
        "claims_entered",
        "seq int, claim_id bigint, person_id bigint, programme text, ground text, component text, event_on date,"
        " payee text, further boolean",
        [
            (c.seq, c.claim_id, c.person_id, c.programme, c.ground, c.component, c.event_on, c.payee, c.further)
            for c in cases
        ],
    )
    kin = _KIN.format(name="who", key="seq", source="(select distinct seq, person_id from pg_temp.claims_entered)")
    found = fetch(
        f"""
        with {kin},
        theirs as (select distinct r.kept, c.id, c.number, c.programme, c.ground, c.basis, c.event_on, c.facts
          from records r join claims_claim c on c.person_id = r.person_id
          and c.outcome not in ('REJECTED', 'WITHDRAWN')),
        parts as (select b.claim_id, b.component, sum(b.amount) as amount from theirs t
          join claims_decision d on d.claim_id = t.id and d.status = 'APPROVED' and d.kind = 'AWARD'
          join claims_benefitpart b on b.decision_id = d.id group by 1, 2),
        held as (
          select t.*, p.component from theirs t join parts p on p.claim_id = t.id and p.amount > 0
          union
          select t.*, k.component from theirs t, lateral jsonb_object_keys(t.facts -> 'components') k(component)
          where t.basis = 'RECORDED' and not %(awarded)s
            and not exists (select 1 from parts p where p.claim_id = t.id and p.component = k.component))
        select a.seq, min(h.number) from pg_temp.claims_entered a join who w on w.seq = a.seq
        join held h on h.kept = w.kept and h.id <> a.claim_id
        where (a.component = any(%(death)s) and (a.programme = 'JKM' or a.ground = 'DEATH')
            and h.component = any(%(death)s) and (h.programme = 'JKM' or h.ground = 'DEATH')
            and h.programme in ('JKM', 'JKK') and (a.programme <> h.programme or a.component = h.component))
          or (not a.further and a.programme = h.programme and a.component = h.component
            and (a.component = any(%(once)s) or a.component = any(%(daily)s) and a.event_on = h.event_on)
            and (a.component <> 'SCHOLARSHIP' or a.payee = coalesce(h.facts ->> 'payee', '')))
        group by a.seq
        """,
        {"awarded": awarded, "death": list(DEATH), "once": list(ONCE), "daily": list(ONCE_A_DAY)},
    )
    return {int(seq): str(number) for seq, number in found}
