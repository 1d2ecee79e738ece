"""A member asks to have a second card of his joined: what must match, what is told, who decides."""

from datetime import date

import pytest
from django.db import transaction

from lindung.base.db import scalar
from lindung.base.db import system as system_role
from lindung.registry import queries
from lindung.registry import services as registry
from lindung.registry.services import RegistryRefused
from made_up import nik

BORN = date(1988, 5, 17)


@pytest.fixture
def cards(institution):
    """One human being under two records, the second made by an employer without his NIK."""
    with system_role():
        office = institution.branches[0]
        one = registry.register_person(
            nik=nik(960, BORN, "L"), name="Muhammad Dimas Aryo", birth_date=BORN, sex="L", office_id=office
        ).id
        registry.verify_nik(one, date(2021, 2, 1))
        registry.issue_number(one, office, date(2019, 1, 1))
        two = registry.register_person(nik=None, name="M. Dimas Aryo", birth_date=BORN, sex="L", office_id=office).id
        yield one, two, registry.issue_number(two, office, date(2020, 1, 1)), office


def refused(call, *args, **more):
    with pytest.raises(RegistryRefused) as told, transaction.atomic():
        call(*args, **more)
    assert told.value.text("id") != told.value.text("en")
    return told.value.code


@pytest.mark.django_db
def test_asked_by_the_member_and_granted_by_an_officer(cards):
    one, two, kpj, office = cards
    asked = registry.ask_merge(one, f" {kpj[:4]} {kpj[4:]}", "Muh. Dimas Aryo", BORN, by=7)
    assert (asked.state, asked.other_id, asked.kpj) == ("OPEN", two, kpj)
    assert registry.ask_merge(one, kpj, "M Dimas Aryo", BORN) == asked  # the same stays one
    assert [r["id"] for r in queries.card_requests(office_ids=[office], state="OPEN")] == [asked.id]
    assert scalar("select merged_into_id from registry_person where id = %s", [two]) is None
    assert refused(registry.grant_merge, asked.id, 0, "KTP", by=2) == "not_found"
    merge = registry.grant_merge(asked.id, one, "KTP dan kedua kartu diperiksa", by=2)
    asked.refresh_from_db()
    assert (asked.state, asked.merge_id, asked.decided_by) == ("MERGED", merge.id, 2)
    assert scalar("select person_id from registry_membernumber where kpj = %s", [kpj]) == one
    assert refused(registry.grant_merge, asked.id, one, "lagi", by=2) == "request_decided"
    assert refused(registry.ask_merge, one, kpj, "M Dimas Aryo", BORN) == "card_yours"


@pytest.mark.django_db
def test_declined_with_an_answer_and_asked_again(cards):
    one, _, kpj, _ = cards
    asked = registry.ask_merge(one, kpj, "M Dimas Aryo", BORN)
    assert refused(registry.decline_merge, asked.id, "  ", by=2) == "reason_missing"
    registry.decline_merge(asked.id, "Kartu keluarga berbeda", by=2)
    assert refused(registry.decline_merge, asked.id, "lagi", by=2) == "request_decided"
    again = registry.ask_merge(one, kpj, "M Dimas Aryo", BORN)
    assert again.id != asked.id
    assert [(r["state"], r["answer"]) for r in queries.card_requests(person_id=one)] == [
        ("OPEN", ""),
        ("DECLINED", "Kartu keluarga berbeda"),
    ]


@pytest.mark.django_db
def test_what_does_not_match_tells_nothing_and_is_not_tried_for_ever(cards, institution):
    one, _, kpj, _ = cards
    wrong = [
        (kpj, "Slamet Riyadi", BORN),
        (kpj, "M Dimas Aryo", date(1988, 5, 18)),
        ("00000000018", "M Dimas Aryo", BORN),  # a card that there is not
    ]
    for number, name, born in wrong:
        made = registry.ask_merge(one, number, name, born)
        assert (made.state, made.other_id) == ("UNMATCHED", None)
    for _ in range(2):
        registry.ask_merge(one, kpj, "Slamet Riyadi", BORN)
    assert refused(registry.ask_merge, one, kpj, "Slamet Riyadi", BORN) == "too_many_cards"
    assert registry.ask_merge(one, kpj, "M Dimas Aryo", BORN).state == "OPEN"  # what is right is never shut out


@pytest.mark.django_db
def test_a_card_of_somebody_with_another_verified_nik_is_not_his(cards, institution):
    one, _, _, office = cards
    other = registry.register_person(
        nik=nik(961, BORN, "L"), name="M Dimas Aryo", birth_date=BORN, sex="L", office_id=office
    ).id
    kpj = registry.issue_number(other, office, date(2020, 1, 1))
    assert registry.ask_merge(one, kpj, "M Dimas Aryo", BORN).state == "OPEN"  # neither proven: an officer looks
    registry.verify_nik(other, date(2021, 3, 1))
    registry.decline_merge(queries.card_requests(person_id=one)[0]["id"], "NIK lain", by=2)
    assert registry.ask_merge(one, kpj, "M Dimas Aryo", BORN).state == "UNMATCHED"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "123", "x" * 300, "'; drop table"])
def test_what_is_no_card_number_is_said_so(cards, number):
    assert refused(registry.ask_merge, cards[0], number, "M Dimas Aryo", BORN) == "kpj_form"


@pytest.mark.django_db
def test_who_is_not_checked_himself_comes_to_the_branch(cards):
    one, two, kpj, _ = cards
    own = scalar("select kpj from registry_membernumber where person_id = %s", [one])
    assert refused(registry.ask_merge, two, own, "Muhammad Dimas Aryo", BORN) == "own_nik_unverified"
    assert refused(registry.ask_merge, one, kpj, "   ", BORN) == "name_missing"
    assert refused(registry.ask_merge, 0, kpj, "X", BORN) == "not_found"
