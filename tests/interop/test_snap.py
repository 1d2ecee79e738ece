"""The payment standard: every response code, replay, forgery, stale time, two banks at once; the books hold."""

import json
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindung.access.services import end_mandate
from lindung.base.db import rows, scalar, system
from lindung.contributions import checks
from lindung.contributions.models import Receipt
from lindung.interop.snap import exchange, partners, simulator, views
from lindung.interop.snap.codes import CASES, response_code
from lindung.interop.snap.partners import PartnerRefused
from lindung.interop.snap.signatures import minified, new_key_pair, symmetric
from lindung.interop.snap.simulator import INQUIRY_PATH, PAYMENT_PATH, TOKEN_PATH, now_text, rupiah
from lindung.ledger import checks as books
from lindung.ledger import queries as ledger
from lindung.ledger.chart import Acc

from . import snap_world
from .api_world import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def snap(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here
    return snap_world.make()


@pytest.fixture
def bank(snap):
    return snap.banks[0]


@pytest.fixture
def bill(snap):
    return snap.bill()


def prove():
    with system():
        for proof in (*books.proofs(), *checks.proofs()):
            assert proof.holds, proof


def received():
    with system():
        return int(scalar("select coalesce(sum(amount), 0) from contributions_receipt"))


def right(steps):
    assert steps and all(step.right for step in steps), [step for step in steps if not step.right]


# ---- what a bank does


def test_an_inquiry_shows_name_bill_and_amount(bank, bill):
    answer = bank.inquire(bill.code)
    assert (answer.status, answer.code, answer.body["responseMessage"]) == (200, "2002400", "Successful")
    data = answer.body["virtualAccountData"]
    assert data["virtualAccountNo"] == "   77001" + bill.code and data["customerNo"] == bill.code
    assert data["virtualAccountName"] == "PT Uji 1"
    assert data["totalAmount"] == {"value": f"{bill.total}.00", "currency": "IDR"}
    assert data["inquiryStatus"] == "00" and data["virtualAccountTrxType"] == "C"
    assert [d["billAmount"]["value"] for d in data["billDetails"]] == [f"{bill.total}.00"]
    assert data["billDetails"][0]["billDescription"] == {"english": "Dues Mar 2021", "indonesia": "Iuran Mar 2021"}
    assert received() == 0


def test_a_payment_is_booked_and_allocated(bank, bill):
    right(simulator.plain(bank, bill.code))
    with system():
        receipt = Receipt.objects.get()
        assert (receipt.channel, receipt.amount, receipt.received_on) == ("SNAP", bill.total, TODAY)
        assert receipt.employer_id == bill.employer_id and receipt.matched_by == "kode tagihan"
        assert len(receipt.bank_reference) == 12
        assert scalar("select sum(amount) from contributions_allocation where bill_id = %s", [bill.pk]) == bill.total
        assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
        kept = rows("select service, response_code, receipt_id from interop_snapexchange order by id")
    assert [(k["service"], k["response_code"]) for k in kept] == [
        ("24", "2002400"), ("25", "2002500"), ("24", "4042414"), ("25", "4042514"),
    ]  # fmt: skip
    assert kept[1]["receipt_id"] == receipt.pk
    prove()


def test_late_money_owes_the_penalty_with_it(bank, snap, bill):
    from lindung.registry.services import set_business_day

    with system():
        set_business_day(bill.due_on + timedelta(days=40))
    bank.paid_on = bill.due_on + timedelta(days=40)
    asked = bank.inquire(bill.code)
    details = asked.body["virtualAccountData"]["billDetails"]
    assert len(details) == 2 and asked.amount == sum(int(d["billAmount"]["value"][:-3]) for d in details) > bill.total
    assert bank.pay(bill.code, bill.total).code == "4042513"
    assert bank.pay(bill.code, asked.amount).code == "2002500"
    assert bank.inquire(bill.code).code == "4042414"
    with system():
        assert ledger.balance(Acc.SUSPENSE, None, bank.paid_on) == 0
        assert ledger.balance(Acc.PENALTY_RECEIVABLE, None, bank.paid_on) == 0
        assert -ledger.balance(Acc.PENALTY_INCOME, None, bank.paid_on) == asked.amount - bill.total
    prove()


def test_repetition_gets_the_same_answer_and_books_once(bank, bill):
    right(simulator.repeated(bank, bill.code))
    assert received() == bill.total
    prove()


def test_forgeries_change_nothing(bank, bill):
    before = snap_world.count("interop_snapexchange")
    right(simulator.forged(bank, bill.code))
    assert received() == 0 and snap_world.count("interop_snapexchange") == before + 3, "inquiry, amount, unknown bill"
    prove()


def test_an_open_account_takes_any_amount(snap, bank, bill):
    with system():
        scalar("update interop_snappartner set closed_amount = false where code = %s returning id", [bank.code])
    assert bank.inquire(bill.code).body["virtualAccountData"]["virtualAccountTrxType"] == "O"
    assert bank.pay(bill.code, 100_000).code == "2002500"
    assert bank.inquire(bill.code).amount == bill.total - 100_000
    assert bank.pay(bill.code, bill.total).code == "2002500", "more than is owed waits in suspense"
    with system():
        assert -ledger.balance(Acc.SUSPENSE, None, TODAY) == 100_000
    assert bank.pay(bill.code, 1).code == "4042514"
    prove()


def test_the_same_name_at_another_bank_is_another_request(snap, bill):
    one, two = snap.banks
    assert one.send(INQUIRY_PATH, one.inquiry_body(bill.code), external_id="7").code == "2002400"
    assert two.send(INQUIRY_PATH, two.inquiry_body(bill.code), external_id="7").code == "2002400"
    assert one.send(INQUIRY_PATH, one.inquiry_body(bill.code), external_id="7").code == "4092400"


def test_the_same_name_on_another_day_is_another_request(bank, bill, monkeypatch):
    day = {"day": TODAY}
    monkeypatch.setattr(views, "local_day", lambda _: day["day"])
    assert bank.send(INQUIRY_PATH, bank.inquiry_body(bill.code), external_id="7").code == "2002400"
    day["day"] += timedelta(days=1)
    assert bank.send(INQUIRY_PATH, bank.inquiry_body(bill.code), external_id="7").code == "2002400"


def test_blanks_between_the_parts_do_not_change_a_signature_or_a_request(bank, bill):
    body = bank.inquiry_body(bill.code, passApp='a  b\\"c')
    loose = json.dumps(body, indent=4)
    first = bank.send(INQUIRY_PATH, loose, external_id="8")
    again = bank.send(INQUIRY_PATH, json.dumps(body, separators=(",", ":")), external_id="8")
    assert first.code == "2002400" and again.body == first.body
    assert minified('{ "a" : [ 1.50 ,\n "x y\\" {" ] }') == '{"a":[1.50,"x y\\" {"]}'


# ---- every code


def test_a_body_that_is_wrong_says_which_field(bank, bill):
    good = bank.payment_body(bill.code, bill.total)
    for name in ("partnerServiceId", "customerNo", "virtualAccountNo", "paymentRequestId", "paidAmount"):
        for gone in ({k: v for k, v in good.items() if k != name}, good | {name: None}, good | {name: ""}):
            answer = bank.send(PAYMENT_PATH, gone)
            assert (answer.code, answer.body["responseMessage"]) == ("4002502", f"Invalid Mandatory Field {name}")
    asked = bank.send(INQUIRY_PATH, {k: v for k, v in bank.inquiry_body(bill.code).items() if k != "customerNo"})
    assert (asked.status, asked.code) == (400, "4002402")
    assert received() == 0


BAD = {
    "partnerServiceId": ["123456789", 77001, "7x", "７７００１"],
    "customerNo": ["1" * 21, "12a", 12, "-1"],
    "virtualAccountNo": ["1" * 29, "12 34", []],
    "paymentRequestId": ["x" * 129, 5, "a\nb", {}],
    "paidAmount": [
        "100.00", 100, {"value": "100", "currency": "IDR"}, {"value": "100.0", "currency": "IDR"},
        {"value": "100.50", "currency": "IDR"}, {"value": "0.00", "currency": "IDR"},
        {"value": "-5.00", "currency": "IDR"}, {"value": "1e5.00", "currency": "IDR"},
        {"value": "9" * 14 + ".00", "currency": "IDR"}, {"value": "100.00", "currency": "USD"},
        {"value": 100, "currency": "IDR"}, {"value": "100.00"}, {"value": "１00.00", "currency": "IDR"},
    ],
    "trxDateTime": ["2021-04-08", "2021-04-08T10:00:00Z", "2021-13-08T10:00:00+07:00", 5, "2099-01-01T00:00:00+07:00",
                    "2019-01-01T00:00:00+07:00"],
    "totalAmount": [{"value": "x", "currency": "IDR"}],
    "referenceNo": ["x" * 65],
    "journalNum": ["1234567"],
    "paymentType": ["12"],
    "flagAdvise": ["X", True],
    "channelCode": ["12345", True, "x"],
    "sourceBankCode": ["8", "0008"],
    "subCompany": ["123456"],
    "paidBills": ["1234567"],
    "billDetails": [{}, [1], [{}] * 25],
    "freeTexts": ["x"],
    "additionalInfo": ["x"],
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_value_out_of_shape_is_named(bank, bill, name):
    for value in BAD[name]:
        answer = bank.send(PAYMENT_PATH, bank.payment_body(bill.code, bill.total) | {name: value})
        wanted = ("4002502", "Mandatory Field") if value in ({},) and name == "paymentRequestId" else ("4002501", "")
        assert answer.code == wanted[0], (name, value, answer.body)
        assert name in answer.body["responseMessage"]
    assert received() == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"a": NaN}', '{"customerNo": "1", "customerNo": "2"}', "[" * 50_000, '"x"', "{'a': 1}"],
)
def test_a_body_that_is_no_json_object(bank, bill, text):
    answer = bank.send(INQUIRY_PATH, text)
    assert (answer.status, answer.code, answer.body["responseMessage"]) == (400, "4002400", "Bad Request")


def test_a_body_too_large_or_not_utf8(bank, bill, client):
    assert bank.send(INQUIRY_PATH, bank.inquiry_body(bill.code, note="x" * 70_000)).code == "4002400"
    headers = {"authorization": f"Bearer {bank.token}", "x-partner-id": bank.code, "x-timestamp": now_text(),
               "x-signature": "x"}  # fmt: skip
    answer = client.generic("POST", INQUIRY_PATH, b"\xff\xfe{}", "application/json", headers=headers)
    assert answer.json()["responseCode"] == "4002400"


def test_headers(bank, bill):
    body = bank.inquiry_body(bill.code)

    def sent(**headers):
        return bank.send(INQUIRY_PATH, body, headers={k.replace("_", "-"): v for k, v in headers.items()})

    for name in ("X-TIMESTAMP", "X-SIGNATURE", "X-PARTNER-ID", "X-EXTERNAL-ID", "CHANNEL-ID"):
        answer = sent(**{name: None})
        assert (answer.code, answer.body["responseMessage"]) == ("4002402", f"Invalid Mandatory Field {name}")
    for name, value in (("X-EXTERNAL-ID", "x" * 37), ("X-EXTERNAL-ID", "a b"), ("CHANNEL-ID", "123456")):
        answer = sent(**{name: value})
        assert (answer.code, answer.body["responseMessage"]) == ("4002401", f"Invalid Field Format {name}")
    for value in ("2021-04-08", "2021-04-08T10:00:00.000+07:00", "2021-04-08T10:00:00Z", "x"):
        assert sent(**{"X-TIMESTAMP": value}).body["responseMessage"] == "Invalid Field Format X-TIMESTAMP"
    for value in (None, "", "Bearer", "Basic abc", "Bearer abc", f"Bearer {bank.token}x"):
        assert sent(Authorization=value).code == "4012401"
    assert sent(**{"X-PARTNER-ID": "BANK2"}).code == "4012400"


def test_account_numbers_must_agree_and_be_ours(bank, snap, bill):
    wrong = bank.inquiry_body(bill.code) | {"virtualAccountNo": "   77001" + "1" * 16}
    assert bank.send(INQUIRY_PATH, wrong).code == "4042418"
    other = bank.inquiry_body(bill.code) | snap.banks[1].account(bill.code)
    answer = bank.send(INQUIRY_PATH, other)
    assert answer.code == "4042412" and answer.body["virtualAccountData"]["inquiryStatus"] == "01"
    assert answer.body["virtualAccountData"]["inquiryReason"]["indonesia"] == "Tagihan tidak ditemukan"
    assert bank.send(PAYMENT_PATH, bank.payment_body(bill.code, 5) | wrong).code == "4042518"
    assert bank.pay(bill.code, bill.total, totalAmount=rupiah(5)).code == "4042518"


def test_tokens(bank, snap, bill, client):
    answer = bank.log_in()
    assert (answer.status, answer.code, answer.body["expiresIn"]) == (200, "2007300", "900")
    assert bank.log_in(body={}).code == "4007302" and bank.log_in(body={"grantType": "password"}).code == "4007301"
    assert bank.log_in(timestamp=now_text(timedelta(minutes=-6))).code == "4017300"
    assert bank.log_in(timestamp="yesterday").code == "4007301"
    assert bank.log_in(signature="/" * 344).code == "4017300"
    unknown = client.post(TOKEN_PATH, headers={"x-client-key": "x", "x-signature": "x", "x-timestamp": now_text()})
    assert unknown.json()["responseCode"] == "4017300"
    assert client.post(TOKEN_PATH).json()["responseCode"] == "4007302"
    foreign = snap.banks[1].private_key
    mine, bank.private_key = bank.private_key, foreign
    assert bank.log_in().code == "4017300", "another bank's key signs nothing of this one"
    bank.private_key = mine


def test_a_token_ends_by_time_by_new_keys_by_mandate_and_by_the_partner(bank, snap, bill, monkeypatch):
    bank.log_in()
    monkeypatch.setattr(partners, "TOKEN_SECONDS", -1)
    assert bank.inquire(bill.code).code == "4012401"
    monkeypatch.undo()
    assert bank.inquire(bill.code).code == "2002400"
    told = partners.renew(bank.code)
    assert bank.inquire(bill.code).code == "4012401"
    bank.log_in()
    assert bank.inquire(bill.code).code == "4012400", "the old secret signs nothing"
    bank.secret = told.secret
    assert bank.inquire(bill.code).code == "2002400"
    partners.end(bank.code)
    assert bank.inquire(bill.code).code == "4012401" and bank.log_in().code == "4017300"
    other = snap.banks[1]
    assert other.inquire(bill.code).code == "2002400"
    with system():
        mandate = scalar("select mandate_id from interop_snappartner where code = %s", [other.code])
    end_mandate(mandate, TODAY - timedelta(days=1))
    assert other.inquire(bill.code).code == "4012401"


def test_a_token_of_another_signer_is_none(bank, bill):
    bank.token = signing.dumps({"p": 1, "s": 1}, key="not ours", salt="lindung.snap.b2b")
    assert bank.inquire(bill.code).code == "4012401"


def test_method_limits_and_failures(bank, bill, client, monkeypatch):
    answer = client.get(PAYMENT_PATH)
    assert (answer.status_code, answer.json()["responseCode"], answer["Allow"]) == (405, "4052500", "POST")
    monkeypatch.setitem(views.LIMITS, "partner", 0)
    assert bank.inquire(bill.code).code == "4292400"
    monkeypatch.undo()
    monkeypatch.setattr(exchange.accounts, "take", lambda *_: 1 // 0)
    broken = bank.pay(bill.code, bill.total)
    assert (broken.status, broken.code, broken.body["responseMessage"]) == (500, "5002500", "General Error")
    monkeypatch.undo()
    assert bank.pay(bill.code, bill.total).code == "2002500"
    for _ in range(2):
        assert client.post(TOKEN_PATH).json()["responseCode"] == "4007302"
    monkeypatch.setitem(views.LIMITS, "address", 1)
    assert client.post(TOKEN_PATH).json()["responseCode"] == "4297300"


def test_the_codes_of_the_standard():
    wanted = {
        ("24", "ok"): "2002400", ("25", "ok"): "2002500", ("24", "bad_format"): "4002401", ("24", "missing"): "4002402",
        ("24", "unauthorised"): "4012400", ("73", "unauthorised"): "4017300", ("24", "not_found"): "4042412",
        ("24", "paid"): "4042414", ("25", "amount"): "4042513", ("25", "paid"): "4042514",
        ("25", "inconsistent"): "4042518", ("24", "conflict"): "4092400", ("25", "conflict"): "4092500",
        ("24", "general"): "5002400",
    }  # fmt: skip
    assert {key: response_code(*key) for key in wanted} == wanted
    assert all(case.indonesian and case.english for case in CASES.values())


# ---- partners


def test_what_a_partner_must_be(snap):
    with system():
        officer = scalar("select id from access_mandate where role = 'CONTRIBUTION_OFFICER'")
        mandate = scalar("select mandate_id from interop_snappartner order by id limit 1")
    good = snap_world.KEYS[0][1]
    wrong = [
        ("mandate", (officer, "LAIN", "Bank", good, "1")),
        ("code", (mandate, "a b", "Bank", good, "1")),
        ("code_taken", (mandate, "BANK1", "Bank", good, "1")),
        ("service_number", (mandate, "LAIN", "Bank", good, "123456789")),
        ("public_key", (mandate, "LAIN", "Bank", "x", "1")),
        ("public_key", (mandate, "LAIN", "Bank", snap_world.KEYS[0][0], "1")),
    ]
    for code, given_ in wrong:
        with pytest.raises(PartnerRefused) as refused:
            partners.register(*given_)
        assert refused.value.code == code
    with pytest.raises(PartnerRefused, match="no partner"):
        partners.renew("TIDAKADA")


def test_a_secret_is_nowhere_in_the_clear(snap):
    bank = snap.banks[0]
    with system():
        stored = scalar("select secret from interop_snappartner where code = %s", [bank.code])
        partners.renew("BANK2")
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(
            "select set_config('lindung.scope', 'staff', true), set_config('lindung.roles', 'AUDITOR', true)"
        )
        cursor.execute(
            "select before::text, after::text from access_auditentry where table_name = 'interop_snappartner'"
        )
        trail = str(cursor.fetchall())
    assert bank.secret not in stored and stored not in trail and "client_key" in trail
    assert "secret" not in trail


# ---- any sequence


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(["ask", "pay", "less", "again", "forge"])),
        min_size=1,
        max_size=8,
    )
)
def test_any_sequence_of_two_banks_leaves_the_books_right(snap, acts):
    if not snap.bills:
        snap.bill()
        snap.bill(snap.world.other_employer, first=10)
    from django.db import transaction

    with transaction.atomic():
        paid, last = set(), {}
        before = received()
        for who, which, what in acts:
            bank, bill = snap.banks[who], snap.bills[which]
            if what == "ask":
                assert bank.inquire(bill.code).code == ("4042414" if which in paid else "2002400")
            elif what == "pay":
                body, external = bank.payment_body(bill.code, bill.total), str(len(last))
                last[who] = (body, external + str(who) + "-" + str(len(bank.sent)))
                answer = bank.send(PAYMENT_PATH, body, external_id=last[who][1])
                assert answer.code == ("4042514" if which in paid else "2002500")
                paid.add(which)
            elif what == "less":
                assert bank.pay(bill.code, bill.total - 1).code == ("4042514" if which in paid else "4042513")
            elif what == "again" and who in last:
                code = [a.code for p, a in bank.sent if p == PAYMENT_PATH]
                assert bank.send(PAYMENT_PATH, last[who][0], external_id=last[who][1]).code in code
            else:
                assert bank.send(PAYMENT_PATH, bank.payment_body(bill.code, 5), signature=symmetric("", "")).code == (
                    "4012500"
                )
        assert received() - before == sum(snap.bills[which].total for which in paid)
        prove()
        transaction.set_rollback(True)


def test_a_key_pair_signs_for_itself_only():
    from lindung.interop.snap.signatures import asymmetric, asymmetric_holds

    private, public = new_key_pair()
    signature = asymmetric(private, "a|b")
    assert asymmetric_holds(public, "a|b", signature)
    assert not asymmetric_holds(public, "a|c", signature)
    assert not asymmetric_holds(snap_world.KEYS[0][1], "a|b", signature)
    assert not asymmetric_holds(public, "a|b", "not base64 !")
    with pytest.raises(ValueError):
        asymmetric(public, "a|b")


# ---- at once, on connections of their own


@pytest.mark.django_db(transaction=True)
def test_one_bill_paid_by_two_banks_at_once(transactional_db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    snap = snap_world.make(snap_world.through_client_of_a_thread)
    for number in range(3):
        bill = snap.bill(first=1, month=snap_world.MONTH.replace(month=1 + number))
        right(simulator.race(snap.banks, bill.code))
    with system():
        penalties = int(scalar("select sum(amount) from contributions_penalty"))
        assert penalties > 0 and received() == sum(bill.total for bill in snap.bills) + penalties
        assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    prove()


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_four_times_at_once(transactional_db, settings):
    from concurrent.futures import ThreadPoolExecutor

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    snap = snap_world.make(snap_world.through_client_of_a_thread)
    bill, bank = snap.bill(), snap.banks[0]
    bank.log_in()
    body = bank.payment_body(bill.code, bill.total)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: bank.send(PAYMENT_PATH, body, external_id="1"), range(4)))
        advice = list(pool.map(lambda _: bank.send(PAYMENT_PATH, body | {"flagAdvise": "Y"}), range(4)))
    assert {a.code for a in (*answers, *advice)} == {"2002500"} and len({json.dumps(a.body) for a in answers}) == 1
    assert received() == bill.total and snap_world.count("contributions_receipt") == 1
    prove()


# ---- orders, and money told by a statement as well


def test_the_statement_of_the_same_payment_changes_nothing(bank, bill):
    from lindung.contributions.services import NewReceipt, receive_many

    assert bank.pay(bill.code, bill.total, referenceNo="FT00000077").code == "2002500"
    with system():
        told = receive_many(
            [NewReceipt("STATEMENT", "k1", TODAY, bill.total, bill.office_id, bank_reference="FT00000077")]
        )
    assert (told.new, told.repeated) == (0, 1) and received() == bill.total
    prove()


def test_a_payment_that_the_statement_told_first(bank, snap, bill):
    from lindung.contributions.services import NewReceipt, receive_many

    other = snap.bill(snap.world.other_employer, first=10)
    with system():
        receive_many([NewReceipt("STATEMENT", "k1", TODAY, other.total, bill.office_id, bank_reference="FT00000078")])
    body = bank.payment_body(other.code, other.total, referenceNo="FT00000078")
    assert bank.send(PAYMENT_PATH, body).code == "2002500"
    assert bank.send(PAYMENT_PATH, body).code == "2002500", "the advice of it"
    assert received() == other.total
    prove()


def order_of(snap, key, days=30):
    from lindung.registry.services import register_person
    from lindung.segments.services import Line, NewOrder, make_order

    from .api_world import MONTH, nik

    born = TODAY.replace(year=1990)
    with system():
        number = int(scalar("select count(*) from registry_person")) + 4_000
        person = register_person(
            nik=nik(number, born), name=f"Pekerja {key}", birth_date=born, sex="L", office_id=snap.world.office
        )
        law = {"formula": "uji"}
        new = NewOrder(
            "SPONSORED", snap.world.office, key, first_month=MONTH, last_month=MONTH, issued_on=TODAY,
            due_on=TODAY + timedelta(days=14), expires_on=TODAY + timedelta(days=days), receipt_of_law=law,
            sponsor="Desa Uji",
        )  # fmt: skip
        return make_order(new, [Line(person.pk, MONTH, 1_000_000, 10_000, 6_800, 0)])


def test_an_order_is_asked_and_paid_whole_by_the_same_account(snap, bank):
    with system():
        scalar("update interop_snappartner set closed_amount = false where code = %s returning id", [bank.code])
    order = order_of(snap, "satu")
    asked = bank.inquire(order.code)
    data = asked.body["virtualAccountData"]
    assert (asked.code, asked.amount, data["virtualAccountName"]) == ("2002400", 16_800, "Desa Uji")
    assert data["virtualAccountTrxType"] == "C" and [d["billName"] for d in data["billDetails"]] == [
        "Dues JKK", "Dues JKM",
    ]  # fmt: skip
    assert bank.pay(order.code, 16_000).code == "4042513", "an order is paid whole at an open bank as well"
    right(simulator.plain(bank, order.code))
    with system():
        assert scalar("select count(*) from segments_orderevent where kind = 'PAID'") == 1
        assert ledger.balance(Acc.SUSPENSE, None, TODAY) == 0
    prove()


def test_an_order_that_expired(snap, bank):
    from lindung.registry.services import set_business_day

    order = order_of(snap, "dua", days=20)
    with system():
        set_business_day(TODAY + timedelta(days=21))
    bank.paid_on = TODAY + timedelta(days=21)
    assert bank.inquire(order.code).code == "4042419"
    assert bank.pay(order.code, 16_800).code == "4042519"
    assert received() == 0
