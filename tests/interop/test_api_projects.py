"""Projects through the API: registered, listed, ordered, paid, changed and certified; others see nothing of them."""

from datetime import date

import pytest

from lindung.base.db import system
from lindung.registry.services import appoint

from .api_world import nik
from .test_api import Caller, ask, one, world

__all__ = ["Caller", "ask", "world"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]
BORN = date(1988, 5, 17)
PROJECT = {
    "name": "Gedung Uji", "owner": "Dinas Uji", "funding": "APBD", "work_order": "SPK/9/2021",
    "work_order_on": "2021-04-01", "contract_value": 1_000_000_000, "vat": 110_000_000, "start_on": "2021-04-08",
    "end_on": "2021-09-30", "maintenance_months": 3, "district": "35.75", "declared_workers": 5, "instalments": 2,
}  # fmt: skip


def person(number: int, **more: object) -> dict[str, object]:
    facts = {
        "nik": nik(number, BORN), "name": f"Tukang {number}", "birth_date": str(BORN), "first_on": "2021-04-08",
        "job": "Tukang batu",
    }  # fmt: skip
    return facts | more


def pay(ask, order, reference):
    told = {
        "reference": reference, "received_on": "2021-04-08", "amount": order["total"], "billing_code": order["code"],
    }  # fmt: skip
    return ask["bank"]("POST", "bank/payments", told).json()


def test_a_project_from_work_order_to_certificate(ask, world):
    with system():
        appoint(world.office, "BRANCH_MANAGER", "Contoh Kepala", "Kepala Kantor Cabang", date(2021, 1, 1))
    firm = ask["employer"]
    made = firm("POST", "projects", PROJECT, key="proyek-0001")
    assert made.status_code == 201, made.content
    project = made.json()
    here = f"projects/{project['id']}"
    assert made["Location"].endswith(here) and firm("GET", here).json() == project
    assert (project["state"], project["asked"], project["addenda"]) == ("UNPAID", 1_750_000, 0)
    again = firm("POST", "projects", PROJECT, key="proyek-0001")
    assert again["Idempotency-Replayed"] == "true" and again.json() == project
    assert firm("POST", "projects", PROJECT).json()["id"] == project["id"]
    other = firm("POST", "projects", PROJECT | {"contract_value": 5})
    assert (other.status_code, other.json()["code"]) == (422, "project_otherwise")

    early = firm("POST", f"{here}/certificate")
    assert (early.status_code, early.json()["code"]) == (409, "not_paid_yet")
    order = firm("POST", f"{here}/orders").json()
    assert order["total"] == 875_000 and firm("POST", f"{here}/orders").json() == order
    assert pay(ask, order, "BNK-1")["matched"]
    dues = firm("GET", f"{here}/dues").json()
    assert [(d["number"], d["of"], d["status"], d["total"]) for d in dues] == [
        (1, 2, "PAID", 875_000), (2, 2, None, 875_000),
    ]  # fmt: skip

    rows = [person(1), person(2, job=" "), person(1), person(3, first_on="2020-01-01")]
    listed = firm("POST", f"{here}/workers", {"workers": rows}).json()
    assert (listed["done"], listed["already"], [(r["row_no"], r["code"]) for r in listed["refused"]]) == (
        1, 0, [(2, "worker_job"), (3, "worker_twice"), (4, "worker_days")],
    )  # fmt: skip
    (worker,) = firm("GET", f"{here}/workers").json()["items"]
    assert (worker["covered_from"], worker["covered_to"]) == ("2021-04-08", "2021-12-30")
    swapped = firm(
        "POST", f"{here}/workers/{worker['id']}/end",
        {"last_on": "2021-04-20", "replacement": person(4, first_on="2021-04-21")},
    ).json()  # fmt: skip
    assert (swapped["name"], swapped["replaces"]) == ("Tukang 4", "Tukang 1")
    assert firm("POST", f"{here}/workers/0/end", {"last_on": "2021-04-20"}).status_code == 404

    told = firm("GET", f"{here}/certificate").json()
    assert told == {"ready": False, "due_on": "2021-04-09", "number": None, "verify_code": None, "issued_on": None}
    issued = firm("POST", f"{here}/certificate").json()
    assert issued["ready"] and firm("POST", f"{here}/certificate").json() == issued
    assert firm("GET", f"letters/{issued['verify_code']}").json()["number"] == issued["number"]

    change = {"contract_value": 5_000_000_000, "end_on": "2021-12-31", "reason": "Adendum 1"}
    more = firm("POST", f"{here}/addenda", change).json()
    assert (more["asked"], more["addenda"], more["end_on"]) == (6_550_000, 1, "2021-12-31")
    assert firm("POST", f"{here}/addenda", change).json() == more
    assert not firm("GET", f"{here}/certificate").json()["ready"]
    officer = ask["officer"]("GET", "projects").json()
    assert [p["id"] for p in officer["items"]] == [project["id"]] and officer["next"] is None


def test_wages_by_the_month(ask):
    firm = ask["employer"]
    project = firm("POST", "projects", PROJECT | {"basis": "WAGES", "instalments": 1}).json()
    here = f"projects/{project['id']}"
    nobody = firm("POST", f"{here}/orders")
    assert (nobody.status_code, nobody.json()["code"]) == (409, "wages_nobody")
    rows = [person(1, wage=4_250_000), person(2, wage=150_000, daily=True), person(3)]
    listed = firm("POST", f"{here}/workers", {"workers": rows}).json()
    assert listed["done"] == 2 and [r["code"] for r in listed["refused"]] == ["worker_wage"]
    order = firm("POST", f"{here}/orders").json()
    assert (order["total"], order["first_month"], order["people"]) == (163_200, "2021-04", 2)
    assert pay(ask, order, "BNK-2")["matched"]
    (due,) = firm("GET", f"{here}/dues").json()
    assert (due["month"], due["status"], due["of"]) == ("2021-04", "PAID", 0)


def test_a_corrected_wage_asks_the_difference(ask):
    firm = ask["employer"]
    here = f"projects/{firm('POST', 'projects', PROJECT | {'basis': 'WAGES', 'instalments': 1}).json()['id']}"
    firm("POST", f"{here}/workers", {"workers": [person(1, wage=4_250_000)]})
    assert pay(ask, firm("POST", f"{here}/orders").json(), "BNK-3")["matched"]
    (worker,) = firm("GET", f"{here}/workers").json()["items"]
    page = f"{here}/workers/{worker['id']}/wages"
    body = {"wage": 4_750_000, "first_month": "2021-04", "reason": "Slip salah"}
    told = firm("POST", page, body).json()
    assert (told["wage_before"], told["wage"], told["months"], told["before"], told["after"], told["difference"]) == (
        4_250_000, 4_750_000, 1, 86_700, 96_900, 10_200,
    )  # fmt: skip
    assert firm("POST", page, body).json() == told and told["last_month"] is None
    assert firm("POST", f"{here}/orders").json()["total"] == 10_200
    assert [(d["correction"], d["status"], d["total"]) for d in firm("GET", f"{here}/dues").json()] == [
        (False, "PAID", 86_700), (True, "OPEN", 10_200),
    ]  # fmt: skip
    for wrong, code in (
        ({"wage": 0}, "invalid"), ({"first_month": "2021-13"}, "invalid"), ({"first_month": "2021-03"}, "wage_months"),
        ({"reason": " "}, "reason_needed"), ({"daily": "ya"}, "invalid"), ({"bonus": 1}, "invalid"),
    ):  # fmt: skip
        assert firm("POST", page, body | wrong).json()["code"] == code, wrong
    assert ask["other_employer"]("POST", page, body).status_code == 404
    assert firm("POST", f"{here}/workers/0/wages", body).status_code == 404


def test_nobody_else_sees_or_touches_a_project(ask):
    project = ask["employer"]("POST", "projects", PROJECT).json()
    here = f"projects/{project['id']}"
    stranger = ask["other_employer"]
    assert stranger("GET", "projects").json()["items"] == []
    for method, path, body in (
        ("GET", here, None), ("GET", f"{here}/dues", None), ("GET", f"{here}/workers", None),
        ("GET", f"{here}/certificate", None), ("POST", f"{here}/certificate", None), ("POST", f"{here}/orders", None),
        ("POST", f"{here}/workers", {"workers": [person(1)]}),
        ("POST", f"{here}/addenda", {"contract_value": 5, "end_on": "2021-12-31", "reason": "x"}),
        ("POST", f"{here}/workers/1/end", {"last_on": "2021-04-20"}),
    ):  # fmt: skip
        assert stranger(method, path, body).status_code == 404, path
    assert stranger("POST", "projects", PROJECT | {"employer_id": project["employer_id"]}).status_code == 404
    assert ask["bank"]("GET", "projects").status_code == 403 and ask["member"]("GET", here).status_code == 403
    assert one("select count(*) from segments_projectterms") == 1
    assert one("select count(*) from segments_order") == 0


BODIES = [
    ("projects", {"name": "  "}, "project_text"),
    ("projects", {"funding": "LOTRE"}, "invalid"),
    ("projects", {"basis": "HARIAN"}, "invalid"),
    ("projects", {"work_order_on": "2021-04-09"}, "work_order_future"),
    ("projects", {"end_on": "2021-04-07"}, "project_days"),
    ("projects", {"end_on": "2021-02-30"}, "invalid"),
    ("projects", {"contract_value": 0}, "invalid"),
    ("projects", {"contract_value": "1000000"}, "invalid"),
    ("projects", {"contract_value": True}, "invalid"),
    ("projects", {"contract_value": 10**15}, "value_range"),
    ("projects", {"vat": 2_000_000_000}, "vat_range"),
    ("projects", {"district": "99.99"}, "no_district"),
    ("projects", {"district": "Pasuruan"}, "invalid"),
    ("projects", {"instalments": 37}, "invalid"),
    ("projects", {"instalments": 2, "basis": "WAGES"}, "instalments_wages"),
    ("projects", {"maintenance_months": -1}, "invalid"),
    ("projects", {"declared_workers": 100_001}, "invalid"),
    ("projects", {"name": "Gedung\x00"}, "invalid"),
    ("projects", {"owner": "x" * 121}, "invalid"),
    ("projects", {"bonus": 1}, "invalid"),
    ("workers", {"workers": []}, "invalid"),
    ("workers", {"workers": [{"nik": "1"}]}, "invalid"),
    ("workers", {"workers": [person(1, wage=0)]}, "invalid"),
    ("workers", {"workers": [person(1, daily="ya")]}, "invalid"),
    ("workers", {"workers": "semua"}, "invalid"),
    ("addenda", {"contract_value": 5, "end_on": "2021-12-31", "reason": " "}, "reason_needed"),
    ("addenda", {"contract_value": 5, "end_on": "2021-04-01", "reason": "x"}, "project_days"),
    ("addenda", [], "invalid"),
]


@pytest.mark.parametrize(("path", "body", "code"), BODIES, ids=[f"{p} {n}" for n, (p, _b, _c) in enumerate(BODIES)])
def test_a_wrong_body_is_told_and_leaves_nothing(ask, path, body, code):
    firm = ask["employer"]
    if path == "projects":
        answer = firm("POST", path, PROJECT | body)
        left = 0
    else:
        project = firm("POST", "projects", PROJECT).json()
        answer, left = firm("POST", f"projects/{project['id']}/{path}", body), 1
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, code), told
    assert told["messages"]["id"] != told["messages"]["en"]
    assert one("select count(*) from segments_projectterms") == left
    assert one("select count(*) from segments_projectworker") == 0
