"""How a bill stands, and the bill on paper: one sheet, for the employer himself and for the officer who prints it for
him at the counter."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lindung.contributions.queries import bill_page
from lindung.contributions.queries.money import bills_of
from lindung.portals import kit
from lindung.portals.reporting.review import sums, totals
from lindung.portals.reporting.words import count, kpj, state_words
from lindung.registry import queries as registry
from lindung.registry.models import Employer

MOST = 500
"""Workers that are printed; longer lists are files."""


def state_of(bill: Mapping[str, Any], today: Any) -> str:
    """PAID, OPEN, PARTLY_PAID or OVERDUE, by what stands of a bill after later corrections."""
    if bill["open"] + bill["penalty"] - bill["penalty_paid"] <= 0:
        return "PAID"
    if bill["due_on"] < today and bill["open"]:
        return "OVERDUE"
    return "PARTLY_PAID" if bill["paid"] else "OPEN"


def stands(seen: dict[str, Any]) -> dict[str, Any]:
    """A bill that the reader may see, with how it stands today: what its pages and its sheet show. Raises Http404."""
    today = registry.today()
    stand = next((b for b in bills_of(seen["employer_id"], today) if b["id"] == seen["id"]), None)
    if stand is None:
        raise Http404
    state, code = state_of(stand, today), seen["code"]
    word, tone = state_words(state)
    employer, workers = sums(seen)
    return {
        "bill": seen, "stand": stand, "state": state, "word": word, "tone": tone, "as_of": today,
        "owed": max(0, stand["open"] + stand["penalty"] - stand["penalty_paid"]),
        "code_shown": " ".join(code[i : i + 4] for i in range(0, len(code), 4)),
        "totals": totals(seen), "employer_part": employer, "worker_part": workers,
        "settled": stand["paid"] * 100 // stand["standing"] if stand["standing"] else 100,
        "paid_in_all": stand["paid"] + stand["penalty_paid"],
        "taken_back": seen["total"] - stand["standing"],
    }  # fmt: skip


def sheet(request: HttpRequest, seen: dict[str, Any], firm: Employer, back: str, *, workers: bool) -> HttpResponse:
    """The bill on paper; with `workers` the list of those it is made of, up to `MOST`."""
    listed = listed_on(seen) if workers else []
    facts = stands(seen) | {
        "firm": firm, "back": back, "printed_at": timezone.now(), "most": MOST,
        "table": _table(listed, seen) if listed else None, "too_many": workers and seen["workers"] > MOST,
    }  # fmt: skip
    return render(request, "bills/sheet.html", facts)


def listed_on(seen: dict[str, Any]) -> list[dict[str, Any]]:
    """The workers that a sheet lists; none where there are more than fit."""
    found = bill_page(seen["id"], 0, MOST)
    return found["lines"] if found is not None and found["next"] is None else []


def _table(listed: list[dict[str, Any]], seen: dict[str, Any]) -> kit.Table:
    rows = [
        kit.Row({
            "name": kit.Cell(r["name"] or _("Pekerja"), note=kpj(r["kpj"])), "wage": r["wage"],
            "jkk": r["jkk"], "jkm": r["jkm"], "jht": r["jht_employer"] + r["jht_worker"],
            "jp": r["jp_employer"] + r["jp_worker"], "total": r["total"],
        })
        for r in listed
    ]  # fmt: skip
    return kit.Table(
        _("Pekerja pada tagihan ini"),
        [kit.Column("name", _("Pekerja")), kit.Column("wage", _("Upah dan rapel"), "money"),
         *[kit.Column(key, key.upper(), "money") for key in ("jkk", "jkm", "jht", "jp")],
         kit.Column("total", _("Jumlah"), "money")],
        rows, pager=kit.Pager(shown=_("%(n)s pekerja") % {"n": count(len(rows))}),
        note=_("Pada pembetulan, angka ini selisih terhadap tagihan sebelumnya.") if seen["version"] > 1 else "",
    )  # fmt: skip
