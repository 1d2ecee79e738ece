"""From a claim to its proposed decision: facts, law, amounts, payees, and a compact trace that can be replayed.

Many claims at once; one claim is a list of one, so a single decision and a bulk decision are the same text. The trace
keeps the facts, every question put to the law with its receipt, and the parts; `explain` in `queries` asks the law
again and shows the full cited steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np

from lindung import law
from lindung.base.db import fetch
from lindung.claims import balance, facts, once, shares, verdict
from lindung.claims.clocks import local_day
from lindung.claims.cover import Cover, covers
from lindung.claims.errors import ClaimRefused
from lindung.claims.settings import APPEAL_ANSWER_DAYS, APPEAL_FILE_DAYS
from lindung.claims.shares import Part
from lindung.claims.verdict import Call

VERSION = 1
COMPONENTS: dict[str, tuple[str, str]] = {
    "BALANCE": ("Saldo JHT", "JHT balance"),
    "TAX": ("Pajak penghasilan", "Income tax"),
    "LUMP_SUM": ("Santunan sekaligus", "Lump sum"),
    "PERIODIC": ("Santunan berkala", "Periodic benefit"),
    "FUNERAL": ("Biaya pemakaman", "Funeral cost"),
    "LATE_FEE": ("Kompensasi keterlambatan", "Compensation for lateness"),
    "SCHOLARSHIP": ("Beasiswa", "Scholarship"),
    "PENSION": ("Manfaat pensiun", "Pension benefit"),
    "REFUND": ("Pengembalian iuran", "Refund of contributions"),
    "CARE": ("Biaya perawatan", "Cost of care"),
    "TRANSPORT": ("Biaya pengangkutan", "Cost of transport"),
    "WAGE": ("Santunan sementara tidak mampu bekerja", "Temporary incapacity benefit"),
    "DISABILITY": ("Santunan cacat", "Disability benefit"),
    "DEATH": ("Santunan kematian", "Death benefit"),
    "OTHER": ("Manfaat lain", "Other benefit"),
}


@dataclass(frozen=True)
class ClaimRow:
    """What composing needs of a claim."""

    id: int
    number: str
    programme: str
    ground: str
    basis: str
    person_id: int
    office_id: int
    event_on: date
    facts: Mapping[str, Any]
    submitted_at: datetime
    claimant_name: str


@dataclass
class Composed:
    """A proposed decision. `kind` AWARD or REJECT by the rules; `rest` is what a later decision still has to award."""

    claim: ClaimRow
    kind: str = "AWARD"
    gross: int = 0
    tax: int = 0
    parts: list[Part] = field(default_factory=list)
    credits: list[balance.Credit] = field(default_factory=list)
    by_office: dict[int, int] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    rest: int = 0
    trace: dict[str, Any] = field(default_factory=dict)
    problem: ClaimRefused | None = None

    @property
    def net(self) -> int:
        return self.gross - self.tax

    def same_result(self, trace: Mapping[str, Any]) -> bool:
        """Whether a stored trace came to the same amounts for the same payees."""
        return bool(trace["amounts"] == self.trace["amounts"] and trace["parts"] == self.trace["parts"])


def compose(
    claims: Sequence[ClaimRow],
    on: date,
    only: Sequence[str] = (),
    before: Mapping[int, Mapping[str, Any]] | None = None,
    whole: bool = False,
) -> list[Composed]:
    """The decision the rules give for each claim on `on`, in order.

    `before` (claim id -> the trace of its proposal) spares asking the law a question it has answered already.

    `whole` gives a death benefit as if this claim had awarded nothing of it yet.

    `only` limits a death benefit to some components (the funeral part first). A claim for which nothing can be decided
    carries its refusal in `problem`.
    """
    results: dict[int, Composed] = {}
    ruled = {p: [c for c in claims if c.programme == p and c.basis == "RULED"] for p in ("JHT", "JKM")}
    results |= {r.claim.id: r for r in _jht(ruled["JHT"], on, before or {})}
    results |= {r.claim.id: r for r in _jkm(ruled["JKM"], on, only, whole)}
    entered = [c for c in claims if c.basis == "RECORDED"]
    elsewhere = (
        once.entered_before(
            [
                once.Entered(
                    n,
                    c.id,
                    c.person_id,
                    c.programme,
                    c.ground,
                    name,
                    c.event_on,
                    _payee(c),
                    bool(c.facts.get("further")),
                )
                for n, c in enumerate(entered)
                for name in c.facts["components"]
            ],
            awarded=True,
        )
        if entered
        else {}
    )
    known = covers([(c.person_id, c.event_on) for c in entered if c.programme in ("JKK", "JKM")], on)
    results |= {
        c.id: _recorded(c, on, known.get((c.person_id, c.event_on)), elsewhere.get(n, ""))
        for n, c in enumerate(entered)
    }
    return [results[c.id] for c in claims]


def _finish(result: Composed, on: date, known: Mapping[str, Any], calls: Sequence[Call], **more: Any) -> Composed:
    claim = result.claim
    result.trace = {
        "v": VERSION,
        "programme": claim.programme,
        "ground": claim.ground,
        "basis": claim.basis,
        "on": on.isoformat(),
        "engine": result.kind,
        "reasons": result.reasons,
        "facts": dict(known),
        "law": [call.as_json() for call in calls],
        "amounts": {"gross": result.gross, "tax": result.tax, "net": result.net, "rest": result.rest},
        "parts": [part.as_json() for part in result.parts],
        "settings": {s.id: s.value for s in (APPEAL_FILE_DAYS, APPEAL_ANSWER_DAYS)},
        **more,
    }
    if result.kind == "AWARD" and result.net <= 0 and result.problem is None:
        result.problem = ClaimRefused("not_positive", number=claim.number)
    return result


# ---- JHT


def _jht(claims: Sequence[ClaimRow], on: date, before: Mapping[int, Mapping[str, Any]]) -> list[Composed]:
    judged = _judge(claims, on, before)
    owned = balance.balances((c.person_id for c in claims), on)
    entitled = [c for c in claims if judged[c.id][1].entitled and owned[c.person_id].total > 0]
    awards = {c.id: n for n, c in enumerate(entitled)}
    inputs = [_benefit_inputs(c, judged[c.id], owned[c.person_id], on) for c in entitled]
    values = _benefits(inputs, on)
    receipt = law.receipt("jht.benefit", on) if entitled else {}
    dead = shares.relatives([c.person_id for c in claims if c.ground == "DEATH"])
    owed = facts.owed([c.person_id for c in claims], on)
    results = []
    for claim in claims:
        known, answer = judged[claim.id]
        own = owned[claim.person_id]
        result = Composed(claim, credits=own.credits)
        told = _jht_facts(known, answer, own, on) | {
            "owed": [
                [o.employer, o.months, o.first.isoformat(), o.last.isoformat(), o.amount]
                for o in owed
                if o.person_id == claim.person_id
            ]
        }
        calls, more = [answer.call], {}
        if not answer.entitled:
            assert answer.reason is not None
            result.kind, result.reasons, result.credits = "REJECT", [answer.reason.code], []
        elif claim.id not in awards:
            result.problem = ClaimRefused("no_balance", day=on)
        else:
            put, got = inputs[awards[claim.id]], values[awards[claim.id]]
            calls.append(Call("jht.benefit", on, put, got, receipt))
            result.gross, result.tax = got["gross"], got["tax"]
            components = {"BALANCE": result.gross} | ({"TAX": -result.tax} if result.tax else {})
            if claim.ground == "DEATH":
                assert known.died_on is not None
                living = shares.alive(dead.get(claim.person_id, []), known.died_on)
                result.parts, more["heirs"] = shares.distribute("JHT", known.died_on, components, living)
            else:
                result.parts = [Part(c, None, known.name, amount) for c, amount in components.items()]
            result.by_office = taken_by_office(own.by_office, claim.office_id, result.gross)
        results.append(_finish(result, on, told, calls, **more))
    return results


def _judge(
    claims: Sequence[ClaimRow], on: date, before: Mapping[int, Mapping[str, Any]]
) -> dict[int, tuple[facts.Facts, verdict.Verdict]]:
    """The law's answer on the day of filing; who was not entitled then is judged again on the day of decision."""
    days = {c.id: _entitled_on(c) for c in claims}
    found = facts.collect([facts.Asked(c.person_id, c.ground, days[c.id]) for c in claims])
    out: dict[int, tuple[facts.Facts, verdict.Verdict]] = {}
    again = []
    for claim, known in zip(claims, found, strict=True):
        assert known is not None
        stored = before[claim.id]["law"][0] if claim.id in before else None
        out[claim.id] = known, verdict.jht(known, claim.ground, days[claim.id], claim.event_on, stored)
        if not out[claim.id][1].entitled and on > days[claim.id]:
            again.append(claim)
    later = facts.collect([facts.Asked(c.person_id, c.ground, on) for c in again]) if again else []
    for claim, known in zip(again, later, strict=True):
        assert known is not None
        out[claim.id] = known, verdict.jht(known, claim.ground, on, claim.event_on)
    return out


def _entitled_on(claim: ClaimRow) -> date:
    day = claim.facts.get("entitled_on")  # a top-up rests on the entitlement of the claim it follows
    return date.fromisoformat(day) if day else local_day(claim.submitted_at)


def _benefit_inputs(
    claim: ClaimRow, judged: tuple[facts.Facts, verdict.Verdict], own: balance.Balance, on: date
) -> dict[str, int]:
    known, answer = judged
    prior, years = facts.tax_window(known.paid, on, chain="top_up_of" in claim.facts)
    principal, returns = own.principal, own.returns + own.interim
    if answer.share < verdict.WHOLE:  # at most this share: rounded down
        principal, returns = own.total * answer.share // verdict.WHOLE, 0
    return {
        "principal": principal,
        "returns": returns,
        "prior_payments_in_window": prior,
        "years_since_first_payment": years,
        "npwp": int(known.npwp),
    }


def _benefits(inputs: Sequence[Mapping[str, int]], on: date) -> list[dict[str, int]]:
    if not inputs:
        return []
    columns = {name: np.array([row[name] for row in inputs], dtype=np.int64) for name in inputs[0]}
    got = {name: column.tolist() for name, column in law.batch("jht.benefit", on, columns).items()}
    return [{name: got[name][n] for name in got} for n in range(len(inputs))]


def taken_by_office(by_office: Mapping[int, int], first: int, amount: int) -> dict[int, int]:
    """From which offices' books a payment of `amount` is taken: the claim's own first, then by number."""
    taken: dict[int, int] = {}
    for office in sorted(by_office, key=lambda o: (o != first, o)):
        part = min(by_office[office], amount)
        if part > 0:
            taken[office] = part
            amount -= part
    return taken


def _jht_facts(known: facts.Facts, answer: verdict.Verdict, own: balance.Balance, on: date) -> dict[str, Any]:
    stop = known.stop
    return {
        "name": known.name,
        "birth_date": known.birth_date.isoformat(),
        "died_on": known.died_on.isoformat() if known.died_on else None,
        "npwp": known.npwp,
        "stop": facts.as_json(stop) if stop else None,
        "working_at": [w.employer for w in known.running],
        "disputed": [w.employer for w in known.work if w.source == "DISPUTED"],
        "paid_before": [[p.on.isoformat(), p.gross] for p in known.paid if p.on <= on],
        "share": answer.share,
        "balance": {
            "principal": own.principal,
            "returns": own.returns,
            "interim": own.interim,
            "total": own.total,
            "credits": [[c.office_id, c.month.isoformat(), c.base, c.amount, c.rate] for c in own.credits],
            "rate_missing": own.rate_missing,
        },
    }


# ---- JKM


def _jkm(claims: Sequence[ClaimRow], on: date, only: Sequence[str], whole: bool) -> list[Composed]:
    known = covers([(c.person_id, c.event_on) for c in claims], on)
    family = shares.relatives([c.person_id for c in claims])
    before = {} if whole else _awarded([c.id for c in claims])
    elsewhere = once.death_awarded([c.id for c in claims])
    results = []
    for claim in claims:
        living = shares.alive(family.get(claim.person_id, []), claim.event_on)
        cover = known[claim.person_id, claim.event_on]
        burier = str(claim.facts.get("burier") or "")
        answer = verdict.jkm(cover, bool(claim.facts.get("work_accident")), bool(living), claim.event_on)
        told = {"died_on": claim.event_on.isoformat(), "burier": burier, "scope": answer.scope, **cover.as_json()}
        result = Composed(claim)
        if not answer.entitled:
            assert answer.reason is not None
            result.kind, result.reasons = "REJECT", [answer.reason.code]
            results.append(_finish(result, on, told, answer.asked, told=answer.told))
            continue
        try:
            call, amounts = verdict.jkm_amounts(cover, answer, bool(living), claim.event_on)
        except ClaimRefused as unknown:
            result.problem = unknown
            results.append(_finish(result, on, told, answer.asked))
            continue
        other = elsewhere.get(claim.id, {})
        left = {
            name: amount - before.get((claim.id, name), 0)
            for name, amount in amounts.items()
            if amount > before.get((claim.id, name), 0) and name not in other and "JKK" not in other
        }
        if other:
            told["elsewhere"] = dict(other)
        if other and not left and not any((claim.id, name) in before for name in amounts):
            result.kind, result.reasons = "REJECT", ["DECIDED_ALREADY"]
            number = ", ".join(sorted(set(other.values())))
            words = {"id": f"Nomor klaim itu: {number}.", "en": f"The number of that claim: {number}."}
            results.append(_finish(result, on, told, [*answer.asked, call], told=words))
            continue
        owing = len(cover.own.left) if cover.own and answer.scope == "FUNERAL_FIRST" else 0
        wanted = ("FUNERAL",) if owing else only
        now = {name: amount for name, amount in left.items() if not wanted or name in wanted}
        result.gross, result.rest = sum(now.values()), sum(left.values()) - sum(now.values())
        more: dict[str, Any] = {"waits": "ARREARS"} if owing and result.rest else {}
        if not left:
            result.problem = ClaimRefused("nothing_left", number=claim.number)
        elif not now and owing:
            result.problem = ClaimRefused("arrears_first", months=owing)
        elif not living and not burier:
            result.problem = ClaimRefused("account_missing", name="yang mengurus pemakaman / who arranged the funeral")
        else:
            result.parts, more["heirs"] = shares.distribute("JKM", claim.event_on, now, living, burier)
        results.append(_finish(result, on, told, [*answer.asked, call], **more))
    return results


def _awarded(claim_ids: Sequence[int]) -> dict[tuple[int, str], int]:
    """What approved decisions have awarded, by claim and component."""
    return {
        (claim, component): amount
        for claim, component, amount in fetch(
            "select b.claim_id, b.component, sum(b.amount)::bigint from claims_benefitpart b"
            " join claims_decision d on d.id = b.decision_id and d.status = 'APPROVED'"
            " where b.claim_id = any(%s) group by 1, 2",
            [list(claim_ids)],
        )
    }


# ---- recorded cases


def _payee(claim: ClaimRow) -> str:
    return str(claim.facts.get("payee") or claim.claimant_name)


def _recorded(claim: ClaimRow, on: date, cover: Cover | None, elsewhere: str) -> Composed:
    """A case entered with its amounts: nothing is computed, and the trace says so. What the law says of the cover that
    somebody pays for himself on that day is told beside it. `elsewhere`: the claim that has awarded this benefit."""
    payee = _payee(claim)
    parts = [Part(name, None, payee, int(amount)) for name, amount in claim.facts["components"].items() if int(amount)]
    result = Composed(claim, gross=sum(part.amount for part in parts), parts=parts)
    if elsewhere:
        result.problem = ClaimRefused("decided_already", number=claim.number, other=elsewhere)
    told: dict[str, Any] = {"recorded": True, "event_on": claim.event_on.isoformat()}
    calls: list[Call] = []
    if cover and (cover.own or cover.abroad):
        told |= cover.as_json()
        if cover.own:
            calls.append(verdict.ask("bpu.standing", claim.event_on, cover.own.question)[0])
    return _finish(result, on, told, calls)
