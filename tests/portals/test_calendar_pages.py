"""The calendar of runs on its pages: switched on by the administrator, started and paused, and what stands there."""

from datetime import date

import pytest
from django.urls import reverse
from page_text import one, text

from lindung.batch.models import Schedule, Turn
from lindung.batch.services import run_now
from lindung.interop import calendar


def test_the_administrator_switches_it_on_and_the_officer_starts_a_turn(branch, as_user):
    page = reverse("staff:calendar")
    admin = as_user("admin")
    assert "Kalender belum dihidupkan" in text(admin.get(page)) and "tidak maju dengan sendirinya" in text(
        admin.get(page)
    )
    assert as_user("iuran").post(reverse("staff:calendar_on")).status_code == 403
    admin = as_user("admin")
    assert admin.post(reverse("staff:calendar_on")).status_code == 302
    assert Schedule.objects.count() == len(calendar.JOBS)
    assert one("select count(*) from access_auditentry where table_name = 'batch_schedule'") > 0
    shown = text(admin.get(page))
    assert "Penagihan sehari" in shown and "setiap hari, mulai pukul 02.00" in shown
    officer = as_user("iuran")
    job = reverse("staff:calendar_job", args=["exit_notices"])
    assert "Ubah hari giliran" not in text(officer.get(job))
    started = officer.post(reverse("staff:calendar_start", args=["exit_notices"]))
    run = one("select max(id) from batch_run where kind = 'exit_notices'")
    assert started["Location"] == reverse("staff:run", args=[run])
    run_now(run)
    assert "Selesai" in text(officer.get(job))
    turn = Turn.objects.get()
    assert turn.started_by == branch.users["iuran"].pk
    refused = officer.post(reverse("staff:calendar_start", args=["jp_returns"]), follow=True)
    assert "Tidak ada tingkat hasil pengembangan JP" in text(refused)
    assert "Ditolak" in text(officer.get(page))


def test_days_are_changed_and_work_is_paused_with_a_reason(branch, as_user):
    calendar.switch_on()
    admin = as_user("admin")
    job = reverse("staff:calendar_job", args=["flags"])
    asked = {"rule": "MONTH_DAY", "every": "25", "hour": "5", "catch_up": "2", "since": "01-01-2022"}
    wrong = admin.post(job, {**asked, "every": "32"})
    assert wrong.status_code == 422 and "tidak dapat dipakai" in text(wrong)
    assert admin.post(job, {**asked, "hour": "24"}).status_code == 422
    assert admin.post(job, asked).status_code == 302
    found = Schedule.objects.get(job="flags")
    assert (found.rule, found.every, found.hour, found.since) == ("MONTH_DAY", 25, 5, date(2022, 1, 1))
    assert "setiap tanggal 25, mulai pukul 05.00" in text(admin.get(job))
    rest = reverse("staff:calendar_rest", args=["flags"])
    assert "Tulis alasan menjeda." in text(admin.post(rest, {"alasan": ""}, follow=True))
    assert "Menunggu aturan baru" in text(admin.post(rest, {"alasan": "Menunggu aturan baru"}, follow=True))
    assert "Dijeda" in text(admin.get(reverse("staff:calendar")))
    admin.post(rest)
    assert Schedule.objects.get(job="flags").active
    assert admin.get(reverse("staff:calendar_job", args=["tidak-ada"])).status_code == 404


@pytest.mark.parametrize(("name", "args", "queries"), [("calendar", [], 19), ("calendar_job", ["messages"], 12)])
def test_pages_ask_a_fixed_number_of_questions(branch, as_user, name, args, queries, django_assert_num_queries):
    calendar.switch_on()
    calendar.tick()
    client, page = as_user("iuran"), reverse(f"staff:{name}", args=args)
    client.get(page)
    with django_assert_num_queries(queries):
        assert client.get(page).status_code == 200
