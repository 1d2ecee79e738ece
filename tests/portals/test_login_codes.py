"""Activation codes that no office looked behind: an employer hands them to new workers, the receipt of what somebody
paid for himself gives one; neither ever opens what others told of the person."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from test_member_logins import CHOOSE, CODE, OWN, START, asked, enter, facts, officer, own, page, printed, text

from lindung.access.models import Activation, Mandate, User
from lindung.access.queries import member_login
from lindung.access.scope import Actor
from lindung.access.services import (
    AccessRefused,
    NewMandate,
    enrol_totp,
    give_code,
    give_code_alone,
    give_codes,
    make_user,
    new_workers,
)
from lindung.base.db import rows, run, scalar, system
from lindung.coverage import services as coverage
from lindung.portals.public.views.self_pay import _order_token
from lindung.registry import services as registry
from lindung.segments import services as segments
from made_up import nik

pytestmark = pytest.mark.django_db
SHEETS = reverse("employer:login_codes")
ON, STARTED = date(2021, 12, 15), date(2021, 11, 1)


def hrd(branch) -> Actor:
    return Actor(
        kind="employer", user_id=branch.users["hrd"].pk, role="EMPLOYER", employer_id=branch.employers[0],
        mandate_id=branch.mandate("hrd"),
    )  # fmt: skip


@pytest.fixture
def newcomer(branch):
    """newcomer(number, employer=0, start=…) -> person and spell of somebody who has just begun."""

    def make(number: int, employer: int = 0, start: date = STARTED, **more: object) -> tuple[int, int]:
        born = date(1995, 4, 5)
        with system():
            one = registry.register_person(
                nik=nik(700 + number, born, "L"), name=f"Pekerja Baru {number}", birth_date=born, sex="L",
                office_id=branch.office, **more,
            )  # fmt: skip
            card = registry.issue_number(one.pk, branch.office, start)
            coverage.join(one.pk, branch.employers[employer], branch.office, "PU", start, kpj=card, source="laporan")
            spell = scalar("select id from coverage_spell where person_id = %s", [one.pk])
        return one.pk, spell

    return make


def ticked(*spells: int) -> dict[str, object]:
    return {"workers": list(spells), "hand": "on"}


def opened(branch, person: int, code: str, name: str) -> User:
    owner = Client()
    assert owner.post(START, facts(branch, person, code)).status_code == 302
    assert owner.post(CHOOSE, own(name)).status_code == 302
    with system():
        return User.objects.get(username=name)


# ---- the employer


def test_a_sheet_for_each_new_worker_opens_his_own_login(branch, as_user, newcomer):
    (one, first), (two, second) = newcomer(1), newcomer(2)
    hr = as_user("hrd")
    assert f'href="{SHEETS}"' in text(hr.get(reverse("employer:workers")))
    listed = text(hr.get(SHEETS))
    assert f'value="{first}"' in listed and f'value="{second}"' in listed
    answer = hr.post(SHEETS, ticked(first, second))
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    codes = CODE.findall(text(answer))
    assert len(set(codes)) == 2
    for niks in rows("select nik from registry_person where id = any(%s)", [[one, two]]):
        assert niks["nik"] not in text(answer)
    assert not CODE.search(text(hr.get(SHEETS))) and "kode berlaku sampai" in text(hr.get(SHEETS))
    with system():
        trail = rows(
            "select act, user_id from access_auditentry where table_name = 'access_activation' and operation = 'INSERT'"
        )
    assert trail == [{"act": "employer.login_codes", "user_id": branch.users["hrd"].pk}] * 2
    user = opened(branch, one, codes[0], "pekerja.satu")  # in order of names
    member = enter(user.username, OWN)
    assert member.get(reverse("member:home")).status_code == 200
    assert "PT Sumber Contoh Makmur" in text(member.get(reverse("frame:my_login")))
    assert f'value="{first}"' not in text(hr.get(SHEETS)), "he has a login: the branch renews it"
    assert "PT Sumber Contoh Makmur" in text(as_user("iuran").get(page(one)))


def test_whose_code_is_the_branchs_is_not_said_why_and_cannot_be_forced(branch, as_user, newcomer):
    has_login, nameless, elsewhere, sees_branch, old, left, other = (newcomer(n)[1] for n in range(3, 10))
    with system():
        person = {s: scalar("select person_id from coverage_spell where id = %s", [s])
                  for s in (has_login, nameless, elsewhere, sees_branch, old, left)}  # fmt: skip
        make_user("sudah", "sandi-uji", [NewMandate("MEMBER", person_id=person[has_login])], check_password=False)
        run("update registry_person set nik = null where id = %s", [person[nameless]])
        coverage.join(
            person[elsewhere], branch.employers[1], branch.office, "PU", date(2020, 1, 1), source="laporan",
            kpj=scalar("select kpj from registry_membernumber where person_id = %s", [person[elsewhere]]),
        )  # fmt: skip
        give_code(officer(branch), person[sees_branch], "ID_CARD", "1")
        run("update coverage_spell set start_on = %s where id = %s", [ON - timedelta(days=90), old])
        run("update coverage_spell set end_on = %s, exit_reason = 'RESIGNED' where id = %s", [ON - timedelta(1), left])
        run("update coverage_spell set employer_id = %s where id = %s", [branch.employers[1], other])
        ways = {w["spell_id"]: w["way"] for w in new_workers(branch.employers[0], 50)}
    assert ways == dict.fromkeys((has_login, nameless, elsewhere, sees_branch), "BRANCH")
    hr = as_user("hrd")
    for spell in (has_login, nameless, elsewhere, sees_branch, old, left, other, 10**12):
        assert hr.post(SHEETS, ticked(spell)).status_code == 422
        with system(), pytest.raises(AccessRefused) as refused:
            give_codes(hrd(branch), [spell])
        assert refused.value.code == "member_at_branch"
    assert hr.post(SHEETS, {"workers": []}).status_code == 422
    with system(), pytest.raises(AccessRefused) as many:
        give_codes(hrd(branch), list(range(51)))
    assert many.value.code == "sheets_many"
    with system():
        assert not Activation.objects.filter(way="EMPLOYER").exists()
    assert as_user("sponsor").get(SHEETS).status_code == 403 and as_user("iuran").get(SHEETS).status_code == 403


def test_what_another_employer_tells_later_is_not_for_a_login_nobody_checked(branch, as_user, newcomer):
    person, spell = newcomer(11)
    with system():
        (sheet,) = give_codes(hrd(branch), [spell])
    user = opened(branch, person, sheet.code, "pekerja.sebelas")
    member = enter(user.username, OWN)
    with system():
        enrol_totp(user)
        made = coverage.join(person, branch.employers[1], branch.office, "PU", ON, kpj=sheet.kpj, source="laporan")
        assert made is not None
    assert member.get(reverse("member:home")).status_code == 403
    told = text(member.get(reverse("frame:after_sign_in")))
    assert "tanpa pemeriksaan identitas" in told and "Datang sekali ke kantor cabang" in told
    at_branch = text(as_user("iuran").get(page(person)))
    assert "sedang tidak membuka apa pun" in at_branch
    # once at the branch: the same name, a new password; the factor was set up by nobody knows whom
    code = printed(as_user("iuran").post(page(person), asked()))
    owner = Client()
    owner.post(START, facts(branch, person, code))
    assert "pekerja.sebelas" in text(owner.get(CHOOSE))
    owner.post(CHOOSE, {"password": "sandi-baru-dari-cabang", "again": "sandi-baru-dari-cabang"})
    with system():
        assert not scalar("select count(*) from mfa_authenticator where user_id = %s", [user.pk])
        assert member_login(person) == {"user_id": user.pk, "rests": ""}
    assert member.get(reverse("member:home"))["Location"].startswith(reverse("account_login")), (
        "the old session is over"
    )
    again = enter("pekerja.sebelas", "sandi-baru-dari-cabang")
    assert again.get(reverse("member:home")).status_code == 200


def test_a_code_of_an_employer_opens_no_second_login_and_renews_none(branch, newcomer):
    person, spell = newcomer(12)
    with system():
        (sheet,) = give_codes(hrd(branch), [spell])
        make_user("lewat.cabang", "sandi-uji", [NewMandate("MEMBER", person_id=person)], check_password=False)
    owner = Client()
    assert owner.post(START, facts(branch, person, sheet.code)).status_code == 302
    told = text(owner.get(CHOOSE, follow=True))
    assert "Sudah ada login untuk peserta ini" in told
    with system():
        assert Mandate.objects.filter(person_id=person).count() == 1


def test_the_list_asks_a_fixed_number_of_questions(branch, as_user, newcomer, django_assert_num_queries):
    hr = as_user("hrd")
    newcomer(20)
    hr.get(SHEETS)
    with django_assert_num_queries(QUERIES):
        hr.get(SHEETS)
    for n in range(21, 26):
        newcomer(n)
    with django_assert_num_queries(QUERIES):
        hr.get(SHEETS)


QUERIES = 16


# ---- who pays for himself


def one_order(branch, client, number: int = 801, name: str = "Wati Sendiri") -> tuple[str, dict[str, object], str]:
    """A first order by the public page: its address, what was typed, its code."""
    born = date(1988, 3, 4)
    start = client.get(reverse("public:self_pay"))
    key = re.search(r'name="client_key" value="([0-9a-f]+)"', text(start))[1]
    with system():
        district = scalar("select min(district_id) from registry_territory where office_id = %s", [branch.office])
    typed = {
        "nik": nik(number, born, "P"), "name": name, "birth_date": "04-03-1988", "phone": "0812 0000 0000",
        "occupation": "Pedagang sayur", "district_id": district, "income": "1400000", "jht": "on", "months": "3",
        "true": "on", "client_key": key,
    }  # fmt: skip
    made = client.post(reverse("public:self_pay"), typed)
    assert made.status_code == 302
    with system():
        code = scalar("select code from segments_order order by id desc limit 1")
    return made["Location"], typed, code


def pay(branch, code: str) -> None:
    with system():
        total = scalar("select total from segments_order where code = %s", [code])
        assert segments.pay(code, "TELLER", f"k{code}", total, ON, branch.office).settled


def link(address: str) -> str:
    return f"{address}login/"


def test_who_paid_for_himself_gets_a_code_with_his_receipt(branch, client):
    address, typed, code = one_order(branch, client)
    assert "Tampilkan kode aktivasi" not in text(client.get(address))
    assert client.post(link(address)).status_code == 404, "not paid"
    pay(branch, code)
    assert "Tampilkan kode aktivasi" in text(client.get(address))
    assert client.get(link(address)).status_code == 405
    secret = printed(client.post(link(address)))
    with system():
        person = scalar("select id from registry_person where nik = %s", [typed["nik"]])
        assert Activation.objects.get(person_id=person).way == "SELF"
    user = opened(branch, person, secret, "wati.sendiri")
    member = enter(user.username, OWN)
    assert member.get(reverse("member:home")).status_code == 200
    again = client.post(link(address), follow=True)
    assert "hanya diberikan kantor cabang" in text(again) and not CODE.search(text(again))
    # an employer reports her by now: what he tells is not for whoever typed her NIK once
    with system():
        card = scalar("select kpj from registry_membernumber where person_id = %s", [person])
        coverage.join(person, branch.employers[0], branch.office, "PU", ON, kpj=card, source="laporan")
    assert member.get(reverse("member:home")).status_code == 403
    with system():
        give_code(officer(branch), person, "ID_CARD", "1")


def test_no_code_where_anything_else_is_on_record_or_the_order_is_not_the_first(branch, client):
    address, typed, code = one_order(branch, client, 802)
    pay(branch, code)
    with system():
        person = scalar("select id from registry_person where nik = %s", [typed["nik"]])
        card = scalar("select kpj from registry_membernumber where person_id = %s", [person])
        second = segments.order_bpu(person, 1, "publik:lagi", on=ON).code
        coverage.join(person, branch.employers[0], branch.office, "PU", STARTED, kpj=card, source="laporan")
    refused = client.post(link(address), follow=True)
    assert "hanya diberikan kantor cabang" in text(refused) and not CODE.search(text(refused))
    pay(branch, second)
    later = reverse("public:self_code", args=[_order_token(second)])
    assert "Tampilkan kode aktivasi" not in text(client.get(later))
    assert client.post(link(later)).status_code == 404
    with system(), pytest.raises(AccessRefused):
        give_code_alone(person)
    assert client.post(reverse("public:self_login", args=["bukan-token"])).status_code == 404
    with system():
        assert not Activation.objects.exists()


def test_an_order_made_at_the_counter_gives_no_code_to_who_knows_it(branch, client):
    born = date(1988, 3, 4)
    who = {"nik": nik(803, born, "P"), "name": "Wati Loket", "birth_date": born}
    with system():
        district = scalar("select min(district_id) from registry_territory")
        made = segments.enrol_self(who, segments.Job("Pedagang", 1_400_000, district, False), 1, "loket:1", on=ON)
        pay(branch, made.code)
    address = reverse("public:self_code", args=[_order_token(made.code)])
    assert "Tampilkan kode aktivasi" not in text(client.get(address))
    assert client.post(link(address)).status_code == 404
