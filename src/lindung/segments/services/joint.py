"""A micro-enterprise in one go: the owner as a non-wage earner, his helpers as workers, one code for both bills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung import law
from lindung.base.dates import month_of
from lindung.base.db import act, lock, rows, run, scalar
from lindung.contributions import services as contributions
from lindung.contributions.codes import ORDER, make_code
from lindung.registry import queries as registry
from lindung.registry.models import Employer, EmployerClass
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import JointOrder
from lindung.segments.services.bpu import Job, enrol_bpu, order_bpu


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who works for wages in the enterprise, as on his identity card, with his monthly wage."""

    nik: str
    name: str
    birth_date: date
    wage: int
    start_on: date | None = None


@act
def enrol_micro(
    employer_id: int,
    owner: Mapping[str, Any],
    job: Job,
    helpers: Sequence[Helper],
    months: int,
    client_key: str,
    *,
    on: date | None = None,
    by: int | None = None,
) -> JointOrder:
    """Register the owner (`owner`: what `registry.register_person` takes) and report his helpers for this month, bill
    them, and ask for both under one code. Whole or not at all; the same `client_key` gives the same.

    The owner is a non-wage earner who employs others; he takes JHT where the law of the day obliges him. Raises
    SegmentRefused: no_employer, not_micro, no_nib, helper_missing, owner_helps, and those of `enrol_bpu` and
    `order_bpu`; ContributionRefused as reporting the month does."""
    today = on or registry.today()
    lock("joint", client_key)
    known = JointOrder.objects.filter(client_key=client_key).first()
    if known is not None:
        if known.employer_id != employer_id:
            raise SegmentRefused("key_taken", order=known.code)
        return known
    employer = Employer.objects.filter(pk=employer_id).first()
    if employer is None:
        raise SegmentRefused("no_employer")
    standing = registry.employer_class(employer_id, today)
    if standing is None or standing.size != EmployerClass.Size.MICRO:
        raise SegmentRefused("not_micro", name=employer.name)
    if not employer.nib:
        raise SegmentRefused("no_nib", name=employer.name)
    if not helpers:
        raise SegmentRefused("helper_missing", field="helpers")
    if _digits(str(owner["nik"])) in {_digits(h.nik) for h in helpers}:
        raise SegmentRefused("owner_helps", field="nik")
    jht = "JHT" in law.parameter("programmes.by_segment", today).value["BPU_EMPLOYER"]
    member = enrol_bpu(owner, employer.office_id, [job], jht=jht, employs_others=True, on=on, by=by)
    report = contributions.open_report(employer_id, month_of(today), by=by)
    for helper in helpers:
        contributions.add_worker(
            report.pk, wage=helper.wage, nik=helper.nik, name=helper.name, birth_date=helper.birth_date,
            start_date=helper.start_on,
        )  # fmt: skip
    contributions.finalise(report.pk, by=by)
    bill = contributions.post(report.pk, on=today, by=by)
    order = order_bpu(member.person_id, months, f"{client_key}:bpu"[:80], on=today, by=by)
    number = int(scalar("select nextval(pg_get_serial_sequence('segments_order', 'id'))"))
    return JointOrder.objects.create(
        code=make_code(today, number, ORDER),
        order=order,
        bill=bill,
        person_id=member.person_id,
        employer=employer,
        office_id=employer.office_id,
        owner=member.person.name,
        own_amount=order.total,
        bill_amount=bill.total,
        total=order.total + bill.total,
        workers=bill.workers,
        first_month=order.first_month,
        last_month=order.last_month,
        bill_month=bill.month,
        issued_on=today,
        expires_on=order.expires_on,
        client_key=client_key,
        made_by=by,
    )


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def share_out(today: date, by: int | None) -> None:
    """Inside the act that settles orders (temporary table order_settle): the rest of a receipt that came with the code
    of both is the employer's, and the joint order is paid."""
    found = rows(
        "select j.id, j.employer_id, s.receipt_id, s.received_on from pg_temp.order_settle s join segments_jointorder j"
        " on j.order_id = s.order_id join contributions_receipt r on r.id = s.receipt_id and r.billing_code = j.code"
        " order by j.id"
    )
    for r in found:
        contributions.assign_receipt(r["receipt_id"], r["employer_id"], on=today, by=by)
        run(
            "update segments_jointorder set paid_on = %s, receipt_id = %s where id = %s",
            [r["received_on"], r["receipt_id"], r["id"]],
        )
