"""What workers and employers are told after a posting, a correction and an objection; each once."""

from datetime import date

import pytest

from lindung.base.db import rows, scalar, system
from lindung.batch.services import run_now
from lindung.contributions import services as contributions
from lindung.contributions.services.replace import replace_rows
from lindung.coverage import services as coverage
from lindung.interop import outbox
from lindung.interop.month_runs import start_post_month
from lindung.notices.templates import render

from .api_world import MONTH, build, worker

pytestmark = pytest.mark.django_db
NEXT = date(2021, 4, 1)


def told() -> dict[str, list[str]]:
    """Bodies of all messages by template, in both languages complete."""
    out: dict[str, list[str]] = {}
    with system():
        for r in rows("select template, params::text as params from notices_message order by id"):
            import json

            title, body = render(r["template"], json.loads(r["params"]))[:2]
            assert "{" not in title + body
            out.setdefault(r["template"], []).append(body)
    return out


def empty_outbox() -> None:
    with system():
        waiting = [r["id"] for r in rows("select id from batch_run where kind = 'outbox' and status <> 'DONE'")]
    for run_id in waiting:
        run_now(run_id)


def post(employer: int, month: date, people: list) -> None:
    report = contributions.open_report(employer, month, channel="API")
    replace_rows(report.id, people)
    contributions.finalise(report.id)


@pytest.fixture
def world():
    return build(logins=False)


def test_a_posted_month_tells_joiners_and_the_employer_and_changes_of_wage(world) -> None:
    post(world.employer, MONTH, [worker(n) for n in (1, 2)])
    run_now(start_post_month(MONTH).id)
    with system():
        assert scalar("select count(*) from notices_message") == 0, "the posting itself waits for nobody's message"
    empty_outbox()
    found = told()
    assert len(found["joined"]) == 2 and len(found["report_posted"]) == 1
    people = [worker(n) for n in (1, 2)]
    report = contributions.open_report(world.employer, NEXT, channel="API")
    replace_rows(report.id, people)
    with system():
        person = scalar("select min(person_id) from contributions_wageline where report_id = %s", [report.id])
        old = scalar(
            "select wage from contributions_wageline where report_id = %s and person_id = %s", [report.id, person]
        )
    contributions.set_line(report.id, person, wage=old + 250_000)
    contributions.finalise(report.id)
    run_now(start_post_month(NEXT).id)
    empty_outbox()
    assert len(told()["wage_changed"]) == 1 and len(told()["joined"]) == 2
    again = contributions.correct_month(world.employer, NEXT, "salah ketik")
    contributions.set_line(again.id, person, wage=old)
    contributions.finalise(again.id)
    run_now(start_post_month(NEXT, again="koreksi").id)
    empty_outbox()
    corrected = told()["wage_corrected"]
    assert len(corrected) == 1 and "salah ketik" in corrected[0]
    outbox.flush()
    assert len(told()["wage_corrected"]) == 1, "a later round tells nobody twice"


def test_an_objection_goes_to_the_employer_and_its_answers_to_the_worker(world) -> None:
    post(world.employer, MONTH, [worker(1)])
    run_now(start_post_month(MONTH).id)
    with system():
        spell = scalar("select id from coverage_spell")
        person = scalar("select person_id from coverage_spell")
    made = coverage.dispute(spell, "MISSING_MONTH", month=NEXT, person_id=person, on=date(2021, 6, 1))
    assert made.reply_by == date(2021, 6, 10), "seven working days"
    outbox.flush()
    assert len(told()["dispute_opened"]) == 1 and "10 Juni 2021" in told()["dispute_opened"][0]
    coverage.answer_dispute(made.pk, "Bulan itu cuti tanpa upah.", employer_id=world.employer)
    outbox.flush()
    assert "cuti tanpa upah" in told()["dispute_answered"][0]
    coverage.close_dispute(made.pk, "Laporan benar: tidak ada upah bulan itu.")
    outbox.flush()
    outbox.flush()
    assert len(told()["dispute_closed"]) == len(told()["dispute_answered"]) == 1
    with system():
        assert rows("select distinct person_id from notices_message where template = 'dispute_closed'") == [
            {"person_id": person}
        ]


def test_a_moved_first_day_is_told_once_and_the_worker_can_object_to_it(world) -> None:
    post(world.employer, MONTH, [worker(n) for n in (1, 2)])
    run_now(start_post_month(MONTH).id)
    empty_outbox()
    with system():
        spell = rows("select id, person_id, start_on from coverage_spell order by id limit 1")[0]
    before = outbox.marks()
    contributions.correct_start(world.employer, spell["id"], date(2021, 3, 17), "kontrak mulai 17 Maret")
    outbox.enqueue_after(before)
    empty_outbox()
    found = told()
    assert found["start_moved"] == [
        "Anda sekarang tercatat mulai bekerja 17 Maret 2021, semula 4 Januari 2021. Alasannya: kontrak mulai 17 Maret."
        " Bila keliru, sanggah di halaman Pekerjaan."
    ]
    assert len(found["joined"]) == 2, "it is no second registration"
    made = coverage.dispute(spell["id"], "START", month=MONTH, claimed_wage=5, note="mulai tanggal 1")
    assert (made.kind, made.month, made.claimed_wage) == ("START", None, None)
