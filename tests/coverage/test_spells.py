"""Joining, leaving, dying and taking back, one at a time and in bulk."""

from datetime import date

import pytest
from django.db import connection

from lindung.base.db import rows, run, scalar
from lindung.base.db import system as system_role
from lindung.coverage import checks, queries, services
from lindung.coverage.refusals import CoverageRefused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_system(institution):
    """Reads of these tests see all rows."""
    with system_role():
        yield


@pytest.fixture
def spell(institution):
    return services.join(
        institution.people[0], institution.employers[0], institution.branches[0], "PU", date(2020, 3, 1), source="test"
    )


def again(institution, start, person=0, employer=0):
    return services.join(
        institution.people[person],
        institution.employers[employer],
        institution.branches[employer],
        "PU",
        start,
        source="test",
    )


def kinds(spell_id):
    return [(e["kind"], e["sign"], e["on_date"], e["reason"]) for e in queries.events_of(spell_id)]


def all_hold():
    wrong = [p.as_dict() for p in checks.proofs() if not p.holds]
    assert not wrong
    return True


def refusal(code, act, *args, **named):
    with pytest.raises(CoverageRefused) as caught:
        act(*args, **named)
    assert caught.value.code == code
    for lang in ("id", "en"):
        assert caught.value.text(lang) and "{" not in caught.value.text(lang)
    return caught.value


def test_a_join_uses_the_latest_number_and_is_covered_from_its_first_day(institution, spell):
    assert spell.kpj == institution.kpj[0]
    assert kinds(spell.id) == [("JOINED", 1, date(2020, 3, 1), "")]
    person = institution.people[0]
    assert queries.covered_on(person, date(2020, 2, 29)) == []
    cover = queries.covered_on(
        person, date(2020, 3, 1), lambda segment, size, day: ("JKK",) if (segment, size) == ("PU", "LARGE") else ()
    )[0]
    assert (cover.employer, cover.size, cover.programmes) == ("PT Contoh 0", "LARGE", ("JKK",))
    assert all_hold()


def test_the_same_join_again_is_the_same_spell(institution, spell):
    assert again(institution, date(2020, 3, 1)).id == spell.id
    assert len(kinds(spell.id)) == 1


def test_an_overlap_is_refused_with_name_and_dates(institution, spell):
    told = refusal("overlap", again, institution, date(2020, 6, 1))
    assert "Sari Melati" in told.text("id") and "1 Maret 2020" in told.text("id") and "PT Contoh 0" in told.text("en")
    services.leave(spell.id, date(2020, 5, 31), "RESIGNED", source="test")
    assert again(institution, date(2020, 6, 1)).id != spell.id
    assert all_hold()


def test_several_employers_at_one_time_are_allowed(institution, spell):
    other = again(institution, date(2020, 4, 1), employer=1)
    assert {c.spell_id for c in queries.covered_on(institution.people[0], date(2020, 4, 2))} == {spell.id, other.id}


def test_a_number_of_somebody_else_is_refused(institution):
    refusal(
        "not_his_number",
        services.join,
        institution.people[0],
        institution.employers[0],
        institution.branches[0],
        "PU",
        date(2020, 3, 1),
        kpj=institution.kpj[1],
        source="test",
    )


def test_an_exit_keeps_its_last_day_covered(institution, spell):
    services.leave(spell.id, date(2020, 9, 30), "CONTRACT_END", source="test", by=7)
    person = institution.people[0]
    assert queries.covered_on(person, date(2020, 9, 30)) and not queries.covered_on(person, date(2020, 10, 1))
    assert kinds(spell.id)[-1] == ("EXITED", -1, date(2020, 9, 30), "CONTRACT_END")
    services.leave(spell.id, date(2020, 9, 30), "CONTRACT_END", source="test")
    assert len(kinds(spell.id)) == 2
    told = refusal("ended_other", services.leave, spell.id, date(2020, 8, 31), "RESIGNED", source="test")
    assert "30 September 2020" in told.text("id")
    refusal("before_start", services.leave, again(institution, date(2021, 1, 1)).id, date(2020, 12, 31), "RESIGNED",
            source="test")  # fmt: skip
    assert all_hold()


@pytest.mark.parametrize(
    ("reason", "code"),
    [("DIED", "death_is_no_exit"), ("ERROR", "error_is_no_exit"), ("LAPSED", "lapse_wage"), ("BORED", "reason")],
)
def test_reasons_that_are_no_exit(spell, reason, code):
    refusal(code, services.leave, spell.id, date(2020, 9, 30), reason, source="test")
    assert kinds(spell.id) == [("JOINED", 1, date(2020, 3, 1), "")]


def test_coming_back_is_a_reactivation(institution, spell):
    services.leave(spell.id, date(2020, 9, 30), "RESIGNED", source="test")
    back = again(institution, date(2021, 2, 1), employer=1)
    assert kinds(back.id) == [("REACTIVATED", 1, date(2021, 2, 1), "")]


def test_unpaid_own_cover_lapses(institution):
    own = services.join(institution.people[1], None, institution.branches[0], "BPU", date(2021, 1, 1), source="test")
    refusal("overlap", services.join, institution.people[1], None, institution.branches[0], "BPU", date(2021, 2, 1),
            source="test")  # fmt: skip
    services.leave(own.id, date(2021, 3, 31), "LAPSED", source="test")
    flow = queries.stock_and_flow(list(institution.branches), "BPU", date(2021, 3, 1), date(2021, 3, 1))[0]
    assert (flow.opening, flow.lapsed, flow.exited, flow.closing) == (1, 1, 0, 0)
    assert all_hold()


def test_a_wrong_exit_is_taken_back_with_a_mirror(institution, spell):
    services.leave(spell.id, date(2020, 9, 30), "RESIGNED", source="test")
    opened = services.take_back_exit(spell.id, "salah orang")
    assert (opened.end_on, opened.exit_reason) == (None, "")
    assert kinds(spell.id)[-1] == ("EXITED", 1, date(2020, 9, 30), "RESIGNED")
    refusal("not_ended", services.take_back_exit, spell.id, "lagi")
    assert all_hold()


def test_an_exit_cannot_be_taken_back_over_a_later_spell(institution, spell):
    services.leave(spell.id, date(2020, 9, 30), "RESIGNED", source="test")
    again(institution, date(2021, 2, 1))
    told = refusal("overlap", services.take_back_exit, spell.id, "salah")
    assert "1 Februari 2021" in told.text("id")
    assert kinds(spell.id)[-1] == ("EXITED", -1, date(2020, 9, 30), "RESIGNED")
    assert all_hold()


def test_a_wrong_registration_never_was(institution, spell):
    services.leave(spell.id, date(2020, 9, 30), "RESIGNED", source="test")
    services.take_back_join(spell.id, "salah NIK")
    services.take_back_join(spell.id, "salah NIK")
    assert queries.spells_of(institution.people[0]) == []
    assert queries.covered_on(institution.people[0], date(2020, 5, 1)) == []
    flow = queries.stock_and_flow(list(institution.branches), "PU", date(2020, 3, 1), date(2020, 9, 1))
    assert [(f.joined, f.exited, f.closing) for f in flow] == [(0, 0, 0)] * 7
    fresh = again(institution, date(2020, 3, 1))
    assert fresh.id != spell.id and kinds(fresh.id)[0][0] == "JOINED"
    refusal("taken_back", services.leave, spell.id, date(2020, 9, 30), "RESIGNED", source="test")
    assert all_hold()


def test_what_was_known_then(institution, spell):
    services.leave(spell.id, date(2020, 9, 30), "RESIGNED", source="test")
    with connection.cursor() as cursor:
        cursor.execute("select max(made_at) from coverage_spellevent")
        before = cursor.fetchone()[0]
    services.take_back_exit(spell.id, "salah")
    asked = (list(institution.branches), "PU", date(2020, 9, 1), date(2020, 9, 1))
    assert queries.stock_and_flow(*asked)[0].exited == 0
    assert queries.stock_and_flow(*asked, known_at=before)[0].exited == 1


# ---- deaths


def test_a_death_ends_cover_on_its_day(institution, spell):
    other = again(institution, date(2021, 5, 1), employer=1)
    done = services.record_death(institution.people[0], date(2021, 4, 10), "laporan", by=3)
    assert (done.new, done.ended, done.voided) == (True, (spell.id,), (other.id,))
    assert queries.covered_on(institution.people[0], date(2021, 4, 10))[0].exit_reason == "DIED"
    assert not queries.covered_on(institution.people[0], date(2021, 4, 11))
    assert services.record_death(institution.people[0], date(2021, 4, 10), "lagi").new is False
    assert len(kinds(spell.id)) == 2
    assert all_hold()


def test_an_exit_reported_after_a_death_is_a_dispute_and_cover_stays(institution, spell):
    services.record_death(institution.people[0], date(2021, 4, 10), "laporan")
    kept = services.leave(spell.id, date(2021, 3, 31), "RESIGNED", source="report")
    services.leave(spell.id, date(2021, 3, 31), "RESIGNED", source="report")
    assert (kept.end_on, kept.exit_reason) == (date(2021, 4, 10), "DIED")
    assert [d["kind"] for d in queries.disputes(person_id=institution.people[0])] == ["DEATH_EXIT"]
    refusal("died_take_back", services.take_back_exit, spell.id, "salah")
    refusal("dead", again, institution, date(2021, 4, 11), employer=1)
    assert all_hold()


def test_an_exit_of_the_month_of_death_reported_late_goes_to_an_officer(institution, spell):
    services.leave(spell.id, date(2021, 12, 1), "RESIGNED", source="report")  # recorded on 15 December
    done = services.record_death(institution.people[0], date(2021, 12, 10), "laporan")
    assert done.ended == () and done.disputed == (spell.id,)
    reopened = services.take_back_exit(spell.id, "pekerja masih bekerja sampai meninggal")
    assert (reopened.end_on, reopened.exit_reason) == (date(2021, 12, 10), "DIED")
    assert all_hold()


def test_an_exit_after_the_death_becomes_the_death(institution, spell):
    services.leave(spell.id, date(2021, 4, 30), "RESIGNED", source="report")
    services.record_death(institution.people[0], date(2021, 4, 10), "laporan")
    assert kinds(spell.id)[1:] == [
        ("EXITED", -1, date(2021, 4, 30), "RESIGNED"),
        ("EXITED", 1, date(2021, 4, 30), "RESIGNED"),
        ("EXITED", -1, date(2021, 4, 10), "DIED"),
    ]
    assert all_hold()


def test_joining_late_who_has_died_since_is_covered_up_to_that_day(institution):
    services.record_death(institution.people[0], date(2021, 4, 10), "laporan")
    late = again(institution, date(2021, 1, 1))
    late.refresh_from_db()
    assert (late.end_on, late.exit_reason) == (date(2021, 4, 10), "DIED")
    assert all_hold()


def test_a_wrong_death_is_taken_back_to_what_was(institution, spell):
    services.leave(spell.id, date(2021, 4, 30), "RESIGNED", source="report")
    later = again(institution, date(2021, 6, 1), employer=1)
    services.leave(later.id, date(2021, 8, 31), "CONTRACT_END", source="report")
    running = again(institution, date(2021, 9, 1), employer=1)
    before = queries.spells_of(institution.people[0])
    for _ in range(2):
        services.record_death(institution.people[0], date(2021, 4, 10), "laporan")
        assert all_hold()
        assert services.take_back_death(institution.people[0], "orangnya hidup") == date(2021, 4, 10)
        assert queries.spells_of(institution.people[0]) == before
        assert all_hold()
    assert before[-1]["spell_id"] == running.id and before[-1]["end_on"] is None
    refusal("not_dead", services.take_back_death, institution.people[0], "lagi")


# ---- bulk


def test_many_join_and_leave_in_a_few_statements_with_every_row_accounted_for(institution, spell):
    p, e, o = institution.people, institution.employers[0], institution.branches[0]
    source = "select * from (values %s) v (person_id, employer_id, office_id, segment, kpj, start_on)"
    values = [
        (p[0], date(2020, 3, 1)),  # already
        (p[0], date(2020, 7, 1)),  # overlaps
        (p[1], date(2020, 7, 1)),
        (p[1], date(2020, 7, 1)),  # twice
        (p[2], date(2020, 7, 1)),
        (99_999_999, date(2020, 7, 1)),  # nobody
    ]
    sql = source % ", ".join(f"({person}, {e}, {o}, 'PU', null, date '{start}')" for person, start in values)
    done = services.join_many(sql, source="report:1", by=5)
    assert (done.rows_in, done.done, done.already) == (6, 2, 2)
    assert [(r["row_no"], r["code"]) for r in done.refused] == [(2, "overlap"), (6, "no_person")]
    assert "PT Contoh 0" in done.text(done.refused[0]) and "{" not in done.text(done.refused[1], "en")
    assert scalar("select count(*) from coverage_spellevent where source = 'report:1' and made_by = 5") == 2

    ids = [r["id"] for r in rows("select id from coverage_spell where employer_id = %s order by id", [e])]
    left = services.leave_many(
        "select id as spell_id, date '2020-12-31' as end_on,"
        " case when id = %s then 'DIED' else 'RESIGNED' end as reason from coverage_spell"
        " where id = any(%s) order by id",
        [ids[0], ids],
        source="report:2",
    )
    assert (left.rows_in, left.done, [r["code"] for r in left.refused]) == (3, 2, ["death_is_no_exit"])
    twice = services.leave_many(
        "select * from (values (%s::bigint, date '2021-01-31', 'RESIGNED'),"
        " (%s::bigint, date '2021-02-28', 'RESIGNED')) v (spell_id, end_on, reason)",
        [ids[0], ids[0]],
        source="report:3",
    )
    assert (twice.done, [r["code"] for r in twice.refused]) == (1, ["twice"])
    assert all_hold()


def test_statements_do_not_grow_with_rows(institution, django_assert_max_num_queries):
    from lindung.registry.services import NewPerson, register_people

    people = register_people(
        [NewPerson(None, f"Pekerja {n}", date(1990, 1, 1), "L", institution.branches[0]) for n in range(300)]
    )
    run("create temporary table t (person_id bigint)")
    run("insert into t select unnest(%s::bigint[])", [[p for p, _ in people]])
    with django_assert_max_num_queries(30):
        done = services.join_many(
            "select person_id, %s::bigint as employer_id, %s::bigint as office_id, 'PU' as segment, null as kpj,"
            " date '2021-01-01' as start_on from t",
            [institution.employers[0], institution.branches[0]],
            source="test",
        )
    assert done.done == 300 and all_hold()


# ---- notices and disputes


def test_silence_accepts_after_seven_working_days(institution, spell):
    notice = services.worker_says_left(spell.id, date(2021, 11, 30), "RESIGNED", on=date(2021, 12, 1))
    assert notice.reply_by == date(2021, 12, 10)  # Thu 2, Fri 3, Mon 6 .. Fri 10
    assert services.worker_says_left(spell.id, date(2021, 11, 29), "RESIGNED", on=date(2021, 12, 2)).id == notice.id
    assert services.settle_exit_notices(date(2021, 12, 10)).rows_in == 0
    assert services.settle_exit_notices(date(2021, 12, 11)).done == 1
    assert services.settle_exit_notices(date(2021, 12, 12)).rows_in == 0
    assert queries.spells_of(institution.people[0])[0]["end_on"] == date(2021, 11, 30)
    assert queries.exit_notices(person_id=institution.people[0])[0]["status"] == "ACCEPTED"
    refusal("notice_closed", services.answer_exit_notice, notice.id, True)
    assert all_hold()


def test_holidays_do_not_count_for_the_reply(institution, spell):
    from lindung.registry.services import set_holiday

    set_holiday(date(2021, 12, 3), "Libur contoh")
    notice = services.worker_says_left(spell.id, date(2021, 11, 30), "RESIGNED", on=date(2021, 12, 1))
    assert notice.reply_by == date(2021, 12, 13)


def test_an_objection_keeps_it_open_for_an_officer(institution, spell):
    notice = services.worker_says_left(spell.id, date(2021, 11, 30), "RESIGNED", on=date(2021, 12, 1))
    refusal("note_missing", services.answer_exit_notice, notice.id, False)
    refusal("no_notice", services.answer_exit_notice, notice.id, True, employer_id=institution.employers[1])
    refusal("notice_open", services.decide_exit_notice, notice.id, True, "bukti", 9)
    services.answer_exit_notice(notice.id, False, answer="masih bekerja", employer_id=institution.employers[0])
    assert services.settle_exit_notices(date(2022, 1, 31)).rows_in == 0
    assert queries.spells_of(institution.people[0])[0]["end_on"] is None
    services.decide_exit_notice(notice.id, False, "slip gaji Desember ada", 9)
    assert queries.exit_notices(office_ids=institution.branches)[0]["status"] == "REFUSED"
    second = services.worker_says_left(spell.id, date(2021, 12, 5), "RESIGNED", on=date(2021, 12, 6))
    services.answer_exit_notice(second.id, False, answer="tidak benar")
    services.decide_exit_notice(second.id, True, "surat pengunduran diri", 9)
    assert queries.spells_of(institution.people[0])[0]["end_on"] == date(2021, 12, 5)


def test_a_worker_cannot_say_that_he_died_or_left_tomorrow_or_speak_for_another(institution, spell):
    say = services.worker_says_left
    refusal("reason", say, spell.id, date(2021, 11, 30), "DIED", on=date(2021, 12, 1))
    refusal("future", say, spell.id, date(2021, 12, 2), "RESIGNED", on=date(2021, 12, 1))
    refusal("no_spell", say, spell.id, date(2021, 11, 30), "RESIGNED", person_id=institution.people[1])


def test_disputes_open_once_and_are_answered_in_words(institution, spell):
    wage = services.dispute(spell.id, "WAGE", month=date(2021, 5, 17), claimed_wage=4_500_000, note="slip")
    assert wage.month == date(2021, 5, 1)
    assert services.dispute(spell.id, "WAGE", month=date(2021, 5, 1), claimed_wage=4_600_000).id == wage.id
    refusal("dispute_month", services.dispute, spell.id, "MISSING_MONTH", month=date(2020, 2, 1))
    refusal("dispute_wage", services.dispute, spell.id, "WAGE", month=date(2021, 6, 1), claimed_wage=0)
    refusal("dispute_kind", services.dispute, spell.id, "DEATH_EXIT")
    refusal("dispute_exit", services.dispute, spell.id, "EXIT")
    refusal("no_spell", services.dispute, spell.id, "SPELL", person_id=institution.people[1])
    refusal("note_missing", services.close_dispute, wage.id, " ")
    services.close_dispute(wage.id, "Upah dibetulkan pada laporan versi 2.")
    refusal("dispute_closed", services.close_dispute, wage.id, "lagi")


def test_an_exit_is_disputed_once_it_was_reported(institution, spell):
    services.leave(spell.id, date(2021, 6, 30), "RESIGNED", source="laporan upah")
    made = services.dispute(spell.id, "EXIT", month=date(2021, 5, 1), claimed_wage=3, note="masih bekerja")
    assert (made.month, made.claimed_wage) == (None, None)
    assert services.dispute(spell.id, "EXIT").id == made.id
    assert queries.disputes(person_id=institution.people[0])[0]["left_on"] == date(2021, 6, 30)
    services.take_back(spell.id, "SPELL", "salah orang", 9)
    refusal("taken_back", services.dispute, spell.id, "SPELL")


def test_an_officer_takes_back_what_reports_made_and_nothing_else(institution, spell):
    refusal("not_ended", services.take_back, spell.id, "EXIT", "surat", 9)
    refusal("note_missing", services.take_back, spell.id, "SPELL", " ", 9)
    refusal("dispute_kind", services.take_back, spell.id, "WAGE", "surat", 9)
    refusal("no_spell", services.take_back, 10**9, "EXIT", "surat", 9)
    own = services.join(institution.people[1], None, institution.branches[0], "BPU", date(2021, 1, 1), source="pesanan")
    refusal("not_wage", services.take_back, own.id, "SPELL", "surat", 9)
    services.leave(spell.id, date(2021, 6, 30), "RESIGNED", source="laporan upah")
    services.take_back(spell.id, "EXIT", "masih bekerja", 9)
    assert queries.spell(spell.id)["end_on"] is None and all_hold()


def test_workers_are_listed_by_page(institution, spell):
    again(institution, date(2020, 4, 1), person=1)
    first = queries.workers_of(institution.employers[0], date(2020, 5, 1), limit=1)
    rest = queries.workers_of(
        institution.employers[0], date(2020, 5, 1), limit=5, after=(first[0]["name"], first[0]["spell_id"])
    )
    assert [w["name"] for w in first + rest] == ["Bagus Prakoso", "Sari Melati"]
    assert len(queries.workers_of(institution.employers[0], date(2020, 3, 31))) == 1


def test_every_refusal_speaks_both_languages():
    for indonesian, english in CoverageRefused.MESSAGES.values():
        assert indonesian and english and indonesian != english
