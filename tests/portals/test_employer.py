"""The employer's pages: every screen opens, the golden path from wage to bill, refusals, other employers' rows."""

import re

import employer_world
import pytest
from django.urls import reverse

from lindung.access.models import User
from lindung.base.db import rows, system

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with system():
        return employer_world.build()


@pytest.fixture
def hrd(world, sign_in):
    return sign_in(User.objects.get(pk=world.user))


def page(client, name, *args, query="", **more):
    answer = client.get(reverse(f"employer:{name}", args=args) + query, **more)
    assert answer.status_code == 200, (name, answer.status_code, getattr(answer, "url", ""))
    return answer.content.decode()


def text_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def all_pages(world):
    """Every page that answers a GET, with the arguments of the world."""
    draft, bill = world.draft, world.bills[3]
    person = world.people[7]
    return [
        ("home",), ("reports",), ("report", draft), ("grid", draft), ("line", draft, person), ("add_worker", draft),
        ("discard", draft), ("refused", draft), ("progress", draft), ("review", draft), ("trace", draft, person),
        ("correct", "2021-10"), ("upload",), ("bills",), ("bill", bill), ("bill_state", bill), ("bill_sheet", bill),
        ("bill_lines", bill), ("account",), ("account_month", "2021-08"), ("receipts",), ("workers",), ("replies",),
        ("exit_notice", world.notice), ("dispute", world.dispute), ("death",), ("messages",), ("profile",), ("tokens",),
    ]  # fmt: skip


def test_every_page_opens_in_both_languages(world, hrd):
    receipt = rows_of(world, "select id from contributions_receipt where employer_id = %s order by id")[0]["id"]
    for name, *args in [*all_pages(world), ("receipt", receipt)]:
        html = page(hrd, name, *args)
        assert "<h1" in html or name == "bill_state", name
        hrd.cookies["lindung_language"] = "en"
        page(hrd, name, *args)
        hrd.cookies["lindung_language"] = "id"


def rows_of(world, sql):
    with system():
        return rows(sql, [world.employer])
