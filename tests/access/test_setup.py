"""`lindung setup` on a fresh installation: a head office, an administrator, a password that opens once; never twice."""

import re

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from lindung.access.cli import setup_command
from lindung.access.models import LoginEvent, Mandate, User
from lindung.access.queries import choose
from lindung.access.scope import Actor
from lindung.access.services import close_login, make_user
from lindung.base.db import system
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
