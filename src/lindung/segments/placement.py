"""How a migrant worker's placement stands: what is paid of it and which days that covers, by the law."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lindung import law
from lindung.base.dates import add_months, month_of
from lindung.base.db import rows, scalar
from lindung.segments.models import PmiPlacement


def paid_parts(placement_id: int, until: date | None = None) -> dict[str, date]:
    """Parts of a placement that are paid (by a day), with the first day each was."""
    return {
        r["part"]: r["on_date"]
        for r in rows(
            "select p.part, min(v.on_date) as on_date from segments_pmipart p"
            " join segments_orderevent v on v.order_id = p.order_id and v.kind = 'PAID'"
            " where p.placement_id = %s and v.on_date <= coalesce(%s::date, 'infinity') group by 1",
            [placement_id, until],
        )
    }


def extra_months(placement_id: int, until: date | None = None) -> int:
    """Months of extension that are paid (by a day)."""
    return int(
        scalar(
            "select coalesce(sum(p.months), 0) from segments_pmipart p join segments_orderevent v"
            " on v.order_id = p.order_id and v.kind = 'PAID' where p.placement_id = %s and p.part = 'EXTENSION'"
            " and v.on_date <= coalesce(%s::date, 'infinity')",
            [placement_id, until],
        )
    )


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


def cover_of(placement: PmiPlacement, *, traced: bool = False, until: date | None = None) -> Cover:
    """What the parts of a placement that are paid (by a day) cover, by the regulation of the day each was paid."""
    paid = paid_parts(placement.pk, until)
    individual = int(placement.employer_id is None)
    start = paid.get("BEFORE") or paid.get("DURING")
    if start is None:
        return NONE
    asked: dict[str, Any] = {
        "contract_months": placement.contract_months + extra_months(placement.pk, until),
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
