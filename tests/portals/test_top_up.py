"""Contributions that arrive after a JHT claim was paid are asked for with one button, by the member or for him."""

import pytest
from branch import DAY
from django.urls import reverse
from page_text import text

from lindung.base.dates import month_of
from lindung.base.db import rows, scalar, system
from lindung.ledger.chart import Acc
from lindung.ledger.services import Member, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(branch) -> str:
    """The number of a paid claim to whose account a late month has come since."""
    with system():
        (claim,) = rows("select person_id, event_on from claims_claim where id = %s", [branch.claims["paid"]])
        month, person = month_of(claim["event_on"]), claim["person_id"]
        post(
            "TEST", "uji:susulan", DAY, branch.office, {Acc.JHT_OPENING: 285_000, Acc.JHT_MEMBERS: -285_000},
            [Member(person, Acc.JHT_MEMBERS, "CONTRIBUTION", month, 285_000, branch.employers[0])],
        )  # fmt: skip
    return branch.numbers["paid"]


def opened() -> list[dict]:
    with system():
        return rows("select c.number, c.channel from claims_claim c where c.facts ? 'top_up_of' order by id")


def test_the_member_asks_with_one_button(branch, as_user, paid):
    member, page = as_user("lunas"), reverse("member:claim", args=[paid])
    shown = text(member.get(page))
    assert "Ada iuran yang masuk setelah klaim ini dibayar" in shown and "Rp285.000" in shown
    done = member.post(reverse("member:claim_top_up", args=[paid]))
    ((number, channel),) = [tuple(r.values()) for r in opened()]
    assert done["Location"] == reverse("member:claim", args=[number]) and channel == "PORTAL"
    assert "Minta dibayarkan" not in text(member.get(page)), "it is under way"
    again = member.post(reverse("member:claim_top_up", args=[paid]), follow=True)
    assert len(opened()) == 1 and number in text(again)


def test_the_officer_opens_it_for_him_and_the_approver_only_sees(branch, as_user, paid):
    page = reverse("staff:case", args=[paid])
    assert "Buka klaim susulan" not in text(as_user("penyetuju").get(page))
    officer = as_user("klaim")
    assert "Buka klaim susulan" in text(officer.get(page))
    assert officer.post(reverse("staff:case_top_up", args=[paid])).status_code == 302
    assert [r["channel"] for r in opened()] == ["BRANCH"]


def test_nothing_is_offered_where_nothing_came(branch, as_user):
    number = branch.numbers["paid"]
    assert "Minta dibayarkan" not in text(as_user("lunas").get(reverse("member:claim", args=[number])))
    answer = as_user("lunas").post(reverse("member:claim_top_up", args=[number]), follow=True)
    assert "Tidak ada iuran baru" in text(answer)
    with system():
        assert scalar("select count(*) from claims_claim where facts ? 'top_up_of'") == 0
