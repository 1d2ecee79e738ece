"""Cover of migrant workers: opened by payment and departure, ended by the law's last day."""

from collections.abc import Sequence
from datetime import date

from lindung.base.db import act, rows, run, stage
from lindung.coverage import services as coverage
from lindung.coverage.models import Spell
from lindung.registry import queries as registry
from lindung.segments.models import Order, PmiPlacement
from lindung.segments.placement import cover_of, paid_of
from lindung.segments.services.settle import when_paid

SOURCE = "iuran PMI"


def paid_pmi(order_ids: Sequence[int], on: date, by: int | None) -> None:
    """Orders of migrant workers were settled: their cover is computed anew."""
    found = rows(
        "select distinct placement_id from segments_pmipart where order_id = any(%s) order by 1", [list(order_ids)]
    )
    set_cover([r["placement_id"] for r in found], by)


def set_cover(placement_ids: Sequence[int], by: int | None) -> None:
    """Days of cover as paid and reported; a spell is opened where there is none running on a covered day."""
    found = list(PmiPlacement.objects.filter(pk__in=placement_ids).select_related("person", "spell").order_by("pk"))
    paid = paid_of([p.pk for p in found])
    starts: dict[int, tuple[PmiPlacement, date]] = {}
    for placement in found:
        cover = cover_of(placement, known=paid[placement.pk])
        placement.extra_months = paid[placement.pk].extra_months
        placement.covered_until = cover.last
        if cover.first and cover.last and not placement.person.died_on and not _running(placement):
            start: date | None = cover.first
            if placement.spell and placement.spell.end_on:
                later = [s[0] for s in cover.stages if s[0] > placement.spell.end_on]
                start = min(later, default=None)
            if start is not None:
                starts[placement.person.merged_into_id or placement.person_id] = (placement, start)
    _open(starts, by)
    PmiPlacement.objects.bulk_update(found, ["extra_months", "covered_until", "spell"], batch_size=1_000)
    for placement in found:
        if placement.failed_on and _running(placement):
            assert placement.spell is not None
            last = max(placement.failed_on, placement.spell.start_on)
            coverage.leave(placement.spell.pk, last, "CONTRACT_END", source=SOURCE, by=by)


def _open(starts: dict[int, tuple[PmiPlacement, date]], by: int | None) -> None:
    """Open a spell for each person (there is one placement at a time) on the day his cover begins."""
    if not starts:
        return
    stage(
        "pmi_open",
        "person_id bigint, employer_id bigint, office_id bigint, start_on date",
        ((who, p.employer_id, p.office_id, start) for who, (p, start) in sorted(starts.items())),
    )
    outcome = coverage.join_many(
        "select person_id, employer_id, office_id, 'PMI' as segment, null::text as kpj, start_on"
        " from pg_temp.pmi_open order by person_id",
        source=SOURCE,
        by=by,
    )
    outcome.insist()
    spells = Spell.objects.filter(person_id__in=starts, segment="PMI").exclude(exit_reason="ERROR")
    for spell in spells:
        placement, start = starts[spell.person_id]
        if (spell.start_on, spell.employer_id) == (start, placement.employer_id):
            placement.spell = spell
    run("drop table pg_temp.pmi_open")


def _running(placement: PmiPlacement) -> bool:
    return placement.spell is not None and placement.spell.end_on is None


@act
def pmi_day(on: date | None = None, *, by: int | None = None) -> dict[str, int]:
    """The daily round: spells whose last covered day has passed end on it; LAPSED where the part for work was never
    paid, else CONTRACT_END. Again changes nothing. Returns {"ended": spells}."""
    today = on or registry.today()
    outcome = coverage.leave_many(
        "select p.spell_id, greatest(p.covered_until, s.start_on) as end_on,"
        " case when p.departed_on is null then 'LAPSED' else 'CONTRACT_END' end as reason"
        " from segments_pmiplacement p join coverage_spell s on s.id = p.spell_id and s.end_on is null"
        " where p.covered_until < %s order by p.spell_id",
        [today],
        source=SOURCE,
        by=by,
    )
    return {"ended": outcome.done}


@act
def segments_day(on: date | None = None, *, by: int | None = None) -> dict[str, int]:
    """Every daily round of the package, in one act."""
    from lindung.segments.services.bpu_cover import bpu_day
    from lindung.segments.services.project_cover import project_day

    run("select pg_advisory_xact_lock(hashtextextended('segments-day', 0))")
    done = bpu_day(on, by=by) | pmi_day(on, by=by)
    return done | {name: done.get(name, 0) + count for name, count in project_day(on, by=by).items()}


when_paid(Order.Kind.PMI, paid_pmi)
