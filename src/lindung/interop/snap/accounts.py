"""What a virtual account stands for, by the billing code within its number: an employer's bill, or an order of somebody
who pays for himself."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.db import lock, run, scalar
from lindung.base.format import month_year
from lindung.contributions import services
from lindung.contributions.codes import is_order_code
from lindung.contributions.queries.payable import payable
from lindung.contributions.services import NewReceipt
from lindung.interop.snap.codes import SnapRefused
from lindung.interop.snap.fields import rupiah
from lindung.interop.snap.partners import Partner
from lindung.segments import queries as orders
from lindung.segments import services as segments

CHANNEL = "SNAP"


@dataclass(frozen=True, slots=True)
class Account:
    """What is owed under a code: `details` as the standard's billDetails, `texts` for the payer (id, en); `state` is
    OPEN, PAID or EXPIRED; `whole`: no other amount than `total` is taken."""

    code: str
    name: str
    total: int
    state: str
    details: tuple[tuple[str, str, int], ...]
    texts: tuple[tuple[str, str], ...]
    whole: bool = False

    def bill_details(self) -> list[dict[str, Any]]:
        return [
            {
                "billCode": f"{number:02d}",
                "billNo": self.code,
                "billName": english[:20],
                "billShortName": english[:10],
                "billDescription": {"english": english[:18], "indonesia": indonesian[:18]},
                "billSubCompany": "00000",
                "billAmount": rupiah(amount),
            }
            for number, (indonesian, english, amount) in enumerate(self.details, 1)
        ]

    def free_texts(self) -> list[dict[str, str]]:
        return [{"english": english[:32], "indonesia": indonesian[:32]} for indonesian, english in self.texts]


def code_of(partner: Partner, given: dict[str, Any]) -> str:
    """The billing code of a request's virtual account. Raises SnapRefused inconsistent where the three numbers do not
    agree, not_found where the account is not ours at this bank."""
    service = given["partnerServiceId"].strip()
    if given["virtualAccountNo"].strip() != service + given["customerNo"]:
        raise SnapRefused("inconsistent")
    if service.lstrip("0") != partner.service_number.lstrip("0"):
        raise SnapRefused("not_found")
    return str(given["customerNo"])


def find(code: str, on: date) -> Account | None:
    """What a code owes on a day."""
    return _order(code, on) if is_order_code(code) else _bill(code, on)


def hold(code: str) -> None:
    """No other payment of the same debtor is decided until this transaction ends."""
    if is_order_code(code):
        lock("snap-order", code)
        return
    run(
        "select 1 from registry_employer where id = (select employer_id from contributions_bill where code = %s)"
        " for no key update",
        [code],
    )


def _bill(code: str, on: date) -> Account | None:
    bill = payable(code, on)
    if bill is None:
        return None
    month_id, month_en = (month_year(bill.month, lang, short=True) for lang in ("id", "en"))
    details = [(f"Iuran {month_id}", f"Dues {month_en}", max(0, bill.principal))]
    if bill.penalty + bill.accruing:
        details.append((f"Denda {month_id}", f"Penalty {month_en}", bill.penalty + bill.accruing))
    return Account(
        code=code,
        name=bill.name,
        total=bill.total,
        state="OPEN" if bill.total else "PAID",
        details=tuple(d for d in details if d[2]),
        texts=((f"Jatuh tempo {bill.due_on:%d-%m-%Y}", f"Due on {bill.due_on:%d-%m-%Y}"),),
    )


def _order(code: str, on: date) -> Account | None:
    order = orders.order(code, on)
    if order is None:
        return _joint(code, on)
    parts = (("JKK", order["jkk"]), ("JKM", order["jkm"]), ("JHT", order["jht"]))
    return Account(
        code=code,
        name=order["payer"],
        total=order["total"],
        state=order["status"] if order["status"] in ("OPEN", "PAID") else "EXPIRED",
        details=tuple((f"Iuran {name}", f"Dues {name}", amount) for name, amount in parts if amount),
        texts=((f"Bayar sebelum {order['expires_on']:%d-%m-%Y}", f"Pay by {order['expires_on']:%d-%m-%Y}"),),
        whole=True,
    )


def _joint(code: str, on: date) -> Account | None:
    """The code of a micro-enterprise: the owner's own dues and the bill of his workers."""
    found = orders.joint(code, on)
    if found is None:
        return None
    parts = (("Iuran pemilik", "Owner", found["own_amount"]), ("Iuran pekerja", "Workers", found["bill_amount"]))
    return Account(
        code=code,
        name=found["enterprise"] or found["owner"],
        total=found["total"],
        state=found["status"],
        details=parts,
        texts=((f"Bayar sebelum {found['expires_on']:%d-%m-%Y}", f"Pay by {found['expires_on']:%d-%m-%Y}"),),
        whole=True,
    )


def reference_of(partner: Partner, payment_request_id: str) -> str:
    """The name of a payment for ever: the partner and its own number of the payment."""
    plain = f"{partner.code}:{payment_request_id}"
    if len(plain) <= 80:
        return plain
    return f"{partner.code}:{hashlib.sha256(payment_request_id.encode()).hexdigest()[:40]}"


def take(
    partner: Partner, reference: str, code: str, amount: int, received_on: date, bank_reference: str, on: date
) -> int | None:
    """Record, book and allocate a payment; its receipt's id, also where a statement told the same money before."""
    services.receive_many(
        [
            NewReceipt(
                CHANNEL,
                reference,
                received_on,
                amount,
                partner.actor.offices[0],
                billing_code=code,
                description=f"VA {code} {partner.code}",
                bank_reference=bank_reference,
            )
        ],
        on=on,
        by=partner.actor.user_id,
    )
    found: int | None = scalar(
        "select id from contributions_receipt where channel = %(channel)s and reference = %(name)s"
        " or channel = 'STATEMENT' and bank_reference = %(bank)s and amount = %(amount)s and received_on = %(day)s"
        " order by id limit 1",
        {"channel": CHANNEL, "name": reference, "bank": bank_reference or None, "amount": amount, "day": received_on},
    )
    if found is not None and is_order_code(code):
        segments.settle_waiting(on, receipt_ids=[found], by=partner.actor.user_id)
    return found
