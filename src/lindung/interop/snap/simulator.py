"""A bank that speaks the standard: it asks, pays, pays twice, forges, comes late and races another bank.

`Bank` is one bank with its keys; `send` lets every header and letter be replaced. Tests give it a transport of their
own, the command `lindung bank-simulator` speaks HTTP. Needs neither Django nor a database.
"""

import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

from lindung.interop.snap.signatures import asymmetric, string_to_sign, symmetric

TOKEN_PATH, INQUIRY_PATH, PAYMENT_PATH = (
    "/v1.0/access-token/b2b",
    "/v1.0/transfer-va/inquiry",
    "/v1.0/transfer-va/payment",
)
Transport = Callable[[str, str, Mapping[str, str], bytes], tuple[int, dict[str, Any]]]
"""(method, path, headers, body) -> (HTTP status, JSON)."""

_WEST = timezone(timedelta(hours=7))
_SECONDS = 20


def over_http(base: str) -> Transport:
    """Send to a server, for example `http://127.0.0.1:8000`."""

    def send(method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, dict[str, Any]]:
        if not base.startswith(("http://", "https://")):
            raise ValueError("the address must begin with http:// or https://")
        request = urllib.request.Request(base.rstrip("/") + path, body, dict(headers), method=method)
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                return int(answer.status), json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return int(error.code), json.loads(error.read())

    return send


def now_text(moved: timedelta = timedelta()) -> str:
    """The time of a request, 25 characters."""
    return (datetime.now(_WEST) + moved).replace(microsecond=0).isoformat()


def rupiah(amount: int) -> dict[str, str]:
    """Whole rupiah as the standard writes them."""
    return {"value": f"{amount}.00", "currency": "IDR"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]

    @property
    def code(self) -> str:
        return str(self.body.get("responseCode", ""))

    @property
    def amount(self) -> int:
        """Rupiah that an inquiry says are owed."""
        return int(self.body["virtualAccountData"]["totalAmount"]["value"].split(".")[0])


@dataclass(slots=True)
class Bank:
    """One bank. `paid_on` is the day of its payments (default: today); `token` is asked for when first needed."""

    code: str
    client_key: str
    secret: str
    private_key: str
    service_number: str
    transport: Transport
    paid_on: date | None = None
    token: str = ""
    channel: str = "95221"
    sent: list[tuple[str, Answer]] = field(default_factory=list)

    # ---- the three services

    def log_in(self, *, timestamp: str = "", signature: str = "", body: Any = None) -> Answer:
        """Ask for a token and keep it."""
        when = timestamp or now_text()
        signed = signature or asymmetric(self.private_key, f"{self.client_key}|{when}")
        headers = {
            "Content-Type": "application/json",
            "X-CLIENT-KEY": self.client_key,
            "X-TIMESTAMP": when,
            "X-SIGNATURE": signed,
        }
        text = json.dumps({"grantType": "client_credentials"} if body is None else body)
        answer = Answer(*self.transport("POST", TOKEN_PATH, headers, text.encode()))
        self.token = str(answer.body.get("accessToken", self.token))
        self.sent.append((TOKEN_PATH, answer))
        return answer

    def account(self, code: str) -> dict[str, str]:
        """The three fields that name a virtual account."""
        service = self.service_number.rjust(8)
        return {"partnerServiceId": service, "customerNo": code, "virtualAccountNo": service + code}

    def inquiry_body(self, code: str, **more: Any) -> dict[str, Any]:
        return {
            **self.account(code),
            "trxDateInit": now_text(),
            "channelCode": 6011,
            "language": "ID",
            "sourceBankCode": "008",
            "inquiryRequestId": secrets.token_hex(12),
            **more,
        }

    def payment_body(self, code: str, amount: int, **more: Any) -> dict[str, Any]:
        moment = now_text()
        if self.paid_on is not None:
            moment = f"{self.paid_on:%Y-%m-%d}T10:15:00+07:00"
        return {
            **self.account(code),
            "paymentRequestId": secrets.token_hex(12),
            "channelCode": 6011,
            "sourceBankCode": "008",
            "paidAmount": rupiah(amount),
            "totalAmount": rupiah(amount),
            "trxDateTime": moment,
            "referenceNo": str(10**11 + secrets.randbelow(9 * 10**11)),
            "flagAdvise": "N",
            **more,
        }

    def inquire(self, code: str, **more: Any) -> Answer:
        """What does this code owe?"""
        return self.send(INQUIRY_PATH, self.inquiry_body(code, **more))

    def pay(self, code: str, amount: int, *, external_id: str = "", **more: Any) -> Answer:
        """Tell that this code was paid."""
        return self.send(PAYMENT_PATH, self.payment_body(code, amount, **more), external_id=external_id)

    def send(
        self,
        path: str,
        body: Any,
        *,
        external_id: str = "",
        timestamp: str = "",
        signature: str = "",
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Send a signed request; `headers` replaces some (None leaves one out), `body` may be text that is no JSON."""
        if not self.token:
            self.log_in()
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        when = timestamp or now_text()
        signed = signature or symmetric(self.secret, string_to_sign("POST", path, self.token, text, when))
        given: dict[str, str | None] = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self.token}",
            "X-TIMESTAMP": when,
            "X-SIGNATURE": signed,
            "X-PARTNER-ID": self.code,
            "X-EXTERNAL-ID": external_id or str(secrets.randbelow(10**20)),
            "CHANNEL-ID": self.channel,
            **(headers or {}),
        }
        kept = {name: value for name, value in given.items() if value is not None}
        answer = Answer(*self.transport("POST", path, kept, text.encode()))
        self.sent.append((path, answer))
        return answer


# ---- what happens in real life, each step with the code that must come back


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done and what came of it; `wanted` is the code that must come back (several where either is right)."""

    what: str
    wanted: tuple[str, ...]
    got: str

    @property
    def right(self) -> bool:
        return self.got in self.wanted


def _step(what: str, answer: Answer, *wanted: str) -> Step:
    return Step(what, wanted, answer.code)


def plain(bank: Bank, code: str) -> list[Step]:
    """Ask, pay, ask again."""
    asked = bank.inquire(code)
    if asked.code != "2002400":
        return [_step("inquiry", asked, "2002400")]
    return [
        _step("inquiry", asked, "2002400"),
        _step("payment", bank.pay(code, asked.amount), "2002500"),
        _step("inquiry of a paid bill", bank.inquire(code), "4042414"),
        _step("second payment", bank.pay(code, asked.amount), "4042514"),
    ]


def repeated(bank: Bank, code: str) -> list[Step]:
    """The same payment again: under its external id, under a new one, and another payment under the old one."""
    amount = bank.inquire(code).amount
    body, external = bank.payment_body(code, amount), str(secrets.randbelow(10**20))
    other = body | {"paidAmount": rupiah(amount + 1), "totalAmount": rupiah(amount + 1)}
    first = bank.send(PAYMENT_PATH, body, external_id=external)
    again = bank.send(PAYMENT_PATH, body, external_id=external)
    return [
        _step("payment", first, "2002500"),
        _step("same external id, same body", again, "2002500"),
        Step("same answer", ("yes",), "yes" if again.body == first.body else "no"),
        _step("same external id, other body", bank.send(PAYMENT_PATH, other, external_id=external), "4092500"),
        _step("advice under a new external id", bank.send(PAYMENT_PATH, body | {"flagAdvise": "Y"}), "2002500"),
        _step("same payment, other amount", bank.send(PAYMENT_PATH, other), "4042518"),
    ]


def forged(bank: Bank, code: str) -> list[Step]:
    """Signatures, times, tokens and amounts that are not right; nothing of it may arrive."""
    amount = bank.inquire(code).amount
    body = bank.payment_body(code, amount)
    stale, early = now_text(timedelta(minutes=-6)), now_text(timedelta(minutes=6))
    wrong = symmetric("not the secret", string_to_sign("POST", PAYMENT_PATH, bank.token, json.dumps(body), now_text()))
    return [
        _step("forged signature", bank.send(PAYMENT_PATH, body, signature=wrong), "4012500"),
        _step("signature of nothing", bank.send(PAYMENT_PATH, body, signature="x"), "4012500"),
        _step("stale time", bank.send(PAYMENT_PATH, body, timestamp=stale), "4012500"),
        _step("time ahead", bank.send(PAYMENT_PATH, body, timestamp=early), "4012500"),
        _step("no token", bank.send(PAYMENT_PATH, body, headers={"Authorization": None}), "4012501"),
        _step("other partner", bank.send(PAYMENT_PATH, body, headers={"X-PARTNER-ID": "x"}), "4012500"),
        _step("wrong amount", bank.pay(code, amount + 1), "4042513"),
        _step("unknown bill", bank.pay("9" * 16, amount), "4042512"),
        _step("token with a forged signature", bank.log_in(signature="AAAA"), "4017300"),
    ]


def race(banks: list[Bank], code: str) -> list[Step]:
    """The same bill paid by all banks at the same moment: one of them takes the money, the others must give it back."""
    amount = banks[0].inquire(code).amount
    for bank in banks:
        bank.log_in()
    with ThreadPoolExecutor(len(banks)) as pool:
        answers = list(pool.map(lambda bank: bank.pay(code, amount), banks))
    codes = sorted(answer.code for answer in answers)
    wanted = ["2002500"] + ["4042514"] * (len(banks) - 1)
    return [Step(f"{len(banks)} banks at once", (" ".join(wanted),), " ".join(codes))]


SCENES: Mapping[str, Callable[[Bank, str], list[Step]]] = {"pay": plain, "repeat": repeated, "forge": forged}
"""What one bank plays; `race` needs several."""
