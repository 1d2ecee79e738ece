"""Employers, banks and staff through the API: what each may do, that repetition is harmless, errors leave nothing."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from lindung.access.permissions import PERMISSIONS, Act
from lindung.base.db import system
from lindung.batch import engine
from lindung.interop.wage_files import LayoutId, write_workers
from made_up import nik

from .api_world import WAGE, build, worker

pytestmark = [pytest.mark.django_db, pytest.mark.urls(f"{__package__}.api_urls")]


@pytest.fixture
def world(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here
    return build()


class Caller:
    def __init__(self, client, token):
        self.client, self.token = client, token

    def __call__(self, method, path, body=None, key=None, **form):
        headers = {"authorization": f"Bearer {self.token}"} | ({"idempotency-key": key} if key else {})
        if form:
            return self.client.post(f"/api/v1/{path}", form, headers=headers)
        data = json.dumps(body) if body is not None else ""
        return self.client.generic(method, f"/api/v1/{path}", data, "application/json", headers=headers)


@pytest.fixture
def ask(client, world):
    return {name: Caller(client, token) for name, token in world.tokens.items()}


def one(sql, *params):
    with system(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()[0]


def line(number, wage=WAGE):
    row = worker(number, wage)
    names = ("nik", "name", "birth_place", "mother_name", "sex")
    dates = {"birth_date": str(row.birth_date), "start_date": str(row.start_date)}
    return {n: getattr(row, n) for n in names} | dates | {"wage": row.wage}


def month(count=3, month="2021-03", **more):
    return {"month": month, "lines": [line(n) for n in range(1, count + 1)], **more}


def worked_off():
    while engine.step():
        pass


def posted(ask, count=3):
    """A posted month; the report's number and its bill."""
    report = ask("POST", "reports", month(count)).json()["id"]
    assert ask("POST", f"reports/{report}/finalise", {}).status_code == 200
    answer = ask("POST", f"reports/{report}/post")
    assert answer.status_code == 200, answer.content
    return report, answer.json()


# ---- employers


def test_a_month_from_lines_to_bill(ask, world):
    answer = ask["employer"]("POST", "reports", month())
    assert answer.status_code == 201, answer.content
    report = answer.json()
    assert answer["Location"] == f"/api/v1/reports/{report['id']}"
    assert (report["status"], report["rows_good"], report["month"], report["refused"]) == ("DRAFT", 3, "2021-03", [])
    assert ask["employer"]("POST", f"reports/{report['id']}/finalise", {}).json()["status"] == "FINALISED"
    assert ask["employer"]("POST", f"reports/{report['id']}/reopen").json()["status"] == "DRAFT"
    ask["employer"]("POST", f"reports/{report['id']}/finalise", {})
    bill = ask["employer"]("POST", f"reports/{report['id']}/post").json()
    lines = ask["employer"]("GET", f"bills/{bill['code']}/lines").json()["items"]
    assert len(lines) == bill["workers"] == 3
    parts = ("jkk", "jkm", "jht_employer", "jht_worker", "jp_employer", "jp_worker")
    assert sum(part[p] for part in lines for p in parts) == bill["total"] == bill["due_amount"] > 0
    assert ask["employer"]("POST", f"reports/{report['id']}/post").json() == bill, "posting again gives the same bill"
    assert ask["employer"]("GET", f"reports/{report['id']}").json()["bill_code"] == bill["code"]
    assert ask["employer"]("GET", "bills").json()["items"] == [bill]


def test_bad_lines_come_back_with_reasons_and_put_mends_them(ask):
    body = month(3)
    body["lines"][1] |= {"nik": None, "kpj": "99999999999", "name": None}
    report = ask["employer"]("POST", "reports", body).json()
    assert (report["rows_in"], report["rows_good"], report["rows_refused"]) == (3, 2, 1)
    refused = report["refused"][0]
    assert refused["row_no"] == 2 and {e["code"] for e in refused["errors"]} >= {"KPJ_UNKNOWN"}
    assert all(e["messages"]["id"] and e["messages"]["en"] for e in refused["errors"])
    assert "99999999999" in {e["value"] for e in refused["errors"]}, "what stood there comes back"
    listed = ask["employer"]("GET", f"reports/{report['id']}/refused").json()
    assert listed["items"] == [refused] and listed["next"] is None
    assert ask["employer"]("POST", f"reports/{report['id']}/finalise", {}).json()["code"] == "refused_rows_left"
    mended = ask["employer"]("PUT", f"reports/{report['id']}/lines", {"lines": [line(n) for n in (1, 2, 5)]}).json()
    assert (mended["rows_good"], mended["rows_refused"]) == (3, 0)
    kept = ask["employer"]("GET", f"reports/{report['id']}/lines").json()["items"]
    assert sorted(item["wage"] for item in kept) == [WAGE + 1, WAGE + 2, WAGE + 5]


def test_lists_are_pages_by_key(ask):
    report, bill = posted(ask["employer"], 5)
    seen, after = [], 0
    while after is not None:
        page = ask["employer"]("GET", f"reports/{report}/lines?limit=2&after={after}").json()
        assert len(page["items"]) <= 2
        seen += [item["person_id"] for item in page["items"]]
        after = page["next"]
    assert len(seen) == 5 and seen == sorted(set(seen))
    assert len(ask["employer"]("GET", f"bills/{bill['code']}/lines?limit=500").json()["items"]) == 5


def test_a_file_is_read_by_the_worker(ask):
    data = write_workers(LayoutId.NEW_WORKERS, [worker(n) for n in range(1, 5)], "xlsx")

    def upload():
        return ask["employer"]("POST", "reports/file", month="2021-03", file=SimpleUploadedFile("upah.xlsx", data))

    answer = upload()
    assert answer.status_code == 202, answer.content
    report = answer.json()
    assert (report["status"], report["reading"]["status"]) == ("READING", "WAITING")
    worked_off()
    report = ask["employer"]("GET", f"reports/{report['id']}").json()
    assert (report["status"], report["reading"]["status"], report["reading"]["percent"]) == ("DRAFT", "DONE", 100)
    assert report["rows_good"] == 4
    again = upload().json()
    assert again["id"] == report["id"] and again["status"] == "DRAFT"


def test_a_file_that_is_none_is_refused_in_both_languages(ask):
    answer = ask["employer"]("POST", "reports/file", month="2021-03", file=SimpleUploadedFile("a.xlsx", b"%PDF-1.4"))
    assert answer.status_code in (409, 422) and answer.json()["code"] == "TYPE_PDF"
    assert answer["Content-Type"] == "application/problem+json"
    assert ask["employer"]("GET", "reports").json()["items"] == []


def test_a_correction_needs_a_reason_and_bills_the_difference(ask):
    _, bill = posted(ask["employer"], 3)
    refused = ask["employer"]("POST", "reports", month(2))
    assert (refused.status_code, refused.json()["code"]) == (409, "already_posted")
    report = ask["employer"]("POST", "reports", month(2, reason="Satu orang salah lapor")).json()
    assert report["version"] == 2
    (told,) = ask["employer"]("GET", f"reports/{report['id']}/differences").json()["items"]
    assert (told["wage_before"] > 0, told["wage_after"], told["exit_after"]) == (True, 0, None)
    ask["employer"]("POST", f"reports/{report['id']}/finalise", {})
    second = ask["employer"]("POST", f"reports/{report['id']}/post").json()
    assert -bill["total"] < second["total"] < 0
    assert (
        told["total"]
        == second["total"]
        == sum(told[k] for k in told if k[:3] in ("jkk", "jkm"))
        + sum(told[f"{x}_{who}"] for x in ("jht", "jp") for who in ("employer", "worker"))
    )
    (after,) = ask["employer"]("GET", f"reports/{report['id']}/differences").json()["items"]
    assert after == told | {k: after[k] for k in ("jht_account", "jp_account")}
    assert ask["employer"]("GET", f"reports/{bill['report_id']}/differences").status_code == 404
    assert ask["other_employer"]("GET", f"reports/{report['id']}/differences").status_code == 404


def test_a_report_is_given_up_until_it_is_posted(ask):
    report = ask["employer"]("POST", "reports", month(2)).json()
    assert ask["other_employer"]("POST", f"reports/{report['id']}/discard").status_code == 404
    for _ in range(2):
        assert ask["employer"]("POST", f"reports/{report['id']}/discard").json()["status"] == "DISCARDED"
    fresh = ask["employer"]("POST", "reports", month(1)).json()
    assert fresh["id"] != report["id"] and (fresh["rows_good"], fresh["version"]) == (1, 2)
    ask["employer"]("POST", f"reports/{fresh['id']}/finalise", {})
    ask["employer"]("POST", f"reports/{fresh['id']}/post")
    refused = ask["employer"]("POST", f"reports/{fresh['id']}/discard")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")


# ---- idempotency


def test_the_same_key_answers_the_same_and_does_nothing_twice(ask, world):
    first = ask["employer"]("POST", "reports", month(), key="payroll-2021-03")
    with system(), connection.cursor() as cursor:
        cursor.execute("update contributions_wagereport set reason = 'looked at'")
    again = ask["employer"]("POST", "reports", month(), key="payroll-2021-03")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotency-Replayed"] == "true" and again["Location"] == first["Location"]
    assert "Idempotency-Replayed" not in first
    other = ask["employer"]("POST", "reports", month(2), key="payroll-2021-03")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    foreign = ask["other_employer"]("POST", "reports", month(1), key="payroll-2021-03")
    assert foreign.status_code == 201 and foreign.json()["employer_id"] == world.other_employer, (
        "keys are the token's own"
    )


def test_an_answer_that_was_an_error_is_not_remembered(ask):
    assert ask["employer"]("POST", "reports", month(month="2031-03"), key="payroll-0001").status_code == 422
    assert ask["employer"]("POST", "reports", month(), key="payroll-0001").status_code == 201
    assert one("select count(*) from interop_apianswer") == 1
    assert ask["employer"]("POST", "reports", month(), key="no spaces!").json()["code"] == "idempotency_key_invalid"


def test_an_error_leaves_nothing(ask, monkeypatch):
    """The last line of a request fails after the first ones were written."""
    from lindung.interop.api import reports

    def broken(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr(reports, "_shown", broken)
    assert ask["employer"]("POST", "reports", month()).status_code == 500
    assert one("select count(*) from contributions_wagereport") == 0
    assert one("select count(*) from registry_person where starts_with(name, 'Pekerja Uji')") == 0


# ---- banks


def test_a_bank_asks_and_pays_and_a_replay_changes_nothing(ask):
    _, bill = posted(ask["employer"])
    owed = ask["bank"]("GET", f"bank/bills/{bill['code']}").json()
    assert (owed["due_amount"], owed["employer"], owed["month"]) == (bill["total"], "PT Uji 1", "2021-03")
    payment = {
        "reference": "BNK-000000001", "received_on": "2021-04-08", "amount": bill["total"] - 1000,
        "billing_code": bill["code"],
    }  # fmt: skip
    first = ask["bank"]("POST", "bank/payments", payment).json()
    assert first["matched"] and ask["bank"]("POST", "bank/payments", payment).json() == first
    assert ask["bank"]("GET", f"bank/bills/{bill['code']}").json()["due_amount"] == 1000
    assert one("select count(*) from contributions_receipt") == 1
    other = ask["bank"]("POST", "bank/payments", payment | {"amount": 5})
    assert (other.status_code, other.json()["code"]) == (409, "receipt_differs")
    receipts = ask["employer"]("GET", "receipts").json()["items"]
    assert [(r["amount"], r["allocated"]) for r in receipts] == [(bill["total"] - 1000, bill["total"] - 1000)]


def test_a_bank_asks_and_pays_an_order_by_the_same_two_calls(ask):
    from lindung.segments import services as segments
    from lindung.segments.services import Job

    with system():
        person = one("select min(id) from registry_person")
        office = one("select min(id) from registry_office where kind = 'BRANCH'")
        segments.register_bpu(person, office, [Job("Nelayan", 1_000_000, "35.75")], jht=True)
        order = segments.order_bpu(person, 2, "uji-bank")
    owed = ask["bank"]("GET", f"bank/bills/{order.code}").json()
    assert (owed["kind"], owed["due_amount"], owed["month"], owed["last_month"]) == (
        "ORDER",
        73_600,
        "2021-04",
        "2021-05",
    )
    assert owed["expires_on"] == order.expires_on.isoformat()
    payment = {"received_on": "2021-04-08", "amount": 73_599, "billing_code": order.code}
    less = ask["bank"]("POST", "bank/payments", payment | {"reference": "BNK-kurang"}).json()
    assert (less["matched"], less["waiting"]) == (False, "LESS")
    payment |= {"amount": 73_600, "reference": "BNK-pas"}
    paid = ask["bank"]("POST", "bank/payments", payment).json()
    assert (paid["matched"], paid["waiting"]) == (True, "")
    assert ask["bank"]("POST", "bank/payments", payment).json() == paid
    assert ask["bank"]("GET", f"bank/bills/{order.code}").json()["due_amount"] == 0
    assert ask["bank"]("GET", "bank/bills/2124000000000099").status_code == 404


def test_a_bank_asks_and_pays_the_one_code_of_a_micro_enterprise(ask):
    from lindung.registry import services as registry
    from lindung.segments import services as segments
    from lindung.segments.services import Helper, Job

    born = date(1985, 4, 9)
    with system():
        office = one("select min(id) from registry_office where kind = 'BRANCH'")
        firm = registry.register_employer(
            name="UD Satu Kode", office_id=office, district_id="35.75", registered_on=date(2021, 1, 4), size="MICRO",
            risk_group=1, kbli="56102", review_on=date(2030, 1, 1), nib="9300000000001",
        )  # fmt: skip
        owner = {"nik": nik(9_001, born, "P"), "name": "Pemilik Contoh", "birth_date": born, "sex": "P"}
        helpers = [Helper(nik(9_002, born, "L"), "Pembantu Contoh", born, 2_900_000)]
        code = segments.enrol_micro(firm.pk, owner, Job("Warung", 1_000_000, "35.75"), helpers, 2, "uji-mikro").code
    owed = ask["bank"]("GET", f"bank/bills/{code}").json()
    assert (owed["kind"], owed["employer"]) == ("ORDER", "UD Satu Kode")
    assert owed["due_amount"] == owed["total"] > 2 * 16_800
    payment = {"received_on": "2021-04-08", "amount": owed["total"], "billing_code": code, "reference": "BNK-mikro"}
    assert ask["bank"]("POST", "bank/payments", payment).json()["waiting"] == ""
    after = ask["bank"]("GET", f"bank/bills/{code}").json()
    assert (after["due_amount"], after["paid"]) == (0, owed["total"])


def test_orders_are_made_for_who_is_registered_and_the_asking_is_seen(ask, world):
    from lindung.registry import services as registry
    from lindung.segments import services as segments
    from lindung.segments.services import Job

    with system():
        person = one("select min(id) from registry_person where office_id = %s", world.office)
        segments.register_bpu(person, world.office, [Job("Nelayan", 1_000_000, "35.75")])
        stranger = registry.register_person(
            nik=worker(77).nik, name="Orang Lain", birth_date=worker(77).birth_date, sex="L", office_id=world.office
        ).nik
    nik = one("select nik from registry_person where id = %s", person)
    asked = {"nik": nik, "months": 2, "client_key": "agen-00001"}
    made = ask["bank"]("POST", "orders", asked)
    assert made.status_code == 200, made.content
    order = made.json()
    assert (order["total"], order["status"], order["first_month"], order["last_month"]) == (
        33_600, "OPEN", "2021-04", "2021-05",
    )  # fmt: skip
    assert ask["bank"]("POST", "orders", asked).json() == order
    assert one("select count(*) from segments_order") == 1
    assert one("select count(*) from access_readlog where page = 'api.order'") == 1
    assert ask["officer"]("GET", f"orders/{order['code']}").json() == order
    payment = {"reference": "BNK-pesan", "received_on": "2021-04-08", "amount": 33_600, "billing_code": order["code"]}
    assert ask["bank"]("POST", "bank/payments", payment).json()["matched"]
    paid = ask["bank"]("GET", f"orders/{order['code']}").json()
    cover = ask["contact"]("POST", "members/eligibility", {"nik": nik, "on": "2021-04-08"}).json()
    assert [c["employer"] for c in cover["covers"] if c["segment"] == "BPU"] == [""]
    assert {"JKK", "JKM"} <= set(cover["programmes"])
    assert (paid["status"], paid["paid_on"], paid["covered_until"]) == ("PAID", "2021-04-08", "2021-09-15")
    for wrong, status in (
        ({"months": 13}, 422), ({"months": 0}, 422), ({"months": "2"}, 422), ({"client_key": "x"}, 422),
        ({"nik": "12"}, 422), ({"nik": stranger}, 404), ({"nik": "3575010101019999"}, 404), ({"lebih": 1}, 422),
    ):  # fmt: skip
        assert ask["bank"]("POST", "orders", asked | wrong).status_code == status, wrong
    assert ask["bank"]("GET", "orders/2124000000000099").status_code == 404


def test_unknown_money_waits_and_unknown_codes_are_not_found(ask):
    payment = {"reference": "BNK-000000002", "received_on": "2021-04-08", "amount": 5000, "billing_code": "123"}
    assert ask["bank"]("POST", "bank/payments", payment).json()["matched"] is False
    assert ask["bank"]("GET", "bank/bills/2103000000000000").status_code == 404
    late = ask["bank"]("POST", "bank/payments", payment | {"reference": "BNK-3", "received_on": "2021-04-09"})
    assert (late.status_code, late.json()["code"]) == (422, "received_in_future")
    old = ask["bank"]("POST", "bank/payments", payment | {"reference": "BNK-4", "received_on": "1956-04-09"})
    assert (old.status_code, old.json()["code"]) == (422, "received_long_ago")


def test_answers_that_name_nothing_of_ours_are_refused_one_by_one(ask):
    answer = {"reference": "LD000000000001", "status": "PAID", "bank_reference": "T1"}
    got = ask["bank"]("POST", "bank/payout-answers", {"answers": [answer]}).json()
    assert got["taken"] == 0 and got["refused"][0]["reference"] == "LD000000000001"


def test_a_statement_is_taken_by_the_worker(ask):
    _, bill = posted(ask["employer"])
    data = f"tanggal;kredit;keterangan;referensi\n08-04-2021;{bill['total']};IURAN {bill['code']};R1\n".encode()

    def upload():
        return ask["cashier"]("POST", "statements", bank="Bank Uji", file=SimpleUploadedFile("koran.csv", data))

    run = upload().json()
    worked_off()
    got = ask["cashier"]("GET", f"statements/{run['run']}").json()
    assert got["status"] == "DONE", got
    assert (got["totals"]["new"], got["totals"]["amount"], got["lines"]) == (1, bill["total"], [])
    assert ask["employer"]("GET", f"bills/{bill['code']}").json()["due_amount"] == 0
    assert upload().json()["run"] == run["run"]
    assert ask["officer"]("GET", f"statements/{run['run']}").status_code == 200
    assert ask["employer"]("GET", f"statements/{run['run']}").status_code == 403


def test_lines_of_a_statement_that_were_not_taken_say_why(ask):
    data = b"tanggal;kredit;keterangan;referensi\n08-04-2021;5000;TITIPAN;R1\n08-04-2021;lima;TITIPAN;R2\n"
    run = ask["cashier"]("POST", "statements", bank="Bank Uji", file=SimpleUploadedFile("koran.csv", data)).json()
    worked_off()
    got = ask["cashier"]("GET", f"statements/{run['run']}").json()
    assert (got["totals"]["new"], got["totals"]["lines_refused"]) == (1, 1)
    (line,) = got["lines"]
    assert (line["line"], line["value"]) == (3, "lima") and line["messages"]["id"] != line["messages"]["en"]


def test_a_statement_with_a_broken_balance_waits_for_a_second_look(ask):
    data = b"tanggal;kredit;saldo;referensi\n07-04-2021;100;1100;A1\n08-04-2021;200;9999;A2\n"

    def upload(**more):
        return ask["cashier"]("POST", "statements", bank="B", file=SimpleUploadedFile("k.csv", data), **more).json()

    first = upload()["run"]
    worked_off()
    assert ask["cashier"]("GET", f"statements/{first}").json()["error"]["code"] == "balance_broken"
    assert one("select count(*) from contributions_receipt") == 0
    assert upload(balance_checked="1")["code"] == "invalid", "only a clear yes"
    second = upload(balance_checked="true")["run"]
    worked_off()
    assert second != first and ask["cashier"]("GET", f"statements/{second}").json()["totals"]["new"] == 2


# ---- who may


def test_eligibility_is_answered_to_those_who_may_ask(ask):
    posted(ask["employer"])
    asked = {"nik": worker(1).nik, "on": "2021-03-15"}
    got = ask["contact"]("POST", "members/eligibility", asked).json()
    assert got["covered"] and got["programmes"] == ["JHT", "JKK", "JKM", "JKP", "JP"]
    assert ask["contact"]("POST", "members/eligibility", asked | {"on": "2020-12-01"}).json()["covered"] is False
    assert one("select count(*) from access_readlog where page = 'api.eligibility'") == 1
    assert ask["member"]("POST", "members/eligibility", asked).status_code == 404, "not himself"
    assert ask["contact"]("POST", "members/eligibility", {}).status_code == 422
    assert ask["contact"]("POST", "members/eligibility", asked | {"nik": "3575010101019999"}).status_code == 404


ADDRESSES = [
    (Act.API_REPORT, "GET", "reports", None),
    (Act.API_REPORT, "POST", "reports", {"month": "2021-03", "lines": [{"kpj": "99999999999", "wage": 1}]}),
    (Act.API_BILL, "GET", "bills", None),
    (Act.API_BILL, "GET", "receipts", None),
    (Act.API_INQUIRY, "GET", "bank/bills/2103000000000000", None),
    (Act.API_ORDER, "POST", "orders", {"nik": "3575010101019999", "months": 1, "client_key": "agen-00001"}),
    (Act.API_ORDER, "GET", "orders/2124000000000099", None),
    (Act.API_PAYMENT, "POST", "bank/payments", {"reference": "X1", "received_on": "2021-04-08", "amount": 1}),
    (
        Act.API_PAYOUT_ANSWER,
        "POST",
        "bank/payout-answers",
        {"answers": [{"reference": "LD000000000001", "status": "FAILED"}]},
    ),
    (Act.STATEMENT_UPLOAD, "GET", "statements/1", None),
    (Act.API_ELIGIBILITY, "POST", "members/eligibility", {"nik": "3575010101019999"}),
]


@pytest.mark.parametrize(("act", "method", "path", "body"), ADDRESSES)
def test_only_the_roles_of_the_list_pass(ask, client, world, act, method, path, body):
    from lindung.access.services import actor_for_token

    for name, call in ask.items():
        role = actor_for_token(world.tokens[name]).role
        status = call(method, path, body).status_code
        if role in PERMISSIONS[act]:
            assert status not in (401, 403), (name, status)
        else:
            assert status == 403, (name, status)
    assert Caller(client, "lnd_nobody")(method, path, body).status_code == 401
    assert client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), "application/json").status_code == 401


def test_one_employer_sees_and_touches_nothing_of_another(ask, world):
    report, bill = posted(ask["employer"])
    theirs = ask["other_employer"]
    for method, path, body in (
        ("GET", f"reports/{report}", None),
        ("GET", f"reports/{report}/lines", None),
        ("GET", f"reports/{report}/refused", None),
        ("PUT", f"reports/{report}/lines", {"lines": [{"kpj": "99999999999", "wage": 1}]}),
        ("POST", f"reports/{report}/finalise", {}),
        ("POST", f"reports/{report}/reopen", None),
        ("POST", f"reports/{report}/post", None),
        ("GET", f"bills/{bill['code']}", None),
        ("GET", f"bills/{bill['code']}/lines", None),
        ("POST", "reports", month(employer_id=world.employer)),
    ):
        assert theirs(method, path, body).status_code == 404, (method, path)
    for path in ("reports", "bills", "receipts", f"reports?employer_id={world.employer}"):
        assert theirs("GET", path).json()["items"] == []


def test_an_officer_acts_for_employers_of_his_office_only(ask, world):
    paper = {"way": "COUNTER", "brought_by": "Wulan", "paper": "LETTER", "paper_no": "7", "paper_on": "2021-04-07"}
    papers = ask["officer"]("POST", "hand-ins", employer_id=world.employer, **paper).json()["id"]
    mine = ask["officer"]("POST", "reports", month(employer_id=world.employer, hand_in=papers))
    assert mine.status_code == 201
    assert ask["officer"]("POST", "reports", month(employer_id=world.other_employer)).status_code == 404
    assert ask["officer"]("POST", "reports", month()).status_code == 404


def test_a_revoked_token_is_nobody(ask, world):
    with system(), connection.cursor() as cursor:
        cursor.execute("update access_apitoken set revoked_at = now()")
    answer = ask["employer"]("GET", "reports")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert "Bearer" in answer["WWW-Authenticate"]


def test_writes_are_recorded_under_the_tokens_user_and_act(ask, world):
    ask["employer"]("POST", "reports", month())
    assert one(
        "select count(*) > 0 from access_auditentry where table_name = 'contributions_wagereport' and user_id = %s"
        " and act = 'api.report'",
        world.users["employer"],
    )
