"""What the pages of a construction project show alike for contractors and staff."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long, month_year, number, rupiah
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.orders import STATUSES, code_shown, span
from lindung.registry import queries as registry
from lindung.segments import queries
from lindung.segments.models import Project, ProjectPaper

WAIVED = later("Tidak ditagih lagi (PP 49/2020)")
STATES = {
    "UNPAID": later("Belum dibayar"),
    "RUNNING": later("Berjalan"),
    "MAINTENANCE": later("Masa pemeliharaan"),
    "OVER": later("Selesai"),
}
TONES = {"UNPAID": "warn", "RUNNING": "ok", "MAINTENANCE": "info", "OVER": "neutral"}


def list_table(
    found: list[dict[str, Any]], size: int, page: str, later_page: bool, *, contractor: bool = False
) -> kit.Table:
    """Projects, newest first; one row more than a page says that there is another one. `contractor`: say whose."""
    more, back = (f"?sebelum={found[size - 1]['id']}" if len(found) > size else ""), ("?" if later_page else "")
    return kit.Table(
        _("Proyek konstruksi"),
        [
            kit.Column("name", _("Proyek")),
            *([kit.Column("contractor", _("Kontraktor"))] if contractor else []),
            kit.Column("state", _("Keadaan"), "status"),
            kit.Column("value", _("Nilai kontrak"), "money"),
            kit.Column("asked", _("Iuran"), "money"),
            kit.Column("paid", _("Sudah dibayar"), "money"),
            kit.Column("people", _("Pekerja"), "number"),
        ],
        [
            {
                "name": kit.Cell(r["name"], reverse(page, args=[r["id"]]), note=r["work_order"]),
                "contractor": r["contractor"] or "–",
                "state": kit.Cell(f"PROJECT_{r['state']}", note=_("terlambat didaftarkan") if r["late"] else ""),
                "value": r["contract_value"],
                "paid": r["paid"],
                "asked": r["asked"],
                "people": r["listed"],
            }
            for r in found[:size]
        ],
        stack=True,
        empty=_("Belum ada proyek."),
        pager=kit.Pager(next=more, previous=back),
    )


def context(
    found: dict[str, Any],
    size: int,
    after: int,
    *,
    worker_page: str = "",
    wage_page: str = "",
    order_page: str = "",
    paper_page: str = "",
) -> dict[str, Any]:
    """Everything the pages of one project draw; the pages are where a row of the list can be ended, where its wage is
    corrected, where an order and where a paper is shown."""
    by_wages = found["basis"] == Project.Basis.WAGES
    changes = queries.wage_changes(found["id"]) if by_wages else []
    people = queries.project_workers(found["id"], after=after, limit=size + 1)
    terms = queries.project_terms(found["id"])
    parts = queries.instalments(found["id"])
    papers = queries.project_papers(found["id"])
    return {
        "project": found,
        "as_of": registry.today(),
        "state": STATES[found["state"]],
        "tone": TONES[found["state"]],
        "by_wages": by_wages,
        "entries": _entries(found),
        "due": queries.project_due(found["id"]),
        "rest": queries.project_rest(found["id"]),
        "instalments": _instalments(parts, order_page),
        "open_code": next((p["code"] for p in parts if p["status"] == "OPEN"), ""),
        "people": _people(found, people, size, after, worker_page, wage_page if by_wages else ""),
        "wages": _changes(found["id"], changes, wage_page) if changes else None,
        "terms": _terms(terms) if len(terms) > 1 else None,
        "papers": [
            {
                "href": reverse(paper_page, args=[found["id"], p["id"]]) if paper_page else "",
                "kind": ProjectPaper.Kind(p["kind"]).label,
                "name": p["name"],
                "day": date_long(p["handed_in_on"], lang()),
            }
            for p in papers
        ],
    }


def _entries(found: dict[str, Any]) -> list[kit.Entry]:
    in_time = _("Paling lambat %(day)s") % {"day": date_long(found["register_by"], lang())}
    return [
        kit.Entry(_("Kontraktor"), found["contractor"] or "–"),
        kit.Entry(_("Pemilik"), found["owner"], note=str(Project.Funding(found["funding"]).label)),
        kit.Entry(_("SPK"), found["work_order"], note=date_long(found["work_order_on"], lang())),
        kit.Entry(_("Terdaftar"), date_long(found["registered_on"], lang()),
                  note=_("Terlambat") + " · " + in_time if found["late"] else in_time),
        kit.Entry(_("Lokasi"), found["district"]),
        kit.Entry(_("Nilai kontrak tanpa PPN"), rupiah(found["contract_value"], lang())),
        kit.Entry(_("Dasar iuran"), _("Upah pekerja") if found["basis"] == "WAGES" else _("Nilai kontrak")),
        kit.Entry(_("Dikerjakan"), _("%(first)s sampai %(last)s") % {
            "first": date_long(found["start_on"], lang()), "last": date_long(found["end_on"], lang())}),
        kit.Entry(_("Terlindungi sampai"), date_long(found["covered_to"], lang()),
                  note=_("termasuk pemeliharaan %(n)s bulan") % {"n": found["maintenance_months"]}),
        kit.Entry(_("Terlindungi sejak"), date_long(found["paid_on"], lang()) if found["paid_on"] else "–",
                  note=_("pembayaran pertama")),
        kit.Entry(_("Pekerja"), number(found["listed"], lang=lang()),
                  note=_("diperkirakan %(n)s") % {"n": found["declared_workers"]}),
        kit.Entry(_("Bulan pekerja terlindungi"), number(queries.worker_months(found["id"]), lang=lang())),
    ]  # fmt: skip


def _terms(terms: list[dict[str, Any]]) -> kit.Table:
    return kit.Table(
        _("Kontrak dan adendum"),
        [
            kit.Column("number", _("Kontrak")),
            kit.Column("day", _("Dicatat"), "date"),
            kit.Column("value", _("Nilai kontrak"), "money"),
            kit.Column("end", _("Selesai"), "date"),
            kit.Column("asked", _("Iuran tambahan"), "money"),
        ],
        [
            {
                "number": kit.Cell(
                    _("Adendum %(n)s") % {"n": t["number"] - 1} if t["number"] > 1 else _("Kontrak awal"),
                    note=t["reason"],
                ),
                "day": t["on_date"],
                "value": t["contract_value"],
                "end": t["end_on"],
                "asked": t["jkk"] + t["jkm"],
            }
            for t in terms
        ],
        stack=True,
    )


def _what(part: dict[str, Any]) -> kit.Cell:
    if part["month"] is not None:
        return kit.Cell(month_year(part["month"], lang()), note=_("koreksi upah") if part["correction"] else "")
    if part["number"] == 0:
        return kit.Cell(
            _("Sisa, PP 49/2020"), note=_("%(sum)s tidak ditagih lagi") % {"sum": rupiah(part["waived"], lang())}
        )
    return kit.Cell(
        (_("%(n)s dari %(of)s") % {"n": part["number"], "of": part["of"]}).replace(" ", "\u00a0"),
        note=_("adendum %(n)s") % {"n": part["terms"] - 1} if part["terms"] > 1 else "",
    )


def _instalments(parts: list[dict[str, Any]], order_page: str) -> kit.Table:
    states = {key: word for key, (word, _tone, _icon) in STATUSES.items()} | {"WAIVED": WAIVED}
    return kit.Table(
        _("Iuran proyek"),
        [
            kit.Column("number", _("Untuk")),
            kit.Column("jkk", _("JKK"), "money"),
            kit.Column("jkm", _("JKM"), "money"),
            kit.Column("total", _("Jumlah"), "money"),
            kit.Column("status", _("Keadaan")),
        ],
        [
            {
                "number": _what(p),
                "jkk": p["jkk"],
                "jkm": p["jkm"],
                "total": p["total"],
                "status": kit.Cell(
                    str(states[p["status"]]) if p["status"] else _("Belum diminta"),
                    reverse(order_page, args=[p["code"]]) if order_page and p["code"] else "",
                    note=" · ".join(_how(p)),
                ),
            }
            for p in parts
        ],
        stack=True,
        empty=_("Belum ada iuran. Isi daftar pekerja dengan upahnya, lalu minta kode iuran."),
    )


def _how(part: dict[str, Any]) -> list[str]:
    paid = [date_long(part["paid_on"], lang())] if part["paid_on"] else []
    return paid + ([code_shown(part["code"])] if part["code"] else [])


def _people(
    found: dict[str, Any], people: list[dict[str, Any]], size: int, after: int, worker_page: str, wage_page: str
) -> kit.Table:
    more, back = (f"?sesudah={people[size - 1]['id']}" if len(people) > size else ""), ("?" if after else "")
    return kit.Table(
        _("Pekerja di proyek ini"),
        [
            kit.Column("name", _("Nama")),
            kit.Column("job", _("Pekerjaan")),
            kit.Column("first", _("Bekerja sejak"), "date"),
            kit.Column("cover", _("Terlindungi sejak"), "date"),
        ],
        [
            {
                "name": kit.Cell(
                    p["name"],
                    reverse(page, args=[found["id"], p["id"]])
                    if (page := worker_page if worker_page and p["left_reported_on"] is None else wage_page)
                    else "",
                    note=f"NIK\u00a0{p['nik']}",
                ),
                "job": kit.Cell(p["job"], note=wage_text(p)),
                "first": kit.Cell(
                    p["valid_from"],
                    note=_("sampai %(day)s") % {"day": date_long(p["valid_to"], lang())} if p["valid_to"] else "",
                ),
                "cover": kit.Cell(p["covered_from"], note=" · ".join(_notes(p))),
            }
            for p in people[:size]
        ],
        stack=True,
        empty=_("Belum ada nama. Tambahkan daftar pekerja."),
        pager=kit.Pager(next=more, previous=back),
    )


def wage_text(person: dict[str, Any], which: str = "") -> str:
    """A wage in words, a month's or a day's; `which` "_before" of a correction."""
    wage, daily = person[f"wage{which}"], person[f"daily{which}"]
    if not wage:
        return ""
    told = {"sum": rupiah(wage, lang())}
    return _("%(sum)s sehari") % told if daily else _("%(sum)s sebulan") % told


def difference_told(difference: int) -> str:
    """What a corrected wage made of the months that were paid."""
    if difference > 0:
        told = _("Upah dikoreksi. Kurang bayar %(sum)s dari bulan yang sudah lunas; minta kode untuk melunasinya.")
        return told % {"sum": rupiah(difference, lang())}
    if difference < 0:
        told = _("Upah dikoreksi. Lebih bayar %(sum)s dari bulan yang sudah lunas; kantor cabang mengembalikannya.")
        return told % {"sum": rupiah(-difference, lang())}
    return _("Upah dikoreksi. Iuran yang sudah lunas tidak berubah.")


def _difference(rupiahs: int) -> kit.Cell:
    note = _("kurang bayar") if rupiahs > 0 else _("lebih bayar") if rupiahs < 0 else ""
    return kit.Cell(abs(rupiahs), note=note)


def _changes(project_id: int, changes: list[dict[str, Any]], wage_page: str) -> kit.Table:
    return kit.Table(
        _("Koreksi upah"),
        [
            kit.Column("name", _("Nama")),
            kit.Column("wage", _("Upah")),
            kit.Column("months", _("Untuk")),
            kit.Column("difference", _("Selisih iuran yang sudah lunas"), "money"),
        ],
        [
            {
                "name": kit.Cell(
                    c["name"],
                    reverse(wage_page, args=[project_id, c["worker_id"]]) if wage_page else "",
                    note=f"{date_long(c['reported_on'], lang())} · {c['reason']}",
                ),
                "wage": kit.Cell(wage_text(c), note=_("sebelumnya %(wage)s") % {"wage": wage_text(c, "_before")}),
                "months": span(c["first_month"], c["last_month"], short=True)
                if c["last_month"]
                else (_("sejak %(month)s") % {"month": month_year(c["first_month"], lang(), short=True)}).replace(
                    " ", "\u00a0"
                ),
                "difference": _difference(c["difference"]),
            }
            for c in changes
        ],
        stack=True,
    )


def wage_months_table(months: list[dict[str, Any]]) -> kit.Table | None:
    """What corrections of one worker's wage made of paid months, before and after; None where there are none."""
    if not months:
        return None
    return kit.Table(
        _("Bulan yang sudah lunas dan dikoreksi"),
        [
            kit.Column("month", _("Bulan"), "month"),
            kit.Column("base", _("Upah sebulan"), "money"),
            kit.Column("before", _("Iuran sebelumnya"), "money"),
            kit.Column("after", _("Iuran seharusnya"), "money"),
            kit.Column("difference", _("Selisih"), "money"),
        ],
        [
            {
                "month": m["month"],
                "base": kit.Cell(m["base"], note=_("sebelumnya %(wage)s") % {"wage": rupiah(m["base_before"], lang())}),
                "before": m["before"],
                "after": m["after"],
                "difference": _difference(m["difference"]),
            }
            for m in months
        ],
        stack=True,
    )


def _notes(person: dict[str, Any]) -> list[str]:
    notes = []
    if person["replaces"]:
        notes.append(_("menggantikan %(name)s") % {"name": person["replaces"]})
    if person["late"]:
        notes.append(_("dilaporkan terlambat"))
    if person["evidence"]:
        notes.append(_("dibuktikan: %(what)s") % {"what": person["evidence"]})
    return notes


def worker_entries(person: dict[str, Any]) -> list[kit.Entry]:
    """Who somebody on the list is and since when."""
    day = {key: date_long(person[key], lang()) if person[key] else "–" for key in ("valid_from", "covered_from")}
    return [
        kit.Entry(_("NIK"), person["nik"]),
        kit.Entry(_("Pekerjaan"), person["job"], note=wage_text(person)),
        kit.Entry(_("Bekerja sejak"), day["valid_from"]),
        kit.Entry(_("Terlindungi sejak"), day["covered_from"]),
    ]
