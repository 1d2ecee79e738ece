"""The fields of the two requests: which must be there, what they may hold. Unknown ones are passed over."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from lindung.interop.snap.codes import SnapRefused

WEST = timezone(timedelta(hours=7))
"""The offset in which our days are counted."""

LARGEST_BODY = 2**16
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
_MONEY = re.compile(r"(\d{1,13})\.00", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

Check = Callable[[Any], Any]


class _Wrong(Exception):
    """A value that a field may not hold."""


def _text(longest: int, shortest: int = 1, pattern: str = "") -> Check:
    shape = re.compile(pattern, re.ASCII) if pattern else None

    def check(value: Any) -> str:
        if not isinstance(value, str) or not shortest <= len(value) <= longest or _CONTROL.search(value):
            raise _Wrong
        if shape and not shape.fullmatch(value):
            raise _Wrong
        return value

    return check


def moment(value: Any) -> datetime:
    """A moment with its offset, 25 characters. Raises SnapRefused by the caller's field."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise _Wrong
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise _Wrong from None


def moment_of(name: str, value: Any) -> datetime:
    """The same for a header: raises SnapRefused bad_format with its name."""
    try:
        return moment(value)
    except _Wrong:
        raise SnapRefused("bad_format", field=name) from None


def money(value: Any) -> int:
    """Whole rupiah of `{"value": "462000.00", "currency": "IDR"}`, more than zero."""
    if not isinstance(value, Mapping) or value.get("currency") != "IDR" or not isinstance(value.get("value"), str):
        raise _Wrong
    said = _MONEY.fullmatch(value["value"])
    if not said or not int(said[1]):
        raise _Wrong
    return int(said[1])


def _zero_or_money(value: Any) -> int:
    if isinstance(value, Mapping) and value.get("value") == "0.00" and value.get("currency") == "IDR":
        return 0
    return money(value)


def _object(value: Any) -> Any:
    if not isinstance(value, Mapping):
        raise _Wrong
    return value


def _list(longest: int) -> Check:
    def check(value: Any) -> Any:
        if not isinstance(value, list) or len(value) > longest or not all(isinstance(v, Mapping) for v in value):
            raise _Wrong
        return value

    return check


def _channel(value: Any) -> Any:
    if isinstance(value, bool) or not re.fullmatch(r"\d{1,4}", str(value), re.ASCII):
        raise _Wrong
    return value


_ACCOUNT: dict[str, tuple[bool, Check]] = {
    "partnerServiceId": (True, _text(8, 1, r" *\d+")),
    "customerNo": (True, _text(20, 1, r"\d+")),
    "virtualAccountNo": (True, _text(28, 1, r" *\d+")),
}
INQUIRY_FIELDS: Mapping[str, tuple[bool, Check]] = _ACCOUNT | {
    "inquiryRequestId": (True, _text(128)),
    "trxDateInit": (False, moment),
    "channelCode": (False, _channel),
    "language": (False, _text(2, 2, "ID|EN|id|en")),
    "amount": (False, _zero_or_money),
    "hashedSourceAccountNo": (False, _text(32, 0)),
    "sourceBankCode": (False, _text(3, 3, r"\d+")),
    "passApp": (False, _text(64, 0)),
    "additionalInfo": (False, _object),
}
PAYMENT_FIELDS: Mapping[str, tuple[bool, Check]] = _ACCOUNT | {
    "paymentRequestId": (True, _text(128)),
    "paidAmount": (True, money),
    "virtualAccountName": (False, _text(255, 0)),
    "virtualAccountEmail": (False, _text(255, 0)),
    "virtualAccountPhone": (False, _text(30, 0)),
    "trxId": (False, _text(64, 0)),
    "channelCode": (False, _channel),
    "hashedSourceAccountNo": (False, _text(32, 0)),
    "sourceBankCode": (False, _text(3, 3, r"\d+")),
    "cumulativePaymentAmount": (False, _zero_or_money),
    "paidBills": (False, _text(6, 0)),
    "totalAmount": (False, money),
    "trxDateTime": (False, moment),
    "referenceNo": (False, _text(64, 0)),
    "journalNum": (False, _text(6, 0)),
    "paymentType": (False, _text(1, 0)),
    "flagAdvise": (False, _text(1, 1, "[YN]")),
    "subCompany": (False, _text(5, 0)),
    "billDetails": (False, _list(24)),
    "freeTexts": (False, _list(32)),
    "additionalInfo": (False, _object),
}


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object of a body. Raises SnapRefused bad_request: not UTF-8, not JSON, no object, a name twice, deep."""
    if len(body) > LARGEST_BODY:
        raise SnapRefused("bad_request")
    try:
        found = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise SnapRefused("bad_request") from None
    if not isinstance(found, dict):
        raise SnapRefused("bad_request")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(name)


def checked(body: Mapping[str, Any], fields: Mapping[str, tuple[bool, Check]]) -> dict[str, Any]:
    """The known fields of a request as values; null and an empty text are as good as absent.

    Raises SnapRefused: missing (told before any wrong value), bad_format."""
    for name, (needed, _) in fields.items():
        if needed and body.get(name) in (None, "", {}):
            raise SnapRefused("missing", field=name)
    found: dict[str, Any] = {}
    for name, (_, check) in fields.items():
        if body.get(name) in (None, ""):
            continue
        try:
            found[name] = check(body[name])
        except _Wrong:
            raise SnapRefused("bad_format", field=name) from None
    return found


def local_day(when: datetime) -> date:
    """The day of a moment where we are."""
    return when.astimezone(WEST).date()


def rupiah(amount: int) -> dict[str, str]:
    """Whole rupiah as the standard writes money."""
    return {"value": f"{amount}.00", "currency": "IDR"}
