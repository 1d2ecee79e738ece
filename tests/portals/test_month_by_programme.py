"""A month's account per worker and programme, its file, older months, and a correction read with its exits."""

import csv
import io
from datetime import date

import employer_world
import pytest
from django.urls import reverse
from page_text import text

from lindung.access.models import User
from lindung.base.db import rows, run, scalar, system
from lindung.contributions import services
from lindung.contributions.effective import PARTS
from lindung.contributions.queries import differences
from lindung.contributions.queries.money import bills_of
from lindung.contributions.queries.months import month_by_worker

AUGUST, JULY = date(2021, 8, 1), date(2021, 7, 1)


@pytest.fixture
def world(db) -> employer_world.World:
    with system():
        return employer_world.build(14)


@pytest.fixture
def hrd(world, sign_in):
    return sign_in(User.objects.get(pk=world.user))


def test_what_is_settled_per_programme_adds_up_to_the_worker_and_the_bill(world, hrd):
    with system():
        stood = [b for b in bills_of(world.employer, employer_world.TODAY) if b["month"] == AUGUST]
        found = month_by_worker(world.employer, AUGUST, stood, limit=1_000)
        settled = rows(
            "select sum(x.jkk)::bigint as jkk, sum(x.jkm)::bigint as jkm, sum(x.jht)::bigint as jht, sum(x.jp)::bigint"
            " as jp, sum(x.jkp)::bigint as jkp from contributions_settlement x join contributions_bill b"
            " on b.id = x.bill_id where b.employer_id = %s and b.month = %s",
            [world.employer, AUGUST],
        )[0]
    assert found and any(r["settled"] < r["assessed"] for r in found), "August is paid in part"
    for r in found:
        assert sum(r[f"settled_{x}"] for x in PARTS) == r["settled"]
        assert sum(r[f"assessed_{x}"] for x in PARTS) == r["assessed"]
    for x in PARTS:
        assert 0 <= settled[x] - sum(r[f"settled_{x}"] for r in found) <= 2 * len(found), x
    page = text(hrd.get(reverse("employer:account_month", args=["2021-08"])))
    assert "JKP" in page and "kurang Rp" in page


def test_the_file_of_a_month_holds_every_worker_once(world, hrd):
    answer = hrd.get(reverse("employer:account_file", args=["2021-08"]))
    assert answer["Content-Type"].startswith("text/csv") and "pekerja-2021-08.csv" in answer["Content-Disposition"]
    read = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    head, body = read[0], read[1:]
    assert len(head) == 6 + 2 * len(PARTS) and all(len(line) == len(head) for line in body)
    with system():
        wanted = scalar(
            "select count(distinct l.person_id) from contributions_line l join contributions_bill b on b.id = l.bill_id"
            " where l.month = %s and b.month = %s and b.employer_id = %s",
            [AUGUST, AUGUST, world.employer],
        )
    assert len(body) == wanted == len({line[0] for line in body})
    for line in body:
        figures = [int(cell) for cell in line[2:]]
        assert figures[1] - figures[2] == figures[3] and sum(figures[4::2]) == figures[1]
        assert sum(figures[5::2]) == figures[2]
    assert hrd.get(reverse("employer:account_file", args=["2015-01"])).status_code == 404


def test_a_month_older_than_two_years_can_be_reported(world, hrd):
    with system():
        registered = date(2018, 5, 10)
        run("update registry_employer set registered_on = %s where id = %s", [registered, world.employer])
    old = f"{registered:%Y-%m}"
    plain = text(hrd.get(reverse("employer:reports")))
    assert f'value="{old}"' not in plain and f'min="{old}"' in plain
    assert f'value="{old}" selected' in text(hrd.get(reverse("employer:reports") + f"?bulan={old}"))
    made = hrd.post(reverse("employer:open_month"), {"bulan": old})
    with system():
        report = scalar("select id from contributions_wagereport where employer_id = %s and month = %s",
                        [world.employer, registered.replace(day=1)])  # fmt: skip
    assert report and made["Location"] == reverse("employer:report", args=[report])
    before = f"{registered.year - 1}-01"
    assert hrd.post(reverse("employer:open_month"), {"bulan": before})["Location"] == reverse("employer:reports")


def test_a_correction_shows_an_exit_that_moves_and_who_is_left_out(world, hrd):
    first = services.correct_month(world.employer, JULY, "Budi keluar 20 Juli", by=world.user)
    leaver, other = world.people[:2]
    services.set_line(first.pk, leaver, end_on=date(2021, 7, 20), exit_reason="RESIGNED")
    with system():
        (told,) = differences.workers(first.pk)
    assert (told["person_id"], told["before_end"], told["after_end"]) == (leaver, None, date(2021, 7, 20))
    assert told["total_after"] == told["total_before"], "an exit alone bills nothing"
    assert "keluar 20 Juli 2021" in text(hrd.get(reverse("employer:differences", args=[first.pk])))
    services.finalise(first.pk, by=world.user)
    services.post(first.pk, by=world.user)
    again = services.correct_month(world.employer, JULY, "Ia tidak keluar", by=world.user)
    services.set_line(again.pk, leaver, exit_reason="")
    services.remove_worker(again.pk, other)
    page = text(hrd.get(reverse("employer:differences", args=[again.pk])))
    assert "keluar 20 Juli 2021 dibatalkan" in page and "tidak lagi dilaporkan bulan ini" in page
    assert "Rekening JP" in page
