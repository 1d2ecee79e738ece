"""Correcting who a person is: two people where it weighs, evidence that proves it, what it makes impossible, what it
moves, and that what was decided stays as it was decided."""

from datetime import date

import pytest
from claims_world import at
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung.base.db import rows, scalar
from lindung.base.errors import Refused
from lindung.claims import services as claims
from lindung.claims.queries import consequences, used_in
from lindung.claims.services import accept_person_change as accept
from lindung.claims.services import propose_person_change as propose
from lindung.coverage import services as coverage
from lindung.interop.outbox.messages import tell
from lindung.registry import queries
from lindung.registry import services as registry
from lindung.registry.models import Person, PersonChange
from lindung.registry.services import Proof

BORN = date(1990, 2, 3)
KTP, DUKCAPIL = Proof("ID_CARD", "3514020302900001"), Proof("CIVIL_REGISTRY", "470/12/2021")
OFFICER, HEAD = 11, 12
PAPERS = frozenset({"CARD", "ID", "FAMILY_CARD", "REFERENCE_LETTER", "BANK_BOOK"})


def refused(code, call, *args, **more):
    with pytest.raises(Refused) as told, transaction.atomic():
        call(*args, **more)
    assert told.value.code == code
    assert told.value.text("id") != told.value.text("en")
    return told.value


def person(person_id):
    return Person.objects.get(pk=person_id)


def test_a_birth_date_waits_for_a_second_person_and_is_kept_with_its_old_value(world):
    who = world.person("Dimas Contoh", BORN)
    made = propose(who, {"birth_date": date(1990, 2, 4)}, DUKCAPIL, "Salah ketik saat didaftarkan.", OFFICER)
    assert (made.state, made.two) == ("PROPOSED", True)
    assert person(who).birth_date == BORN  # proposing changes nothing
    refused("change_same_person", accept, made.pk, OFFICER)
    accept(made.pk, HEAD)
    assert person(who).birth_date == date(1990, 2, 4)
    row = queries.person_changes(person_id=who)[0]
    assert row["changes"] == {"birth_date": ["1990-02-03", "1990-02-04"]}
    assert (row["state"], row["proposed_by"], row["decided_by"]) == ("DONE", OFFICER, HEAD)
    assert (row["evidence"], row["evidence_number"]) == ("CIVIL_REGISTRY", "470/12/2021")
    refused("change_state", accept, made.pk, HEAD)
    with pytest.raises(IntegrityError), transaction.atomic():  # four eyes are the database's own rule too
        PersonChange.objects.filter(pk=made.pk).update(decided_by=OFFICER)


def test_a_spelling_and_contacts_take_one_officer_another_name_takes_two(world):
    who = world.person("Muh. Dimas Contoh", BORN)
    made = propose(who, {"name": "Muhammad Dimas Contoh", "mother_name": "Wulan"}, KTP, "Menurut KTP.", OFFICER)
    assert (made.state, made.two) == ("DONE", False)
    assert (person(who).name, person(who).mother_name) == ("Muhammad Dimas Contoh", "Wulan")
    other = propose(who, {"name": "Bagus Prakoso"}, KTP, "Menurut KTP.", OFFICER)
    assert (other.state, person(who).name) == ("PROPOSED", "Muhammad Dimas Contoh")
    # while that waits, a phone number can still be set right, but nothing that weighs
    said = Proof("STATEMENT")
    assert propose(who, {"phone": "0812"}, said, "Disampaikan di loket.", OFFICER).state == "DONE"
    refused("change_open", propose, who, {"sex": "P"}, DUKCAPIL, "Menurut surat.", OFFICER)
    refused("change_of_other", registry.withdraw_change, other.pk, HEAD)
    assert registry.withdraw_change(other.pk, OFFICER).state == "WITHDRAWN"


def test_a_nik_of_another_living_record_and_one_that_contradicts_are_refused(world):
    who, other = world.person("Dimas Contoh", BORN), world.person("Siti Contoh", date(1991, 3, 4))
    held = person(other).nik
    refused("nik_used", propose, who, {"nik": held}, KTP, "Menurut KTP.", OFFICER)
    free = "3514020402909999"  # says 4 February
    told = refused("nik_contradicts", propose, who, {"nik": free}, KTP, "Menurut KTP.", OFFICER)
    assert "04-02-90" in told.text("id") and told.field == "nik"
    refused("nik_contradicts", propose, who, {"sex": "P"}, KTP, "Menurut KTP.", OFFICER)
    refused("nik_contradicts", propose, who, {"birth_date": date(1990, 2, 5)}, KTP, "Menurut KTP.", OFFICER)
    # the civil registry may say that a number stands although its digits differ; a number that cannot be is never taken
    assert propose(who, {"nik": free}, DUKCAPIL, "Surat Dukcapil.", OFFICER).state == "PROPOSED"
    registry.withdraw_change(queries.person_changes(person_id=who)[0]["id"], OFFICER)
    for wrong in ("3514020302900000", "0014020302901234", "3514023113901234"):
        refused("nik_contradicts", propose, who, {"nik": wrong}, DUKCAPIL, "Surat Dukcapil.", OFFICER)
    for wrong in ("", "123", "351402030290000X", "3514020302900001; drop"):
        with pytest.raises(Refused), transaction.atomic():
            propose(who, {"nik": wrong or "-"}, KTP, "x", OFFICER)


def test_a_new_nik_seen_on_the_card_is_a_checked_one_and_a_family_card_leaves_it_unchecked(world):
    who = world.person("Dimas Contoh", BORN)
    for number, proof, checked in (("3514020302907001", KTP, True), ("3514020302907002",
                                   Proof("FAMILY_CARD", "35140201"), False)):  # fmt: skip
        accept(propose(who, {"nik": number}, proof, "Salah angka.", OFFICER).pk, HEAD)
        assert person(who).nik == number and (person(who).nik_verified_on is not None) == checked


def test_the_number_of_a_record_merged_here_is_for_parting_not_for_taking(world):
    who, other = world.person("Dimas Contoh", BORN), world.person("Dimas Contoh", BORN)
    held = person(other).nik
    registry.merge_people(who, other, "KTP diperiksa", OFFICER)
    refused("nik_merged_here", propose, who, {"nik": held}, KTP, "Menurut KTP.", OFFICER)
    refused("merged_away", propose, other, {"name": "Lain"}, KTP, "Menurut KTP.", OFFICER)


@pytest.mark.parametrize(
    ("wanted", "proof", "code"),
    [
        ({"birth_date": date(1990, 2, 4)}, Proof("STATEMENT"), "evidence_kind"),
        ({"birth_date": date(1990, 2, 4)}, Proof("TAX_CARD", "1"), "evidence_kind"),
        ({"nik": "3514020302901111"}, Proof("BIRTH_CERTIFICATE", "1"), "evidence_kind"),
        ({"name": "Lain"}, Proof("KARTU", "1"), "evidence_kind"),
        ({"name": "Lain"}, Proof("ID_CARD", "  "), "evidence_number"),
        ({"name": "  "}, KTP, "name_missing"),
        ({"name": "Dimas\u200b Contoh"}, KTP, "change_nothing"),
        ({"sex": "X"}, KTP, "sex"),
        ({"birth_date": date(2021, 12, 16)}, KTP, "birth_future"),
        ({"npwp": "12"}, KTP, "npwp_form"),
        ({"died_on": date(2021, 1, 1)}, DUKCAPIL, "death_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_kept(world, wanted, proof, code):
    who = world.person("Dimas Contoh", BORN)
    refused(code, propose, who, wanted, proof, "Menurut berkas.", OFFICER)
    assert queries.person_changes(person_id=who) == []
    refused("reason_missing", propose, who, {"name": "Lain"}, KTP, "  ", OFFICER)


def test_cover_that_was_had_is_not_made_impossible(world):
    who = world.person("Dimas Contoh", BORN)
    world.spell(who, date(2016, 1, 4))
    told = refused("born_after_cover", propose, who, {"birth_date": date(2016, 1, 4)}, DUKCAPIL, "Surat.", OFFICER)
    assert "4 Januari 2016" in told.text("id")
    made = propose(who, {"birth_date": date(2002, 2, 3)}, DUKCAPIL, "Surat.", OFFICER)
    assert made.state == "PROPOSED"


def test_the_law_does_not_let_him_join_at_the_new_age(world):
    from lindung.segments import services as segments

    who = world.person("Dimas Contoh", BORN)
    segments.register_bpu(who, world.office, [segments.Job("Tukang becak", 1_500_000, "35.14")], on=date(2021, 10, 1))
    told = refused("may_not_join", propose, who, {"birth_date": date(1950, 2, 3)}, DUKCAPIL, "Surat.", OFFICER)
    assert "65" in told.text("id")


def test_what_waits_is_not_done_on_a_record_that_changed_meanwhile(world):
    who = world.person("Dimas Contoh", BORN)
    made = propose(who, {"birth_date": date(1990, 2, 4)}, DUKCAPIL, "Surat.", OFFICER)
    registry.correct_person(who, birth_date=date(1990, 2, 5))
    refused("change_meanwhile", accept, made.pk, HEAD)
    taken = propose(world.person("Satu", BORN), {"nik": "3514020302908888"}, KTP, "KTP.", OFFICER)
    registry.correct_person(world.person("Dua", BORN), nik="3514020302908888")
    refused("nik_used", accept, taken.pk, HEAD)
    registry.decline_change(made.pk, "Data sudah berubah.", HEAD)
    refused("change_state", registry.decline_change, made.pk, "lagi", HEAD)


def test_consequences_and_uses_are_told_before_and_decisions_stay(world):
    who = world.person("Dimas Contoh", date(1965, 6, 15))
    world.spell(who, date(2016, 1, 4), date(2021, 6, 30))
    world.money(who, 10_000_000, date(2021, 6, 1), date(2021, 7, 10))
    registry.set_bank_account(who, "014", "123456789", "Dimas Contoh", date(2021, 1, 4))
    asked = claims.submit_jht(claims.NewClaim(who, "AGE_56", shown=PAPERS, client_key="k", at=at(date(2021, 11, 8))))
    made = claims.propose(asked.claim_id, OFFICER, at=at(date(2021, 11, 9), 10), on=date(2021, 11, 9))
    claims.approve(made.decision_id, HEAD, at=at(date(2021, 11, 9), 14), on=date(2021, 11, 9))
    changes = {"birth_date": ["1965-06-15", "1966-06-15"], "name": ["Dimas Contoh", "Bagus Prakoso"]}
    told = {c.title["en"]: c for c in consequences(who, changes)}
    assert set(told) == {"JP pension age", "JHT by age", "Name on the bank account"}
    assert told["JHT by age"].before["id"] == "sudah dapat diajukan"
    assert told["JHT by age"].after["id"] == "mulai 15 Juni 2022"
    assert told["JP pension age"].before["id"] == "usia 58 tahun, hak mulai 1 Juli 2023"
    assert told["JP pension age"].after["id"] == "usia 58 tahun, hak mulai 1 Juli 2024"
    assert told["Name on the bank account"].warn
    decisions = [u for u in used_in(who, changes) if u.kind == "DECISION"]
    assert [(u.id, u.number, u.state) for u in decisions] == [(made.decision_id, asked.number, "AWARD")]
    assert [u for u in used_in(who, {"phone": ["", "1"]}) if u.kind == "DECISION"] == []
    before = rows("select gross, tax, net, trace::text, status from claims_decision")
    accept(propose(who, {"birth_date": date(1966, 6, 15)}, DUKCAPIL, "Surat.", OFFICER).pk, HEAD)
    assert rows("select gross, tax, net, trace::text, status from claims_decision") == before


def test_a_death_taken_back_gives_cover_back_and_set_right_ends_it_on_the_right_day(world):
    who = world.person("Dimas Contoh", BORN)
    spell = world.spell(who, date(2016, 1, 4))
    told = claims.report_death("RT", "OTHER", who, date(2021, 11, 12), client_key="d", at=at(date(2021, 11, 15)))
    assert scalar("select end_on from coverage_spell where id = %s", [spell]) == date(2021, 11, 12)
    changes = {"died_on": ["2021-11-12", None]}
    assert [c.title["en"] for c in consequences(who, changes)] == ["Cover that the death ended"]
    assert [u.number for u in used_in(who, changes)] == [told.claims[0].number]
    refused("evidence_kind", propose, who, {"died_on": None}, Proof("DEATH_CERTIFICATE", "1"), "Hidup.", OFFICER)
    right = propose(who, {"died_on": date(2021, 11, 10)}, Proof("DEATH_CERTIFICATE", "AM-1"), "Akta.", OFFICER)
    accept(right.pk, HEAD)
    assert person(who).died_on == date(2021, 11, 10)
    assert scalar("select end_on from coverage_spell where id = %s", [spell]) == date(2021, 11, 10)
    accept(propose(who, {"died_on": None}, KTP, "Orangnya datang ke kantor.", OFFICER).pk, HEAD)
    assert person(who).died_on is None
    assert scalar("select end_on from coverage_spell where id = %s", [spell]) is None
    notes = rows("select note from claims_claimevent where claim_id = %s and kind = 'NOTE' and note <> ''",
                 [told.claims[0].claim_id])  # fmt: skip
    assert len(notes) == 2  # whoever works on the open claim reads that its facts moved
    refused("death_before_birth", coverage.record_death, who, date(1989, 1, 1), "x")


def test_a_member_asks_an_officer_answers_and_both_are_told(world):
    who = world.person("Dimas Contoh", BORN)
    wanted = {"birth_date": date(1990, 2, 4)}
    asked = registry.ask_change(who, wanted, KTP, "Di KTP tanggal 4.", by=5)
    assert registry.ask_change(who, wanted, KTP, "lagi", by=5) == asked  # the same stays one
    refused("change_open", registry.ask_change, who, {"name": "Lain"}, KTP, "x", by=5)
    refused("evidence_kind", registry.ask_change, world.person("Lain", BORN), {"name": "A B"}, Proof("STATEMENT"), "x")
    with pytest.raises(TypeError):
        registry.ask_change(who, {"died_on": None}, KTP, "x")
    assert person(who).birth_date == BORN
    refused("change_open", propose, who, wanted, DUKCAPIL, "Surat.", OFFICER)  # his request is answered, not passed by
    made = propose(who, {"birth_date": date(1990, 2, 14)}, DUKCAPIL, "Surat.", OFFICER, request_id=asked.pk)
    assert (made.pk, made.asked, made.state) == (asked.pk, {"birth_date": "1990-02-04"}, "PROPOSED")
    assert tell("data", 1, made.pk) == 1
    accept(made.pk, HEAD)
    assert tell("data", 1, made.pk) == 1
    second = registry.ask_change(who, {"name": "Bagus Prakoso"}, KTP, "Nama di KTP.", by=5)
    refused("reason_missing", registry.decline_change, second.pk, " ", OFFICER)
    registry.decline_change(second.pk, "KTP atas nama lain.", OFFICER)
    assert tell("data", 1, second.pk) == 1
    assert tell("data", 1, second.pk) == 0
    told = rows("select template, params->'what'->>'id' as what from notices_message where person_id = %s order by id",
                [who])  # fmt: skip
    assert [(r["template"], r["what"]) for r in told] == [
        ("data_proposed", "tanggal lahir"),
        ("data_changed", "tanggal lahir"),
        ("data_declined", "data yang Anda minta"),
    ]  # fmt: skip
    third = registry.ask_change(who, {"name": "Bagus Prakoso"}, KTP, "Nama di KTP.", by=5)
    refused("no_change", propose, world.person("X", BORN), {"name": "Y Z"}, KTP, "x", OFFICER, request_id=third.pk)
    assert registry.withdraw_change(third.pk, 5).state == "WITHDRAWN"


def test_what_a_person_changes_himself_is_kept_too(world):
    who = world.person("Dimas Contoh", BORN, phone="0811")
    registry.change_contacts(who, by=5, phone="0812", email="")
    registry.change_contacts(who, by=5, phone="0812")
    found = queries.person_changes(person_id=who)
    assert [(r["changes"], r["state"], r["decided_by"]) for r in found] == [({"phone": ["0811", "0812"]}, "DONE", 5)]
    assert tell("data", 1, found[0]["id"]) == 0


def test_another_person_decides_whatever_is_proposed(world):
    """Any mixture of facts: who somebody is never changes by one pair of hands, and the record says what was there."""
    who = world.person("Dimas Contoh", BORN)

    @settings(max_examples=25, deadline=None)
    @given(
        st.fixed_dictionaries(
            {},
            optional={
                "birth_date": st.dates(date(1960, 1, 1), date(2003, 1, 1)),
                "sex": st.sampled_from(["L", "P"]),
                "name": st.sampled_from(["Dimas Contoh", "M Dimas Contoh", "Dimas C", "Rangga Lain", "DIMAS CONTOH"]),
                "mother_name": st.text(max_size=20),
                "phone": st.text("0123456789", max_size=12),
            },
        )
    )
    def anything(wanted):
        before = person(who)
        point = transaction.savepoint()
        try:
            made = propose(who, wanted, DUKCAPIL, "Surat.", OFFICER)
        except Refused:
            transaction.savepoint_rollback(point)
            assert person(who) == before
            return
        weighs = {"birth_date", "sex"} & set(made.changes)
        assert made.two or not weighs
        if made.two:
            now = person(who)
            assert all(getattr(now, f) == getattr(before, f) for f in wanted)
            accept(made.pk, HEAD)
        after = person(who)
        for field, (old, new) in made.changes.items():
            assert str(getattr(before, field)) == str(old) and str(getattr(after, field)) == str(new)

    try:
        anything()
    except Error:  # pragma: no cover - says which statement the database refused
        connection.set_rollback(True)
        raise
