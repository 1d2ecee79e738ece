"""Two records of one human: what merging or parting them moves, shown first; then done on evidence."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as page
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from lindung.access.permissions import Act
from lindung.access.web import needs, reading
from lindung.base.errors import Refused
from lindung.base.format import date_long, date_short, rupiah
from lindung.ledger.chart import Acc
from lindung.ledger.queries import member_balance
from lindung.portals import kit
from lindung.portals.staff.scope import lang, me, refuse, said
from lindung.portals.staff.views.people import SEX, person_of
from lindung.registry import queries, services


class MergeForm(forms.Form):
    """Why two records are one person."""

    evidence = forms.CharField(
        label=later("Bukti bahwa ini satu orang"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Misalnya: KTP elektronik dan kartu keluarga diperiksa di loket."),
    )


ACCOUNTS = {int(Acc.JHT_MEMBERS): "JHT", int(Acc.JP_MEMBERS): "JP"}


@require_http_methods(["GET", "POST"])
@needs(Act.PERSON_MERGE)
def merge(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Two records side by side, what a merge would move, and the merge on evidence."""
    kept, other = person_of(person_id), person_of(other_id)
    reading(request, [kept.pk, other.pk], "staff.merge")
    if kept.merged_into_id or other.merged_into_id or kept.pk == other.pk:
        raise Http404
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.merge_people(kept.pk, other.pk, form.cleaned_data["evidence"], me(request))
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
        note=_("Yang digabungkan menjadi Rp0; pembatalan membalik jurnal yang sama."),
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
            "facts": [(t, a, b, a == b) for t, a, b in facts],
            "moved": moved,
            "blocked": blocked,
            "balances": balances,
            "form": form,
            "swap": reverse("staff:merge", args=[other.pk, kept.pk]),
            "crumbs": [
                kit.Link(_("Cari orang"), reverse("staff:people")),
                kit.Link(kept.name, reverse("staff:person", args=[kept.pk])),
            ],
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@needs(Act.PERSON_MERGE)
def unmerge(request: HttpRequest, person_id: int, merge_id: int) -> HttpResponse:
    """They are two people after all."""
    person = person_of(person_id)
    if merge_id not in {m["id"] for m in queries.merges_of(person.pk)}:
        raise Http404
    try:
        services.unmerge_people(merge_id, me(request))
        messages.success(request, _("Penggabungan dibatalkan; semua yang dipindahkan kembali ke tempatnya."))
    except Refused as refused:
        messages.error(request, said(refused))
    return redirect("staff:person", person_id=person.pk)
