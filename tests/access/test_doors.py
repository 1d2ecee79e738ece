"""Requests: who is asking, what may be opened, second factors, the log of reading, rate limits."""

import time
from datetime import date
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import include, path

from lindung.access import queries, services, web
from lindung.access.middleware import SESSION_MANDATE
from lindung.access.models import Role
from lindung.access.permissions import PERMISSIONS, PUBLIC_ACTS, SIGNED_IN_ACTS, STAFF_ROLES, Act, allowed
from lindung.access.scope import PUBLIC, Actor, acting
from lindung.access.services import AccessRefused, NewMandate
from lindung.base.db import rows, run, scalar, system
from lindung.registry import services as registry
from lindung.registry.queries import today

PASSWORD = "benar-kuda-baterai-17"


# ---- a small site


def who(request):
    actor = request.actor
    return JsonResponse(
        {
            "kind": actor.kind,
            "role": actor.role,
            "offices": actor.offices,
            "person": actor.person_id,
            "merged": actor.merged,
            "people": scalar("select count(*) from registry_person"),
            "role_in_database": scalar("select current_user"),
        }
    )


@web.needs(Act.PUBLIC_HOME)
def home(request):
    return HttpResponse("beranda")


@web.needs(Act.PERSON_SEE)
def person(request, person_id):
    web.reading(request, person_id, "person_360", "uji")
    return HttpResponse(scalar("select current_setting('lindung.act')"))


@web.needs(Act.MEMBER_HOME)
def member(request):
    return HttpResponse("peserta")


@web.needs(Act.CALENDAR_CHANGE)
def fails(request, how):
    registry.set_holiday(date(2031, 5, 5), "tidak boleh tinggal")
    connection.on_commit(lambda: HOOKS.append(how))
    if how == "404":
        raise Http404
    if how == "sql":
        run("select 1/0")
    raise RuntimeError("rusak")


@web.needs(Act.CALENDAR_CHANGE)
def works(request):
    registry.set_holiday(date(2031, 6, 6), "tinggal")
    return HttpResponse("ya")


@web.limited("uji", 3, 60)
def few(request):
    return HttpResponse("ya")


HOOKS: list[str] = []

urlpatterns = [
    path("", home),
    path("who/", who),
    path("orang/<int:person_id>/", person),
    path("peserta/", member),
    path("gagal/<str:how>/", fails),
    path("jadi/", works),
    path("sedikit/", few),
    path("akun/", include("allauth.urls")),
    path("", include("lindung.portals.frame.urls")),
    path("bahasa/", include("django.conf.urls.i18n")),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def staff(institution):
    """A login with two roles: claims officer of branch 0, branch head of the region."""
    user = services.make_user(
        "petugas",
        PASSWORD,
        [
            NewMandate(Role.CLAIMS_OFFICER, office_id=institution.branches[0], valid_from=date(2020, 1, 1)),
            NewMandate(Role.BRANCH_HEAD, office_id=institution.region, valid_from=date(2020, 1, 1)),
        ],
    )
    services.enrol_totp(user, "JBSWY3DPEHPK3PXPJBSWY3DP")
    return user


@pytest.fixture
def one_member(institution):
    return services.make_user(
        "peserta", PASSWORD, [NewMandate(Role.MEMBER, person_id=institution.people[0], valid_from=date(2020, 1, 1))]
    )


# ---- the permission table


def test_every_act_is_somebodys():
    assert {act for act in Act if not PERMISSIONS.get(act)} == set()
    assert set(PERMISSIONS) == set(Act)


def test_maker_and_checker_are_different_roles_where_a_second_person_decides():
    assert not PERMISSIONS[Act.DECISION_PROPOSE] & PERMISSIONS[Act.DECISION_APPROVE]
    assert Role.AUDITOR not in {
        role for act, roles in PERMISSIONS.items() if not act.value.endswith("see") for role in roles
        if act in (Act.DECISION_APPROVE, Act.PAYOUT_RELEASE, Act.CASE_WORK, Act.RECONCILE, Act.PERSON_CHANGE)
    }  # fmt: skip


def test_outside_roles_have_nothing_of_the_institution():
    inside = [act for act in Act if act.value.split(".")[0] in ("staff", "manage", "admin")]
    for act in inside:
        assert PERMISSIONS[act] <= STAFF_ROLES, act
    for act in Act:
        assert allowed(PUBLIC, act) is (act in PUBLIC_ACTS)
    nobody = Actor(user_id=5)
    assert {act for act in set(Act) - PUBLIC_ACTS if allowed(nobody, act)} == SIGNED_IN_ACTS
    bank = Actor(kind="bank", user_id=5, role=Role.BANK)
    assert {act for act in Act if allowed(bank, act)} == PUBLIC_ACTS | SIGNED_IN_ACTS | {
        Act.API_ORDER,
        Act.API_INQUIRY,
        Act.API_PAYMENT,
        Act.API_PAYOUT_ANSWER,
    }


def test_act_values_fit_the_trail_and_have_labels():
    assert all(len(act.value) <= 80 and str(act.label) for act in Act)


# ---- who is asking


def test_nobody_sees_nobody(client, institution):
    answer = client.get("/who/").json()
    assert (answer["kind"], answer["people"], answer["role_in_database"]) == ("public", 0, "lindung_app")


def test_a_member_sees_himself_and_needs_no_second_factor(client, one_member, institution):
    client.force_login(one_member, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/who/").json()
    assert (answer["kind"], answer["person"], answer["people"]) == ("member", institution.people[0], 1)
    assert client.get("/peserta/").content == b"peserta"


def test_a_mandate_is_chosen_and_bounds_what_is_seen(sign_in, staff, institution):
    mandates = queries.mandates_of(staff.id)
    answer = sign_in(staff).get("/who/").json()
    assert (answer["role"], answer["offices"], answer["people"]) == ("CLAIMS_OFFICER", [institution.branches[0]], 2)
    answer = sign_in(staff, mandates[1]["id"]).get("/who/").json()
    assert answer["role"] == "BRANCH_HEAD" and answer["people"] == 4
    assert set(answer["offices"]) == {institution.region, *institution.branches}


def test_a_mandate_of_somebody_else_or_one_that_ended_is_not_taken(sign_in, staff, one_member, institution):
    foreign = queries.mandates_of(one_member.id)[0]["id"]
    assert sign_in(staff, foreign).get("/who/").json()["role"] == "CLAIMS_OFFICER"
    with pytest.raises(AccessRefused) as caught:
        services.actor_for(staff, foreign)
    assert caught.value.code == "mandate_ended"
    first = queries.mandates_of(staff.id)[0]["id"]
    services.end_mandate(first, date(2021, 12, 14))
    assert today() == date(2021, 12, 15)
    assert sign_in(staff, first).get("/who/").json()["role"] == "BRANCH_HEAD"
    above = Actor(
        kind="staff", user_id=one_member.id, role="ADMIN", offices=(institution.region, *institution.branches)
    )
    services.close_login(above, staff.id, "cuti panjang")
    assert queries.mandates_of(staff.id) == []


def test_whose_record_was_merged_acts_as_the_one_kept(one_member, institution):
    registry.merge_people(institution.people[2], institution.people[0], "KTP sama", by=1)
    actor = services.actor_for(one_member)
    assert (actor.person_id, actor.merged) == (institution.people[2], (institution.people[0],))
    with acting(actor):
        assert scalar("select count(*) from registry_person") == 2


def test_scope_ends_with_the_transaction(institution):
    with system():
        everybody = scalar("select count(*) from registry_person")
    assert everybody == 4
    with acting(Actor(kind="member", user_id=1, person_id=institution.people[0])):
        assert scalar("select count(*) from registry_person") == 1


# ---- permissions and pages


def test_without_a_login_a_page_asks_to_sign_in(client):
    answer = client.get("/peserta/?a=1")
    assert answer.status_code == 302 and answer["Location"].endswith("?next=/peserta/%3Fa%3D1")
    assert client.get("/").content == b"beranda"


def test_a_page_of_another_role_is_refused_in_words(client, one_member, institution):
    client.force_login(one_member, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/orang/{institution.people[0]}/")
    assert answer.status_code == 403
    assert "peran" in answer.content.decode().lower()
    assert scalar("select count(*) from access_readlog") == 0


def test_the_act_goes_into_the_trail(sign_in, staff, institution):
    assert sign_in(staff).get(f"/orang/{institution.people[0]}/").content == b"staff.person_see"


# ---- the second factor


def test_staff_without_a_second_factor_must_set_one_up(client, institution):
    user = services.make_user(
        "baru", PASSWORD, [NewMandate(Role.CASHIER, office_id=institution.branches[0], valid_from=date(2020, 1, 1))]
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/who/")
    assert answer.status_code == 302 and "/2fa/totp/activate/" in answer["Location"]
    assert client.get("/").status_code == 200


def test_staff_with_a_session_that_passed_only_the_password_must_pass_it(client, staff, institution):
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/orang/{institution.people[0]}/")
    assert answer.status_code == 302 and "/2fa/reauthenticate/" in answer["Location"]
    assert scalar("select count(*) from access_readlog") == 0


def test_signing_in_with_password_and_code(client, staff, institution):
    answer = client.post("/akun/login/", {"login": "petugas", "password": PASSWORD})
    assert answer.status_code == 302 and "/2fa/authenticate/" in answer["Location"]
    assert client.get("/who/").json()["kind"] == "public"
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXPJBSWY3DP", int(time.time()) // 30))
    assert client.post(answer["Location"], {"code": code}).status_code == 302
    assert client.get("/who/").json()["role"] == "CLAIMS_OFFICER"


def test_the_secret_is_not_stored_in_clear(staff):
    kept = Authenticator.objects.get(user=staff, type="totp").data["secret"]
    assert "JBSWY3DP" not in kept
    with pytest.raises(AccessRefused) as caught:
        services.enrol_totp(staff, "pendek")
    assert caught.value.code == "totp_secret"
    services.enrol_totp(staff)
    assert Authenticator.objects.filter(user=staff, type="totp").count() == 1


# ---- one transaction per request


@pytest.mark.parametrize("how", ["error", "404", "sql"])
def test_a_view_that_fails_leaves_nothing(sign_in, institution, how):
    admin = services.make_user(
        "pengelola", PASSWORD, [NewMandate(Role.ADMIN, office_id=institution.region, valid_from=date(2020, 1, 1))]
    )
    client = sign_in(admin)
    client.raise_request_exception = False
    HOOKS.clear()
    answer = client.get(f"/gagal/{how}/")
    assert answer.status_code == (404 if how == "404" else 500)
    assert scalar("select count(*) from registry_holiday where day = '2031-05-05'") == 0
    assert client.get("/jadi/").content == b"ya"
    assert scalar("select count(*) from registry_holiday where day = '2031-06-06'") == 1
    assert HOOKS == []


# ---- the log of reading


def test_reading_is_logged_once_and_the_person_sees_it(sign_in, staff, one_member, institution):
    client = sign_in(staff)
    for _ in range(3):
        client.get(f"/orang/{institution.people[0]}/")
    with acting(services.actor_for(one_member)):
        seen = queries.who_read(institution.people[0])
    assert [(r["page"], r["purpose"], r["office"], r["role"]) for r in seen] == [
        ("person_360", "uji", "Cabang 0", "CLAIMS_OFFICER")
    ]
    with acting(Actor(kind="member", user_id=1, person_id=institution.people[1])):
        assert queries.who_read(institution.people[0]) == []


def test_own_data_and_lists(one_member, staff, institution):
    me = services.actor_for(one_member)
    assert services.log_reading(me, [institution.people[0]], "beranda") == 0
    officer = services.actor_for(staff)
    assert services.log_reading(officer, institution.people, "daftar") == 4
    assert services.log_reading(officer, institution.people, "daftar") == 0
    assert services.log_reading(PUBLIC, institution.people, "daftar") == 0


# ---- logins and tokens


def test_logins_are_given_with_their_mandates(institution):
    branch = institution.branches[0]
    with pytest.raises(AccessRefused) as weak:
        services.make_user("lemah", "12345")
    assert weak.value.code == "password_weak"
    services.make_user("sama", PASSWORD)
    with pytest.raises(AccessRefused) as taken:
        services.make_user("sama", PASSWORD)
    assert taken.value.code == "username_taken" and "sama" in taken.value.text("id")
    user = services.make_user("satu", PASSWORD)
    for wrong in (
        NewMandate(Role.MEMBER, office_id=branch),
        NewMandate(Role.EMPLOYER, employer_id=institution.employers[0], office_id=branch),
        NewMandate(Role.CASHIER),
        NewMandate(Role.SPONSOR, office_id=branch),
        NewMandate(Role.SPONSOR, employer_id=institution.employers[0]),
    ):
        with pytest.raises(AccessRefused) as unbound:
            services.grant_mandate(user.id, wrong)
        assert unbound.value.code == "mandate_bound"
    one = services.grant_mandate(user.id, NewMandate(Role.CASHIER, office_id=branch))
    assert services.grant_mandate(user.id, NewMandate(Role.CASHIER, office_id=branch)).id == one.id
    with acting(Actor(kind="staff", user_id=1, role="ADMIN", offices=(branch,))):
        entry = queries.trail(table="access_mandate")[0]
        assert (entry["operation"], entry["after"]["role"]) == ("INSERT", "CASHIER")


def test_tokens_name_their_mandate_until_revoked(institution):
    user = services.make_user("gaji", PASSWORD)
    mandate = services.grant_mandate(user.id, NewMandate(Role.EMPLOYER, employer_id=institution.employers[0]))
    token, secret = services.issue_token(mandate.id, "perangkat lunak gaji")
    assert secret not in str(rows("select * from access_apitoken"))
    actor = services.actor_for_token(secret)
    assert (actor.kind, actor.employer_id, actor.role) == ("employer", institution.employers[0], "EMPLOYER")
    assert queries.tokens(mandate.id)[0]["used_at"] is not None
    assert services.actor_for_token(secret[:-1] + "x") is None
    assert services.actor_for_token("") is None
    services.revoke_token(token.id, mandate.id + 1)
    assert services.actor_for_token(secret) is not None
    services.revoke_token(token.id, mandate.id)
    assert services.actor_for_token(secret) is None


def test_a_token_ends_with_its_mandate(institution):
    user = services.make_user("bank", PASSWORD)
    mandate = services.grant_mandate(user.id, NewMandate(Role.BANK, office_id=institution.region))
    secret = services.issue_token(mandate.id, "host to host")[1]
    with acting(services.actor_for_token(secret)):
        assert scalar("select count(*) from registry_person") == 0
        assert scalar("select count(*) from registry_employer") == 0
    services.end_mandate(mandate.id, date(2021, 12, 14))
    assert services.actor_for_token(secret) is None


def test_the_web_server_may_change_a_password_but_not_a_login(institution):
    from django.contrib.auth import get_user_model
    from django.db import ProgrammingError, transaction

    from lindung.access.adapter import AccountAdapter

    user = services.make_user("ganti", PASSWORD)
    AccountAdapter().set_password(user, "kata-sandi-yang-lain-9")
    assert get_user_model().objects.get(pk=user.pk).check_password("kata-sandi-yang-lain-9")
    with pytest.raises(ProgrammingError), transaction.atomic():
        get_user_model().objects.filter(pk=user.pk).update(is_superuser=True)
    services.set_language(user.id, "en")
    with pytest.raises(AccessRefused):
        services.set_language(user.id, "fr")


# ---- rate limits


def test_a_rate_limit_counts_by_login_or_address(client, sign_in, staff):
    assert [client.get("/sedikit/").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/sedikit/")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert client.get("/sedikit/", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert sign_in(staff).get("/sedikit/").status_code == 200


def test_a_rate_limit_opens_again_and_sweeps(institution):
    assert web.rate("kunci", 2, 60) == web.Rate(True, 2, 1, 60)
    run("update access_hit set at = at - interval '61 seconds'")
    found = web.rate("kunci", 2, 60)
    assert (found.ok, found.left) == (True, 1)
    assert scalar("select count(*) from access_hit") == 1


def test_context_tells_templates_what_may_be_done():
    request = SimpleNamespace(actor=Actor(kind="member", user_id=1, role="MEMBER", person_id=1), mandates=[])
    facts = web.context(request)
    assert facts["may"]["MEMBER_HOME"] and not facts["may"]["PERSON_SEE"]
    assert facts["language"] in ("id", "en")


def test_every_refusal_speaks_both_languages():
    for indonesian, english in AccessRefused.MESSAGES.values():
        assert indonesian and english and indonesian != english


def test_session_key_is_what_the_switch_view_sets():
    assert SESSION_MANDATE == "mandate_id"
