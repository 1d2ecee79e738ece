"""What sponsors' lists do when two records of one person are merged (see registry/services/merging.py).

Rows move to the record that is kept. Where both were on one list for the same months, the row of which nothing was
ordered never was (reason ERROR); where both were paid for, or two sponsors pay, a clerk decides first. Events, offers
and orders are history and stay under the record they named. When the merge is taken apart, every month stays with the
record that its order names: the row is divided where that changes.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.base.dates import add_months
from lindung.base.db import rows, run
from lindung.reach.errors import ReachRefused
from lindung.reach.models import Agreement, Beneficiary
from lindung.reach.services.registers import locked
from lindung.reach.sql import LIVE
from lindung.registry.models import PersonMerge
from lindung.registry.queries import holidays, today
from lindung.segments.standing import covered_until

MOVES, DROPPED, DROPS_KEPT, IN_THE_WAY = "MOVES", "DROPPED", "DROPS_KEPT", "IN_THE_WAY"

# Months of a row that a live order names under some records.
_ORDERED = f"""
(select {{what}} from reach_sponsoredorder so join segments_order o on o.id = so.order_id and {LIVE}
  join segments_orderline l on l.order_id = o.id and l.person_id = any({{people}})
    and l.month between {{row}}.first_month and coalesce({{row}}.last_month, l.month)
  where so.agreement_id = {{row}}.agreement_id)
"""
_LISTED = """
select b.id, b.sponsor_id, b.agreement_id, s.name as sponsor, a.number as agreement, b.first_month, b.last_month,
  b.end_reason, b.spell_id
from reach_beneficiary b join reach_sponsor s on s.id = b.sponsor_id join reach_agreement a on a.id = b.agreement_id
"""


def _sides(kept_id: int, merged_id: int) -> dict[str, list[int]]:
    """The records of both, with those merged into them before: orders may name any."""
    done = PersonMerge.objects.filter(kept_id=kept_id, merged_id=merged_id, undone_at=None).order_by("-pk").first()
    before = [int(n) for n in done.moved["merged_before"]] if done else []
    found = rows(
        "select id, coalesce(merged_into_id, id) as under from registry_person where id = any(%(ids)s)"
        " or merged_into_id = any(%(ids)s) order by id",
        {"ids": [kept_id, merged_id]},
    )
    merged = {int(r["id"]) for r in found if r["under"] == merged_id} | {merged_id, *before}
    return {"kept": [int(r["id"]) for r in found if r["id"] not in merged], "merged": sorted(merged)}


def preview(kept_id: int, merged_id: int) -> list[dict[str, Any]]:
    """Rows of lists that would move: id, sponsor, agreement, months, and `what` becomes of each: MOVES, DROPPED (the
    kept record has these months on the same list), DROPS_KEPT (the kept record's row `other_id` never was), or
    IN_THE_WAY (of another row: other_sponsor, other_agreement)."""
    ordered = _ORDERED.format(what="count(*) > 0", people="%({people})s", row="{row}")
    return rows(
        f"""
        select b.*, k.id as other_id, k.sponsor as other_sponsor, k.agreement as other_agreement, case
          when k.id is null then '{MOVES}'
          when k.agreement_id <> b.agreement_id or k.pairs > 1 then '{IN_THE_WAY}'
          when k.first_month <= b.first_month and coalesce(k.last_month, 'infinity') >= coalesce(b.last_month,
            'infinity') and not {ordered.format(people="merged", row="b")} then '{DROPPED}'
          when b.first_month <= k.first_month and coalesce(b.last_month, 'infinity') >= coalesce(k.last_month,
            'infinity') and not {ordered.format(people="kept", row="k")} then '{DROPS_KEPT}'
          else '{IN_THE_WAY}' end as what
        from ({_LISTED} where b.person_id = %(merged_id)s and b.end_reason <> 'ERROR') b
        left join lateral (select x.*, count(*) over () as pairs from ({_LISTED} where b.person_id = %(kept_id)s
            and b.end_reason <> 'ERROR') x
          where daterange(x.first_month, x.last_month, '[]') && daterange(b.first_month, b.last_month, '[]')
          order by x.id limit 1) k on true
        order by b.first_month, b.id
        """,
        {
            "kept_id": kept_id,
            "merged_id": merged_id,
            "today": today(),
            **_sides(kept_id, merged_id),
        },
    )


def move(kept_id: int, merged_id: int, key: str, on: date, by: int | None) -> dict[str, Any]:
    """Move the rows of `merged`, dropping what both had of one list. Raises ReachRefused: merge_sponsored."""
    found = preview(kept_id, merged_id)
    for agreement_id in sorted({r["agreement_id"] for r in found if r["what"] in (DROPPED, DROPS_KEPT)}):
        locked(agreement_id)  # no order of these lists is made meanwhile
    run(
        "select 1 from reach_beneficiary where person_id = any(%s) order by id for update",
        [[kept_id, merged_id]],
    )
    found = preview(kept_id, merged_id)
    for r in found:
        if r["what"] == IN_THE_WAY:
            raise ReachRefused(
                "merge_sponsored",
                one=r["other_sponsor"],
                one_agreement=r["other_agreement"],
                other=r["sponsor"],
                other_agreement=r["agreement"],
                month=f"{r['first_month']:%Y-%m}",
            )
    dropped = [r["id"] if r["what"] == DROPPED else r["other_id"] for r in found if r["what"] != MOVES]
    moved = {
        "rows": [
            [int(r["id"]), r["spell_id"]]
            for r in rows("select id, spell_id from reach_beneficiary where person_id = %s order by id", [merged_id])
        ],
        "dropped": [
            [int(r["id"]), f"{r['last_month']:%Y-%m-%d}" if r["last_month"] else None, r["end_reason"]]
            for r in rows(f"{_LISTED} where b.id = any(%s) order by b.id", [dropped])
        ],
    }
    _flow(dropped, -1, by)
    run(
        "update reach_beneficiary set last_month = first_month, end_reason = 'ERROR' where id = any(%s)",
        [dropped],
    )
    run("update reach_beneficiary set person_id = %s where person_id = %s", [kept_id, merged_id])
    return moved


def _flow(ids: list[int], sign: int, by: int | None) -> None:
    """The flows of rows that never were (sign -1), or were after all (1): their whole months leave or join."""
    run(
        """
        insert into reach_beneficiaryevent (beneficiary_id, sponsor_id, agreement_id, office_id, person_id, kind, sign,
          month, reason, made_by, made_at)
        select b.id, b.sponsor_id, b.agreement_id, b.office_id, b.person_id,
          case when x.sign > 0 then 'JOINED' else 'ENDED' end, x.sign, x.month,
          case when x.sign > 0 then '' else 'ERROR' end, %(by)s, now()
        from reach_beneficiary b, lateral (values (%(sign)s, b.first_month),
          (%(back)s, (b.last_month + interval '1 month')::date)) x(sign, month)
        where b.id = any(%(ids)s) and x.month is not null order by b.id, x.month
        """,
        {"ids": ids, "sign": sign, "back": -sign, "by": by},
    )


_MONTHS = f"""
select b.id, l.month, bool_or(l.person_id = any(%(merged)s)) as own, bool_or(exists (select 1
  from segments_orderevent v where v.order_id = o.id and v.kind = 'PAID')) as paid
from reach_beneficiary b join reach_sponsoredorder so on so.agreement_id = b.agreement_id
join segments_order o on o.id = so.order_id and {LIVE}
join segments_orderline l on l.order_id = o.id and (l.person_id = any(%(kept)s) or l.person_id = any(%(merged)s))
  and l.month between b.first_month and coalesce(b.last_month, l.month)
where b.id = any(%(ids)s) group by b.id, l.month order by b.id, l.month
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """Months of a row, whose they are (of the record that is kept, or of the other one), and the last one paid."""

    kept: bool
    first: date
    last: date | None
    paid: date | None


def _pieces(first: date, last: date | None, months: list[dict[str, Any]]) -> list[Piece]:
    """Whose months of a row are whose: each month is the record's that an order names; one that no order names follows
    the month before, and before them all it is the other record's, whose row it was."""
    cuts = [(first, False)]
    for m in months:
        if m["own"] is cuts[-1][1]:
            cuts.append((m["month"], not m["own"]))
    cuts = cuts[1:] if len(cuts) > 1 and cuts[1][0] == first else cuts
    ends = [*(add_months(month, -1) for month, _kept in cuts[1:]), last]
    return [
        Piece(kept, start, end, max((m["month"] for m in months if m["paid"] and start <= m["month"]
                                     and (end is None or m["month"] <= end)), default=None))
        for (start, kept), end in zip(cuts, ends, strict=True)
    ]  # fmt: skip


def restore_preview(kept_id: int, merged_id: int, moved: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows that would go back: id, sponsor, agreement, months; `pieces` says which months go back and which were
    ordered for the kept record since and stay with it."""
    values = {
        "kept_id": kept_id,
        "ids": [int(n) for n, _spell in moved["rows"]],
        "today": today(),
        **_sides(kept_id, merged_id),
    }
    found = rows(
        f"{_LISTED} where b.person_id = %(kept_id)s and b.id = any(%(ids)s) and b.end_reason <> 'ERROR'"
        " order by b.first_month, b.id",
        values,
    )
    months: dict[int, list[dict[str, Any]]] = {}
    for m in rows(_MONTHS, values):
        months.setdefault(m["id"], []).append(m)
    for r in found:
        r["pieces"] = _pieces(r["first_month"], r["last_month"], months.get(r["id"], []))
    return found


def restore(kept_id: int, merged_id: int, key: str, moved: dict[str, Any], on: date, by: int | None) -> None:
    """Give the rows back, divided where months were ordered since; rows that were dropped stand again where their
    months are free."""
    found = restore_preview(kept_id, merged_id, moved)
    spells = dict(moved["rows"])
    stay = [r for r in found if any(piece.kept for piece in r["pieces"])]
    gone = [n for n in spells if n not in {r["id"] for r in stay}]
    run("update reach_beneficiary set person_id = %s where person_id = %s and id = any(%s)", [merged_id, kept_id, gone])
    for r in stay:
        _divide(r["id"], r["pieces"], kept_id, merged_id, spells[r["id"]], by)
    for row_id, last_month, end_reason in moved["dropped"]:
        back = rows(
            "update reach_beneficiary b set last_month = %(last)s, end_reason = %(reason)s where b.id = %(id)s"
            " and b.end_reason = 'ERROR' and not exists (select 1 from reach_beneficiary x where x.id <> b.id"
            " and x.person_id = b.person_id and x.end_reason <> 'ERROR'"
            " and daterange(x.first_month, x.last_month, '[]') && daterange(b.first_month, %(last)s::date, '[]'))"
            " returning b.id",
            {"id": row_id, "last": last_month, "reason": end_reason},
        )
        _flow([int(b["id"]) for b in back], 1, by)


def _divide(
    row_id: int, pieces: list[Piece], kept_id: int, merged_id: int, spell_id: int | None, by: int | None
) -> None:
    """Months ordered since stay with the kept record, the others go back. The last piece goes on as the row itself. Of
    the pieces before it, who moved away are the other record's; a kept one ended because nothing more was paid."""
    row = Beneficiary.objects.select_for_update().select_related("agreement").get(pk=row_id)
    since = None if row.spell_id == spell_id else row.spell_id  # the cover of before goes back

    def facts(piece: Piece) -> dict[str, Any]:
        return {
            "person_id": kept_id if piece.kept else merged_id,
            "first_month": piece.first,
            "paid_through": piece.paid,
            "covered_until": _until(row, piece.paid),
            "spell_id": since if piece.kept else spell_id,
        }

    *before, tail = pieces
    if before:
        _flow([row.pk], -1, by)
    for name, value in facts(tail).items():
        setattr(row, name, value)
    row.save(update_fields=["person", "first_month", "paid_through", "covered_until", "spell"])
    made = [
        Beneficiary.objects.create(
            sponsor_id=row.sponsor_id, agreement_id=row.agreement_id, office_id=row.office_id, name=row.name,
            job=row.job, unit=row.unit, district_id=row.district_id, wage=row.wage, last_month=piece.last,
            end_reason=Beneficiary.End.FUNDS if piece.kept else Beneficiary.End.MOVED, made_by=by, **facts(piece),
        ).pk
        for piece in before
    ]  # fmt: skip
    if before:
        _flow([row.pk, *made], 1, by)


def _until(row: Beneficiary, month: date | None) -> date | None:
    """The day the law covers a vulnerable worker until after his last paid month."""
    if month is None or row.agreement.workers != Agreement.Workers.VULNERABLE:
        return None
    return covered_until(month, holidays(month, add_months(month, 7)))
