"""Merging two records and undoing it restores everything, whatever hung on them."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.base.db import rows, scalar
from lindung.base.db import system as system_role
from lindung.coverage import checks as coverage_checks
from lindung.coverage import queries as coverage_queries
from lindung.coverage import services as coverage
from lindung.coverage.refusals import CoverageRefused
from lindung.ledger import checks as ledger_checks
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.services import Member, post
from lindung.registry import checks
from lindung.registry import services as registry
from made_up import nik

BORN = date(1988, 5, 17)
TABLES = (
    "registry_person",
    "registry_membernumber",
    "registry_relative",
    "registry_bankaccount",
    "coverage_spell",
    "coverage_exitnotice",
    "coverage_dispute",
)


class _Undo(Exception):
    """Ends one example without a trace."""


def state():
    """All rows of what hangs on people."""
    return {t: sorted(r["row"] for r in rows(f"select t::text as row from {t} t")) for t in TABLES}


def proofs_hold():
    found = [*checks.proofs(), *coverage_checks.proofs(), *ledger_checks.proofs()]
    assert [p.as_dict() for p in found if not p.holds] == []


def record(institution, number, facts):
    """A person with some of: NIK, number, relative, accounts, a spell with a notice and a dispute, a death."""
    who = registry.register_person(
        nik=nik(number, BORN, "L") if facts["nik"] else None,
        name=f"Dimas Aryo {number}",
        birth_date=BORN,
        sex="L",
        office_id=institution.branches[0],
    ).id
    if facts["nik"] and facts["verified"]:
        registry.verify_nik(who, date(2021, 2, 1))
    registry.issue_number(who, institution.branches[0], date(2019, 1, 1))
    for n in range(facts["relatives"]):
        registry.add_relative(who, "CHILD", f"Anak {number} {n}")
    for n in range(facts["accounts"]):
        registry.set_bank_account(who, "008", f"1234{number}{n}", "Dimas Aryo", date(2021, 3, 1 + n))
    if facts["spell"]:
        spell = coverage.join(
            who,
            institution.employers[number % 2],
            institution.branches[number % 2],
            "PU",
            date(2019, 2, 1),
            source="uji",
        )
        coverage.dispute(spell.id, "SPELL")
        if facts["notice"]:
            coverage.worker_says_left(spell.id, date(2021, 11, 1), "RESIGNED")
    if facts["died"]:
        coverage.record_death(who, date(2021, 12, 1), "uji")
    return who


FACTS = st.fixed_dictionaries(
    {
        "nik": st.booleans(),
        "verified": st.booleans(),
        "relatives": st.integers(0, 2),
        "accounts": st.integers(0, 2),
        "spell": st.booleans(),
        "notice": st.booleans(),
        "died": st.booleans(),
    }
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=FACTS, other=FACTS, third=FACTS)
def test_unmerging_restores_everything(institution, one, other, third):
    def example():
        with transaction.atomic(), system_role():
            a, b, c = (record(institution, 910 + n, facts) for n, facts in enumerate((one, other, third)))
            before = state()
            held = "select array_agg(kpj order by kpj) from registry_membernumber where person_id = any(%s)"
            numbers = scalar(held, [[a, b]])
            first = registry.merge_people(a, b, "KTP sama", by=1)
            proofs_hold()
            assert scalar(held, [[a]]) == numbers and scalar(held, [[b]]) is None
            merged = state()
            if not third["spell"]:  # the third has a spell at the employer of the first
                second = registry.merge_people(c, a, "KTP sama", by=1)
                proofs_hold()
                registry.unmerge_people(second.id, by=2)
                assert state() == merged
            registry.unmerge_people(first.id, by=2)
            assert state() == before
            proofs_hold()
            raise _Undo

    with pytest.raises(_Undo):
        example()


@pytest.fixture
def pair(institution):
    """Two records of one human being, each with a spell at its own employer."""
    full = {
        "nik": True,
        "verified": False,
        "relatives": 1,
        "accounts": 1,
        "spell": True,
        "notice": False,
        "died": False,
    }
    with system_role():
        yield record(institution, 920, full), record(institution, 921, full)


@pytest.mark.django_db
def test_what_came_after_the_merge_stays_with_the_record_kept(institution, pair):
    kept, merged = pair
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    fresh = coverage.join(kept, None, institution.branches[0], "BPU", date(2021, 10, 1), source="uji")
    registry.unmerge_people(merge.id, by=1)
    fresh.refresh_from_db()
    assert fresh.person_id == kept
    assert scalar("select person_id from registry_membernumber where kpj = %s", [fresh.kpj]) == kept
    proofs_hold()


@pytest.mark.django_db
def test_two_spells_at_one_employer_at_one_time_are_for_a_clerk_first(institution, pair):
    kept, merged = pair
    twice = coverage.join(
        merged, institution.employers[0], institution.branches[0], "PU", date(2020, 5, 1), source="uji"
    )
    in_the_way = registry.merge_preview(kept, merged)["parts"]["lindung.coverage.merging"]
    assert [s["id"] for s in in_the_way if s["in_the_way"]] == [twice.id]
    before = state()
    with pytest.raises(CoverageRefused) as caught:
        registry.merge_people(kept, merged, "KTP sama", by=1)
    assert caught.value.code == "merge_overlap" and "1 Mei 2020" in caught.value.text("id")
    assert state() == before
    coverage.take_back_join(twice.id, "terdaftar dua kali")
    registry.merge_people(kept, merged, "KTP sama", by=1)
    assert {s["employer_id"] for s in coverage_queries.spells_of(kept)} == set(institution.employers)
    proofs_hold()


@pytest.mark.django_db
def test_the_balance_follows_and_goes_back(institution, pair):
    kept, merged = pair
    day = date(2021, 11, 30)

    def credit(person, amount, key):
        post(
            "OPENING",
            key,
            day,
            institution.branches[0],
            {Acc.JHT_BILLED: amount, Acc.JHT_MEMBERS: -amount},
            [Member(person, Acc.JHT_MEMBERS, "OPENING", date(2021, 11, 1), amount, institution.employers[0])],
        )

    credit(kept, 1_000_000, "uji:1")
    credit(merged, 250_000, "uji:2")
    preview = registry.merge_preview(kept, merged)["parts"]["lindung.ledger.merging"]
    assert [(p["account_id"], p["amount"]) for p in preview] == [(int(Acc.JHT_MEMBERS), 250_000)]
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    on = date(2021, 12, 31)
    assert [ledger.member_balance(p, Acc.JHT_MEMBERS, on) for p in (kept, merged)] == [1_250_000, 0]
    credit(kept, 70_000, "uji:3")
    registry.unmerge_people(merge.id, by=2)
    assert [ledger.member_balance(p, Acc.JHT_MEMBERS, on) for p in (kept, merged)] == [1_070_000, 250_000]
    proofs_hold()


@pytest.mark.django_db
def test_what_unmerging_gives_back_is_shown_first_and_is_what_happens(institution, pair):
    kept, merged = pair
    on = date(2021, 12, 31)

    def book(person, amount, key, kind="OPENING"):
        post(
            kind, key, date(2021, 11, 30), institution.branches[0],
            {Acc.JHT_BILLED: amount, Acc.JHT_MEMBERS: -amount},
            [Member(person, Acc.JHT_MEMBERS, "OPENING", date(2021, 11, 1), amount, institution.employers[0])],
        )  # fmt: skip

    def balances():
        return [ledger.member_balance(p, Acc.JHT_MEMBERS, on) for p in (kept, merged)]

    book(kept, 1_000_000, "uji:1")
    book(merged, 250_000, "uji:2")
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    book(kept, 70_000, "uji:3")
    would = registry.unmerge_preview(merge.id)
    before = state()
    (line,) = would["parts"]["lindung.ledger.merging"]
    assert (line["amount"], line["kept_now"], line["merged_now"], line["short"]) == (250_000, 1_320_000, 0, False)
    assert state() == before and balances() == [1_320_000, 0]
    assert len(would["numbers"]) == 1 and [s["segment"] for s in would["parts"]["lindung.coverage.merging"]] == ["PU"]
    assert [r["name"] for r in would["relatives"]] == ["Anak 921 0"] and len(would["accounts"]) == 1
    registry.unmerge_people(merge.id, by=2)
    assert balances() == [line["kept_after"], line["merged_after"]] == [1_070_000, 250_000]
    with pytest.raises(registry.RegistryRefused, check=lambda e: e.code == "merge_undone"):
        registry.unmerge_preview(merge.id)
    proofs_hold()


@pytest.mark.django_db
def test_what_was_paid_out_since_is_corrected_before_the_records_part(institution, pair):
    kept, merged = pair

    def book(person, amount, key):
        post(
            "OPENING", key, date(2021, 11, 30), institution.branches[0],
            {Acc.JHT_BILLED: amount, Acc.JHT_MEMBERS: -amount},
            [Member(person, Acc.JHT_MEMBERS, "OPENING", date(2021, 11, 1), amount, institution.employers[0])],
        )  # fmt: skip

    book(merged, 250_000, "uji:2")
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    book(kept, -200_000, "uji:bayar")
    assert [r["short"] for r in registry.unmerge_preview(merge.id)["parts"]["lindung.ledger.merging"]] == [True]
    before = state()
    with pytest.raises(LedgerRefused) as refused, transaction.atomic():
        registry.unmerge_people(merge.id, by=2)
    assert refused.value.code == "unmerge_short" and "Rp200.000" in refused.value.text("id")
    assert state() == before
    proofs_hold()
