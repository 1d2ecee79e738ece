"""Every role against every page of the portals, from the addresses and the permission table: no page is forgotten."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from branch import Branch
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lindung.access.models import Role
from lindung.access.permissions import PERMISSIONS, PUBLIC_ACTS
from lindung.access.services import NewMandate, make_user
from lindung.base.db import scalar, system

PORTALS = ("frame", "public", "lawbook", "member", "employer", "sponsor", "staff", "manage")
OPEN = {"frame:health", "frame:demo_roles", "frame:demo_enter", "frame:loading", "frame:demo_bank"}
"""Pages without an act: they show nothing of anybody, and the demo's exist only in a demo."""

LOGINS = {
    "MEMBER": "peserta", "EMPLOYER": "hrd", "SPONSOR": "sponsor", "CLAIMS_OFFICER": "klaim", "APPROVER": "penyetuju",
    "CONTRIBUTION_OFFICER": "iuran", "CASHIER": "kasir", "CONTACT": "kontak", "BRANCH_HEAD": "kepala",
    "REGIONAL_HEAD": "wilayah", "AUDITOR": "auditor", "ADMIN": "admin",
}  # fmt: skip


def _pages(patterns: list[Any], namespace: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}:{one.namespace}".strip(":") if one.namespace else namespace
            yield from _pages(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and namespace in PORTALS:
            yield f"{namespace}:{one.name}", one


PAGES = dict(_pages(get_resolver("lindung.urls").url_patterns))


@pytest.fixture
def address(branch: Branch) -> Callable[[str], str]:
    """An address of a page with values that exist where they can."""
    with system():
        known = {
            "order_id": scalar("select min(id) from claims_paymentorder"),
            "batch": scalar("select min(number) from claims_payoutbatch"),
            "code": scalar("select min(code) from contributions_bill"),
            "spell_id": scalar("select min(id) from coverage_spell"),
            "file_id": 1,
        }
    values = {
        "number": branch.numbers["paid"], "decision_id": branch.decisions["paid"], "person_id": branch.people[0],
        "other_id": branch.people[1], "employer_id": branch.employers[0], "indicator": "claims.cases.total",
        "version": "1", "form": "csv", "month": "2021-11", "day": "2021-12-15", "year": 2021, "parameter": "jht.tax",
        "slug": "iuran-mandiri",
    } | known  # fmt: skip

    def make(name: str) -> str:
        wanted = PAGES[name].pattern.converters
        given: dict[str, Any] = {}
        for key, converter in wanted.items():
            value = values.get(key)
            if value is None:
                value = {"IntConverter": 1, "FormulaId": "pu.contribution"}.get(type(converter).__name__, "x")
            given[key] = value
        if name.startswith("staff:payout") and "number" in given:
            given["number"] = known["batch"]
        return reverse(name, kwargs=given)

    return make


def _ask(client: Client, page: str) -> Any:
    answer = client.get(page)
    return client.post(page) if answer.status_code == 405 else answer


def test_there_are_pages_and_every_page_names_its_act() -> None:
    assert len(PAGES) > 60
    nameless = {name for name, page in PAGES.items() if not hasattr(page.callback, "act")} - OPEN
    assert nameless == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN))
def test_every_role_on_every_page(name, branch, address, sign_in, client) -> None:
    act = PAGES[name].callback.act
    page = address(name)
    answer = _ask(Client(), page)
    if act in PUBLIC_ACTS:
        assert answer.status_code in (200, 302, 404, 422), f"public: {answer.status_code}"
        return  # shown to all alike
    assert answer.status_code == 302 and "/akun/" in answer["Location"]
    for role in Role:
        if role == Role.BANK:
            user = make_user(
                "bank-uji", "sandi-uji", [NewMandate("BANK", office_id=branch.office)], check_password=False
            )
        else:
            user = branch.users[LOGINS[role.value]]
        found = _ask(sign_in(user), page)
        if role in PERMISSIONS[act]:
            assert found.status_code in (200, 302, 404, 422), f"{role}: {found.status_code}"
        else:
            assert found.status_code == 403, f"{role}: {found.status_code}"
            assert str(act.label) in found.content.decode()
