"""Members' logins outside the demo: a code on paper at the branch, used once by its owner on the public page; who gets
none, what a stranger learns (nothing), and what is kept of every attempt."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from page_text import text

from lindung.access.models import Activation, ActivationTry, Hit, LoginEvent, Mandate, User
from lindung.access.queries import activations, login_events, member_login
from lindung.access.scope import Actor, acting
from lindung.access.services import (
    AccessRefused,
    NewMandate,
    activate,
    close_member,
    code_opens,
    enrol_totp,
    give_code,
    grant_mandate,
    make_user,
    reopen_member,
    reset_member_factor,
    try_code,
)
from lindung.access.services import members as service
from lindung.base.db import rows, run, scalar, system
from lindung.registry import services as registry
from lindung.registry.models import Person

pytestmark = pytest.mark.django_db

START, CHOOSE = reverse("public:activate"), reverse("public:activate_choose")
QUERIES = 20
"""Of the page of a member's login, however many codes he was given."""
CODE = re.compile(r"(?:[a-z0-9]{5}-){2}[a-z0-9]{5}(?![a-z0-9-])")
OWN = "kopi-pagi-di-teras"
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def page(person: int) -> str:
    return reverse("staff:member_login", args=[person])


def asked(**changes: object) -> dict[str, object]:
    plain = {"langkah": "kode", "kode-paper": "ID_CARD", "kode-paper_no": "3575012345", "kode-present": "on"}
    return plain | changes


def life(step: str, reason: str = "datang dengan KTP") -> dict[str, str]:
    return {"langkah": "login", "login-step": step, "login-reason": reason}


def officer(branch, name: str = "iuran") -> Actor:
    role = {"iuran": "CONTRIBUTION_OFFICER", "klaim": "CLAIMS_OFFICER"}[name]
    return Actor(kind="staff", user_id=branch.users[name].pk, role=role, offices=(branch.office,))


def facts(branch, person: int, code: str, **changes: str) -> dict[str, str]:
    with system():
        one = Person.objects.get(pk=person)
        kpj = scalar("select min(kpj) from registry_membernumber where person_id = %s", [person])
    return {"kpj": kpj, "nik": one.nik, "birth_date": f"{one.birth_date:%d-%m-%Y}", "code": code} | changes


def own(name: str = "dewi.anggraini", password: str = OWN) -> dict[str, str]:
    return {"username": name, "password": password, "again": password}


def printed(answer) -> str:
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store", text(answer)
    (code,) = CODE.findall(text(answer))
    return code


def given(branch, person: int, name: str = "iuran") -> str:
    with system():
        return give_code(officer(branch, name), person, "ID_CARD", "3575").code


@pytest.fixture
def fresh(branch) -> int:
    """Somebody without a login: the nineteenth worker."""
    return branch.people[18]


def enter(name: str, password: str) -> Client:
    visitor = Client()
    visitor.post(reverse("account_login"), {"login": name, "password": password})
    return visitor


def made(branch, person: int, name: str = "peserta-baru") -> User:
    code = given(branch, person)
    with system():
        one = scalar("select max(id) from access_activation where person_id = %s", [person])
        assert code
        return activate(one, name, OWN)


# ---- the way that works


def test_from_the_counter_to_his_own_account(branch, as_user, fresh):
    clerk = as_user("iuran")
    assert f'href="{page(fresh)}"' in text(clerk.get(reverse("staff:person", args=[fresh])))
    assert "Belum ada login" in text(clerk.get(page(fresh)))
    sheet = clerk.post(page(fresh), asked())
    code = printed(sheet)
    with system():
        person = Person.objects.get(pk=fresh)
    assert person.name in text(sheet) and str(branch.kpj[fresh]) in text(sheet)
    assert person.nik not in text(sheet), "a sheet found in the street does not suffice"
    assert not CODE.search(text(clerk.get(page(fresh)))), "shown once"

    owner = Client()
    assert owner.get(CHOOSE)["Location"] == START
    opened = owner.post(START, facts(branch, fresh, f" {code.upper().replace('-', ' ')} "))
    assert opened.status_code == 302 and opened["Location"] == CHOOSE
    assert Client().get(CHOOSE)["Location"] == START, "for this browser only"
    shown = owner.get(CHOOSE)
    assert 'autocomplete="new-password"' in text(shown) and "no-store" in shown["Cache-Control"]
    done = owner.post(CHOOSE, own())
    assert done.status_code == 302 and done["Location"] == reverse("account_login")
    assert "Masuk sebagai dewi.anggraini" in text(owner.get(done["Location"]))
    assert owner.get(CHOOSE)["Location"] == START, "used"

    member = enter("dewi.anggraini", OWN)
    home = member.get(reverse("member:home"))
    assert home.status_code == 200 and person.name in text(home)
    assert "Login dibuat pemiliknya dengan kode aktivasi" in text(member.get(reverse("frame:my_login")))
    with system():
        user = User.objects.get(username="dewi.anggraini")
        assert [(m.role, m.person_id) for m in user.mandates.all()] == [("MEMBER", fresh)]
        one = Activation.objects.get(person_id=fresh)
        assert (one.way, one.paper_no, one.user_id, one.given_by_id) == (
            "BRANCH", "3575012345", user.pk, branch.users["iuran"].pk,
        )  # fmt: skip
        assert timedelta(hours=71) < one.until - one.given_at <= timedelta(hours=72)
        tries = list(ActivationTry.objects.values_list("outcome", "address", "activation_id"))
        trail = rows(
            "select act, user_id from access_auditentry where table_name = 'access_activation' and operation = 'INSERT'"
        )
    assert tries == [("OPENED", "127.0.0.1", one.pk)]
    assert trail == [{"act": "staff.member_login", "user_id": branch.users["iuran"].pk}]
    told = text(as_user("iuran").get(page(fresh)))
    assert "dewi.anggraini" in told and "Dipakai" in told and "KTP elektronik 3575012345" in told


def test_a_forgotten_password_is_renewed_the_same_way_and_all_sessions_end(branch, as_user):
    user, person = branch.users["peserta"], branch.people[0]
    at_home = Client()
    at_home.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    enrol_totp(user)
    code = printed(as_user("klaim").post(page(person), asked()))
    assert at_home.get(reverse("member:home")).status_code == 200, "until it is used"
    owner = Client()
    owner.post(START, facts(branch, person, code))
    shown = text(owner.get(CHOOSE))
    assert "<strong>peserta</strong>" in shown and 'name="username"' not in shown
    assert owner.post(CHOOSE, {"password": OWN, "again": OWN}).status_code == 302
    assert at_home.get(reverse("member:home"))["Location"].startswith(reverse("account_login"))
    with system():
        user = User.objects.get(pk=user.pk)
        assert user.check_password(OWN) and user.username == "peserta"
        assert scalar("select count(*) from mfa_authenticator where user_id = %s", [user.pk]) == 1, "his factor stays"
        assert LoginEvent.objects.get(user=user).kind == "RENEWED"
        assert Mandate.objects.filter(person_id=person, role="MEMBER").count() == 1


def test_the_paper_may_be_kept_and_is_for_the_officers_of_the_office(branch, as_user, fresh):
    from django.core.files.uploadedfile import SimpleUploadedFile

    wrong = as_user("iuran").post(page(fresh), asked() | {"kode-scan": SimpleUploadedFile("a.exe", b"MZ" + b"0" * 9)})
    assert wrong.status_code == 422 and "PDF, PNG, atau JPEG" in text(wrong) and not CODE.search(text(wrong))
    printed(as_user("iuran").post(page(fresh), asked() | {"kode-scan": SimpleUploadedFile("ktp.png", PNG)}))
    with system():
        one = Activation.objects.get(person_id=fresh)
    link = reverse("staff:member_login_scan", args=[fresh, one.pk])
    assert f'href="{link}"' in text(as_user("iuran").get(page(fresh)))
    assert as_user("klaim").get(link).content == PNG
    assert as_user("kontak").get(link).status_code == 403
    assert as_user("klaim").get(reverse("staff:member_login_scan", args=[branch.people[2], one.pk])).status_code == 404


# ---- what is wrong


def test_whatever_is_wrong_the_answer_is_the_same_and_each_attempt_is_kept(branch, fresh):
    code, other = given(branch, fresh), branch.people[16]
    late, used, dead = (given(branch, branch.people[n]) for n in (15, 14, 13))
    with system():
        run("update access_activation set until = now() where person_id = %s", [branch.people[15]])
        activate(scalar("select id from access_activation where person_id = %s", [branch.people[14]]), "terpakai", OWN)
        run("update registry_person set died_on = '2021-12-01' where id = %s", [branch.people[13]])
    right = facts(branch, fresh, code)
    wrong = [
        ("UNKNOWN", right | {"code": "aaaaa-bbbbb-ccccc"}),
        ("UNKNOWN", right | {"code": "'; drop table access_user; --"}),
        ("FACTS", right | {"nik": facts(branch, other, code)["nik"]}),
        ("FACTS", right | {"kpj": facts(branch, other, code)["kpj"]}),
        ("FACTS", right | {"birth_date": "01-01-1970"}),
        ("LATE", facts(branch, branch.people[15], late)),
        ("SPENT", facts(branch, branch.people[14], used)),
        ("DEAD", facts(branch, branch.people[13], dead)),
    ]
    answers = set()
    for _outcome, body in wrong:
        Hit.objects.all().delete()
        answer = Client().post(START, body)
        assert answer.status_code == 422 and "sessionid" not in answer.cookies
        drawn = re.sub(r'value="[^"]*"', "", text(answer))
        answers.add(
            re.search(r'<div[^>]*class="[^"]*ld-errors?.*?</div>', drawn, re.S)[0] if "ld-error" in drawn else ""
        )
        assert "tidak cocok, atau kodenya tidak berlaku lagi" in drawn
    assert len(answers) == 1
    with system():
        assert list(ActivationTry.objects.order_by("id").values_list("outcome", flat=True)) == [o for o, _b in wrong]
    english = Client()
    english.cookies["lindung_language"] = "en"
    assert "do not belong together" in text(english.post(START, wrong[0][1]))
    assert Client().post(START, {"kpj": "", "nik": "\0", "birth_date": "kemarin", "code": ""}).status_code == 422


def test_wrong_ones_cost_the_same_statements_whatever_is_wrong(branch, fresh, django_assert_num_queries):
    code = given(branch, fresh)
    counts = []
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for typed in ("aaaaa-bbbbb-ccccc", "zzzzz-zzzzz-zzzzz"):
        with CaptureQueriesContext(connection) as seen:
            assert try_code("00000000000", "3575010101700001", date(1970, 1, 1), typed) is None
        counts.append(len(seen))
    with system():
        run("update access_activation set until = now() where person_id = %s", [fresh])
    right = facts(branch, fresh, code)
    day, month, year = (int(x) for x in right["birth_date"].split("-"))
    with CaptureQueriesContext(connection) as seen:
        assert try_code(right["kpj"], right["nik"], date(year, month, day), code) is None
    assert {*counts, len(seen)} == {counts[0]}


def test_a_sheet_in_wrong_hands_opens_no_more_after_five_tries(branch, fresh):
    code = given(branch, fresh)
    right = facts(branch, fresh, code)
    for _n in range(service.MOST_TRIES):
        Hit.objects.all().delete()
        assert Client().post(START, right | {"birth_date": "01-01-1970"}).status_code == 422
    Hit.objects.all().delete()
    assert Client().post(START, right).status_code == 422
    with system():
        one = Activation.objects.get(person_id=fresh)
        assert one.tries == 5 and one.ended_at and not one.used_at
    assert facts(branch, fresh, given(branch, fresh))["code"] != code


def test_too_many_attempts_are_stopped_by_address_and_by_member_number(branch, fresh):
    body = facts(branch, fresh, "aaaaa-bbbbb-ccccc")
    answers = [Client().post(START, body | {"kpj": f"0000000{n:04}"}).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    answers = [Client(REMOTE_ADDR=f"10.0.0.{n}").post(START, body).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]
    with system():
        assert ActivationTry.objects.count() == 20, "what was stopped asked nothing"


@pytest.mark.parametrize(
    ("changes", "indonesian", "english"),
    [
        ({"username": "Dewi Baru"}, "Nama pengguna terdiri dari 3 sampai 30", "A user name has 3 to 30"),
        ({"username": "KASIR"}, "huruf kecil", "small letters"),
        ({"username": "kasir"}, "Nama pengguna kasir sudah dipakai", "The user name kasir is taken"),
        ({"username": ""}, "Nama pengguna", "User name"),
        ({"password": "pendek", "again": "pendek"}, "Kata sandi belum cukup kuat", "The password is not strong enough"),
        ({"again": "lain-dari-yang-tadi"}, "Kedua kata sandi berbeda", "The two passwords differ"),
        ({"username": "dewi-lestari-sari", "password": "dewi-lestari-sari1", "again": "dewi-lestari-sari1"},
         "belum cukup kuat", "not strong enough"),
    ],
)  # fmt: skip
def test_a_bad_choice_is_said_and_spends_nothing(branch, fresh, changes, indonesian, english):
    owner = Client()
    owner.post(START, facts(branch, fresh, given(branch, fresh)))
    for language, words in (("id", indonesian), ("en", english)):
        owner.cookies["lindung_language"] = language
        answer = owner.post(CHOOSE, own() | changes)
        assert answer.status_code == 422 and words in text(answer), text(answer)
        assert OWN not in text(answer), "a password is not sent back"
    with system():
        assert not Activation.objects.get(person_id=fresh).used_at and not member_login(fresh)
    assert owner.post(CHOOSE, own()).status_code == 302


def test_a_code_that_ends_while_its_owner_thinks_opens_nothing(branch, fresh):
    owner = Client()
    owner.post(START, facts(branch, fresh, given(branch, fresh)))
    given(branch, fresh)  # another sheet took its place
    gone = owner.post(CHOOSE, own(), follow=True)
    assert "tidak berlaku lagi. Mintalah kode yang baru" in text(gone)
    owner.post(START, facts(branch, fresh, given(branch, fresh)))
    session = owner.session
    session["activation"] = [session["activation"][0], int(timezone.now().timestamp()) - 1]
    session.save()
    assert owner.post(CHOOSE, own())["Location"] == START
    with system():
        assert member_login(fresh) is None


# ---- who gets none, and one each


def test_no_code_for_the_dead_the_merged_the_strange_or_without_a_paper(branch, as_user, fresh):
    with system():
        nameless = registry.register_person(
            nik=None, name="Tanpa NIK", birth_date=date(1990, 1, 1), sex="L", office_id=branch.office
        ).pk
        grant_mandate(branch.users["klaim"].pk, NewMandate("MEMBER", person_id=branch.people[17]))
        grant_mandate(branch.users["iuran"].pk, NewMandate("MEMBER", person_id=branch.people[16]))
        registry.merge_people(branch.people[15], branch.people[14], "KTP sama", branch.users["klaim"].pk)
    tries = [
        ("member_dead", branch.people[5], "1"), ("member_merged", branch.people[14], "1"),
        ("member_office", branch.stranger, "1"), ("member_no_nik", nameless, "1"), ("paper_missing", fresh, "  "),
        ("login_wider", branch.people[17], "1"), ("login_own", branch.people[16], "1"),
    ]  # fmt: skip
    for code, person, number in tries:
        with pytest.raises(AccessRefused) as caught:
            give_code(officer(branch), person, "ID_CARD", number)
        assert caught.value.code == code
    with system():
        assert not Activation.objects.exists()
    assert as_user("iuran").get(page(branch.stranger)).status_code == 404
    dead = as_user("iuran").post(page(branch.people[5]), asked())
    assert dead.status_code == 422 and "Tercatat meninggal dunia" in text(dead) and not CODE.search(text(dead))
    assert as_user("iuran").post(page(fresh), asked(**{"kode-present": ""})).status_code == 422
    assert as_user("iuran").get(page(branch.people[14]))["Location"] == page(branch.people[15])
    for name in ("kontak", "kasir", "kepala", "admin", "auditor", "hrd", "peserta"):
        assert as_user(name).post(page(fresh), asked()).status_code == 403
    with system():
        assert not Activation.objects.exists()


def test_of_the_dead_nothing_new_opens_and_a_wrong_report_locks_nobody_out(branch, fresh, as_user):
    user, other = made(branch, fresh), branch.people[16]
    member, code, renewal = enter(user.username, OWN), given(branch, other), given(branch, fresh)
    owner = Client()
    owner.post(START, facts(branch, fresh, renewal))
    with system():
        run("update registry_person set died_on = '2021-12-01' where id = any(%s)", [[fresh, other]])
    assert (
        owner.post(CHOOSE, {"password": "sandi-para-ahli-waris", "again": "sandi-para-ahli-waris"})["Location"] == START
    )
    for person, one in ((other, code), (fresh, renewal)):
        assert Client().post(START, facts(branch, person, one)).status_code == 422
    assert member.get(reverse("member:home")).status_code == 200, "a living man sees what was said of him"
    clerk = as_user("iuran")
    assert "Tidak ada login dan kata sandi baru atas nama almarhum" in text(clerk.get(page(fresh)))
    assert clerk.post(page(fresh), asked()).status_code == 422
    assert clerk.post(page(fresh), life("tutup", "diminta keluarganya")).status_code == 302
    assert member.get(reverse("member:home"))["Location"].startswith(reverse("account_login"))


def test_merged_people_keep_one_login_and_get_both_back_when_taken_apart(branch, as_user):
    kept, gone = branch.people[8], branch.people[10]
    with system():
        for spell in rows("select id from coverage_spell where person_id = %s", [gone]):
            run("update coverage_spell set employer_id = %s where id = %s", [branch.employers[1], spell["id"]])
    first, second = made(branch, kept, "satu.satu"), made(branch, gone, "dua.dua")
    code = given(branch, gone)
    with system():
        merge = registry.merge_people(kept, gone, "KTP sama", branch.users["klaim"].pk)
        assert {p: member_login(p)["user_id"] for p in (kept, gone)} == {kept: first.pk, gone: first.pk}
    assert enter("satu.satu", OWN).get(reverse("member:home")).status_code == 200
    other = enter("dua.dua", OWN)
    assert other.get(reverse("member:home")).status_code == 403
    assert "sudah digabungkan" in text(other.get(reverse("frame:after_sign_in")))
    # a code of the record that went renews the login that is kept
    owner = Client()
    assert owner.post(START, facts(branch, kept, code)).status_code == 302
    assert "satu.satu" in text(owner.get(CHOOSE))
    with system():
        registry.unmerge_people(merge.pk, branch.users["klaim"].pk)
    assert enter("dua.dua", OWN).get(reverse("member:home")).status_code == 200
    assert second.pk != first.pk


def test_one_person_never_gets_two_logins(branch, fresh):
    user = made(branch, fresh)
    with system(), pytest.raises(IntegrityError), transaction.atomic():
        grant_mandate(make_user("kedua", "sandi-uji", check_password=False).pk, NewMandate("MEMBER", person_id=fresh))
    given(branch, fresh)
    with system():
        one = scalar("select max(id) from access_activation")
        assert code_opens(one) == user.username
        activate(one, "nama.lain", "kata-sandi-yang-lain")
        assert User.objects.get(pk=user.pk).username == "peserta-baru"
        with pytest.raises(AccessRefused) as over:
            activate(one, "nama.lain", "kata-sandi-yang-lain")
        assert over.value.code == "activation_over"


# ---- what an office does to a login


def test_closing_and_opening_a_members_login(branch, as_user, fresh):
    user = made(branch, fresh)
    member, clerk, code = enter(user.username, OWN), as_user("iuran"), given(branch, fresh)
    assert clerk.post(page(fresh), life("tutup", " ")).status_code == 422
    assert clerk.post(page(fresh), life("tutup", "ponselnya dicuri")).status_code == 302
    assert member.get(reverse("member:home"))["Location"].startswith(reverse("account_login"))
    assert enter(user.username, OWN).get(reverse("member:home")).status_code == 302
    assert Client().post(START, facts(branch, fresh, code)).status_code == 422, "the code ended with it"
    shut = clerk.post(page(fresh), asked())
    assert shut.status_code == 422 and "sedang ditutup" in text(shut)
    assert clerk.post(page(fresh), life("buka", "ponselnya kembali")).status_code == 302
    assert enter(user.username, OWN).get(reverse("member:home")).status_code == 200
    mine = text(enter(user.username, OWN).get(reverse("frame:my_login")))
    assert "ponselnya dicuri" in mine and "oleh iuran" in mine


def test_a_lost_factor_is_taken_off_by_another_officer_than_who_gave_the_code(branch, as_user, fresh):
    user = made(branch, fresh)
    with system():
        enrol_totp(user)
    refused = as_user("iuran").post(page(fresh), life("faktor"))
    assert refused.status_code == 422 and "oleh orang yang sama" in text(refused)
    assert as_user("klaim").post(page(fresh), life("faktor", "ponsel hilang")).status_code == 302
    with system():
        assert not scalar("select count(*) from mfa_authenticator where user_id = %s", [user.pk])
    again = as_user("klaim").post(page(fresh), asked())
    assert again.status_code == 422 and "oleh orang yang sama" in text(again)
    printed(as_user("iuran").post(page(fresh), asked()))


def test_what_a_service_refuses_past_the_page(branch, fresh):
    with system():
        grant_mandate(branch.users["klaim"].pk, NewMandate("MEMBER", person_id=branch.people[17]))
    me = officer(branch)
    for do in (close_member, reopen_member, reset_member_factor):
        for code, person in (
            ("member_office", branch.stranger), ("member_no_login", fresh), ("login_wider", branch.people[17]),
        ):  # fmt: skip
            with pytest.raises(AccessRefused) as caught:
                do(me, person, "lupa")
            assert caught.value.code == code
    made(branch, fresh)
    for code, one in (
        ("login_open", lambda: reopen_member(me, fresh, "lupa")),
        ("factor_none", lambda: reset_member_factor(officer(branch, "klaim"), fresh, "lupa")),
        ("reason_missing", lambda: close_member(me, fresh, "  ")),
    ):
        with pytest.raises(AccessRefused) as caught:
            one()
        assert caught.value.code == code


# ---- what is kept, and who sees it


def test_no_table_holds_a_code_and_events_are_for_the_office(branch, as_user, fresh):
    code = printed(as_user("iuran").post(page(fresh), asked()))
    owner = Client()
    owner.post(START, facts(branch, fresh, code))
    owner.post(CHOOSE, own())
    plain = code.replace("-", "")
    with system():
        user = User.objects.get(username="dewi.anggraini")
        tables = [r["t"] for r in rows(
            "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and not relispartition")]  # fmt: skip
        for table in tables:
            for told in (code, plain, OWN):
                assert not scalar(f'select count(*) from "{table}" x where x::text like %s', [f"%{told}%"]), table
        hashed = Activation.objects.get(person_id=fresh).sha256
        assert not scalar("select count(*) from access_auditentry a where a::text like %s", [f"%{hashed}%"])
    elsewhere = Actor(kind="staff", user_id=branch.users["malang"].pk, role="CLAIMS_OFFICER", offices=(branch.other,))
    cashier = Actor(kind="staff", user_id=branch.users["kasir"].pk, role="CASHIER", offices=(branch.office,))
    member = Actor(kind="member", user_id=user.pk, role="MEMBER", person_id=fresh)
    firm = Actor(kind="employer", user_id=branch.users["hrd"].pk, role="EMPLOYER", employer_id=branch.employers[0])
    for actor, events, codes in (
        (officer(branch), 1, 1), (elsewhere, 0, 0), (cashier, 0, 1), (member, 1, 1), (firm, 0, 0),
    ):  # fmt: skip
        with acting(actor):
            assert (len(login_events(user.pk)), len(activations(fresh))) == (events, codes), actor
    auditor = Actor(kind="staff", user_id=branch.users["auditor"].pk, role="AUDITOR", offices=(branch.region,))
    for actor, tries in ((auditor, 1), (officer(branch), 1), (elsewhere, 0), (member, 0)):
        with acting(actor):
            assert ActivationTry.objects.count() == tries


def test_the_page_asks_a_fixed_number_of_questions(branch, as_user, fresh, django_assert_num_queries):
    made(branch, fresh)
    clerk = as_user("iuran")
    clerk.get(page(fresh))
    with django_assert_num_queries(QUERIES):
        clerk.get(page(fresh))
    for _n in range(3):
        given(branch, fresh)
    with django_assert_num_queries(QUERIES):
        clerk.get(page(fresh))


def test_auditors_read_every_attempt_with_its_address_and_no_code(branch, as_user, fresh, settings):
    settings.LINDUNG_PROXIES = 1
    code = given(branch, fresh)
    Client().post(START, facts(branch, fresh, "aaaaa-bbbbb-ccccc"), headers={"X-Forwarded-For": "203.0.113.7"})
    Client().post(START, facts(branch, fresh, code, birth_date="01-01-1970"))
    log = reverse("staff:activation_tries")
    for name in ("auditor", "admin"):
        told = text(as_user(name).get(log))
        assert "203.0.113.7" in told and "Kode tidak dikenal" in told and "Kode benar, datanya salah" in told
        assert "aaaaa" not in told and code not in told and f">{fresh}<" in told
        assert f'href="{log}"' in text(as_user(name).get(reverse("staff:reads")))
    assert as_user("iuran").get(log).status_code == 403
    with system():
        for n in range(30):
            ActivationTry.objects.create(address=f"203.0.113.{n}", outcome="UNKNOWN")
    older = re.search(r'href="(\?sebelum=\d+)"', text(as_user("auditor").get(log)))[1]
    assert "203.0.113.7" in text(as_user("auditor").get(log + older))
    assert as_user("auditor").get(log + "?sebelum=x").status_code == 200
