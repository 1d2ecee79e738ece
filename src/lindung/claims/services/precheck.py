"""The check before any upload: entitled or not and why, from which day, what would be paid, which papers, by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import fetch, system
from lindung.base.format import rupiah
from lindung.claims import balance, facts, verdict
from lindung.claims.errors import ClaimRefused
from lindung.claims.services.common import (
    Paper,
    due_date,
    holidays_around,
)
from lindung.claims.services.submit import known_ground, papers_of
from lindung.registry import queries as registry


@dataclass(frozen=True)
class Precheck:
    """What a person learns before sending anything. Money in whole rupiah; texts in both languages.

    `notes` are open things that do not block: arrears of employers, disputes, a rate not published yet.
    """

    person_id: int
    name: str
    ground: str
    on: date
    entitled: bool
    earliest: date | None
    why: Mapping[str, str]
    changes: Sequence[Mapping[str, str]]
    birth_date: date
    age: int
    work: Sequence[facts.Work]
    balance: balance.Balance
    by_employer: Sequence[Mapping[str, Any]]
    owed: Sequence[facts.Owed]
    gross: int
    tax: int
    net: int
    papers: Sequence[Paper]
    deadline_days: int
    pay_by: date | None
    notes: Sequence[Mapping[str, str]]
    traces: Sequence[Mapping[str, Any]]


def precheck_jht(person_id: int, ground: str, stop_on: date | None = None, on: date | None = None) -> Precheck:
    """Entitled or not and why, from which day, what we know, what would be paid, which papers, by when.

    Only about a person the caller may see; what the answer rests on is then read whole (an employer's payments too).
    Raises ClaimRefused: no_person, ground_unknown.
    """
    known_ground(ground)
    if not fetch("select 1 from registry_person where id = %s", [person_id]):
        raise ClaimRefused("no_person")
    with system():
        return _precheck(person_id, ground, stop_on, on or registry.today())


def _precheck(person_id: int, ground: str, stop_on: date | None, day: date) -> Precheck:
    known = facts.collect([facts.Asked(person_id, ground, day)])[0]
    if known is None:
        raise ClaimRefused("no_person")
    answer = verdict.jht(known, ground, day, stop_on)
    own = balance.balances([person_id], day)[person_id]
    prior, years = facts.tax_window(known.paid, day)
    principal, returns = own.principal, own.returns + own.interim
    share = answer.share or (law_share(ground, day) if not answer.entitled else 0)
    if share < verdict.WHOLE:
        principal, returns = own.total * share // verdict.WHOLE, 0
    paid = law.calc(
        "jht.benefit",
        day,
        {
            "principal": principal,
            "returns": returns,
            "prior_payments_in_window": prior,
            "years_since_first_payment": years,
            "npwp": int(known.npwp),
        },
    )
    owed = facts.owed([person_id], day)
    traces = [law.calc(answer.call.formula, day, answer.call.inputs).trace.to_json(), paid.trace.to_json()]
    return Precheck(
        person_id=person_id,
        name=known.name,
        ground=ground,
        on=day,
        entitled=answer.entitled,
        earliest=answer.earliest,
        why={lang: verdict.sentence(answer, lang) for lang in ("id", "en")} if answer.reason else {},
        changes=[*_own_change(answer), *answer.changes],
        birth_date=known.birth_date,
        age=law.dates.full_months(known.birth_date, day) // 12,
        work=known.work,
        balance=own,
        by_employer=_by_employer(person_id, day),
        owed=owed,
        gross=paid.values["gross"],
        tax=paid.values["tax"],
        net=paid.values["net"],
        papers=papers_of(answer, known),
        deadline_days=answer.deadline,
        pay_by=due_date(
            max(day, answer.earliest or day), answer.deadline, holidays_around([answer.earliest or day, day])
        ),
        notes=_notes(known, own, owed),
        traces=traces,
    )


def law_share(ground: str, on: date) -> int:
    """The part of the balance a ground would pay, parts per million, for a projection."""
    if not ground.startswith("PARTIAL"):
        return verdict.WHOLE
    return int(law.parameter("jht.partial.share", on).value[int(ground.removeprefix("PARTIAL_"))])


def _own_change(answer: verdict.Verdict) -> list[dict[str, str]]:
    return [{lang: verdict.change(answer, lang) for lang in ("id", "en")}] if answer.reason else []


def _by_employer(person_id: int, on: date) -> list[dict[str, Any]]:
    """The JHT account by employer: name, first and last month, amount; what is not an employer's has an empty name."""
    return [
        {"employer": name, "first": first, "last": last, "amount": amount}
        for name, first, last, amount in fetch(
            "select coalesce(e.name, ''), min(m.month), max(m.month), sum(m.amount)::bigint from ledger_memberposting m"
            " left join registry_employer e on e.id = m.employer_id where m.person_id = %s and m.account_id = 330"
            " and m.booked_on <= %s group by 1 order by 1",
            [person_id, on],
        )
    ]


def _notes(known: facts.Facts, own: balance.Balance, owed: Sequence[facts.Owed]) -> list[dict[str, str]]:
    notes = [
        {
            "id": f"{o.employer} masih berutang iuran JHT {o.months} bulan ({rupiah(o.amount)}). Hak Anda tetap"
            " dibayar;"
            " susulannya dibayar setelah iuran diterima.",
            "en": f"{o.employer} still owes {o.months} months of JHT ({rupiah(o.amount, 'en')}). You are paid all the"
            " same;"
            " the rest follows once the contributions arrive.",
        }
        for o in owed
    ]
    notes += [
        {
            "id": f"Masa kerja di {w.employer} sedang Anda sanggah. Itu tidak menahan klaim ini.",
            "en": f"You dispute the spell at {w.employer}. That does not hold up this claim.",
        }
        for w in known.work
        if w.source == "DISPUTED"
    ]
    if own.rate_missing:
        notes.append(
            {
                "id": "Tingkat hasil pengembangan untuk sebagian bulan belum terbit; hasilnya dibayar kemudian.",
                "en": "The rate of return for some months is not published yet; that return is paid later.",
            }
        )
    return notes
