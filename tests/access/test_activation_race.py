"""Two browsers with one activation code, at the same moment, on connections of their own."""

import threading

import pytest
from django.db import connection

from lindung.access.models import Activation, Mandate
from lindung.access.scope import Actor
from lindung.access.services import AccessRefused, NewMandate, activate, give_code, make_user
from lindung.base.db import system

OWN = "kopi-pagi-di-teras"


@pytest.mark.django_db(transaction=True)
def test_two_browsers_at_once_use_a_code_once(institution):
    with system():
        user = make_user(
            "petugas", "sandi-uji", [NewMandate("CLAIMS_OFFICER", office_id=institution.branches[0])],
            check_password=False,
        )  # fmt: skip
    by = Actor(kind="staff", user_id=user.pk, role="CLAIMS_OFFICER", offices=(institution.branches[0],))
    give_code(by, institution.people[0], "ID_CARD", "1")
    with system():
        one = Activation.objects.get().pk
    together, ended = threading.Barrier(2), []

    def use(name: str) -> None:
        try:
            together.wait(10)
            ended.append(activate(one, name, OWN).username)
        except AccessRefused as refused:
            ended.append(refused.code)
        finally:
            connection.close()

    both = [threading.Thread(target=use, args=(n,)) for n in ("satu.satu", "dua.dua")]
    for t in both:
        t.start()
    for t in both:
        t.join(30)
    assert len(ended) == 2 and "activation_over" in ended and len(set(ended) & {"satu.satu", "dua.dua"}) == 1
    assert Mandate.objects.filter(role="MEMBER").count() == 1
