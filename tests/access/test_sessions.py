"""What is kept of a session: nothing that can be read, and not beyond its time."""

import re
from datetime import timedelta
from importlib import import_module

import pytest
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lindung.access.services import NewMandate, make_user, sweep
from lindung.base.db import rows, run, scalar, system

pytestmark = pytest.mark.django_db
PASSWORD = "benar-kuda-baterai-17"
engine = import_module(settings.SESSION_ENGINE)


@pytest.fixture
def visitor(institution) -> Client:
    """A cashier who has signed in and must set up a second factor."""
    with system():
        make_user("kasir", PASSWORD, [NewMandate("CASHIER", office_id=institution.branches[0])])
    made = Client()
    made.post(reverse("account_login"), {"login": "kasir", "password": PASSWORD})
    made.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return made


def kept(visitor: Client) -> str:
    with system():
        return str(
            scalar("select session_data from django_session where session_key = %s", [visitor.session.session_key])
        )


def test_a_factor_being_set_up_cannot_be_read_from_the_session_row(visitor):
    page = reverse("mfa_activate_totp")
    assert visitor.get(page).status_code == 200
    secret = visitor.session[SECRET_SESSION_KEY]
    assert re.fullmatch(r"[A-Z2-7]{32}", secret)
    row = kept(visitor)
    opened = Plain().decode(row)  # as who has the table and Django reads it
    assert opened == {} and secret not in row and secret not in str(opened)
    with system():
        for one in rows("select x::text as t from django_session x"):
            assert secret not in one["t"]
    # and it is set up all the same
    code = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    assert visitor.post(page, {"code": code}).status_code == 302
    with system():
        (factor,) = rows("select data ->> 'secret' as s from mfa_authenticator where type = 'totp'")
    assert secret not in factor["s"]


def test_a_row_of_another_key_or_from_before_is_an_empty_session(visitor, settings):
    store = engine.SessionStore(visitor.session.session_key)
    assert store.load()["_auth_user_id"]
    for alien in (Plain().encode({"_auth_user_id": "1"}), "", "gAAAAA" + "x" * 60, kept(visitor)[:-3] + "abc"):
        assert engine.SessionStore().decode(alien) == {}
    row = kept(visitor)
    settings.SECRET_KEY = "kunci-lain-yang-cukup-panjang-untuk-uji"
    assert engine.SessionStore().decode(row) == {}
    with system():
        run("update django_session set session_data = %s", [Plain().encode({"_auth_user_id": "1"})])
    assert visitor.get(reverse("frame:my_login"))["Location"].startswith(reverse("account_login"))


def test_what_is_over_is_swept_and_the_rest_stays(visitor):
    with system():
        assert sweep() == {"sessions": 0, "devices": 0, "requests": 0}
        gone = Client()
        gone.post(reverse("account_login"), {"login": "kasir", "password": PASSWORD})
        assert UserSession.objects.count() == 2
        run(
            "update django_session set expire_date = %s where session_key = %s",
            [timezone.now() - timedelta(seconds=1), gone.session.session_key],
        )
        run("insert into access_hit (key, at) values ('lama', now() - interval '25 hours')")
        before = scalar("select count(*) from access_hit")
        assert sweep() == {"sessions": 1, "devices": 1, "requests": 1}
        assert scalar("select count(*) from access_hit") == before - 1
        assert [s.session_key for s in UserSession.objects.all()] == [visitor.session.session_key]
    assert visitor.get(reverse("mfa_activate_totp")).status_code == 200
