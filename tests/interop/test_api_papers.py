"""Staff report for an employer through the API by papers only; a first day is corrected, shown before it is done."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lindung.access.services import NewMandate, issue_token, make_user
from lindung.base.db import rows, scalar, system
from lindung.interop.wage_files import LayoutId, write_workers
from lindung.registry.services import set_business_day

from .api_world import WAGE, build, worker

pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]
PAPER = {"way": "EMAIL", "brought_by": "Wulan Prakoso", "paper": "PAYROLL", "paper_no": "7/HRD/2021",
         "paper_on": "2021-04-07"}  # fmt: skip
PDF = b"%PDF-1.4 surat"


@pytest.fixture
def world(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here
    return build()


def caller(client, token):
    def call(method, path, body=None, **form):
        headers = {"authorization": f"Bearer {token}"}
        if form:
            return client.post(f"/api/v1/{path}", form, headers=headers)
        data = json.dumps(body) if body is not None else ""
        return client.generic(method, f"/api/v1/{path}", data, "application/json", headers=headers)

    return call


@pytest.fixture
def ask(client, world):
    return {name: caller(client, token) for name, token in world.tokens.items()}


def one(sql, *values):
    with system():
        return scalar(sql, list(values))


def month(count=2, name="2021-03", **more):
    lines = []
    for n in range(1, count + 1):
        row = worker(n)
        lines.append({"nik": row.nik, "name": row.name, "birth_date": str(row.birth_date), "wage": row.wage,
                      "sex": row.sex, "start_date": f"{name}-01"})  # fmt: skip
    return {"month": name, "lines": lines, **more}


def noted(ask, world, **more):
    answer = ask["officer"]("POST", "hand-ins", employer_id=world.employer, **PAPER | more)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def posted(ask, name="2021-03", count=2):
    report = ask["employer"]("POST", "reports", month(count, name)).json()["id"]
    ask["employer"]("POST", f"reports/{report}/finalise", {})
    return ask["employer"]("POST", f"reports/{report}/post").json()


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()


# ---- papers


def test_papers_are_noted_once_with_their_picture(ask, world):
    first = noted(ask, world, scan=SimpleUploadedFile("surat.pdf", PDF, "text/plain"))
    again = noted(ask, world, scan=SimpleUploadedFile("lain.pdf", PDF, "text/plain"))
    assert first == again and first["scan"] and first["received_on"] == "2021-04-08"
    assert one("select content_type from registry_storedfile order by id desc limit 1") == "application/pdf"
    other = noted(ask, world, paper_no="8/HRD/2021")
    assert other["id"] != first["id"] and not other["scan"]


@pytest.mark.parametrize(
    ("who", "more", "status", "code"),
    [
        ("employer", {}, 403, "not_allowed"),
        ("cashier", {}, 403, "not_allowed"),
        ("officer", {"employer_id": "other"}, 404, "not_found"),
        ("officer", {"paper_on": "2021-04-09"}, 422, "paper_in_future"),
        ("officer", {"paper": "WHATSAPP"}, 422, "invalid"),
        ("officer", {"brought_by": "   "}, 422, "hand_in_incomplete"),
        ("officer", {"paper_no": ""}, 422, "invalid"),
        ("officer", {"scan": "exe"}, 422, "paper_kind"),
    ],
)
def test_papers_that_are_not_taken(ask, world, who, more, status, code):
    given = {"employer_id": world.employer} | PAPER | more
    if more.get("employer_id"):
        given["employer_id"] = world.other_employer
    if more.get("scan"):
        given["scan"] = SimpleUploadedFile("surat.pdf", b"MZ\x90", "application/pdf")
    refused(ask[who]("POST", "hand-ins", **given), status, code)
    assert one("select count(*) from contributions_handin") == 0


def test_staff_report_by_papers_only_and_the_report_names_them(ask, world):
    officer = ask["officer"]
    refused(officer("POST", "reports", month(employer_id=world.employer)), 422, "no_hand_in")
    assert one("select count(*) from contributions_wagereport") == 0
    papers = noted(ask, world)
    made = officer("POST", "reports", month(employer_id=world.employer, hand_in=papers["id"]))
    assert made.status_code == 201 and made.json()["channel"] == "API"
    report = made.json()["id"]
    assert one("select hand_in_id from contributions_handinreport where report_id = %s", report) == papers["id"]
    assert officer("PUT", f"reports/{report}/lines", {"lines": month(1)["lines"]}).status_code == 200
    assert officer("POST", f"reports/{report}/finalise", {}).status_code == 200
    assert officer("POST", f"reports/{report}/post").status_code == 200
    assert one("select count(*) from batch_run where kind = 'outbox' and params->>'source' = 'hand_ins'") == 1
    corrected = month(2, employer_id=world.employer, reason="tertinggal", hand_in=papers["id"])
    second = officer("POST", "reports", corrected).json()
    assert second["version"] == 2
    assert one("select count(*) from contributions_handinreport") == 2


def test_papers_of_somebody_else_of_another_day_or_of_the_employer_do_not_count(ask, world, client):
    papers = noted(ask, world)
    refused(ask["employer"]("POST", "reports", month(hand_in=papers["id"])), 404, "not_found")
    theirs = month(employer_id=world.employer, hand_in=papers["id"])
    mandate = NewMandate("CONTRIBUTION_OFFICER", office_id=world.office, valid_from=date(2015, 1, 1))
    with system():
        other = make_user("uji-iuran-dua", "sandi-uji-yang-panjang", [mandate], check_password=False)
    refused(
        caller(client, issue_token(other.mandates.get().id, "uji")[1])("POST", "reports", theirs), 422, "no_hand_in"
    )
    with system():
        set_business_day(date(2021, 4, 9))
    refused(ask["officer"]("POST", "reports", theirs), 422, "no_hand_in")
    assert one("select count(*) from contributions_wagereport") == 0


def test_a_file_by_staff_needs_papers_too(ask, world):
    data = write_workers(LayoutId.WAGE_REPORT, [worker(1)], "csv")
    form = {"month": "2021-03", "employer_id": world.employer}
    file = SimpleUploadedFile("upah.csv", data, "text/csv")
    refused(ask["officer"]("POST", "reports/file", **form, file=file), 422, "no_hand_in")
    papers = noted(ask, world)
    file = SimpleUploadedFile("upah.csv", data, "text/csv")
    taken = ask["officer"]("POST", "reports/file", **form, file=file, hand_in=papers["id"])
    assert taken.status_code == 202
    assert one("select report_id from contributions_handinreport") == taken.json()["id"]


def test_the_employers_own_draft_is_gone_on_with_only_as_he_asks(ask, world):
    report = ask["employer"]("POST", "reports", month()).json()["id"]
    officer, papers = ask["officer"], noted(ask, world)
    again = month(employer_id=world.employer, hand_in=papers["id"])
    refused(officer("POST", "reports", again), 409, "own_draft")
    for method, path, body in (
        ("PUT", "lines", {"lines": month(1)["lines"]}), ("POST", "finalise", {}), ("POST", "discard", None),
        ("POST", "post", None), ("POST", "reopen", None),
    ):  # fmt: skip
        refused(officer(method, f"reports/{report}/{path}", body), 409, "own_draft")
    assert officer("GET", f"reports/{report}").json()["status"] == "DRAFT"
    refused(ask["employer"]("POST", f"reports/{report}/take-over", {"hand_in": papers["id"]}), 404, "not_found")
    refused(officer("POST", f"reports/{report}/take-over", {"hand_in": papers["id"] + 1}), 422, "no_hand_in")
    assert officer("POST", f"reports/{report}/take-over", {"hand_in": papers["id"]}).status_code == 200
    assert one("select took_over from contributions_handinreport")
    assert officer("POST", f"reports/{report}/finalise", {}).status_code == 200


# ---- first days


def first_day(number=1, **more):
    return {"nik": worker(number).nik, "recorded_on": "2021-03-01", "start_on": "2021-02-15",
            "reason": "salah ketik bulan", "wage": WAGE} | more  # fmt: skip


@pytest.fixture
def two_months(ask):
    """February with the first worker, March with both; the second is on record from 1 March."""
    posted(ask, "2021-02", 1)
    posted(ask, "2021-03", 2)


def test_a_first_day_is_tried_and_then_corrected(ask, world, two_months):
    change = first_day(2)
    tried = ask["employer"]("POST", "first-days", change | {"dry_run": True})
    assert tried.status_code == 200, tried.json()
    tried = tried.json()
    assert [(m["month"], m["version"], m["report_id"], m["bill_code"]) for m in tried["months"]] == [
        ("2021-02", 2, None, None)
    ]
    assert one("select count(*) from contributions_wagereport") == 2
    done = ask["employer"]("POST", "first-days", change).json()
    assert done["total"] == tried["total"] > 0 and done["start_on"] == "2021-02-15"
    (moved,) = done["months"]
    assert moved["change"]["wage_after"] == WAGE and moved["change"]["total"] == moved["total"]
    bill = ask["employer"]("GET", f"bills/{moved['bill_code']}").json()
    assert bill["total"] == moved["total"]
    again = ask["employer"]("POST", "first-days", change).json()
    assert (again["months"], again["total"], again["recorded_on"]) == ([], 0, "2021-02-15")
    back = ask["employer"]("POST", "first-days", first_day(2, recorded_on="2021-02-15", start_on="2021-03-01")).json()
    assert back["total"] == -done["total"]
    with system():
        told = rows("select params->>'source' as s from batch_run where kind = 'outbox'")
    assert "cover" in {t["s"] for t in told}


def test_an_employer_corrects_his_own_only_and_staff_by_papers(ask, world, two_months):
    refused(ask["other_employer"]("POST", "first-days", first_day(2)), 404, "not_found")
    refused(ask["employer"]("POST", "first-days", first_day(2, recorded_on="2021-01-05")), 404, "not_found")
    officer = ask["officer"]
    theirs = first_day(2, employer_id=world.employer)
    assert officer("POST", "first-days", theirs | {"dry_run": True}).status_code == 200
    refused(officer("POST", "first-days", theirs), 422, "no_hand_in")
    papers = noted(ask, world)
    assert officer("POST", "first-days", theirs | {"hand_in": papers["id"]}).status_code == 200
    assert one("select count(*) from contributions_handinreport where hand_in_id = %s", papers["id"]) == 1
    assert one("select max(start_on) from coverage_spell") == date(2021, 2, 15)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"start_on": "2021-04-09"}, "future", "start_on"),
        ({"start_on": "2015-12-31"}, "start_before_registration", "start_on"),
        ({"wage": None}, "wage_missing", "wage"),
        ({"reason": " "}, "reason_needed", "reason"),
        ({"wages": [{"month": "2021-02", "wage": 0}]}, "invalid", "body.change.wages.0.wage"),
        ({"start_on": "15-02-2021"}, "invalid", "body.change.start_on"),
    ],
)
def test_first_days_that_cannot_be(ask, two_months, more, code, field):
    answer = ask["employer"]("POST", "first-days", first_day(2, **more))
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (422, code, field)
    assert set(answer.json()["messages"]) == {"id", "en"}
    assert one("select max(start_on) from coverage_spell") == date(2021, 3, 1)
