"""Two records of one human: what merging or parting them moves, shown first; then done on evidence."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, date_short, month_year, rupiah
from lindung.ledger.chart import Acc
from lindung.ledger.queries import member_balance
from lindung.portals import kit
from lindung.portals.kit.forms import refuse, said
from lindung.portals.orders import span
from lindung.portals.staff.scope import PAGE, as_number, lang, me, offices_of, query_of
from lindung.portals.staff.views.people import SEX, person_of
from lindung.registry import queries, services
from lindung.registry.models import CardRequest


class MergeForm(forms.Form):
    """Why two records are one person."""

    evidence = forms.CharField(
        label=later("Bukti bahwa ini satu orang"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Misalnya: KTP elektronik dan kartu keluarga diperiksa di loket."),
    )


class DeclineForm(forms.Form):
    """Why two cards are not joined."""

    answer = forms.CharField(label=later("Jawaban kepada peserta"), max_length=300)


ACCOUNTS = {int(Acc.JHT_MEMBERS): "JHT", int(Acc.JP_MEMBERS): "JP"}


@require_http_methods(["GET", "POST"])
@needs(Act.PERSON_MERGE)
def merge(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Two records side by side, what a merge would move, and the merge on evidence."""
    return _merge(request, person_id, other_id)


def _merge(request: HttpRequest, person_id: int, other_id: int, decline: DeclineForm | None = None) -> HttpResponse:
    kept, other = person_of(person_id), person_of(other_id)
    reading(request, [kept.pk, other.pk], "staff.merge")
    if kept.merged_into_id or other.merged_into_id or kept.pk == other.pk:
        raise Http404
    asked = queries.card_request_of(kept.pk, other.pk)
    form = MergeForm(request.POST if request.method == "POST" and decline is None else None)
    if form.is_bound and form.is_valid():
        evidence = form.cleaned_data["evidence"]
        try:
            if asked:
                services.grant_merge(asked["id"], kept.pk, evidence, me(request))
            else:
                services.merge_people(kept.pk, other.pk, evidence, me(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Kedua catatan digabungkan. Penggabungan dapat dibatalkan kapan saja."))
            return redirect("staff:person", person_id=kept.pk)
    would = services.merge_preview(kept.pk, other.pk)
    facts = [
        (_("Nama"), kept.name, other.name),
        ("NIK", kept.nik or "–", other.nik or "–"),
        (_("Lahir"), date_long(kept.birth_date, lang()), date_long(other.birth_date, lang())),
        (_("Tempat lahir"), kept.birth_place or "–", other.birth_place or "–"),
        (_("Jenis kelamin"), str(SEX[kept.sex]), str(SEX[other.sex])),
        (_("Nama ibu kandung"), kept.mother_name or "–", other.mother_name or "–"),
        (_("Telepon"), kept.phone or "–", other.phone or "–"),
    ]
    moved = [_("Nomor peserta %(kpj)s") % {"kpj": n["kpj"]} for n in would["numbers"]]
    moved += [_("Keluarga: %(name)s") % {"name": r["name"]} for r in would["relatives"]]
    moved += [_("Rekening ••••%(tail)s") % {"tail": a["number"][-4:]} for a in would["accounts"]]
    blocked: list[str] = []
    for s in would["parts"].get("lindung.coverage.merging", []):
        end = date_short(s["end_on"], lang()) if s["end_on"] else "…"
        what = f"{s['employer'] or s['segment']}, {date_short(s['start_on'], lang())} – {end}"
        (blocked if s["in_the_way"] else moved).append(_("Masa kepesertaan di %(what)s") % {"what": what})
    lists, in_the_way = _lists(would["parts"].get("lindung.reach.merging", []))
    moved += lists
    blocked += in_the_way
    day = queries.today()
    balances = kit.Table(
        _("Saldo sebelum dan sesudah"),
        [
            kit.Column("account", _("Rekening")),
            kit.Column("kept", _("Dipakai"), "money"),
            kit.Column("other", _("Digabungkan"), "money"),
            kit.Column("after", _("Sesudahnya"), "money"),
        ],
        [
            {"account": name, "kept": mine, "other": theirs, "after": mine + theirs}
            for account, name in ACCOUNTS.items()
            for mine, theirs in [
                (member_balance(kept.pk, Acc(account), day), member_balance(other.pk, Acc(account), day))
            ]
        ],
        stack=True,
        show_caption=False,
    )
    moved += [
        _("Saldo %(account)s %(amount)s, dipindahkan dengan jurnal")
        % {"account": ACCOUNTS.get(r["account_id"], r["account_id"]), "amount": rupiah(r["amount"], lang())}
        for r in would["parts"].get("lindung.ledger.merging", [])
    ]
    return page(
        request,
        "staff/merge.html",
        {
            "kept": kept,
            "other": other,
            "facts": [(t, a, b, a == b, "–" in (a, b)) for t, a, b in facts],
            "moved": moved,
            "blocked": blocked,
            "balances": balances,
            "form": form,
            "asked": asked,
            "decline": decline or DeclineForm(prefix="tolak"),
            "swap": reverse("staff:merge", args=[other.pk, kept.pk]),
            "crumbs": [
                kit.Link(_("Cari orang"), reverse("staff:people")),
                kit.Link(kept.name, reverse("staff:person", args=[kept.pk])),
            ],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_http_methods(["GET", "POST"])
@needs(Act.PERSON_MERGE)
def unmerge(request: HttpRequest, person_id: int, merge_id: int) -> HttpResponse:
    """They are two people after all: what would go back, shown first, and the parting."""
    person = person_of(person_id)
    known = {m["id"]: m for m in queries.merges_of(person.pk)}
    if merge_id not in known or known[merge_id]["undone_at"]:
        raise Http404
    reading(request, [known[merge_id]["kept_id"], known[merge_id]["merged_id"]], "staff.unmerge")
    if request.method == "POST":
        try:
            services.unmerge_people(merge_id, me(request))
        except Refused as refused:
            messages.error(request, said(refused))
        else:
            messages.success(request, _("Penggabungan dibatalkan; semua yang dipindahkan kembali ke tempatnya."))
            return redirect("staff:person", person_id=person.pk)
    would = services.unmerge_preview(merge_id)
    ledger = would["parts"].get("lindung.ledger.merging", [])
    return page(
        request,
        "staff/unmerge.html",
        {
            "person": person,
            "would": would,
            "both": [
                (_("Catatan yang dipakai"), _named(would["kept_id"])),
                (_("Catatan lain"), _named(would["merged_id"])),
            ],
            "back": _going_back(would),
            "balances": _parted(ledger),
            "short": any(r["short"] for r in ledger),
            "crumbs": [
                kit.Link(_("Cari orang"), reverse("staff:people")),
                kit.Link(person.name, reverse("staff:person", args=[person.pk])),
            ],
        },
        status=422 if request.method == "POST" else 200,
    )


def _listed(b: dict[str, Any]) -> str:
    """A row of a sponsor's list: sponsor, agreement, months."""
    last = month_year(b["last_month"], lang(), short=True) if b["last_month"] else "…"
    return f"{b['sponsor']} ({b['agreement']}), {month_year(b['first_month'], lang(), short=True)} – {last}"


def _lists(found: list[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """What becomes of rows of sponsors' lists, and what stands in the way."""
    moved, blocked = [], []
    for b in found:
        if b["what"] == "IN_THE_WAY":
            told = {"what": _listed(b), "other": f"{b['other_sponsor']} ({b['other_agreement']})"}
            blocked.append(_("Dibiayai dua kali untuk bulan yang sama: %(what)s dan %(other)s") % told)
        elif b["what"] == "DROPPED":
            moved.append(_("Baris rangkap dibatalkan: daftar %(what)s") % {"what": _listed(b)})
        else:
            moved.append(_("Daftar %(what)s") % {"what": _listed(b)})
            if b["what"] == "DROPS_KEPT":
                moved.append(_("Baris catatan yang dipakai di daftar itu dibatalkan: belum pernah dipesan."))
    return moved, blocked


def _named(person_id: int) -> list[kit.Entry]:
    one = person_of(person_id)
    return [
        kit.Entry(_("Nama"), one.name),
        kit.Entry(_("NIK"), one.nik or "–"),
        kit.Entry(_("Tanggal lahir"), date_long(one.birth_date, lang())),
    ]


def _going_back(would: dict[str, Any]) -> list[str]:
    back = [_("Nomor peserta %(kpj)s") % {"kpj": n["kpj"]} for n in would["numbers"]]
    back += [_("Keluarga: %(name)s") % {"name": r["name"]} for r in would["relatives"]]
    back += [_("Rekening ••••%(tail)s") % {"tail": a["number"][-4:]} for a in would["accounts"]]
    for s in would["parts"].get("lindung.coverage.merging", []):
        end = date_short(s["end_on"], lang()) if s["end_on"] else "…"
        what = f"{s['employer'] or s['segment']}, {date_short(s['start_on'], lang())} – {end}"
        back.append(_("Masa kepesertaan di %(what)s") % {"what": what})
    for b in would["parts"].get("lindung.reach.merging", []):
        back.append(_("Daftar %(what)s") % {"what": _listed(b)})
        for piece in b["pieces"]:
            if piece.kept and piece is b["pieces"][-1]:
                back.append(
                    _("Sejak %(month)s, yang dipesan sesudah digabungkan, tetap pada catatan yang dipakai.")
                    % {"month": month_year(piece.first, lang())}
                )
            elif piece.kept:
                back.append(
                    _("Bulan %(months)s, yang dipesan sesudah digabungkan, tetap pada catatan yang dipakai.")
                    % {"months": span(piece.first, piece.last, short=True)}
                )
    if would["nik"]:
        back.append(f"NIK {would['nik']}")
    if would["died_on"]:
        back.append(_("Tanggal meninggal"))
    back += [_("Catatan yang digabungkan sebelumnya: %(name)s") % {"name": r["name"]} for r in would["merged_before"]]
    return back


def _parted(found: list[dict[str, Any]]) -> kit.Table:
    rows = [
        kit.Row(
            {
                "account": ACCOUNTS.get(r["account_id"], str(r["account_id"])),
                "now": r["kept_now"],
                "back": r["amount"],
                "kept": r["kept_after"],
                "other": r["merged_after"],
            },
            tone="bad" if r["short"] else "neutral",
        )
        for r in found
    ]
    return kit.Table(
        _("Saldo sebelum dan sesudah"),
        [
            kit.Column("account", _("Rekening")),
            kit.Column("now", _("Dipakai, sekarang"), "money"),
            kit.Column("back", _("Kembali"), "money"),
            kit.Column("kept", _("Dipakai, sesudahnya"), "money"),
            kit.Column("other", _("Catatan lain, sesudahnya"), "money"),
        ],
        rows,
        stack=True,
        show_caption=False,
        empty=_("Tidak ada saldo yang berpindah."),
    )


@require_GET
@needs(Act.PERSON_MERGE)
def requests(request: HttpRequest) -> HttpResponse:
    """What members say of other cards of theirs, at the offices one serves."""
    after = as_number(request.GET.get("mulai")) or 0
    found = queries.card_requests(office_ids=offices_of(request), state="OPEN", after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    reading(request, sorted({i for r in shown for i in (r["person_id"], r["other_id"])}), "staff.card_requests")
    rows = [
        {
            "person": kit.Cell(
                r["person"],
                reverse("staff:merge", args=[r["person_id"], r["other_id"]]) if r["other"] else "",
                note=r["office"],
            ),
            "kpj": r["kpj"],
            "other": kit.Cell(
                r["other"] or _("catatan di kantor lain, diputus kantor wilayah"),
                note=date_long(r["birth_date"], lang()),
            ),
            "day": localdate(r["made_at"]),
        }
        for r in shown
    ]
    columns = [
        kit.Column("person", _("Pemohon")),
        kit.Column("kpj", _("Kartu lain"), "code"),
        kit.Column("other", _("Catatan kartu itu")),
        kit.Column("day", _("Diajukan"), "date"),
    ]
    pager = kit.Pager(next=query_of(request, mulai=shown[-1]["id"])) if len(found) > PAGE else None
    table = kit.Table(
        _("Permohonan"), columns, rows, pager=pager, stack=True, show_caption=False,
        empty=_("Tidak ada permohonan yang menunggu."),
    )  # fmt: skip
    return page(request, "staff/card_requests.html", {"table": table})


@require_POST
@needs(Act.PERSON_MERGE)
def decline(request: HttpRequest, request_id: int) -> HttpResponse:
    """The two cards are not shown to be one person's."""
    asked = CardRequest.objects.filter(pk=request_id).first()  # as row-level security shows it
    if asked is None or asked.other_id is None:
        raise Http404
    form = DeclineForm(request.POST, prefix="tolak")
    if form.is_valid():
        try:
            services.decline_merge(request_id, form.cleaned_data["answer"], me(request))
        except Refused as refused:
            messages.error(request, said(refused))
        else:
            messages.success(request, _("Jawaban dicatat; peserta membacanya."))
        return redirect("staff:card_requests")
    return _merge(request, asked.person_id, asked.other_id, decline=form)
