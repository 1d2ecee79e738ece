"""Whatever is joined, ended, reported dead and taken back, in any order: the identity of every month holds."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.base.db import rows
from lindung.base.db import system as system_role
from lindung.base.errors import Refused
from lindung.coverage import checks, queries, services

FIRST, LAST = date(2021, 1, 1), date(2021, 12, 1)
DAYS = st.integers(0, 340).map(lambda n: date(2021, 1, 3) + timedelta(days=n))
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["join", "join", "leave", "leave", "die", "live", "unleave", "unjoin", "lapse"]),
        st.integers(0, 3),  # person
        st.integers(0, 2),  # employer; 2: pays for himself
        DAYS,
        st.integers(0, 5),  # which of his spells
    ),
    min_size=1,
    max_size=25,
)


class _Undo(Exception):
    """Ends one example without a trace."""


@pytest.fixture
def acts(institution):
    """One function per step; each may refuse."""
    people, employers, branches = institution.people, institution.employers, institution.branches

    def spell_of(person, which):
        found = rows("select id from coverage_spell where person_id = %s order by id", [people[person]])
        return found[which % len(found)]["id"] if found else 0

    def join(person, job, day, which):
        own = job == 2
        services.join(
            people[person],
            None if own else employers[job],
            branches[0 if own else job],
            "BPU" if own else "PU",
            day,
            source="uji",
        )

    return {
        "join": join,
        "leave": lambda p, j, d, w: services.leave(spell_of(p, w), d, "RESIGNED", source="uji"),
        "lapse": lambda p, j, d, w: services.leave(spell_of(p, w), d, "LAPSED", source="uji"),
        "die": lambda p, j, d, w: services.record_death(people[p], d, "uji"),
        "live": lambda p, j, d, w: services.take_back_death(people[p], "uji"),
        "unleave": lambda p, j, d, w: services.take_back_exit(spell_of(p, w), "uji"),
        "unjoin": lambda p, j, d, w: services.take_back_join(spell_of(p, w), "uji"),
    }


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_identity_holds_for_every_month(institution, acts, steps):
    def example():
        with transaction.atomic(), system_role():
            for name, person, job, day, which in steps:
                try:
                    with transaction.atomic():
                        acts[name](person, job, day, which)
                except Refused:
                    continue
            assert [p.as_dict() for p in checks.proofs() if not p.holds] == []
            for office in institution.branches:
                for segment in ("PU", "BPU", None):
                    flow = queries.stock_and_flow([office], segment, FIRST, LAST)
                    assert flow[0].opening == 0
                    for month, after in zip(flow, [*flow[1:], None], strict=True):
                        moved = month.joined + month.reactivated - month.lapsed - month.exited
                        assert month.closing == month.opening + moved
                        assert after is None or after.opening == month.closing
                        last = (month.month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
                        assert month.closing == queries.stock([office], segment, last)
            raise _Undo

    with pytest.raises(_Undo):
        example()
