"""The page of logins: an administrator opens one for each kind of role, within his offices, and tells its password."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from page_text import text

from lindung.access.models import Mandate, Role, User
from lindung.access.permissions import STAFF_ROLES
from lindung.access.queries import mandates_of
from lindung.access.scope import Actor
from lindung.access.services import AccessRefused, NewMandate, end_role, give_role, make_user, open_login
from lindung.base.db import rows, run, scalar, system
from lindung.registry.models import Employer

pytestmark = pytest.mark.django_db

PAGE = reverse("staff:logins")
SECRET = re.compile(r"(?:[a-z0-9]{5}-){3}[a-z0-9]{5}")


def asked(branch, **changes: object) -> dict[str, object]:
    plain = {"username": "petugas.baru", "role": "CASHIER", "office": branch.office, "npp": "", "sponsor": "",
             "valid_from": "15-12-2021"}  # fmt: skip
    return plain | changes


def shown(answer) -> str:
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store", text(answer)
    (secret,) = SECRET.findall(text(answer))
    return secret


def choose(visitor: Client, secret: str, own: str = "pilihan-sendiri-2021"):
    """The first password is replaced by an own one."""
    return visitor.post(reverse("account_change_password"), {"oldpassword": secret, "password1": own, "password2": own})


def npp(branch) -> str:
    with system():
        return Employer.objects.get(pk=branch.employers[1]).npp


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_staff_get_a_login_and_are_led_to_their_second_factor(branch, as_user, role):
    secret = shown(as_user("admin").post(PAGE, asked(branch, role=role)))
    with system():
        (made,) = Mandate.objects.filter(user__username="petugas.baru")
    assert (made.role, made.office_id, made.valid_from, made.valid_to) == (
        role,
        branch.office,
        date(2021, 12, 15),
        None,
    )
    visitor = Client()
    entered = visitor.post(reverse("account_login"), {"login": "petugas.baru", "password": secret})
    assert entered.status_code == 302, text(entered)
    assert visitor.get(reverse("staff:home"))["Location"] == reverse("account_change_password")
    assert choose(visitor, secret)["Location"] == reverse("frame:after_sign_in")
    first = visitor.get(reverse("staff:home"))
    assert first.status_code == 302 and first["Location"].startswith(reverse("mfa_activate_totp"))


def test_an_employers_clerk_and_a_sponsors_get_theirs_and_stand_in_the_list(branch, as_user):
    admin = as_user("admin")
    typed = npp(branch)
    clerk = shown(admin.post(PAGE, asked(branch, username="hrd-garam", role="EMPLOYER", office="", npp=f" {typed} ")))
    village = shown(admin.post(PAGE, asked(branch, username="desa.contoh", role="SPONSOR", office="", sponsor="desa1")))
    for name, secret, home in (("hrd-garam", clerk, "employer:home"), ("desa.contoh", village, "sponsor:home")):
        visitor = Client()
        assert visitor.post(reverse("account_login"), {"login": name, "password": secret}).status_code == 302
        assert visitor.get(reverse(home))["Location"] == reverse("account_change_password")
        choose(visitor, secret)
        assert visitor.get(reverse(home)).status_code == 200
    with system():
        assert Mandate.objects.get(user__username="hrd-garam").employer_id == branch.employers[1]
        assert Mandate.objects.get(user__username="desa.contoh").sponsor_id == branch.sponsor
    listed = text(admin.get(PAGE))
    assert "hrd-garam" in listed and "PT Garam Contoh Jaya" in listed
    assert "desa.contoh" in listed and "Desa Contoh" in listed
    assert not SECRET.search(listed), "a password is shown once"


def test_a_banks_login_has_a_password_nobody_knows(branch, as_user):
    answer = as_user("admin").post(PAGE, asked(branch, username="bank-contoh", role="BANK"))
    assert answer.status_code == 200 and not SECRET.search(text(answer)) and "Kunci API" in text(answer)
    with system():
        assert Mandate.objects.get(user__username="bank-contoh").role == Role.BANK
    assert "bank-contoh" in text(as_user("kepala").get(reverse("staff:keys"))), "the head may give its key"


def test_the_trail_says_who_made_it_and_no_table_holds_the_password(branch, as_user):
    secret = shown(as_user("admin").post(PAGE, asked(branch)))
    with system():
        made = User.objects.get(username="petugas.baru")
        assert made.check_password(secret) and not made.is_staff and not made.is_superuser
        trail = rows(
            "select user_id, act, table_name from access_auditentry where operation = 'INSERT' and"
            " ((table_name = 'access_user' and row_key = %s) or (table_name = 'access_mandate' and row_key = %s))"
            " order by table_name",
            [str(made.pk), str(made.mandates.get().pk)],
        )
        admin = branch.users["admin"].pk
        assert trail == [
            {"user_id": admin, "act": "admin.logins", "table_name": name} for name in ("access_mandate", "access_user")
        ]
        # a partition is read through its table
        tables = rows("select relname as t from pg_class where relnamespace = 'public'::regnamespace"
                      " and relkind in ('r', 'p') and not relispartition")  # fmt: skip
        assert len(tables) > 100
        for table in [r["t"] for r in tables]:
            assert not scalar(f'select count(*) from "{table}" x where x::text like %s', [f"%{secret}%"]), table


@pytest.mark.parametrize(
    ("changes", "indonesian", "english"),
    [
        ({"username": "Kasir Baru"}, "Nama pengguna terdiri dari 3 sampai 30", "A user name has 3 to 30"),
        ({"username": "kasir"}, "Nama pengguna kasir sudah dipakai", "The user name kasir is taken"),
        ({"office": ""}, "untuk peran ini", "for this role"),
        ({"role": "EMPLOYER", "office": ""}, "untuk peran ini", "for this role"),
        ({"role": "SPONSOR", "office": ""}, "untuk peran ini", "for this role"),
        ({"sponsor": "DESA1"}, "Kosongkan: peran ini", "Leave this empty"),
        ({"role": "EMPLOYER", "office": "", "npp": "99999999"}, "Tidak ada pemberi kerja", "no employer with this NPP"),
        ({"role": "SPONSOR", "office": "", "sponsor": "KOSONG"}, "Tidak ada sponsor", "no sponsor with this code"),
        ({"role": "MEMBER"}, "ld-error", "ld-error"),
        ({"valid_from": "kemarin"}, "hari dulu", "day first"),
    ],
)  # fmt: skip
def test_what_is_refused_keeps_what_was_typed(branch, as_user, changes, indonesian, english):
    admin = as_user("admin")
    with system():
        before = User.objects.count(), Mandate.objects.count()
    body = asked(branch, **changes)
    for language, words in (("id", indonesian), ("en", english)):
        admin.cookies["lindung_language"] = language
        answer = admin.post(PAGE, body)
        assert answer.status_code == 422 and words in text(answer)
        for name in ("username", "npp", "sponsor", "valid_from"):
            assert not body[name] or f'value="{body[name]}"' in text(answer), name
        assert not SECRET.search(text(answer))
    with system():
        assert (User.objects.count(), Mandate.objects.count()) == before


def test_no_role_outside_ones_own_tree(branch, as_user):
    admin = as_user("admin")
    for office in (branch.other, branch.region):
        assert admin.post(PAGE, asked(branch, office=office)).status_code == 422
    with system():
        Employer.objects.filter(pk=branch.employers[1]).update(office_id=branch.other)
    foreign = npp(branch)
    refused = admin.post(PAGE, asked(branch, role="EMPLOYER", office="", npp=foreign))
    assert refused.status_code == 422 and "Tidak ada pemberi kerja" in text(refused)
    # the rule itself, past the form
    by = Actor(kind="staff", user_id=branch.users["admin"].pk, role="ADMIN", offices=(branch.office,))
    for new in (
        NewMandate("CASHIER", office_id=branch.other),
        NewMandate("EMPLOYER", employer_id=branch.employers[1]),
        NewMandate("CASHIER"),
    ):
        with pytest.raises(AccessRefused) as outside:
            open_login(by, "petugas.baru", new)
        assert outside.value.code == "place_outside"
    with pytest.raises(AccessRefused) as own:
        open_login(by, "petugas.baru", NewMandate("MEMBER", person_id=branch.people[0]))
    assert own.value.code == "role_own"
    with pytest.raises(AccessRefused) as bound:
        open_login(by, "petugas.baru", NewMandate("CASHIER", office_id=branch.office, sponsor_id=branch.sponsor))
    assert bound.value.code == "mandate_bound"
    with system():
        assert not User.objects.filter(username="petugas.baru").exists()


def test_a_name_that_differs_by_capitals_only_is_taken_and_nobody_else_may(branch, as_user):
    with system():
        make_user("Kasir.Lama", "sandi-uji-lama", check_password=False)
    assert "sudah dipakai" in text(as_user("admin").post(PAGE, asked(branch, username="kasir.lama")))
    for name in ("kepala", "wilayah", "auditor", "iuran"):
        assert as_user(name).post(PAGE, asked(branch)).status_code == 403
    with system():
        assert not User.objects.filter(username="petugas.baru").exists()


def given(branch, **changes: object) -> dict[str, object]:
    plain = {"role": "CASHIER", "office": branch.office, "npp": "", "sponsor": "", "valid_from": "15-12-2021"}
    return {"langkah": "beri", **{f"beri-{k}": v for k, v in (plain | changes).items()}}


def ended(mandate: int, day: str) -> dict[str, object]:
    return {"langkah": "akhir", "akhir-mandate": mandate, "akhir-last_day": day}


def test_a_second_role_is_given_and_ended_on_the_logins_own_page(branch, as_user):
    admin, contact = as_user("admin"), branch.users["kontak"].pk
    page = reverse("staff:login", args=[contact])
    assert f'href="{page}"' in text(admin.get(PAGE))
    assert admin.post(page, given(branch)).status_code == 302
    with system():
        second = Mandate.objects.get(user_id=contact, role="CASHIER")
    assert (second.office_id, second.valid_from, second.valid_to) == (branch.office, date(2021, 12, 15), None)
    assert [m["role"] for m in mandates_of(contact)] == ["CONTACT", "CASHIER"]
    assert admin.post(page, ended(second.pk, "14-12-2021"), follow=True).status_code == 200
    assert [m["role"] for m in mandates_of(contact)] == ["CONTACT"]
    with system():
        second.refresh_from_db()
        assert second.valid_to == date(2021, 12, 14)
        (act,) = rows("select user_id, act from access_auditentry where table_name = 'access_mandate' and row_key = %s"
                      " and operation = 'UPDATE'", [str(second.pk)])  # fmt: skip
    assert act == {"user_id": branch.users["admin"].pk, "act": "admin.logins"}
    again = admin.post(page, ended(second.pk, "31-12-2021"))
    assert again.status_code == 422, "what has ended is not offered"


def test_refusals_of_a_second_role_and_of_an_end(branch, as_user):
    admin, by_page = as_user("admin"), reverse("staff:login", args=[branch.users["kontak"].pk])
    missing = admin.post(by_page, given(branch, office="", npp="99999999"))
    assert missing.status_code == 422 and 'value="99999999"' in text(missing)
    past = admin.post(by_page, ended(branch.mandate("kontak"), "13-12-2021"))
    assert past.status_code == 422 and "Hari terakhir paling awal 14 Des 2021" in text(past)
    admin.cookies["lindung_language"] = "en"
    assert "at the earliest" in text(admin.post(by_page, ended(branch.mandate("kontak"), "13-12-2021")))
    admin.cookies["lindung_language"] = "id"
    assert admin.post(by_page, ended(branch.mandate("kontak"), "20-12-2021")).status_code == 302
    later = admin.post(by_page, ended(branch.mandate("kontak"), "21-12-2021"))
    assert later.status_code == 422 and "sudah diakhiri pada 20 Des 2021" in text(later)
    assert admin.post(by_page, ended(branch.mandate("malang"), "20-12-2021")).status_code == 422
    for name in ("malang", "wilayah", "peserta"):
        assert admin.get(reverse("staff:login", args=[branch.users[name].pk])).status_code == 404
    own = reverse("staff:login", args=[branch.users["admin"].pk])
    assert 'name="langkah"' not in text(admin.get(own))
    for body in (given(branch, role="BRANCH_HEAD"), ended(branch.mandate("admin"), "31-12-2021")):
        refused = admin.post(own, body)
        assert refused.status_code == 422
    assert as_user("kepala").get(by_page).status_code == 403
    # the rules themselves, past the page
    by = Actor(kind="staff", user_id=branch.users["admin"].pk, role="ADMIN", offices=(branch.office,))
    here, day = NewMandate("BRANCH_HEAD", office_id=branch.office), date(2021, 12, 31)
    tries = {
        "login_own": [
            lambda: give_role(by, branch.users["admin"].pk, here),
            lambda: end_role(by, branch.mandate("admin"), day),
        ],
        "place_outside": [
            lambda: give_role(by, branch.users["malang"].pk, here),
            lambda: give_role(by, branch.users["kontak"].pk, NewMandate("CASHIER", office_id=branch.other)),
            lambda: end_role(by, branch.mandate("malang"), day),
        ],
    }
    for code, each in tries.items():
        for one in each:
            with pytest.raises(AccessRefused) as caught:
                one()
            assert caught.value.code == code
    with system():
        assert Mandate.objects.filter(user=branch.users["admin"]).count() == 1
        assert not Mandate.objects.filter(pk__in=[branch.mandate("admin"), branch.mandate("malang")], valid_to=day)


def test_who_has_no_login_acting_for_him_is_listed_and_fills_the_form(branch, as_user):
    number = npp(branch)
    listed = text(as_user("admin").get(PAGE))
    assert "Belum punya login" in listed and f'href="?npp={number}#login-baru"' in listed
    assert "PT Sumber Contoh Makmur" not in listed.partition("Belum punya login")[2], "the clerk hrd acts for it"
    filled = text(as_user("admin").get(PAGE, {"npp": number}))
    assert f'value="{number}"' in filled and '<option value="EMPLOYER" selected>' in filled
    village = text(as_user("admin").get(PAGE, {"sponsor": "DESA1"}))
    assert 'value="DESA1"' in village and '<option value="SPONSOR" selected>' in village
    assert as_user("admin").get(PAGE, {"npp": "<script>"}).status_code == 200
    page = reverse("staff:employer", args=[branch.employers[1]])
    assert "Login wakil" in text(as_user("iuran").get(page)) and "belum ada" in text(as_user("iuran").get(page))
    shown(as_user("admin").post(PAGE, asked(branch, username="hrd-garam", role="EMPLOYER", office="", npp=number)))
    assert "hrd-garam" in text(as_user("iuran").get(page))
    assert f"?npp={number}" not in text(as_user("admin").get(PAGE))
    assert "sponsor" in text(as_user("iuran").get(reverse("staff:sponsor", args=[branch.sponsor])))
    with system():
        Employer.objects.filter(pk=branch.employers[1]).update(office_id=branch.other)
        run("update access_user set is_active = false where username = 'hrd-garam'")
    assert f"?npp={number}" not in text(as_user("admin").get(PAGE)), "of another office"
