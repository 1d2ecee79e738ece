"""People: found by number or name, and one person seen whole."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET

from lindung.access.permissions import Act
from lindung.access.queries import usernames
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, date_short, rupiah
from lindung.claims.queries import claims_of
from lindung.contributions.queries import missing_months, reported_wages
from lindung.coverage.queries import spells_of
from lindung.ledger.chart import Acc
from lindung.ledger.queries import member_balance
from lindung.portals import kit, person_words
from lindung.portals.kit.forms import said
from lindung.portals.staff.scope import PAGE, as_number, both, lang, may, query_of
from lindung.portals.staff.views.case import relation_text
from lindung.registry import queries
from lindung.registry.models import Person

SEX = {"L": later("Laki-laki"), "P": later("Perempuan")}
EXITS = {
    "": "",
    "RESIGNED": later("mengundurkan diri"),
    "TERMINATED": later("pemutusan hubungan kerja"),
    "CONTRACT_END": later("kontrak berakhir"),
    "RETIRED": later("pensiun"),
    "TOTAL_DISABILITY": later("cacat total tetap"),
    "LEFT_INDONESIA": later("meninggalkan Indonesia"),
    "DIED": later("meninggal dunia"),
    "LAPSED": later("gugur karena tidak membayar"),
}


def person_of(person_id: int) -> Person:
    """A person as row-level security shows him; else a 404."""
    found = Person.objects.select_related("office", "district", "merged_into").filter(pk=person_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs(Act.PERSON_FIND)
def search(request: HttpRequest) -> HttpResponse:
    """Find a person by NIK, KPJ or name."""
    text = request.GET.get("cari", "").strip()[:80]
    found, problem = None, ""
    if text:
        after = None
        if request.GET.get("nama") and (last := as_number(request.GET.get("mulai"))):
            after = (request.GET["nama"][:120], last)
        try:
            found = queries.find_people(text, PAGE, after)
        except Refused as refused:
            problem = said(refused)
    table = None
    if found is not None:
        reading(request, [r["id"] for r in found.rows], "staff.people", text[:60])
        see = may(request, Act.PERSON_SEE)
        contact = may(request, Act.CONTACT_VIEW)
        rows = [
            {
                "name": kit.Cell(
                    r["name"],
                    reverse("staff:person", args=[r["id"]])
                    if see
                    else reverse("staff:contact_person", args=[r["id"]])
                    if contact
                    else "",
                    note=_("meninggal %(day)s") % {"day": date_long(r["died_on"], lang())} if r["died_on"] else "",
                ),
                "birth": r["birth_date"],
                "nik": _hidden(r["nik"]) if not see else r["nik"],
                "kpj": ", ".join(r["kpj"]),
            }
            for r in found.rows
        ]
        columns = [
            kit.Column("name", _("Nama")),
            kit.Column("birth", _("Lahir"), "date"),
            kit.Column("nik", _("NIK"), "code"),
            kit.Column("kpj", _("Nomor peserta"), "code"),
        ]
        pager = None
        if found.next:
            pager = kit.Pager(next=query_of(request, nama=found.next[0], mulai=found.next[1]))
        table = kit.Table(
            _("Hasil pencarian"),
            columns,
            rows,
            pager=pager,
            stack=True,
            show_caption=False,
            empty=_("Tidak ada orang yang cocok di kantor yang Anda layani. Periksa tulisannya, atau cari dengan NIK."),
        )
    return page(request, "staff/people.html", {"text": text, "table": table, "problem": problem})


def _hidden(nik: str | None) -> str:
    return f"{nik[:6]}••••••{nik[-4:]}" if nik else "–"


@require_GET
@needs(Act.PERSON_SEE)
def show(request: HttpRequest, person_id: int) -> HttpResponse:
    """Everything we know about a person, with where it comes from."""
    person = person_of(person_id)
    reading(request, person.pk, "staff.person")
    if person.merged_into_id:
        messages.info(request, _("Catatan ini sudah digabungkan; ini catatan yang dipakai."))
        return redirect("staff:person", person_id=person.merged_into_id)
    day = queries.today()
    merge = may(request, Act.PERSON_MERGE)
    alike = queries.duplicates(person.pk) if merge else []
    reading(request, [r["id"] for r in alike], "staff.duplicates")
    merges = queries.merges_of(person.pk)
    people = usernames([m["made_by"] for m in merges])
    changed = queries.person_changes(person_id=person.pk, limit=20)
    account = queries.account_of(person.pk, on=day)
    jht, jp = member_balance(person.pk, Acc.JHT_MEMBERS, day), member_balance(person.pk, Acc.JP_MEMBERS, day)
    return page(
        request,
        "staff/person.html",
        {
            "person": person,
            "as_of": day,
            "entries": _facts(person, account),
            "cards": [
                kit.Figure(_("Saldo JHT"), rupiah(jht, lang()), day, icon="wallet"),
                kit.Figure(_("Saldo JP"), rupiah(jp, lang()), day, icon="umbrella"),
            ],
            "spells": _spells(request, spells_of(person.pk)),
            "claims": _claims(claims_of(person.pk)),
            "wages": _wages(reported_wages(person.pk)[:12]),
            "missing": missing_months(person.pk, day)[:24],
            "family": family_table(queries.relatives_of(person.pk)),
            "alike": _alike(person, alike),
            "may_merge": merge,
            "may_login": may(request, Act.MEMBER_LOGIN),
            "may_change": may(request, Act.PERSON_CHANGE),
            "history": person_words.history(
                changed,
                usernames([i for r in changed for i in (r["proposed_by"], r["decided_by"])]),
                lambda r: reverse("staff:person_changed", args=[r["id"]]),
            ),
            "waiting": next((r for r in changed if r["state"] in ("ASKED", "PROPOSED")), None),
            "may_report_death": may(request, Act.CASE_REPORT_DEATH) and person.died_on is None,
            "merges": [(m, people.get(m["made_by"], ""), m["merged_id"] == person.pk) for m in merges],
            "crumbs": [kit.Link(_("Cari orang"), reverse("staff:people"))],
        },
    )


def _facts(person: Person, account: dict[str, Any] | None) -> list[kit.Entry]:
    checked = person.nik_verified_on
    found = [
        kit.Entry(
            "NIK",
            person.nik or _("belum ada"),
            source=_("Cocok dengan data kependudukan, %(day)s") % {"day": date_short(checked, lang())}
            if checked
            else _("Belum diperiksa pada data kependudukan"),
        ),
        kit.Entry(_("Lahir"), f"{person.birth_place}, {date_long(person.birth_date, lang())}".lstrip(", ")),
        kit.Entry(_("Jenis kelamin"), SEX[person.sex]),
        kit.Entry(_("Nama ibu kandung"), person.mother_name or "–"),
        kit.Entry(
            _("Nomor peserta (KPJ)"),
            ", ".join(person.numbers.order_by("issued_on").values_list("kpj", flat=True)) or "–",
        ),
        kit.Entry(_("Telepon"), person.phone or "–"),
        kit.Entry(_("Alamat"), person.address or "–"),
        kit.Entry(_("Kantor"), person.office.name),
        kit.Entry(
            _("Rekening bank"),
            f"{account['bank']} ••••{account['number'][-4:]}" if account else _("belum ada"),
            note=""
            if not account or account["usable"]
            else _("boleh dibayar mulai %(day)s") % {"day": date_long(account["usable_from"], lang())},
        ),
    ]
    if person.died_on:
        found.insert(2, kit.Entry(_("Meninggal"), date_long(person.died_on, lang())))
    return found


def _spells(request: HttpRequest, found: list[dict[str, Any]]) -> kit.Table:
    see = may(request, Act.EMPLOYER_SEE)
    rows = [
        {
            "employer": kit.Cell(
                s["employer"] or s["segment"],
                reverse("staff:employer", args=[s["employer_id"]]) if see and s["employer_id"] else "",
                note=s["kpj"],
            ),
            "start": kit.Cell(date_short(s["start_on"], lang()), reverse("staff:spell", args=[s["spell_id"]])),
            "end": kit.Cell(
                date_short(s["end_on"], lang()) if s["end_on"] else _("masih bekerja"),
                note=str(EXITS.get(s["exit_reason"], "")),
            ),
        }
        for s in found
    ]
    columns = [
        kit.Column("employer", _("Pemberi kerja")),
        kit.Column("start", _("Mulai")),
        kit.Column("end", _("Berakhir")),
    ]
    return kit.Table(_("Masa kepesertaan"), columns, rows, stack=True, show_caption=False)


def _claims(found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        {
            "number": kit.Cell(
                c["number"], reverse("staff:case", args=[c["number"]]), note=f"{c['programme']} · {both(c['ground'])}"
            ),
            "state": c["outcome"] or c["status"],
            "why": both(c["why"]) if c["move"] != "NOBODY" else "",
            "paid": c["paid"],
        }
        for c in found
    ]
    columns = [
        kit.Column("number", _("Klaim")),
        kit.Column("state", _("Keadaan"), "status"),
        kit.Column("why", _("Yang ditunggu")),
        kit.Column("paid", _("Dibayar"), "money"),
    ]
    return kit.Table(_("Klaim"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada klaim."))


def _wages(found: list[dict[str, Any]]) -> kit.Table:
    rows = [{"month": w["month"], "employer": w["employer"], "wage": w["wage"], "back": w["back_pay"]} for w in found]
    columns = [
        kit.Column("month", _("Bulan"), "month"),
        kit.Column("employer", _("Pemberi kerja")),
        kit.Column("wage", _("Upah dilaporkan"), "money"),
        kit.Column("back", _("Rapel"), "money"),
    ]
    return kit.Table(
        _("Upah dilaporkan"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada laporan upah.")
    )


def family_table(found: list[dict[str, Any]]) -> kit.Table:
    """Relatives of a person."""
    rows = [
        {
            "name": r["name"],
            "kind": relation_text(r["kind"]),
            "birth": r["birth_date"],
            "died": date_short(r["died_on"], lang()) if r["died_on"] else "",
        }
        for r in found
    ]
    columns = [
        kit.Column("name", _("Nama")),
        kit.Column("kind", _("Hubungan")),
        kit.Column("birth", _("Lahir"), "date"),
        kit.Column("died", _("Meninggal")),
    ]
    return kit.Table(
        _("Keluarga"), columns, rows, stack=True, show_caption=False, empty=_("Belum ada keluarga tercatat.")
    )


def _alike(person: Person, found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        {
            "name": kit.Cell(r["name"], reverse("staff:merge", args=[person.pk, r["id"]]), note=r["nik"] or ""),
            "score": r["score"],
            "birth": kit.Cell(
                date_short(r["birth_date"], lang()), note=_("sama") if r["same_birth_date"] else _("berbeda")
            ),
            "mother": r["mother_name"] or "–",
        }
        for r in found
    ]
    columns = [
        kit.Column("name", _("Catatan lain")),
        kit.Column("score", _("Kemiripan (0–100)"), "number"),
        kit.Column("birth", _("Lahir")),
        kit.Column("mother", _("Nama ibu")),
    ]
    return kit.Table(
        _("Mungkin orang yang sama"),
        columns,
        rows,
        stack=True,
        show_caption=False,
        empty=_("Tidak ada catatan lain yang mirip."),
    )
