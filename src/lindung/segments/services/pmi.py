"""Migrant workers: registration, the order for what their contract costs, what happens to a placement."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import act, lock, rows, scalar
from lindung.base.format import rupiah
from lindung.registry import queries as registry
from lindung.registry import services as people
from lindung.registry.models import Person
from lindung.segments import placement as cover
from lindung.segments.errors import SegmentRefused
from lindung.segments.models import Order, PmiEvent, PmiPart, PmiPlacement
from lindung.segments.services.orders import Line, NewOrder, make_order
from lindung.segments.services.pmi_cover import set_cover
from lindung.segments.settings import MONTHS_AT_ONCE, ORDER_DAYS, PMI_JKM_SHARE

FORMULA = "pmi.contribution"
ITEMS = {"BEFORE": 1, "DURING": 2, "EXTENSION": 3, "JHT": 4}
MOST_MONTHS = 120
WHOLE = 1_000_000


@act
def register_pmi(
    person_id: int,
    office_id: int,
    *,
    country: str,
    contract_no: str,
    contract_months: int,
    employer_id: int | None = None,
    jht_amount: int = 0,
    on: date | None = None,
    by: int | None = None,
) -> PmiPlacement:
    """Register a contract of work abroad, through a P3MI (`employer_id`) or individually; the same again changes
    nothing.

    Cover begins when the first part is paid. Raises SegmentRefused: merged_away, died, country_missing,
    contract_missing, contract_range, jht_choice (by the law), pmi_running, pmi_otherwise, joined_in_future,
    pmi_too_early.
    """
    today = registry.today()
    day = on or today
    if day > today:
        raise SegmentRefused("joined_in_future", field="on", day=day)
    facts = {
        "country": " ".join(country.split())[:60],
        "contract_no": " ".join(contract_no.split())[:60],
        "contract_months": contract_months,
        "employer_id": employer_id,
        "jht_amount": jht_amount,
    }
    if not facts["country"]:
        raise SegmentRefused("country_missing", field="country")
    if not facts["contract_no"]:
        raise SegmentRefused("contract_missing", field="contract_no")
    if not 1 <= contract_months <= MOST_MONTHS:
        raise SegmentRefused("contract_range", field="contract_months", most=MOST_MONTHS)
    lock("pmi", person_id)
    person = Person.objects.get(pk=person_id)
    if person.merged_into_id:
        raise SegmentRefused("merged_away")
    if person.died_on:
        raise SegmentRefused("died", name=person.name)
    jht_allowed(jht_amount, day)
    known = PmiPlacement.objects.filter(person_id=person_id, contract_no=facts["contract_no"]).first()
    if known is not None:
        if all(getattr(known, k) == v for k, v in facts.items()):
            return known
        raise SegmentRefused("pmi_otherwise", name=person.name, contract=known.contract_no)
    running = PmiPlacement.objects.filter(person_id=person_id, returned_on__isnull=True, failed_on__isnull=True).first()
    if running is not None:
        raise SegmentRefused("pmi_running", name=person.name, contract=running.contract_no)
    if not scalar("select exists (select 1 from registry_membernumber where person_id = %s)", [person_id]):
        people.issue_number(person_id, office_id, day)
    return PmiPlacement.objects.create(person_id=person_id, office_id=office_id, registered_on=day, made_by=by, **facts)


@act
def enrol_pmi(who: Mapping[str, Any], office_id: int, *, by: int | None = None, **contract: Any) -> PmiPlacement:
    """`register_pmi` of somebody by his identity card: `who` is what `registry.register_person` takes. Whole or not at
    all. Raises as both."""
    person = people.register_person(office_id=office_id, **who)
    return register_pmi(person.pk, office_id, by=by, **contract)


def in_force(day: date) -> None:
    """Raises SegmentRefused pmi_too_early where no law covers migrant workers on the day."""
    try:
        law.calc(FORMULA, day, {"before": 1, "during": 0, "contract_months": 1, "individual": 0})
    except law.NotInForce as error:
        raise SegmentRefused("pmi_too_early", field="on", day=day) from error


def jht_allowed(amount: int, day: date) -> None:
    """Raises SegmentRefused: jht_choice, pmi_too_early (nothing to choose on the day)."""
    try:
        found = law.calc("pmi.jht", day, {"amount": amount}) if amount else None
    except law.NotInForce as error:
        raise SegmentRefused("pmi_too_early", field="on", day=day) from error
    if found is not None and not found.values["allowed"]:
        choices = found.details["choices"] or [found.details["least"], found.details["most"]]
        raise SegmentRefused(
            "jht_choice", field="jht_amount", choices="; ".join(f"Rp{c:,}".replace(",", ".") for c in choices)
        )


@act
def order_pmi(
    placement_ids: Sequence[int],
    parts: Sequence[str],
    client_key: str,
    *,
    months: int = 0,
    on: date | None = None,
    by: int | None = None,
) -> Order:
    """One order for parts (BEFORE, DURING, EXTENSION, JHT) of placements of one P3MI, or of one individual worker.

    `months` counts the months of EXTENSION or JHT. Prices are those of the law on the day. Raises SegmentRefused:
    no_placement, pmi_payers (more than one payer), no_part, part_paid, part_missing (DURING before BEFORE is paid),
    part_range (EXTENSION or JHT without months), pmi_ended, pmi_too_early, key_taken, nothing_to_pay.
    """
    today = on or registry.today()
    wanted = [p for p in ITEMS if p in set(parts)]
    if not wanted or len(wanted) != len(set(parts)):
        raise SegmentRefused("no_part", field="parts")
    if ("EXTENSION" in wanted or "JHT" in wanted) and not 1 <= months <= MONTHS_AT_ONCE.value:
        raise SegmentRefused("part_range", field="months", most=MONTHS_AT_ONCE.value)
    known = Order.objects.filter(client_key=client_key, kind=Order.Kind.PMI).first()
    if known is not None:
        if set(known.pmi_parts.values_list("placement_id", "part")) - {(p, w) for p in placement_ids for w in wanted}:
            raise SegmentRefused("key_taken", order=known.code)
        return known
    found = _placements(placement_ids)
    lines: list[Line] = []
    made: list[tuple[PmiPlacement, str, int, int]] = []
    paid = cover.paid_of([p.pk for p in found])
    for placement in found:
        for part, count, amount in _priced(placement, paid[placement.pk].parts, wanted, months, today):
            made.append((placement, part, count, amount))
            lines += _lines(placement, part, count, amount, today)
    if not lines:
        raise SegmentRefused("nothing_to_pay")
    first = found[0]
    order = make_order(
        NewOrder(
            Order.Kind.PMI,
            first.office_id,
            client_key,
            min(line.month for line in lines),
            max(line.month for line in lines),
            today,
            today + timedelta(days=ORDER_DAYS.value),
            today + timedelta(days=ORDER_DAYS.value),
            {"formula": FORMULA, **law.receipt(FORMULA, today), "setting": {PMI_JKM_SHARE.id: PMI_JKM_SHARE.value}},
            person_id=None if first.employer_id else first.person_id,
            employer_id=first.employer_id,
        ),
        lines,
        by=by,
    )
    PmiPart.objects.bulk_create(
        PmiPart(
            order=order,
            placement=placement,
            person_id=placement.person_id,
            office_id=placement.office_id,
            employer_id=placement.employer_id,
            part=part,
            months=count,
            amount=amount,
        )
        for placement, part, count, amount in made
    )
    return order


def _placements(ids: Sequence[int]) -> list[PmiPlacement]:
    found = list(PmiPlacement.objects.filter(pk__in=set(ids)).select_related("person").order_by("pk"))
    if not found or len(found) < len(set(ids)):
        raise SegmentRefused("no_placement", field="placements")
    payers = {(p.employer_id, None if p.employer_id else p.person_id) for p in found}
    if len(payers) > 1 or len({p.office_id for p in found}) > 1:
        raise SegmentRefused("pmi_payers", field="placements")
    for placement in found:
        if placement.person.died_on:
            raise SegmentRefused("died", name=placement.person.name)
        if placement.failed_on or placement.home_on:
            raise SegmentRefused("pmi_ended", name=placement.person.name)
    return found


def _priced(
    placement: PmiPlacement, paid: Mapping[str, date], parts: Sequence[str], months: int, today: date
) -> list[tuple[str, int, int]]:
    """(part, months, rupiah) of each part asked for; a part that is free for the worker is left out."""
    name = placement.person.name
    individual = int(placement.employer_id is None)
    try:
        made = law.calc(
            FORMULA,
            today,
            {
                "before": int("BEFORE" in parts),
                "during": int("DURING" in parts),
                "contract_months": placement.contract_months,
                "individual": individual,
            },
        ).values
        found = []
        for part in parts:
            if part in ("BEFORE", "DURING") and part in paid:
                raise SegmentRefused("part_paid", name=name, part=PmiPart.Part[part].label)
            if part == "BEFORE":
                found.append((part, 0, made["before_part"]))
            elif part == "DURING":
                if not individual and "BEFORE" not in paid and "BEFORE" not in parts:
                    raise SegmentRefused("part_missing", name=name)
                found.append((part, placement.contract_months, made["package_part"] + made["excess_part"]))
            elif part == "EXTENSION":
                if "DURING" not in paid:
                    raise SegmentRefused("part_missing", name=name)
                if placement.contract_months + placement.extra_months + months > MOST_MONTHS:
                    raise SegmentRefused("contract_range", field="months", most=MOST_MONTHS)
                found.append((part, months, months * law.parameter("pmi.excess_month", today).value))
            else:
                if not placement.jht_amount:
                    raise SegmentRefused("no_jht", name=name)
                jht_allowed(placement.jht_amount, today)
                found.append((part, months, months * placement.jht_amount))
    except law.NotInForce as error:
        raise SegmentRefused("pmi_too_early", field="on", day=today) from error
    return [row for row in found if row[2]]


def _lines(placement: PmiPlacement, part: str, count: int, amount: int, today: date) -> list[Line]:
    if part == "JHT":
        first = cover.next_jht_month(placement, today)
        return [
            Line(placement.person_id, add_months(first, n), 0, 0, 0, placement.jht_amount, ITEMS[part])
            for n in range(count)
        ]
    jkm = amount * PMI_JKM_SHARE.value // WHOLE
    return [Line(placement.person_id, month_of(today), 0, amount - jkm, jkm, 0, ITEMS[part])]


@act
def report_pmi(placement_id: int, kind: str, on_date: date, *, note: str = "", by: int | None = None) -> PmiPlacement:
    """What happened to a placement: DEPARTED, RETURNED, HOME or FAILED (never departed), on a day; once each.

    Cover is computed anew. The same again changes nothing. Raises SegmentRefused: no_placement, pmi_step (not in this
    order), pmi_unpaid (departed without the part for work being paid), future_day, pmi_said (another day is recorded).
    """
    lock("placement", placement_id)
    placement = PmiPlacement.objects.select_related("person").filter(pk=placement_id).first()
    if placement is None:
        raise SegmentRefused("no_placement", field="placements")
    if kind not in PmiEvent.Kind.values or kind == PmiEvent.Kind.JHT:
        raise SegmentRefused("pmi_step", name=placement.person.name)
    if on_date > registry.today():
        raise SegmentRefused("future_day", field="on_date", day=on_date)
    column = {"DEPARTED": "departed_on", "RETURNED": "returned_on", "HOME": "home_on", "FAILED": "failed_on"}[kind]
    said = getattr(placement, column)
    if said == on_date:
        return placement
    if said is not None:
        raise SegmentRefused("pmi_said", name=placement.person.name, day=said)
    before = {
        "DEPARTED": placement.registered_on if not placement.failed_on else None,
        "RETURNED": placement.departed_on,
        "HOME": placement.returned_on,
        "FAILED": placement.registered_on if not placement.departed_on else None,
    }[kind]
    if before is None or on_date < before:
        raise SegmentRefused("pmi_step", field="on_date", name=placement.person.name)
    if kind == "DEPARTED" and "DURING" not in cover.paid_parts(placement.pk):
        raise SegmentRefused("pmi_unpaid", name=placement.person.name)
    setattr(placement, column, on_date)
    placement.save(update_fields=[column])
    PmiEvent.objects.create(
        placement=placement,
        person_id=placement.person_id,
        office_id=placement.office_id,
        employer_id=placement.employer_id,
        kind=kind,
        on_date=on_date,
        note=" ".join(note.split())[:300],
        made_by=by,
    )
    set_cover([placement.pk], by)
    placement.refresh_from_db()
    return placement


@act
def change_pmi_jht(placement_id: int, amount: int, *, by: int | None = None) -> PmiPlacement:
    """Choose another monthly JHT amount, or none (0); what is paid stays, and so do codes made before. The same again
    changes nothing. Raises SegmentRefused: no_placement, died, pmi_ended, jht_choice."""
    lock("placement", placement_id)
    (placement,) = _placements([placement_id])
    if placement.jht_amount == amount:
        return placement
    jht_allowed(amount, registry.today())
    placement.jht_amount = amount
    placement.save(update_fields=["jht_amount"])
    PmiEvent.objects.create(
        placement_id=placement.pk,
        person_id=placement.person_id,
        office_id=placement.office_id,
        employer_id=placement.employer_id,
        kind=PmiEvent.Kind.JHT,
        on_date=registry.today(),
        note=rupiah(amount),
        made_by=by,
    )
    return placement


def placements_of(employer_id: int) -> list[int]:
    """Ids of a P3MI's placements that have not ended."""
    return [
        int(r["id"])
        for r in rows(
            "select id from segments_pmiplacement where employer_id = %s and home_on is null and failed_on is null"
            " order by id",
            [employer_id],
        )
    ]
