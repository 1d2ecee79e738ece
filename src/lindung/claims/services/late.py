"""Paid late: the law's compensation for a death benefit paid after its day, proposed by itself and never asked for."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from lindung import law
from lindung.base.db import fetch, run, stage
from lindung.claims import moves
from lindung.claims.clocks import local_day
from lindung.claims.services.common import days_to_pay, due_date, events, holidays_around
from lindung.claims.tables import ids
from lindung.claims.verdict import Call

FORMULA = "jkm.late_fee"


def fee(amount: int, due_on: date, paid_on: date, complete_on: date) -> Call:
    """The law's answer for one payment: `late_fee` whole rupiah, 0 when paid in time. Days are calendar days."""
    inputs = {"amount": amount, "days_late": max((paid_on - due_on).days, 0)}
    result = law.calc(FORMULA, complete_on, inputs)
    return Call(FORMULA, complete_on, inputs, result.values, result.receipt)


def late_fees(order_ids: Sequence[int], by: int, at: datetime) -> int:
    """Propose the compensation for those of these JKM payments that came late: one decision per claim with a part per
    payee; a second person approves and it is paid like any award. Returns how many decisions were proposed."""
    late: dict[int, list[tuple[int, int | None, str, Call]]] = {}
    people: dict[int, tuple[int, int, int]] = {}
    for row in fetch(
        "select c.id, c.person_id, c.office_id, (select max(version) from claims_decision d where d.claim_id = c.id),"
        " o.decision_id, o.relative_id, o.payee_name, o.amount, c.due_on, o.paid_on, c.complete_at,"
        " c.event_on, (d.trace -> 'facts' -> 'own' ->> 'settled_on')::date"
        " from claims_paymentorder o join claims_claim c on c.id = o.claim_id"
        " join claims_decision d on d.id = o.decision_id"
        " where o.id = any(%s) and o.status = 'PAID' and c.programme = 'JKM' and c.basis = 'RULED' and o.paid_on >"
        " c.due_on"
        " and o.replaces_id is null and d.trace ->> 'late_fee' is null and c.complete_at is not null"
        " and not exists (select 1 from claims_decision p where p.claim_id = c.id and p.status = 'PROPOSED')"
        " order by c.id, o.id",
        [list(order_ids)],
    ):
        claim, person, office, version, decision, relative, payee, amount, due, paid, complete, died_on, settled = row
        if settled:  # the rest could not be paid before the heirs had paid what was owed
            after = due_date(settled, days_to_pay("JKM", died_on), holidays_around([settled]))
            due = max(due, after or due)
        call = fee(amount, due, paid, local_day(complete))
        if call.values["late_fee"] > 0:
            late.setdefault(claim, []).append((decision, relative, payee, call))
            people[claim] = (person, office, version)
    decisions, parts = [], []
    for (claim, rows), new in zip(late.items(), ids("claims_decision", len(late)), strict=True):
        person, office, version = people[claim]
        gross = sum(call.values["late_fee"] for *_, call in rows)
        trace = {
            "v": 1,
            "programme": "JKM",
            "ground": "DEATH",
            "basis": "RULED",
            "late_fee": True,
            "on": local_day(at).isoformat(),
            "engine": "AWARD",
            "reasons": [],
            "facts": {"payments": [[d, payee, dict(call.inputs)] for d, _, payee, call in rows]},
            "law": [call.as_json() for *_, call in rows],
            "amounts": {"gross": gross, "tax": 0, "net": gross, "rest": 0},
            "parts": [["LATE_FEE", relative, payee, call.values["late_fee"]] for _, relative, payee, call in rows],
            "settings": {},
        }
        decisions.append((new, claim, person, office, version + 1, gross, json.dumps(trace), by, at))
        parts += [(new, claim, person, office, r, payee, call.values["late_fee"]) for _, r, payee, call in rows]
    if not decisions:
        return 0
    stage(
        "claims_fees",
        "id bigint, claim_id bigint, person_id bigint, office_id bigint, version smallint, gross bigint, trace jsonb,"
        " made_by bigint, at timestamptz",
        decisions,
    )
    run(
        "insert into claims_decision (id, claim_id, person_id, office_id, version, kind, status, gross, tax, net,"
        " trace,"
        " reasons, deviation, proposed_by, proposed_at) select id, claim_id, person_id, office_id, version, 'AWARD',"
        " 'PROPOSED', gross, 0, gross, trace, '[]', '', made_by, at from pg_temp.claims_fees"
    )
    stage(
        "claims_fee_parts",
        "decision_id bigint, claim_id bigint, person_id bigint, office_id bigint, relative_id bigint, payee_name text,"
        " amount bigint",
        parts,
    )
    run(
        "insert into claims_benefitpart (decision_id, claim_id, person_id, office_id, component, relative_id,"
        " payee_name,"
        " amount) select decision_id, claim_id, person_id, office_id, 'LATE_FEE', relative_id, payee_name, amount"
        " from pg_temp.claims_fee_parts"
    )
    run(
        "update claims_claim set status = 'IN_PROGRESS', outcome = 'PARTLY_PAID', move = 'US', move_reason = %s,"
        " completed_at = null where id = any(%s)",
        [moves.why("late_fee"), list(late)],
    )
    events((claim, "LATE_FEE", "US", "", True, at, by) for claim in late)
    return len(decisions)
