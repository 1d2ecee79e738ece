"""`lindung setup` on a fresh installation: a head office, an administrator, a password that opens once; never twice.
`lindung administrator`: the operator helps who locked himself out, and it is on record that it was he."""

import re

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from lindung.access.cli import administrator_group, setup_command
from lindung.access.models import LoginEvent, Mandate, User
from lindung.access.queries import choose
from lindung.access.scope import Actor
from lindung.access.services import NewMandate, close_login, enrol_totp, make_user
from lindung.base.db import rows, scalar, system
from lindung.registry import services as registry
from lindung.registry.models import Office

pytestmark = pytest.mark.django_db


def run_setup(*options: str):
    return CliRunner().invoke(setup_command, [*options])


def test_a_fresh_installation_gets_its_head_office_and_an_administrator_who_owns_his_login():
    assert not Office.objects.exists()
    done = run_setup("--username", "pengelola.satu", "--lang", "en")
    assert done.exit_code == 0, done.output
    office, user = Office.objects.get(), User.objects.get()
    assert (office.kind, office.name, office.parent_id) == ("HEAD", "Kantor Pusat", None)
    assert "Office: Kantor Pusat\nUser name: pengelola.satu\nFirst password: " in done.output
    secret = re.search(r"First password: (\S+)", done.output).group(1)
    with system():
        assert [(e.kind, e.by_id) for e in LoginEvent.objects.all()] == [("MADE", None)]
    visitor = Client()
    assert visitor.post(reverse("account_login"), {"login": user.username, "password": secret}).status_code == 302
    own = {"oldpassword": secret, "password1": "pilihan-sendiri-2021", "password2": "pilihan-sendiri-2021"}
    page = visitor.get(reverse("staff:home"), follow=True).content.decode()
    assert "Pilih kata sandi Anda sendiri" in page and "saat sistem dipasang" in page
    assert visitor.post(reverse("account_change_password"), own).status_code == 302
    assert visitor.get(reverse("staff:logins"))["Location"].startswith(reverse("mfa_activate_totp"))
    actor, _mandates = choose(user.pk, None)
    assert (actor.role, actor.offices) == ("ADMIN", (office.pk,))


@pytest.mark.parametrize(("lang", "words"), [("id", "Pengelola sistem sudah ada"), ("en", "an administrator already")])
def test_it_refuses_while_an_administrator_can_sign_in(lang, words):
    assert run_setup().exit_code == 0
    again = run_setup("--username", "penyusup", "--lang", lang)
    assert again.exit_code == 1 and words in again.output
    assert [u.username for u in User.objects.all()] == ["pengelola"]


def test_offices_that_are_there_are_kept_and_a_closed_administrator_counts_no_longer(institution):
    done = run_setup()
    assert done.exit_code == 0 and "Kantor: Wilayah" in done.output
    assert Mandate.objects.get(role="ADMIN").office_id == institution.region
    assert Office.objects.count() == 3
    above = Actor(
        kind="staff",
        user_id=make_user("lain", "sandi-uji", check_password=False).pk,
        role="ADMIN",
        offices=(institution.region, *institution.branches),
    )
    with system():
        close_login(above, User.objects.get(username="pengelola").pk, "keluar")
    taken = run_setup()
    assert taken.exit_code == 1 and "sudah dipakai" in taken.output
    assert run_setup("--username", "pengganti").exit_code == 0


def test_of_several_offices_at_the_top_one_must_be_named(institution):
    registry.register_office(code="R2", slug="dua", name="Wilayah Dua", kind="REGION", valid_from="2015-01-01")
    for options in ((), ("--office-code", "X9")):
        unclear = run_setup(*options)
        assert unclear.exit_code == 1 and "R, R2" in unclear.output
    assert not User.objects.exists()
    assert run_setup("--office-code", "R2").exit_code == 0
    assert Mandate.objects.get().office.code == "R2"


def test_bad_names_are_refused_in_words_and_leave_nothing():
    bad = run_setup("--username", "Kepala Sistem")
    assert bad.exit_code == 1 and "huruf kecil" in bad.output
    assert not Office.objects.exists() and not User.objects.exists()


def run_administrator(*options: str, operator: str = "budi-mesin"):
    return CliRunner(env={"SUDO_USER": operator}).invoke(administrator_group, [*options])


WHY = ("--reason", "yang lain sakit, datang dengan KTP")


def test_the_operator_makes_one_more_administrator_of_the_head_office(sign_in):
    run_setup()
    done = run_administrator("new", "pengelola.dua", *WHY, "--lang", "en")
    assert done.exit_code == 0, done.output
    secret = re.search(r"First password: (\S+)", done.output).group(1)
    user = User.objects.get(username="pengelola.dua")
    actor, _mandates = choose(user.pk, None)
    assert (actor.role, actor.offices) == ("ADMIN", (Office.objects.get().pk,))
    with system():
        (event,) = LoginEvent.objects.filter(user=user)
        assert (event.kind, event.by_id, event.reason, event.operator) == ("MADE", None, WHY[1], "budi-mesin")
        trail = rows(
            "select distinct act, user_id, table_name from access_auditentry where operation = 'INSERT'"
            " and act = 'operator.administrator_new' and table_name in ('access_user', 'access_mandate') order by 3"
        )
    assert [(t["act"], t["user_id"]) for t in trail] == [("operator.administrator_new", None)] * 2
    visitor = Client()
    assert visitor.post(reverse("account_login"), {"login": user.username, "password": secret}).status_code == 302
    told = visitor.get(reverse("staff:home"), follow=True).content.decode()
    assert "Pilih kata sandi Anda sendiri" in told and "oleh operator mesin (budi-mesin)" in told
    first = User.objects.get(username="pengelola")
    with system():
        User.objects.filter(pk=first.pk).update(given_until=None)
    first.refresh_from_db()
    seen = sign_in(first).get(reverse("staff:login", args=[user.pk])).content.decode()
    assert "oleh operator mesin (budi-mesin)" in seen and "yang lain sakit" in seen


def test_the_operator_takes_a_lost_factor_off_and_nothing_else(sign_in):
    run_setup()
    user = User.objects.get()
    with system():
        enrol_totp(user)
        User.objects.filter(pk=user.pk).update(given_until=None)
    user.refresh_from_db()
    at_work, password = sign_in(user), user.password
    assert at_work.get(reverse("staff:logins")).status_code == 200
    done = run_administrator("reset-factor", "pengelola", *WHY)
    assert done.exit_code == 0 and "Faktor kedua pengelola dilepas" in done.output
    assert at_work.get(reverse("staff:logins"))["Location"].startswith(reverse("account_login")), "his sessions ended"
    with system():
        assert not scalar("select count(*) from mfa_authenticator")
        assert User.objects.get().password == password
        last = LoginEvent.objects.latest("id")
        assert (last.kind, last.by_id, last.operator) == ("FACTOR_RESET", None, "budi-mesin")
        assert scalar(
            "select count(*) from access_auditentry where act = 'operator.factor_reset' and table_name = 'access_user'"
        )
    again = run_administrator("reset-factor", "pengelola", *WHY, "--lang", "en")
    assert again.exit_code == 1 and "not set up a second factor" in again.output


def test_what_the_operator_may_not_and_what_he_must_say(institution):
    with system():
        for name, role, office in (
            ("kasir", "CASHIER", institution.region),
            ("cabang", "ADMIN", institution.branches[0]),
        ):
            enrol_totp(make_user(name, "sandi-uji", [NewMandate(role, office_id=office)], check_password=False))
        shut = make_user(
            "tutup", "sandi-uji", [NewMandate("ADMIN", office_id=institution.region)], check_password=False
        )
        User.objects.filter(pk=shut.pk).update(is_active=False)
        before = rows("select id, password, session_round from access_user order by id")
    tries = [
        (("reset-factor", "kasir", *WHY), "bukan login pengelola sistem di kantor pusat"),
        (("reset-factor", "cabang", *WHY), "bukan login pengelola sistem di kantor pusat"),
        (("reset-factor", "entah", *WHY), "bukan login pengelola sistem di kantor pusat"),
        (("reset-factor", "tutup", *WHY), "sedang ditutup"),
        (("reset-factor", "cabang"), "Missing option '--reason'"),
        (("new", "baru", "--reason", "  "), "Isi alasannya"),
        (("new", "Pengelola Baru", *WHY), "huruf kecil"),
        (("new", "KASIR", *WHY), "huruf kecil"),
        (("new", "kasir", *WHY), "sudah dipakai"),
        (("new", "baru", *WHY, "--office-code", "X9"), "satu dari: R"),
    ]
    for options, words in tries:
        refused = run_administrator(*options)
        assert refused.exit_code != 0 and words in refused.output, (options, refused.output)
    with system():
        assert rows("select id, password, session_round from access_user order by id") == before
        assert not LoginEvent.objects.exists() and scalar("select count(*) from mfa_authenticator") == 2


def test_without_an_office_there_is_nothing_to_administer():
    refused = run_administrator("new", "baru", *WHY, "--lang", "en")
    assert refused.exit_code == 1 and "Begin with `lindung setup`" in refused.output
    assert not User.objects.exists()
