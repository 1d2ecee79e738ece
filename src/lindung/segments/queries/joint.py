"""Orders of micro-enterprises: owner and helpers under one code."""

from datetime import date
from typing import Any

from lindung.base.db import rows
from lindung.registry import queries as registry

Row = dict[str, Any]

_JOINT = """
select j.id, j.code, j.person_id, j.employer_id, j.office_id, j.owner, e.name as enterprise, j.own_amount,
  j.bill_amount, j.total, j.workers, j.first_month, j.last_month, j.bill_month, b.code as bill_code,
  o.code as order_code, j.issued_on,
  j.expires_on, j.paid_on, r.reference as receipt, r.id as receipt_id,
  case when j.paid_on is not null then 'PAID' when j.expires_on < %(today)s::date then 'EXPIRED' else 'OPEN' end
    as status
from segments_jointorder j left join segments_order o on o.id = j.order_id
left join registry_employer e on e.id = j.employer_id left join contributions_bill b on b.id = j.bill_id
left join contributions_receipt r on r.id = j.receipt_id
"""


def joint(code: str, on: date | None = None) -> Row | None:
    """The joint order with this code: its amounts, owner, enterprise, status (OPEN, PAID, EXPIRED) and its receipt."""
    found = rows(_JOINT + " where j.code = %(code)s", {"code": code, "today": on or registry.today()})
    return found[0] if found else None


def joints(employer_id: int, on: date | None = None, limit: int = 24) -> list[Row]:
    """Joint orders of an enterprise, newest first."""
    return rows(
        _JOINT + " where j.employer_id = %(employer)s order by j.id desc limit %(limit)s",
        {"employer": employer_id, "today": on or registry.today(), "limit": limit},
    )
