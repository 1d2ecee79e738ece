"""Sponsors' lists when two records of one person are merged, and when the merge is taken apart again."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reach_world import DEC, JAN, TODAY, World, prove, row, row_of

from lindung.base.db import rows, scalar
from lindung.base.db import system as system_role
from lindung.reach import services
from lindung.reach.errors import ReachRefused
from lindung.reach.merging import Piece, preview, restore_preview
from lindung.reach.models import Agreement, Beneficiary
from lindung.registry import services as registry

pytestmark = pytest.mark.django_db
FEB, MAR, APR = date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 1)
TABLES = ("reach_beneficiary", "registry_person", "coverage_spell")


def state() -> dict[str, list[str]]:
    return {t: sorted(r["row"] for r in rows(f"select t::text as row from {t} t")) for t in TABLES}


def two(world: World) -> tuple[Agreement, int, int]:
    """An agreement with money and two records of one person on its list from January and from February."""
    agreement = world.agreement()
    world.budget(agreement, 10_000_000)
    return agreement, listed(world, agreement, 1, JAN), listed(world, agreement, 2, FEB)


def listed(world: World, agreement: Agreement, number: int, month: date) -> int:
    """The person of a new row of a list."""
    world.list(agreement, [row(number)], month)
    found = Beneficiary.objects.filter(agreement=agreement).order_by("-pk")[0]
    return found.person_id


def on_lists(person: int) -> list[tuple[date, date | None, str]]:
    found = Beneficiary.objects.filter(person_id=person).order_by("pk")
    return [(b.first_month, b.last_month, b.end_reason) for b in found]


def refused(code: str, act, *args, **more) -> ReachRefused:
    with pytest.raises(ReachRefused) as told, transaction.atomic():
        act(*args, **more)
    assert told.value.code == code and told.value.text("id") != told.value.text("en")
    return told.value


def test_a_row_follows_its_person_and_goes_back(world: World) -> None:
    agreement = world.agreement()
    world.budget(agreement, 10_000_000)
    merged = listed(world, agreement, 1, JAN)
    kept = listed(world, world.agreement(), 2, DEC)
    world.pay(world.order(agreement, JAN), TODAY)
    services.end_beneficiaries(agreement.pk, [Beneficiary.objects.get(person_id=merged).pk], MAR, "LEFT")
    before = state()
    assert [(r["what"], r["first_month"]) for r in preview(kept, merged)] == [("MOVES", JAN)]
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    assert on_lists(kept) == [(JAN, MAR, "LEFT"), (DEC, None, "")] and on_lists(merged) == []
    prove()
    told = registry.unmerge_preview(merge.pk)["parts"]["lindung.reach.merging"]
    assert [(r["sponsor"], r["pieces"]) for r in told] == [(agreement.sponsor.name, [Piece(False, JAN, MAR, JAN)])]
    registry.unmerge_people(merge.pk, by=2)
    assert state() == before
    prove()


def test_of_two_rows_on_one_list_the_one_nothing_was_ordered_of_never_was(world: World) -> None:
    agreement, kept, merged = two(world)
    world.pay(world.order(agreement, JAN), TODAY)  # only the first is on the list in January
    before = state()
    assert [r["what"] for r in preview(kept, merged)] == ["DROPPED"]
    assert [r["what"] for r in preview(merged, kept)] == ["DROPS_KEPT"]
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    assert on_lists(kept) == [(JAN, None, ""), (FEB, FEB, "ERROR")]
    prove()
    february = world.order(agreement, FEB)
    assert february.people == 1
    registry.unmerge_people(merge.pk, by=2)
    assert state() == before
    prove()
    # the other way round: the record that is kept had the row nothing was ordered of
    merge = registry.merge_people(merged, kept, "KTP sama", by=1)
    assert on_lists(merged) == [(JAN, None, ""), (FEB, FEB, "ERROR")]
    prove()
    registry.unmerge_people(merge.pk, by=2)
    assert on_lists(kept) == [(JAN, None, "")] and on_lists(merged) == [(FEB, None, "")]
    prove()


def test_two_sponsors_or_both_ordered_is_for_a_clerk_first(world: World) -> None:
    agreement, kept, merged = two(world)
    world.order(agreement, FEB)  # names both
    told = refused("merge_sponsored", registry.merge_people, kept, merged, "KTP sama", by=1)
    assert agreement.number in told.text("id") and "Februari 2022" in told.text("id")
    assert [r["what"] for r in preview(kept, merged)] == ["IN_THE_WAY"]
    other = listed(world, world.agreement(), 3, JAN)
    refused("merge_sponsored", registry.merge_people, kept, other, "KTP sama", by=1)
    assert on_lists(other) == [(JAN, None, "")]
    # months of its own that the other row does not hold are not lost silently either
    services.end_beneficiaries(agreement.pk, [Beneficiary.objects.get(person_id=kept).pk], MAR, "LEFT")
    refused("merge_sponsored", registry.merge_people, kept, merged, "KTP sama", by=1)
    prove()


def test_months_ordered_since_the_merge_stay_with_the_record_they_name(world: World) -> None:
    agreement = world.agreement()
    world.budget(agreement, 10_000_000)
    merged = listed(world, agreement, 1, JAN)
    world.pay(world.order(agreement, JAN), TODAY)
    kept = world.person()
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    world.pay(world.order(agreement, FEB, 2), TODAY)
    prove()
    (told,) = restore_preview(kept, merged, merge.moved["parts"]["lindung.reach.merging"])
    assert told["pieces"] == [Piece(False, JAN, JAN, JAN), Piece(True, FEB, None, MAR)]
    registry.unmerge_people(merge.pk, by=2)
    assert on_lists(merged) == [(JAN, JAN, "MOVED")] and on_lists(kept) == [(FEB, None, "")]
    assert scalar("select paid_through from reach_beneficiary where person_id = %s", [merged]) == JAN
    prove()
    # cover of the kept record's own months opens with the daily round, and the books still hold
    services.reach_day(TODAY)
    services.reach_day(FEB)
    prove()


def test_a_month_ordered_since_may_lie_before_one_ordered_for_the_other(world: World) -> None:
    agreement = world.agreement()
    world.budget(agreement, 10_000_000)
    merged = listed(world, agreement, 1, JAN)
    world.pay(world.order(agreement, MAR), TODAY)
    kept = world.person()
    merge = registry.merge_people(kept, merged, "KTP sama", by=1)
    world.pay(world.order(agreement, FEB), TODAY)
    (told,) = restore_preview(kept, merged, merge.moved["parts"]["lindung.reach.merging"])
    assert told["pieces"] == [Piece(False, JAN, JAN, None), Piece(True, FEB, FEB, FEB), Piece(False, MAR, None, MAR)]
    registry.unmerge_people(merge.pk, by=2)
    assert sorted(on_lists(merged)) == [(JAN, JAN, "MOVED"), (MAR, None, "")]
    assert on_lists(kept) == [(FEB, FEB, "FUNDS")]
    paid = "select array_agg(paid_through order by first_month) from reach_beneficiary where person_id = %s"
    assert (scalar(paid, [merged]), scalar(paid, [kept])) == ([None, MAR], [FEB])
    prove()
    for day in (TODAY, FEB, APR):  # each is covered by what was paid for him
        services.reach_day(day)
        prove()
    covered = "select count(*) from coverage_spell where person_id = %s and end_on is null"
    assert scalar(covered, [merged]) == scalar(covered, [kept]) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=st.lists(st.sampled_from(["", "other", "kept"]), min_size=4, max_size=4), paid=st.booleans(), last=st.booleans()
)
def test_every_month_stays_with_the_record_its_order_names(
    world: World, who: list[str], paid: bool, last: bool
) -> None:
    """Whatever months were ordered before the merge and since: taken apart, no month is lost, and none is twice."""

    class Undo(Exception):
        pass

    months = [JAN, FEB, MAR, APR]
    with pytest.raises(Undo), transaction.atomic(), system_role():
        agreement = world.agreement()
        world.budget(agreement, 10_000_000)
        other, kept = listed(world, agreement, 1, JAN), world.person()
        if last:
            services.end_beneficiaries(agreement.pk, [Beneficiary.objects.get(person_id=other).pk], APR, "LEFT")
        merge = None
        for side in ("other", "kept"):
            for month, named in zip(months, who, strict=True):
                if named == side:
                    asked = world.order(agreement, month)
                    if paid:
                        world.pay(asked, TODAY)
            if side == "other":
                merge = registry.merge_people(kept, other, "KTP sama", by=1)
        assert merge is not None
        registry.unmerge_people(merge.pk, by=2)
        prove()
        held = {"other": on_lists(other), "kept": on_lists(kept)}
        for month, named in zip([*months, DEC], [*who, ""], strict=True):
            having = [
                side for side, found in held.items() for first, end, _why in found
                if first <= month and (end is None or month <= end)
            ]  # fmt: skip
            assert len(having) == (0 if last and month == DEC else 1), (month, held)
            assert not named or having == [named], (month, held)
        services.reach_day(TODAY)
        prove()
        raise Undo


FACTS = st.lists(
    st.tuples(st.sampled_from([JAN, FEB, MAR]), st.sampled_from([None, MAR, APR]), st.booleans()), max_size=2
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=FACTS, other=FACTS, same=st.booleans(), paid=st.booleans())
def test_unmerging_restores_every_list(world: World, one: list, other: list, same: bool, paid: bool) -> None:  # type: ignore[type-arg]
    """Whatever lists two records are on: a merge keeps the proofs or is refused whole, and unmerging gives all back."""

    class Undo(Exception):
        pass

    def example() -> None:
        with transaction.atomic(), system_role():
            agreements = [world.agreement() for _ in range(2)]
            people = []
            for number, facts in enumerate((one, other)):
                first = agreements[0 if same else number]
                person = world.person()
                for place, (month, last, ordered) in enumerate(facts):
                    agreement = (first, world.agreement())[place]
                    world.budget(agreement, 10_000_000)
                    taken = world.list(agreement, [row_of(person)], month)
                    if not taken.done:
                        continue
                    held = Beneficiary.objects.filter(agreement=agreement, person_id=person).order_by("-pk")[0]
                    if last:
                        services.end_beneficiaries(agreement.pk, [held.pk], last, "LEFT")
                    if ordered:
                        try:
                            asked = world.order(agreement, month)
                        except ReachRefused:
                            continue
                        if paid:
                            world.pay(asked, TODAY)
                people.append(person)
            before = state()
            try:
                with transaction.atomic():
                    merge = registry.merge_people(people[0], people[1], "KTP sama", by=1)
            except Exception as refusal:
                assert getattr(refusal, "code", "") in ("merge_sponsored", "merge_overlap"), refusal
                assert state() == before
            else:
                prove()
                registry.unmerge_people(merge.pk, by=2)
                assert state() == before
            prove()
            raise Undo

    with pytest.raises(Undo):
        example()
