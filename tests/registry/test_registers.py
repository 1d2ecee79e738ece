"""Employers, people, numbers, relatives, accounts, offices: one of each, refusals in words, bulk like single."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindung.access.scope import Actor, acting
from lindung.base.db import rows, run, scalar
from lindung.base.db import system as system_role
from lindung.registry import checks, names, numbers, queries
from lindung.registry import services as registry
from lindung.registry.refusals import RegistryRefused
from made_up import nik

BORN = date(1988, 5, 17)


def refusal(code, act, *args, **named):
    with pytest.raises(RegistryRefused) as caught:
        act(*args, **named)
    assert caught.value.code == code
    for lang in ("id", "en"):
        assert caught.value.text(lang) and "{" not in caught.value.text(lang)
    return caught.value


@pytest.fixture
def as_system(institution):
    with system_role():
        yield


def all_hold():
    with system_role():
        wrong = [p.as_dict() for p in checks.proofs() if not p.holds]
    assert not wrong
    return True


# ---- numbers, without a database


@given(st.integers(1, 9_999_999_999), st.integers(0, 10), st.integers(1, 9))
def test_a_check_digit_finds_every_single_wrong_digit(number, place, shift):
    text = numbers.with_check_digit(number)
    assert numbers.has_check_digit(text)
    place %= len(text)
    wrong = text[:place] + str((int(text[place]) + shift) % 10) + text[place + 1 :]
    if not wrong.startswith("0"):
        assert not numbers.has_check_digit(wrong)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (numbers.is_npp, ["20000014", "AB123456"], ["20000018", "A1234567", "", "2000001", "ab123456", "２0000014"]),
        (numbers.is_nib, ["9120000000001"], ["912000000000", "91200000000a1", ""]),
        (numbers.is_npwp, ["012345678901000", "0123456789012345"], ["01234567890100", ""]),
        (numbers.is_kpj, ["20000000014", "09012345678", "KPJ12345678"], ["2000000001", "ABCDEFGHIJK", "2000000001-"]),
        (numbers.is_nik, ["3575011705880001"], ["357501170588000", "35750117058800O1"]),
    ],
)
def test_formats(check, good, bad):
    assert all(check(x) for x in good) and not any(check(x) for x in bad)


@pytest.mark.parametrize(
    ("text", "born", "sex", "codes"),
    [
        ("3575011705880001", BORN, "L", []),
        ("3575015705880001", BORN, "P", []),
        ("3575015705880001", BORN, "L", ["nik_sex"]),
        ("3575011805880001", BORN, "L", ["nik_birth_date"]),
        ("3575013202880001", None, "", ["nik_date"]),
        ("3575012902010001", date(2001, 3, 1), "L", ["nik_date"]),  # no 29 February in 2001
        ("3575012902000001", None, "L", []),  # there was one in 2000
        ("0075011705880001", BORN, "L", ["nik_province"]),
        ("3575011705880000", BORN, "L", ["nik_serial"]),
    ],
)
def test_what_in_a_nik_does_not_agree(text, born, sex, codes):
    doubts = numbers.nik_doubts(text, born, sex)
    assert [d.code for d in doubts] == codes
    assert all(d.id and d.en for d in doubts)


@given(st.dates(date(1925, 1, 1), date(2024, 12, 31)), st.sampled_from("LP"), st.integers(1, 9999))
def test_a_nik_that_agrees_raises_no_doubt(born, sex, serial):
    assert numbers.nik_doubts(nik(serial, born, sex), born, sex) == []


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Sari Melati", "SARI MELATI", "MATCH"),
        ("Melati Sari", "Sari Melati", "MATCH"),
        ("Dr. Hj. Sari Melati, S.E., M.M.", "SARI MELATI", "MATCH"),
        ("Muh. Bagus Prakoso", "MUHAMMAD BAGUS PRAKOSO", "MATCH"),
        ("M Bagus Prakoso", "Mochamad Bagus Prakoso", "MATCH"),
        ("Bagus P", "Bagus Prakoso", "MATCH"),
        ("BAGUS PRAKOSO WICAKSON", "Bagus Prakoso Wicaksono", "MATCH"),
        ("Ni'matul Khoiriyah", "NIMATUL KHOIRIYAH", "MATCH"),
        ("Sari Melati", "Sari Melatti", "MATCH"),
        ("Siti", "Siti Aminah", "CLOSE"),
        ("Siti", "Siti Aminah Putri", "DIFFERENT"),
        ("Sari Melati", "Bagus Prakoso", "DIFFERENT"),
        ("Sari Melati", "Sari Wulandari", "DIFFERENT"),
        ("", "Sari", "DIFFERENT"),
    ],
)
def test_names_are_compared_as_a_clerk_does(one, other, verdict):
    assert names.verdict(names.score(one, other)) == names.verdict(names.score(other, one)) == verdict


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_score_is_a_share_and_a_name_is_itself(one, other):
    assert 0 <= names.score(one, other) <= 100
    if names.words(one):
        assert names.score(one, one) == 100


# ---- employers


def employer(institution, **changes):
    facts = {
        "name": "CV Contoh Maju",
        "office_id": institution.branches[0],
        "district_id": "35.75",
        "registered_on": date(2020, 2, 3),
        "size": "SMALL",
        "risk_group": 3,
        "kbli": "25111",
        "review_on": date(2022, 2, 3),
    }
    return registry.register_employer(**(facts | changes))


@pytest.mark.django_db
def test_an_employer_gets_a_number_and_its_first_class(institution, as_system):
    made = employer(institution, nib="91200000009 99", npwp="01.234.567.8-901.000")
    assert numbers.is_npp(made.npp) and (made.nib, made.npwp) == ("9120000000999", "012345678901000")
    assert queries.employer_class(made.id, date(2020, 2, 2)) is None
    assert queries.employer_class(made.id, date(2020, 2, 3)).size == "SMALL"
    assert employer(institution, nib="9120000000999").id == made.id
    refusal("nib_taken", employer, institution, nib="9120000000999", name="CV Lain")
    assert employer(institution, nib="9120000000999", name="CV Lain", office_id=institution.branches[1]).id != made.id
    assert employer(institution, npp=made.npp).id == made.id
    refusal("npp_taken", employer, institution, npp=made.npp, name="CV Lain")
    assert all_hold()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"npp": "20000018"}, "npp_form"),
        ({"nib": "123"}, "nib_form"),
        ({"npwp": "123"}, "npwp_form"),
        ({"kbli": "2511"}, "kbli_form"),
        ({"risk_group": 6}, "risk_group"),
        ({"size": "HUGE"}, "size"),
        ({"review_on": date(2020, 2, 3)}, "review_before"),
        ({"reason": " "}, "reason_missing"),
    ],
)
def test_an_employer_that_cannot_be_registered_leaves_nothing(institution, changes, code):
    refusal(code, employer, institution, **changes)
    with system_role():
        assert scalar("select count(*) from registry_employer") == 2


@pytest.mark.django_db
def test_a_new_class_ends_the_former_and_history_is_not_rewritten(institution, as_system):
    made = employer(institution)
    new = {"size": "MEDIUM", "risk_group": 4, "kbli": "25111", "review_on": date(2023, 1, 1), "reason": "Peninjauan"}
    first = registry.classify_employer(made.id, valid_from=date(2021, 1, 1), **new)
    assert registry.classify_employer(made.id, valid_from=date(2021, 1, 1), **new).id == first.id
    assert [queries.employer_class(made.id, d).risk_group for d in (date(2020, 12, 31), date(2021, 1, 1))] == [3, 4]
    changed = registry.classify_employer(made.id, valid_from=date(2021, 1, 1), **(new | {"risk_group": 5}))
    assert changed.id == first.id and changed.risk_group == 5
    told = refusal("class_before", registry.classify_employer, made.id, valid_from=date(2020, 6, 1), **new)
    assert "1 Januari 2021" in told.text("id")
    audited = rows(
        "select before ->> 'risk_group' as was from access_auditentry where table_name = 'registry_employerclass'"
        " and operation = 'UPDATE' and row_key = %s order by id",
        [str(first.id)],
    )
    assert [a["was"] for a in audited] == ["4"]
    due = queries.classes_to_review([institution.branches[0]], date(2023, 1, 1))
    assert {d["id"] for d in due} == {made.id, institution.employers[0]}
    assert all_hold()


@pytest.mark.django_db
def test_an_employer_is_corrected_and_closed(institution, as_system):
    made = employer(institution)
    assert registry.change_employer(made.id, name="CV  Contoh   Jaya", phone="0343 1").name == "CV Contoh Jaya"
    refusal("nib_taken", registry.change_employer, made.id, nib="9120000000000")
    refusal("not_found", registry.change_employer, 0, name="x")
    registry.close_employer(made.id, date(2021, 5, 1))
    assert rows("select status, closed_on from registry_employer where id = %s", [made.id]) == [
        {"status": "CLOSED", "closed_on": date(2021, 5, 1)}
    ]


# ---- people


def person(institution, number=900, **changes):
    facts = {"nik": nik(number, BORN, "L"), "name": "Dimas Aryo", "birth_date": BORN, "sex": "L",
             "office_id": institution.branches[0], "mother_name": "Ratna"}  # fmt: skip
    return registry.register_person(**(facts | changes))


@pytest.mark.django_db
def test_never_a_second_person_with_a_nik(institution, as_system):
    one = person(institution)
    assert person(institution, name="Dimas A").id == one.id
    assert scalar("select name from registry_person where id = %s", [one.id]) == "Dimas Aryo"
    refusal("nik_taken", person, institution, birth_date=date(1988, 5, 18))
    refusal("nik_form", person, institution, nik="123")
    refusal("sex", person, institution, sex="X")
    refusal("name_missing", person, institution, name="  ")
    refusal("birth_future", person, institution, birth_date=date(2022, 1, 1))
    assert person(institution, nik=None).id != person(institution, nik=" ").id


@pytest.mark.django_db
def test_several_numbers_lead_to_one_person(institution, as_system):
    one = person(institution)
    first = registry.issue_number(one.id, institution.branches[0], date(2020, 1, 1))
    assert numbers.is_kpj(first) and numbers.has_check_digit(first)
    assert (
        registry.issue_number(one.id, institution.branches[0], date(2010, 1, 1), kpj="09K 1234 5678") == "09K12345678"
    )
    assert registry.issue_number(one.id, institution.branches[0], date(2010, 1, 1), kpj="09K12345678") == "09K12345678"
    assert queries.person_by_kpj("09K12345678") == queries.person_by_kpj(first) == one.id
    assert queries.number_of(one.id) == first
    refusal("kpj_taken", registry.issue_number, institution.people[1], institution.branches[0], BORN, kpj=first)
    refusal("kpj_form", registry.issue_number, one.id, institution.branches[0], BORN, kpj="12")


@pytest.mark.django_db
def test_the_database_makes_the_same_check_digit(institution):
    for number in (1, 79927398, 2_000_000_001, 9_999_999_999):
        assert scalar("select registry_with_check_digit(%s)", [number]) == numbers.with_check_digit(number)


@pytest.mark.django_db
def test_facts_are_corrected_on_evidence(institution, as_system):
    one = person(institution)
    registry.verify_nik(one.id, date(2021, 1, 5))
    fixed = registry.correct_person(one.id, nik=nik(901, BORN, "L"), name="Dimas Aryo Seno")
    assert (fixed.name, fixed.nik_verified_on) == ("Dimas Aryo Seno", None)
    refusal("nik_used", registry.correct_person, one.id, nik=rows("select nik from registry_person where id = %s",
            [institution.people[0]])[0]["nik"])  # fmt: skip
    assert registry.change_contacts(one.id, phone=" 0812 ", district_id="35.14").phone == "0812"
    with pytest.raises(TypeError):
        registry.change_contacts(one.id, name="Bukan di sini")


@pytest.mark.django_db
def test_a_death_has_one_date(institution, as_system):
    one = person(institution)
    refusal("death_future", registry.record_death, one.id, date(2021, 12, 16))
    refusal("death_before_birth", registry.record_death, one.id, date(1988, 5, 16))
    assert registry.record_death(one.id, date(2021, 12, 15)) is True
    assert registry.record_death(one.id, date(2021, 12, 15)) is False
    assert "15 Desember 2021" in refusal("death_recorded", registry.record_death, one.id, date(2021, 12, 1)).text("id")
    assert registry.clear_death(one.id) == date(2021, 12, 15)


# ---- many people


def new(institution, number, **changes):
    facts = {"nik": nik(number, BORN, "L"), "name": f"Pekerja {number}", "birth_date": BORN, "sex": "L",
             "office_id": institution.branches[0]}  # fmt: skip
    return registry.NewPerson(**(facts | changes))


@pytest.mark.django_db
def test_many_people_are_registered_once_in_a_few_statements(institution, as_system, django_assert_max_num_queries):
    people = [new(institution, n) for n in range(1000, 1400)]
    with django_assert_max_num_queries(25):
        first = registry.register_people(people)
    assert len(set(first)) == 400 and all(numbers.has_check_digit(kpj) for _, kpj in first)
    assert registry.register_people(people) == first
    assert scalar("select name from registry_person where id = %s", [first[7][0]]) == "Pekerja 1007"
    assert registry.register_people(reversed(people)) == first[::-1]
    assert all_hold()


@pytest.mark.django_db
def test_bulk_knows_niks_cards_and_repetitions(institution, as_system):
    known = person(institution)
    card = registry.issue_number(known.id, institution.branches[0], date(2019, 1, 1))
    done = registry.register_people(
        [
            new(institution, 900),  # known by NIK
            new(institution, 901),
            new(institution, 901),  # the same again
            new(institution, 0, nik=None, kpj="09K12345678"),  # no NIK, unknown card
            new(institution, 0, nik=None, kpj="09K12345678"),
            new(institution, 0, nik=None, kpj=card),  # no NIK, known card
            new(institution, 0, nik=None),
            new(institution, 0, nik=None),
            new(institution, 902, kpj="09K87654321"),
        ],
        on=date(2020, 1, 1),
    )
    ids = [p for p, _ in done]
    assert done[0] == done[5] == (known.id, card)
    assert ids[1] == ids[2] and ids[3] == ids[4] and len(set(ids)) == 6
    assert done[3][1] == "09K12345678" and done[8][1] == "09K87654321"
    assert scalar("select count(*) from registry_membernumber where person_id = %s", [ids[8]]) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows_of", "code", "which"),
    [
        ([{}, {"birth_date": date(1990, 1, 1)}], "nik_rows", "2"),
        ([{"nik": "12"}], "nik_rows", "1"),
        ([{}, {"nik": "KNOWN", "birth_date": date(1990, 1, 1)}], "nik_rows", "2"),
        ([{"kpj": "TAKEN"}], "kpj_rows", "1"),
        ([{"kpj": "12"}], "kpj_rows", "1"),
        ([{"name": " "}], "name_missing", ""),
        ([{"sex": "?"}], "sex", ""),
    ],
)
def test_bulk_is_all_or_nothing(institution, rows_of, code, which):
    with system_role():
        held = rows("select nik from registry_person where id = %s", [institution.people[0]])[0]["nik"]
    named = [{k: {"KNOWN": held, "TAKEN": institution.kpj[0]}.get(v, v) for k, v in row.items()} for row in rows_of]
    told = refusal(code, registry.register_people, [new(institution, 950, **row) for row in named])
    assert which in told.text("id")
    with system_role():
        assert scalar("select count(*) from registry_person") == 4


@pytest.mark.django_db
def test_bulk_leads_to_the_record_that_was_kept(institution, as_system):
    a, b = person(institution), person(institution, 901)
    kpj = registry.issue_number(a.id, institution.branches[0], date(2020, 1, 1))
    registry.merge_people(a.id, b.id, "KTP", by=1)
    assert registry.register_people([new(institution, 901)]) == [(a.id, kpj)]
    assert person(institution, 901).id == a.id == queries.person_by_nik(nik(901, BORN, "L"))


# ---- relatives and accounts


@pytest.mark.django_db
def test_relatives_are_entered_once(institution, as_system):
    one = institution.people[0]
    child = registry.add_relative(one, "CHILD", "Anak  Pertama", birth_date=date(2012, 3, 4))
    assert registry.add_relative(one, "CHILD", "Anak Pertama", birth_date=date(2012, 3, 4)).id == child.id
    refusal("relative_kind", registry.add_relative, one, "FRIEND", "Teman")
    refusal("birth_future", registry.add_relative, one, "CHILD", "Belum", birth_date=date(2022, 1, 1))
    assert registry.change_relative(child.id, died_on=date(2020, 1, 1)).died_on == date(2020, 1, 1)
    refusal("death_before_birth", registry.change_relative, child.id, died_on=date(2011, 1, 1))
    assert [r["name"] for r in queries.relatives_of(one)] == ["Anak Pertama"]


@pytest.mark.django_db
def test_a_changed_account_cools_off_and_the_name_is_checked(institution, as_system):
    one, day = institution.people[0], date(2021, 12, 1)
    first = registry.set_bank_account(one, "008", "123 456 7890", "SARI MELATI", day)
    assert (first.usable_from, first.name_match, first.name_score) == (day, "MATCH", 100)
    assert registry.set_bank_account(one, "008", "1234567890", "SARI MELATI", date(2021, 12, 9)).id == first.id
    second = registry.set_bank_account(one, "002", "987654321", "Orang Lain", date(2021, 12, 10))
    assert (second.usable_from, second.name_match) == (date(2021, 12, 13), "DIFFERENT")
    assert registry.COOLING_OFF_DAYS == 3
    assert queries.account_of(one, on=date(2021, 12, 12))["usable"] is False
    assert queries.account_of(one, on=date(2021, 12, 13))["usable"] is True
    vouched = registry.set_bank_account(one, "002", "987654321", "Sari M", date(2021, 12, 11), vouched=True)
    assert (vouched.id, vouched.usable_from, vouched.name_match) == (second.id, date(2021, 12, 11), "MATCH")
    assert registry.recheck_account_name(second.id, "SARI WULANDARI", date(2021, 12, 12)).name_match == "DIFFERENT"
    child = registry.add_relative(one, "CHILD", "Anak Pertama")
    own = registry.set_bank_account(one, "008", "55555", "Anak Pertama", day, relative_id=child.id)
    assert own.usable_from == day and queries.account_of(one, child.id)["id"] == own.id
    refusal("relative_of_other", registry.set_bank_account, institution.people[1], "008", "55555", "x", day,
            relative_id=child.id)  # fmt: skip
    refusal("account_number", registry.set_bank_account, one, "008", "12a", "x", day)
    refusal("bank", registry.set_bank_account, one, "000", "123456", "x", day)
    registry.end_bank_account(second.id, date(2021, 12, 14))
    assert queries.account_of(one) is None
    assert all_hold()


# ---- files


@pytest.mark.django_db
def test_a_file_is_kept_once_under_a_plain_name(institution, as_system):
    kept = registry.store_file("..\\..\\a/b\x00\u202exls.csv", "text/csv", b"a;b", institution.branches[0], by=4)
    assert kept.name == "bxls.csv" and kept.size == 3
    assert registry.store_file("x/bxls.csv", "text/csv", b"a;b", institution.branches[0]).id == kept.id
    assert queries.file(kept.id)["content"] == b"a;b"
    refusal("empty_file", registry.store_file, "kosong.csv", "text/csv", b"", institution.branches[0])
    refusal("file_too_big", registry.store_file, "b.csv", "text/csv", b"x" * (10 * 2**20 + 1), institution.branches[0])


# ---- organisation


@pytest.mark.django_db
def test_districts_and_posts_change_hands_on_a_day(institution, as_system):
    zero, one = institution.branches
    registry.serve_district(one, "35.75", date(2021, 7, 1))
    assert registry.serve_district(one, "35.75", date(2021, 8, 1)).valid_from == date(2021, 7, 1)
    assert queries.office_of_district("35.75", date(2021, 6, 30)) == zero
    assert queries.office_of_district("35.75", date(2021, 7, 1)) == one
    assert queries.office_of_district("35.73", date(2021, 7, 1)) is None
    refusal("starts_before", registry.serve_district, zero, "35.75", date(2021, 7, 1))
    assert {d["code"] for d in queries.districts_of(institution.region, date(2021, 7, 1))} == {"35.75", "35.14"}
    registry.appoint(zero, "BRANCH_MANAGER", "Kepala Satu", "Kepala Kantor", date(2017, 1, 1))
    registry.appoint(zero, "BRANCH_MANAGER", "Kepala Dua", "Kepala Kantor Cabang", date(2021, 3, 1))
    assert queries.signatory(zero, "BRANCH_MANAGER", date(2021, 2, 28)) == ("Kepala Satu", "Kepala Kantor")
    assert queries.signatory(zero, "BRANCH_MANAGER", date(2021, 3, 1)) == ("Kepala Dua", "Kepala Kantor Cabang")
    assert queries.signatory(zero, "BRANCH_MANAGER", date(2016, 3, 1)) is None
    assert len(queries.holders([zero])) == 2
    registry.close_office(zero, date(2021, 12, 31))
    refusal("dates_order", registry.close_office, zero, date(2001, 1, 1))


@pytest.mark.django_db
def test_the_business_day_and_working_days(institution):
    assert queries.today() == date(2021, 12, 15)
    assert queries.now().date() == date(2021, 12, 15)
    assert queries.add_working_days(date(2021, 12, 17), 1) == date(2021, 12, 20)
    assert queries.add_working_days(date(2021, 12, 17), 0) == date(2021, 12, 17)
    registry.set_business_day(None)
    assert queries.today().year >= 2025


# ---- finding


@pytest.mark.django_db
def test_people_are_found_in_one_query_within_the_scope(institution, django_assert_num_queries):
    with system_role():
        held = rows("select nik from registry_person where id = %s", [institution.people[0]])[0]["nik"]
    officer = Actor(kind="staff", user_id=1, role="CLAIMS_OFFICER", offices=(institution.branches[0],))
    with acting(officer):
        for text in (held, institution.kpj[0], "melati", "  Sari   Mel"):
            with django_assert_num_queries(1):
                page = queries.find_people(text)
            assert [p["id"] for p in page.rows] == [institution.people[0]], text
            assert page.rows[0]["kpj"] == [institution.kpj[0]]
        assert queries.find_people("100%").rows == []
        refusal("search_short", queries.find_people, " a ")
        assert [e["id"] for e in queries.find_employers("contoh").rows] == [institution.employers[0]]
    region = Actor(kind="staff", user_id=1, role="CLAIMS_OFFICER", offices=institution.branches)
    with acting(region):
        first = queries.find_people("sari", limit=1)
        rest = queries.find_people("sari", limit=1, after=first.next)
        assert {first.rows[0]["id"], rest.rows[0]["id"]} == {institution.people[0], institution.people[2]}
        assert rest.next is None
    with acting(Actor(kind="staff", user_id=1, role="CLAIMS_OFFICER", offices=(institution.region,))):
        assert queries.find_people("sari").rows == []


@pytest.mark.django_db
def test_duplicates_are_scored(institution, as_system):
    one = person(institution, name="Dimas Aryo Seno", mother_name="Ratna Dewi")
    twin = person(institution, 901, name="Dimas Aryo", mother_name="Ratna Dewi")
    other_day = person(
        institution, nik=None, name="Dimas Aryo Seno", mother_name="Ratna Dewi", birth_date=date(1989, 5, 17)
    )
    person(institution, 902, name="Bambang Sutrisno", mother_name="Murni")
    found = queries.duplicates(one.id)
    assert [f["id"] for f in found] == [twin.id, other_day.id]
    assert found[0]["score"] > found[1]["score"] >= queries.DUPLICATE_FROM and found[0]["same_birth_date"]
    pairs = queries.duplicate_pairs([institution.branches[0]])
    assert [(p["one"], p["other"]) for p in pairs] == [(one.id, twin.id)]
    registry.merge_people(one.id, twin.id, "KTP", by=1)
    assert [f["id"] for f in queries.duplicates(one.id)] == [other_day.id]


def test_every_refusal_speaks_both_languages():
    for indonesian, english in RegistryRefused.MESSAGES.values():
        assert indonesian and english and indonesian != english


# ---- merging: the acts; that it is reversible in any state is proven in test_merging


@pytest.mark.django_db
def test_merging_refuses_what_is_not_one_person(institution, as_system):
    a, b = person(institution), person(institution, 901)
    refusal("same_person", registry.merge_people, a.id, a.id, "x", by=1)
    refusal("evidence_missing", registry.merge_people, a.id, b.id, " ", by=1)
    refusal("not_found", registry.merge_people, a.id, 0, "x", by=1)
    registry.record_death(a.id, date(2021, 1, 1))
    registry.record_death(b.id, date(2021, 1, 2))
    refusal("merge_deaths", registry.merge_people, a.id, b.id, "x", by=1)
    registry.clear_death(b.id)
    merge = registry.merge_people(a.id, b.id, "KTP sama", by=1)
    refusal("merged_away", registry.merge_people, a.id, b.id, "x", by=1)
    refusal("merged_away", registry.issue_number, b.id, institution.branches[0], BORN)
    registry.unmerge_people(merge.id, by=2)
    refusal("merge_undone", registry.unmerge_people, merge.id, by=2)
    refusal("not_found", registry.unmerge_people, 0, by=2)
    run("select 1")
    assert all_hold()


@pytest.mark.django_db
def test_a_merge_below_another_is_undone_last(institution, as_system):
    a, b, c = (person(institution, 900 + n) for n in range(3))
    lower = registry.merge_people(b.id, a.id, "KTP", by=1)
    upper = registry.merge_people(c.id, b.id, "KTP", by=1)
    assert queries.person_by_nik(a.nik) == c.id and all_hold()
    refusal("merge_buried", registry.unmerge_people, lower.id, by=1)
    registry.unmerge_people(upper.id, by=1)
    assert queries.person_by_nik(a.nik) == b.id and all_hold()
    registry.unmerge_people(lower.id, by=1)
    assert queries.person_by_nik(a.nik) == a.id and all_hold()
    assert [m["id"] for m in queries.merges_of(b.id)] == [upper.id, lower.id]
