"""The life of a login: its first password opens once and to nothing but an own one; reset, closed and opened again, by
others only, each with who and why; no secret stays anywhere."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from test_login_page import SECRET, asked, choose, npp, shown, text

from lindung.access.middleware import GIVEN_PAGES
from lindung.access.models import LoginEvent, Mandate, User
from lindung.access.queries import login_events
from lindung.access.scope import Actor, acting
from lindung.access.services import (
    FIRST_PASSWORD_HOURS,
    AccessRefused,
    NewMandate,
    actor_for_token,
    close_login,
    enrol_totp,
    grant_mandate,
    issue_token,
    make_user,
    open_login,
    reopen_login,
    reset_factor,
    reset_password,
    use_given,
)
from lindung.base.db import rows, run, scalar, system
from lindung.interop.outbox import tell
from lindung.notices.queries import messages

pytestmark = pytest.mark.django_db

PAGE = reverse("staff:logins")
OWN = "pilihan-sendiri-2021"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DP"


def enter(name: str, password: str) -> tuple[Client, Any]:
    visitor = Client()
    return visitor, visitor.post(reverse("account_login"), {"login": name, "password": password})


def by(branch, name: str = "admin") -> Actor:
    return Actor(kind="staff", user_id=branch.users[name].pk, role="ADMIN", offices=(branch.office,))


def clerk(branch, name: str = "hrd-baru") -> tuple[User, str]:
    """A login of an employer's clerk as an administrator makes it, with its first password."""
    with system():
        return open_login(by(branch), name, NewMandate("EMPLOYER", employer_id=branch.employers[1]))


def kinds(user: User) -> list[str]:
    with system():
        return list(LoginEvent.objects.filter(user=user).order_by("id").values_list("kind", flat=True))


def another_admin(branch) -> Actor:
    with system():
        user = make_user(
            "admin-dua", "sandi-uji", [NewMandate("ADMIN", office_id=branch.office)], check_password=False
        )  # fmt: skip
    return Actor(kind="staff", user_id=user.pk, role="ADMIN", offices=(branch.office,))


# ---- the first password


def _addresses(patterns: list[Any], before: str = "") -> set[tuple[str, str]]:
    """Every named address of the system with made-up values: (name, address)."""
    found = set()
    for one in patterns:
        if isinstance(one, URLResolver):
            found |= _addresses(one.url_patterns, f"{before}{one.namespace}:" if one.namespace else before)
        elif isinstance(one, URLPattern) and one.name:
            names = {**dict.fromkeys(one.pattern.regex.groupindex, None), **one.pattern.converters}
            for value in (1, "x", "pu.contribution", "csv"):
                try:
                    found.add(
                        (f"{before}{one.name}", reverse(f"{before}{one.name}", kwargs=dict.fromkeys(names, value)))
                    )
                    break
                except NoReverseMatch:
                    continue
    return found


def test_a_first_password_opens_no_page_no_form_and_no_api_door(branch):
    user, secret = clerk(branch)
    visitor, entered = enter(user.username, secret)
    assert entered.status_code == 302
    pages = _addresses(get_resolver("lindung.urls").url_patterns)
    assert len(pages) > 300 and {"staff:home", "employer:home", "mfa_index", "account_email", "frame:health"} <= {
        name for name, _ in pages
    }
    chosen = reverse("account_change_password")
    opened = set()
    for name, page in pages:
        for answer in (visitor.get(page), visitor.post(page)):
            if not (answer.status_code == 302 and answer["Location"] == chosen):
                opened.add(name)
        if "account_logout" in opened:  # a way out: back in for the rest
            opened.remove("account_logout")
            visitor.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert opened == GIVEN_PAGES - {"account_logout"}
    with system():
        secret_key = issue_token(user.mandates.get().pk, "gaji")[1]
        assert actor_for_token(secret_key) is None
    assert Client().get("/api/v1/bills", headers={"Authorization": f"Bearer {secret_key}"}).status_code == 401


def test_an_own_password_opens_the_rest_and_its_owner_sees_what_happened(branch):
    user, secret = clerk(branch)
    with system():
        key = issue_token(user.mandates.get().pk, "gaji")[1]
    visitor, _entered = enter(user.username, secret)
    page = text(visitor.get(reverse("account_change_password")))
    assert "Pilih kata sandi Anda sendiri" in page and "oleh admin" in page
    assert "Kata sandi pertama dipakai untuk masuk" in page
    same = choose(visitor, secret, secret)
    assert same.status_code == 200 and "Pilih kata sandi yang lain" in text(same)
    short = choose(visitor, secret, "pendek")
    assert short.status_code == 200 and "ld-error" in text(short)
    assert visitor.get(reverse("employer:home")).status_code == 302
    assert choose(visitor, secret).status_code == 302
    assert visitor.get(reverse("employer:home")).status_code == 200
    with system():
        assert actor_for_token(key) is not None, "the key goes on"
    mine = text(visitor.get(reverse("frame:my_login")))
    assert "oleh admin" in mine and "Kata sandi sendiri dipilih" in mine
    visitor.cookies["lindung_language"] = "en"
    assert "Own password chosen" in text(visitor.get(reverse("frame:my_login")))
    assert kinds(user) == ["MADE", "PASSWORD_USED", "PASSWORD_OWN"]


def test_staff_go_on_to_their_factor_without_typing_it_a_third_time(branch):
    with system():
        user, secret = open_login(by(branch), "kasir-baru", NewMandate("CASHIER", office_id=branch.office))
    visitor, _entered = enter(user.username, secret)
    after = choose(visitor, secret)
    led = visitor.get(after["Location"])
    assert led["Location"].startswith(reverse("mfa_activate_totp"))
    assert "Pasang aplikasi autentikator" in text(visitor.get(led["Location"]))
    # an own password changed later proves nothing for longer than the change itself
    choose(visitor, OWN, "pilihan-yang-ketiga-2021")
    other, _entered = enter(user.username, "pilihan-yang-ketiga-2021")
    assert other.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))


def test_a_first_password_opens_once_and_says_when_it_was_used(branch):
    user, secret = clerk(branch)
    enter(user.username, secret)  # its maker, say
    owner, refused = enter(user.username, secret)
    assert refused.status_code == 403 and "sudah dipakai untuk masuk pada" in text(refused)
    assert owner.get(reverse("employer:home"))["Location"].startswith(reverse("account_login"))
    assert "sessionid" not in owner.cookies or not owner.session.get("_auth_user_id")
    assert kinds(user) == ["MADE", "PASSWORD_USED", "PASSWORD_REFUSED"]
    with system():
        assert not use_given(user.pk)


def test_a_first_password_is_too_old_after_three_days(branch):
    user, secret = clerk(branch)
    with system():
        user.refresh_from_db()
        left = user.given_until - timezone.now()
        assert timedelta(hours=FIRST_PASSWORD_HOURS - 1) < left <= timedelta(hours=FIRST_PASSWORD_HOURS)
        run("update access_user set given_until = now() - interval '1 minute' where id = %s", [user.pk])
    _visitor, refused = enter(user.username, secret)
    assert refused.status_code == 403 and "berlaku sampai" in text(refused)
    with system():
        assert User.objects.get(pk=user.pk).given_used_at is None


def test_the_list_and_the_page_of_a_login_say_how_it_stands(branch, as_user):
    user, _secret = clerk(branch)
    admin = as_user("admin")
    assert "kata sandi sendiri belum dipilih" in text(admin.get(PAGE))
    own = text(admin.get(reverse("staff:login", args=[user.pk])))
    assert "Belum dipakai; berlaku sampai" in own and "Login dibuat dengan kata sandi pertama" in own


# ---- sessions


def test_the_owner_sees_where_he_is_signed_in_and_ends_the_others(branch):
    user, secret = clerk(branch)
    office, _entered = enter(user.username, secret)
    choose(office, secret)
    phone = Client(headers={"User-Agent": "Ponsel Contoh/1.0"})
    phone.post(reverse("account_login"), {"login": user.username, "password": OWN})
    user.refresh_from_db()
    unlisted = Client()
    unlisted.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    mine = reverse("frame:my_login")
    for one in (office, phone, unlisted):
        assert one.get(reverse("employer:home")).status_code == 200
    page = text(office.get(mine))
    assert page.count("Sesi ini") == 1 and page.count("Sesi lain") == 1 and "Ponsel Contoh/1.0" in page
    assert "Ponsel" not in text(Client().get(mine, follow=True))
    assert office.get(reverse("frame:end_others")).status_code == 405
    assert "Semua sesi lain sudah berakhir" in text(office.post(reverse("frame:end_others"), follow=True))
    for gone in (phone, unlisted):
        assert gone.get(reverse("employer:home"))["Location"].startswith(reverse("account_login"))
    page = text(office.get(mine))
    assert office.get(reverse("employer:home")).status_code == 200
    assert page.count("Sesi ini") == 1 and "Sesi lain" not in page.replace("semua sesi lain", "")
    assert office.get(reverse("usersessions_list"))["Location"] == mine


# ---- reset


def act(step: str, reason: str = "datang ke kantor dengan KTP") -> dict[str, str]:
    return {"langkah": "login", "login-step": step, "login-reason": reason}


def test_a_reset_ends_all_sessions_keeps_the_factor_and_lets_the_keys_rest(branch, as_user, sign_in):
    user = branch.users["kontak"]
    with system():
        enrol_totp(user, TOTP_SECRET)
        key = issue_token(branch.mandate("kontak"), "uji")[1]
    at_work = Client()
    at_work.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert at_work.get(reverse("frame:my_login"))["Location"].startswith(reverse("mfa_reauthenticate"))
    admin, page = as_user("admin"), reverse("staff:login", args=[user.pk])
    answer = admin.post(page, act("sandi"))
    secret = shown(answer)
    assert at_work.get(reverse("frame:my_login"))["Location"].startswith(reverse("account_login")), "no session stays"
    assert not SECRET.search(text(admin.get(page))) and "datang ke kantor dengan KTP" in text(admin.get(page))
    with system():
        assert actor_for_token(key) is None
    _visitor, entered = enter("kontak", secret)
    assert entered["Location"].startswith(reverse("mfa_authenticate")), "who read the password still lacks the factor"
    refused = admin.post(page, act("faktor"))
    assert refused.status_code == 422 and "oleh orang yang sama" in text(refused)
    with system():
        reset_factor(another_admin(branch), user.pk, "ponsel hilang")
    assert kinds(user) == ["PASSWORD_RESET", "PASSWORD_USED", "FACTOR_RESET"]


def test_a_factor_taken_off_ends_all_sessions_and_keeps_the_password(branch, as_user):
    user = branch.users["kontak"]
    with system():
        enrol_totp(user, TOTP_SECRET)
    at_work = Client()
    at_work.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("staff:login", args=[user.pk])
    admin = as_user("admin")
    assert admin.post(page, act("faktor", "ponsel hilang")).status_code == 302
    assert at_work.get(reverse("frame:my_login"))["Location"].startswith(reverse("account_login"))
    with system():
        assert not scalar("select count(*) from mfa_authenticator where user_id = %s", [user.pk])
        assert rows("select kind, reason, by_id from access_loginevent where user_id = %s", [user.pk]) == [
            {"kind": "FACTOR_RESET", "reason": "ponsel hilang", "by_id": branch.users["admin"].pk}
        ]
    visitor, entered = enter("kontak", "kata-sandi-uji-2021")
    assert entered.status_code == 302
    assert visitor.get(reverse("staff:home"))["Location"].startswith(reverse("mfa_activate_totp"))
    again = admin.post(page, act("sandi"))
    assert again.status_code == 422 and "oleh orang yang sama" in text(again)
    assert admin.post(page, act("faktor")).status_code == 422, "what is not there is not offered"


# ---- closed and open again


def test_closing_ends_everything_at_once_and_opening_brings_no_session_back(branch, as_user):
    user = branch.users["hrd"]
    with system():
        key = issue_token(branch.mandate("hrd"), "gaji")[1]
    at_work = Client()
    at_work.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert at_work.get(reverse("employer:home")).status_code == 200
    admin, page = as_user("admin"), reverse("staff:login", args=[user.pk])
    assert admin.post(page, act("tutup", "keluar dari perusahaan")).status_code == 302
    assert at_work.get(reverse("employer:home"))["Location"].startswith(reverse("account_login"))
    shut, _answer = enter("hrd", "kata-sandi-uji-2021")
    assert shut.get(reverse("employer:home"))["Location"].startswith(reverse("account_login"))
    with system():
        assert actor_for_token(key) is None
        assert Mandate.objects.filter(user=user, valid_to=None).exists(), "roles stay"
    assert "ditutup" in text(admin.get(PAGE)) and "keluar dari perusahaan" in text(admin.get(page))
    assert admin.post(page, act("buka", "kembali bekerja")).status_code == 302
    assert at_work.get(reverse("employer:home"))["Location"].startswith(reverse("account_login")), "no session is back"
    with system():
        assert actor_for_token(key) is not None
    visitor, _entered = enter("hrd", "kata-sandi-uji-2021")
    assert visitor.get(reverse("employer:home")).status_code == 200
    mine = text(visitor.get(reverse("frame:my_login")))
    assert "keluar dari perusahaan" in mine and "oleh admin" in mine and "kembali bekerja" in mine


def test_who_may_not_touch_a_login(branch, as_user):
    me, kontak, hrd = by(branch), branch.users["kontak"].pk, branch.users["hrd"].pk
    with system():
        bank = make_user("bank-uji", "sandi-uji", [NewMandate("BANK", office_id=branch.office)], check_password=False)
        grant_mandate(branch.users["iuran"].pk, NewMandate("AUDITOR", office_id=branch.region))
        grant_mandate(branch.users["klaim"].pk, NewMandate("MEMBER", person_id=branch.people[9]))
        grant_mandate(
            branch.users["kasir"].pk,
            NewMandate("AUDITOR", office_id=branch.region, valid_from=date(2020, 1, 1), valid_to=date(2021, 12, 14)),
        )
        before = rows("select id, password, is_active, session_round from access_user order by id")
    tries: list[tuple[str, int, str]] = [
        ("login_own", branch.users["admin"].pk, "lupa"),
        ("place_outside", branch.users["malang"].pk, "lupa"),
        ("place_outside", branch.users["wilayah"].pk, "lupa"),
        ("place_outside", branch.users["peserta"].pk, "lupa"),
        ("login_wider", branch.users["iuran"].pk, "lupa"),
        ("login_wider", branch.users["klaim"].pk, "lupa"),
        ("reason_missing", kontak, "  "),
    ]
    for code, user_id, reason in tries:
        for do in (reset_password, reset_factor, close_login, reopen_login):
            with pytest.raises(AccessRefused) as caught:
                do(me, user_id, reason)
            assert caught.value.code == code, (do.__name__, code)
    for code, one in (
        ("login_bank", lambda: reset_password(me, bank.pk, "lupa")),
        ("factor_none", lambda: reset_factor(me, kontak, "lupa")),
        ("login_open", lambda: reopen_login(me, hrd, "lupa")),
    ):
        with pytest.raises(AccessRefused) as caught:
            one()
        assert caught.value.code == code
    with system():
        assert rows("select id, password, is_active, session_round from access_user order by id") == before
        assert not LoginEvent.objects.exists()
    reset_password(me, branch.users["kasir"].pk, "peran di wilayah sudah berakhir")
    close_login(me, hrd, "lupa")
    for do in (close_login, reset_password):
        with pytest.raises(AccessRefused) as caught:
            do(me, hrd, "lupa")
        assert caught.value.code == "login_closed"
    page = reverse("staff:login", args=[kontak])
    for name in ("kepala", "wilayah", "auditor"):
        assert as_user(name).post(page, act("sandi")).status_code == 403
    empty = as_user("admin").post(page, act("sandi", " "))
    assert empty.status_code == 422 and not SECRET.search(text(empty))
    own = as_user("admin").post(reverse("staff:login", args=[branch.users["admin"].pk]), act("sandi"))
    assert own.status_code == 422 and not SECRET.search(text(own))


# ---- forgotten, and told


def test_a_forgotten_password_leads_to_people_and_tells_nothing_of_any_login(branch, as_user):
    link = reverse("account_reset_password")
    assert f'href="{link}"' in text(Client().get(reverse("account_login")))
    page = Client().get(link)
    assert page.status_code == 200 and "Pengelola sistem kantor cabang Anda" in text(page)
    assert Client().post(link, {"email": "hrd@example.id"}).status_code == 405
    clerk = as_user("hrd")
    assert clerk.post(reverse("account_email"), {"email": "a@example.id", "action_add": ""})["Location"] == reverse(
        "frame:my_login"
    )
    with system():
        assert not scalar("select count(*) from account_emailaddress")


def test_the_employer_and_the_sponsor_hear_of_it_once_and_not_the_reason(branch):
    me = by(branch)
    with system():
        open_login(me, "hrd-dua", NewMandate("EMPLOYER", employer_id=branch.employers[0]))
        sponsor = branch.users["sponsor"].pk
        reset_password(me, sponsor, "RAHASIA-KELUARGA")
        close_login(me, sponsor, "RAHASIA-KELUARGA")
        reset_password(me, branch.users["kontak"].pk, "lupa")
        told = [sum(tell(s, 1, 10**12) for s in ("logins", "sponsor_logins")) for _again in range(2)]
        assert told == [3, 0]
        mine = messages(employer_id=branch.employers[0])
        theirs = messages(sponsor_id=branch.sponsor, lang="en")
    assert [m.title for m in mine if m.template.startswith("login_")] == ["Login hrd-dua dibuat untuk Anda"]
    assert [m.template for m in theirs] == ["login_closed", "login_password_reset"]
    assert theirs[0].title == "Login sponsor was closed" and "RAHASIA" not in str(theirs)


# ---- what is kept


def test_no_password_and_no_factor_stands_in_any_table(branch, as_user):
    admin = as_user("admin")
    first = shown(admin.post(PAGE, asked(branch, username="hrd-baru", role="EMPLOYER", office="", npp=npp(branch))))
    visitor, _entered = enter("hrd-baru", first)
    choose(visitor, first, OWN)
    with system():
        user = User.objects.get(username="hrd-baru")
        enrol_totp(user, TOTP_SECRET)
    second = shown(admin.post(reverse("staff:login", args=[user.pk]), act("sandi")))
    with system():
        hashed = User.objects.get(pk=user.pk).password
        encrypted = scalar("select data ->> 'secret' from mfa_authenticator where user_id = %s", [user.pk])
        tables = [r["t"] for r in rows(
            "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and not relispartition and relname not like 'django_session'")]  # fmt: skip
        assert len(tables) > 100
        for table in tables:
            for told in (first, second, OWN, TOTP_SECRET):
                assert not scalar(f'select count(*) from "{table}" x where x::text like %s', [f"%{told}%"]), table
        for kept in (hashed, encrypted):
            assert not scalar("select count(*) from access_auditentry a where a::text like %s", [f"%{kept[20:]}%"]), (
                "the trail holds no hash either"
            )
        changed = rows(
            "select act, user_id, after ->> 'session_round' as round from access_auditentry"
            " where table_name = 'access_user' and row_key = %s and operation = 'UPDATE' and user_id = %s order by id",
            [str(user.pk), branch.users["admin"].pk],
        )
        assert changed[-1] == {"act": "admin.logins", "user_id": branch.users["admin"].pk, "round": "2"}


def test_events_are_for_their_owner_and_the_administrators_of_the_place(branch):
    user, _secret = clerk(branch)
    elsewhere = Actor(kind="staff", user_id=branch.users["malang"].pk, role="ADMIN", offices=(branch.other,))
    head = Actor(kind="staff", user_id=branch.users["kepala"].pk, role="BRANCH_HEAD", offices=(branch.office,))
    for actor, seen in ((by(branch), 1), (Actor(user_id=user.pk), 1), (elsewhere, 0), (head, 0)):
        with acting(actor):
            assert len(login_events(user.pk)) == seen
    assert not re.search(SECRET, str(kinds(user)))
