"""Inquiry and payment, decided once per external id and, for payments, once per payment."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lindung.base.db import act, lock
from lindung.interop.models import SnapExchange
from lindung.interop.snap import accounts
from lindung.interop.snap.codes import CASES, INQUIRY, PAYMENT, REMEMBERED, SnapRefused, reason, response_code
from lindung.interop.snap.fields import INQUIRY_FIELDS, PAYMENT_FIELDS, checked, local_day, rupiah
from lindung.interop.snap.partners import Partner
from lindung.interop.snap.signatures import minified
from lindung.registry.queries import today

OLDEST = timedelta(days=366)
"""How long ago a payment may lie that is told now."""


@dataclass(frozen=True, slots=True)
class Request:
    """An authenticated request: `day` is the local day of its timestamp, `text` its body as sent."""

    service: str
    external_id: str
    day: date
    text: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and JSON text; `repeated` where it was given before."""

    status: int
    text: str
    repeated: bool = False


@dataclass(slots=True)
class _Outcome:
    name: str
    data: dict[str, Any]
    code: str = ""
    amount: int | None = None
    receipt_id: int | None = None
    reference: str = ""


@act
def serve(partner: Partner, request: Request) -> Reply:
    """Answer a request; the same again gets the same answer, also at once from several connections.

    Raises SnapRefused: missing, bad_format, conflict (another request under this external id)."""
    digest = hashlib.sha256(f"{request.service}\n{minified(request.text)}".encode()).hexdigest()
    lock("snap", partner.id, request.day, request.external_id)
    before = SnapExchange.objects.filter(
        partner_id=partner.id, day=request.day, external_id=request.external_id
    ).first()
    if before is not None:
        if before.request_sha256 != digest:
            raise SnapRefused("conflict")
        return Reply(before.status, before.body, repeated=True)
    outcome = (_inquire if request.service == INQUIRY else _pay)(partner, request.body)
    reply = Reply(CASES[outcome.name].status, _text(request.service, outcome))
    if outcome.name in REMEMBERED:
        SnapExchange.objects.create(
            partner_id=partner.id,
            office_id=partner.actor.offices[0],
            day=request.day,
            external_id=request.external_id,
            service=request.service,
            request_sha256=digest,
            account=outcome.code,
            reference=outcome.reference,
            amount=outcome.amount,
            receipt_id=outcome.receipt_id,
            response_code=response_code(request.service, outcome.name),
            status=reply.status,
            body=reply.text,
        )
    return reply


def _text(service: str, outcome: _Outcome) -> str:
    body = {
        "responseCode": response_code(service, outcome.name),
        "responseMessage": CASES[outcome.name].message,
        "virtualAccountData": outcome.data,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _names(given: dict[str, Any], wanted: str) -> dict[str, Any]:
    kept = ("partnerServiceId", "customerNo", "virtualAccountNo", wanted)
    return {name: given[name] for name in kept}


def _inquire(partner: Partner, body: dict[str, Any]) -> _Outcome:
    given = checked(body, INQUIRY_FIELDS)
    data = _names(given, "inquiryRequestId")

    def refused(name: str) -> _Outcome:
        return _Outcome(name, {"inquiryStatus": "01", "inquiryReason": reason(name)} | data, given["customerNo"])

    try:
        code = accounts.code_of(partner, given)
    except SnapRefused as found:
        return refused(found.name)
    account = accounts.find(code, today())
    if account is None:
        return refused("not_found")
    if account.state != "OPEN":
        return refused(account.state.lower())
    shown = {
        "inquiryStatus": "00",
        "inquiryReason": reason("ok"),
        **data,
        "virtualAccountName": account.name,
        "totalAmount": rupiah(account.total),
        "subCompany": "00000",
        "billDetails": account.bill_details(),
        "freeTexts": account.free_texts(),
        "virtualAccountTrxType": "C" if partner.closed_amount or account.whole else "O",
        "feeAmount": rupiah(0),
        "additionalInfo": {},
    }
    return _Outcome("ok", shown, code, account.total)


def _pay(partner: Partner, body: dict[str, Any]) -> _Outcome:
    given = checked(body, PAYMENT_FIELDS)
    data = _names(given, "paymentRequestId")
    amount: int = given["paidAmount"]

    def refused(name: str) -> _Outcome:
        shown = {"paymentFlagReason": reason(name), **data, "paidAmount": rupiah(amount), "paymentFlagStatus": "01"}
        return _Outcome(name, shown, given["customerNo"], amount)

    try:
        code = accounts.code_of(partner, given)
    except SnapRefused as found:
        return refused(found.name)
    day = _day(given)
    reference = accounts.reference_of(partner, given["paymentRequestId"])
    lock("snap-payment", reference)
    accounts.hold(code)
    told = SnapExchange.objects.filter(
        partner_id=partner.id, reference=reference, response_code=response_code(PAYMENT, "ok")
    ).first()
    account = accounts.find(code, day)
    if told is not None:
        if (told.account, told.amount) != (code, amount):
            return refused("inconsistent")
        name = account.name if account else ""
        return _Outcome("ok", _paid(given, data, name, amount), code, amount, told.receipt_id, reference)
    if account is None:
        return refused("not_found")
    if account.state != "OPEN":
        return refused(account.state.lower())
    if given.get("totalAmount", amount) != amount:
        return refused("inconsistent")
    if (partner.closed_amount or account.whole) and amount != account.total:
        return refused("amount")
    receipt = accounts.take(partner, reference, code, amount, day, given.get("referenceNo") or "", today())
    return _Outcome("ok", _paid(given, data, account.name, amount), code, amount, receipt, reference)


def _paid(given: dict[str, Any], data: dict[str, Any], name: str, amount: int) -> dict[str, Any]:
    shown = {
        "paymentFlagReason": reason("ok"),
        **data,
        "virtualAccountName": name,
        "paidAmount": rupiah(amount),
        "totalAmount": rupiah(amount),
        "referenceNo": given.get("referenceNo") or "",
        "paymentFlagStatus": "00",
        "additionalInfo": {},
    }
    if "trxDateTime" in given:
        shown["trxDateTime"] = given["trxDateTime"].isoformat()
    return shown


def _day(given: dict[str, Any]) -> date:
    """The day the money came; a bank's clock may be a moment ahead of ours around midnight."""
    now = today()
    day = local_day(given["trxDateTime"]) if "trxDateTime" in given else now
    if day > now + timedelta(days=1) or day < now - OLDEST:
        raise SnapRefused("bad_format", field="trxDateTime")
    return min(day, now)


__all__ = ["INQUIRY", "PAYMENT", "Reply", "Request", "serve"]
