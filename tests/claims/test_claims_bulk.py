"""Many claims at once give what single ones give, fast."""

import os
import time
from datetime import date, timedelta

from claims_world import CASHIER, HEAD, OFFICER, RELEASER, World, at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.base.db import rows, run, scalar
from lindung.claims import checks, queries
from lindung.claims import services as claims
from lindung.claims.models import Decision, PaymentOrder

PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER"})
DAY = date(2021, 12, 15)


def populate(world: World, count: int) -> list[int]:
    """Leavers by SQL: a person with a number, an ended spell, an account and money at two dates."""
    first = scalar("select coalesce(max(id), 0) + 1 from registry_person")
    values = {"office": world.office, "employer": world.employer, "n": count}
    run(
        "insert into registry_person (nik, name, birth_date, birth_place, sex, mother_name, phone, email, npwp,"
        " address,"
        " office_id, nik_verified_on, made_at) select '3514' || lpad((900000000000 + n)::text, 12, '0'), 'Peserta '"
        " || n,"
        " date '1985-01-01' + n %% 4000, '', 'L', '', '', '', case n %% 3 when 0 then '1' else '' end, '', %(office)s,"
        " '2016-01-01', now() from generate_series(1, %(n)s) n",
        values,
    )
    new = f"registry_person where id >= {first}"
    run(
        "insert into registry_membernumber (kpj, person_id, office_id, issued_on)"
        f" select 'T' || lpad(id::text, 10, '0'), id, %(office)s, '2016-01-01' from {new}",
        values,
    )
    run(
        "insert into coverage_spell (person_id, employer_id, office_id, segment, kpj, start_on, end_on, exit_reason)"
        " select id, %(employer)s, %(office)s, 'PU', 'T' || lpad(id::text, 10, '0'), '2018-01-01', '2021-10-31',"
        " 'RESIGNED'"
        f" from {new}",
        values,
    )
    run(
        "insert into registry_bankaccount (person_id, office_id, bank_id, number, holder_name, usable_from, name_match)"
        f" select id, %(office)s, '014', lpad(id::text, 10, '0'), name, '2021-01-01', 'MATCH' from {new}",
        values,
    )
    from lindung.ledger.services import opening_balances, post_many

    opening_balances(
        f"select id as person_id, office_id, 330 as account_id, 1000000 + (id %% 997) * 100003 as amount from {new}",
        date(2021, 8, 31),
        {},
    )
    post_many(
        f"select 'bulk:' || id as key, 'TEST' as kind, date '2021-10-15' as booked_on, office_id, null as employer_id,"
        f" id as person_id, '' as note from {new}",
        f"select 'bulk:' || id as key, a.account_id, a.sign * (100000 + id %% 1000) as amount from"
        f" (values (390, 1), (330, -1)) a(account_id, sign), {new}",
        "select 'bulk:' || id as key, id as person_id, 330 as account_id, 'CONTRIBUTION' as kind, date '2021-09-01'"
        " as month,"
        f" {world.employer}::bigint as employer_id, 100000 + id %% 1000 as amount from {new}",
        {"x": 1},
    )
    return [r["id"] for r in rows(f"select id from {new} order by id")]


def requests(people: list[int]) -> list[claims.NewClaim]:
    return [claims.NewClaim(p, "RESIGNED", client_key=f"b{p}", shown=PAPERS, at=at(DAY)) for p in people]


def test_many_claims_from_request_to_money(world: World) -> None:
    count = int(os.environ.get("LINDUNG_CLAIMS_BULK", "300"))
    people = populate(world, count)
    marks = [time.perf_counter()]

    def mark() -> None:
        marks.append(time.perf_counter())

    receipts = claims.submit_many(requests(people))
    assert all(isinstance(r, claims.Submitted) and r.complete for r in receipts)
    mark()
    proposals = claims.propose_many([r.claim_id for r in receipts], OFFICER, at=at(DAY))
    assert all(isinstance(p, claims.Proposed) for p in proposals)
    mark()
    approved = claims.approve_many([p.decision_id for p in proposals], HEAD, at=at(DAY))
    assert all(isinstance(a, claims.Approved) and a.orders == 1 for a in approved)
    mark()
    batch = claims.make_payout_batch(world.office, DAY, CASHIER)
    claims.release_payout_batch(batch.id, RELEASER)
    mark()
    ids = PaymentOrder.objects.filter(batch=batch).values_list("id", flat=True)
    result = claims.take_bank_answers(
        [claims.Answer(claims.order_reference(i), "PAID", f"B{i}", DAY) for i in ids], CASHIER, at=at(DAY, 15)
    )
    assert (result.taken, result.paid_amount) == (count, sum(p.net for p in proposals))
    mark()
    if count > 1000:
        names = ("submit", "propose", "approve", "release", "answers")
        print({n: round(b - a, 2) for n, a, b in zip(names, marks, marks[1:], strict=False)}, marks[-1] - marks[0])
    assert scalar("select count(*) from claims_claim where outcome <> 'PAID'") == 0

    assert [p.id for p in checks.proofs() if not p.holds] == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 200_000_000), st.booleans(), st.integers(0, 40)), min_size=1, max_size=6))
def test_bulk_decides_as_single(world: World, cases: list[tuple[int, bool, int]]) -> None:
    """Any mix of balances, tax numbers and stop dates: proposals in bulk = proposals one by one = the law asked
    alone."""
    requests_ = []
    for amount, npwp, days in cases:
        person = world.person(npwp="123" if npwp else "")
        world.spell(person, date(2018, 1, 1), date(2021, 10, 1) + timedelta(days=days))
        if amount:
            world.money(person, amount, date(2021, 8, 1), date(2021, 9, 15))
        world.account(person, "Siti Contoh")
        requests_.append(claims.NewClaim(person, "RESIGNED", shown=PAPERS, insist=True, at=at(DAY)))
    receipts = claims.submit_many(requests_)
    good = [r for r in receipts if isinstance(r, claims.Submitted)]
    bulk = claims.propose_many([r.claim_id for r in good], OFFICER, at=at(DAY))
    stored = {d.claim_id: d.trace for d in Decision.objects.filter(claim_id__in=[r.claim_id for r in good])}
    for proposal in bulk:
        assert isinstance(proposal, claims.Proposed)
        claims.send_back(proposal.decision_id, HEAD, "diulang sendiri-sendiri", at=at(DAY))
        again = claims.propose(proposal.claim_id, OFFICER, at=at(DAY))
        assert (again.kind, again.gross, again.tax, again.net) == (
            proposal.kind,
            proposal.gross,
            proposal.tax,
            proposal.net,
        )
        assert Decision.objects.get(id=again.decision_id).trace == stored[proposal.claim_id]
        traces, differences = queries.replay(stored[proposal.claim_id])
        assert differences == [] and traces
        for call in stored[proposal.claim_id]["law"]:
            assert law.calc(call["formula"], date.fromisoformat(call["on"]), call["inputs"]).values == call["values"]


def test_refused_ones_leave_the_others_alone(world: World) -> None:
    good, poor = world.leaver("Baik"), world.person("Kosong")
    world.spell(poor, date(2020, 1, 1), date(2021, 10, 31))
    asked = [
        claims.NewClaim(good, "RESIGNED", client_key="g", shown=PAPERS, at=at(DAY)),
        claims.NewClaim(poor, "RESIGNED", client_key="p", shown=PAPERS, at=at(DAY)),
        claims.NewClaim(good, "RESIGNED", client_key="h", shown=PAPERS, at=at(DAY)),
        claims.NewClaim(good, "NOPE", client_key="n", at=at(DAY)),
    ]
    results = claims.submit_many(asked)
    assert [getattr(r, "code", "ok") for r in results] == ["ok", "no_balance", "already_open", "ground_unknown"]
    again = claims.submit_many(asked)
    assert again[0].number == results[0].number and not again[0].new
    proposals = claims.propose_many([results[0].claim_id, 10**9, results[0].claim_id], OFFICER, at=at(DAY))
    assert [getattr(p, "code", "ok") for p in proposals] == ["ok", "no_claim", "ok"]
    approved = claims.approve_many([proposals[0].decision_id, 10**9], HEAD, at=at(DAY))
    assert [getattr(a, "code", "ok") for a in approved] == ["ok", "no_decision"]
    twice = claims.approve_many([proposals[0].decision_id], HEAD, at=at(DAY))
    assert twice[0].code == "not_proposed"
