"""How a migrant worker's placement stands: what is paid of it and which days that covers, by the law."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import rows, scalar
from lindung.segments.models import PmiPlacement


@dataclass(frozen=True, slots=True)
class Paid:
    """What is paid of a placement: parts with the first day each was, and the months of extension."""

    parts: dict[str, date] = field(default_factory=dict)
    extra_months: int = 0


def paid_of(placement_ids: Sequence[int], until: date | None = None) -> dict[int, Paid]:
    """What is paid (by a day) of each of some placements."""
    found: dict[int, Paid] = {n: Paid() for n in placement_ids}
    for r in rows(
        "select p.placement_id, p.part, min(v.on_date) as on_date, sum(p.months) as months from segments_pmipart p"
        " join segments_orderevent v on v.order_id = p.order_id and v.kind = 'PAID'"
        " where p.placement_id = any(%s) and v.on_date <= coalesce(%s::date, 'infinity') group by 1, 2",
        [list(placement_ids), until],
    ):
        one = found[r["placement_id"]]
        extra = int(r["months"]) if r["part"] == "EXTENSION" else one.extra_months
        found[r["placement_id"]] = Paid(one.parts | {r["part"]: r["on_date"]}, extra)
    return found


def paid_parts(placement_id: int, until: date | None = None) -> dict[str, date]:
    """Parts of a placement that are paid (by a day), with the first day each was."""
    return paid_of([placement_id], until)[placement_id].parts


def next_jht_month(placement: PmiPlacement, on: date) -> date:
    """The month after the last one paid, else the month of the day."""
    last = scalar(
        "select max(l.month) from segments_orderline l join segments_order o on o.id = l.order_id and o.kind = 'PMI'"
        " join segments_orderevent v on v.order_id = o.id and v.kind = 'PAID' where l.person_id = %s and l.item = 4",
        [placement.person_id],
    )
    return max(add_months(last, 1), month_of(placement.registered_on)) if last else month_of(on)


@dataclass(frozen=True, slots=True)
class Cover:
    """Days of cover by stage (first and last), None where there is none; `first` and `last` of all that is paid."""

    before: tuple[date, date] | None
    during: tuple[date, date] | None
    after_jkk: tuple[date, date] | None
    after_jkm: tuple[date, date] | None
    trace: dict[str, Any] = field(default_factory=dict)

    @property
    def stages(self) -> list[tuple[date, date]]:
        """All of them, in order."""
        return [s for s in (self.before, self.during, self.after_jkk, self.after_jkm) if s]

    def stage(self, day: date) -> str:
        """BEFORE, DURING or AFTER where a death on the day is covered, else nothing."""
        named = {"BEFORE": self.before, "DURING": self.during, "AFTER": self.after_jkm}
        return next((name for name, span in named.items() if span and span[0] <= day <= span[1]), "")

    @property
    def first(self) -> date | None:
        """The first day."""
        return min((s[0] for s in self.stages), default=None)

    @property
    def last(self) -> date | None:
        """The last day."""
        return max((s[1] for s in self.stages), default=None)


NONE = Cover(None, None, None, None)


def cover_of(
    placement: PmiPlacement, *, traced: bool = False, until: date | None = None, known: Paid | None = None
) -> Cover:
    """What the parts of a placement that are paid (by a day) cover, by the regulation of the day each was paid.
    `known` where what is paid was read before."""
    told = known or paid_of([placement.pk], until)[placement.pk]
    paid = told.parts
    individual = int(placement.employer_id is None)
    start = paid.get("BEFORE") or paid.get("DURING")
    if start is None:
        return NONE
    asked: dict[str, Any] = {
        "contract_months": placement.contract_months + told.extra_months,
        "individual": individual,
    }
    if placement.departed_on and "DURING" in paid:
        asked["departed"] = placement.departed_on
        if placement.returned_on:
            asked["returned"] = placement.returned_on
        if placement.home_on:
            asked["home"] = placement.home_on
    found = law.calc("pmi.cover", start, asked)
    spans: dict[str, tuple[date, date] | None] = {}
    for stage in ("before", "during", "after_jkk", "after_jkm"):
        first, last = found.details[f"{stage}_from"], found.details[f"{stage}_to"]
        spans[stage] = (date.fromisoformat(first), date.fromisoformat(last)) if first else None
    if not individual and "BEFORE" not in paid:
        spans["before"] = None
    if placement.failed_on and spans["before"]:
        first_day, last_day = spans["before"]
        spans["before"] = (first_day, min(last_day, placement.failed_on)) if first_day <= placement.failed_on else None
    return Cover(**spans, trace=found.trace.to_json() if traced else {})
