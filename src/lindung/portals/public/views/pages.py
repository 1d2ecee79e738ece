"""Public pages: no login, nothing stored, nobody's data shown."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lindung import law
from lindung.access.permissions import Act
from lindung.access.web import limited, needs
from lindung.base.db import rows
from lindung.base.format import date_long, percent
from lindung.batch.queries import latest
from lindung.notices.queries import verify as find_letter
from lindung.portals import kit
from lindung.portals.language import lang as _lang
from lindung.portals.lawbook.simulators import EVENTS
from lindung.portals.public.forms import VerifyForm
from lindung.registry.queries import today


@require_GET
@needs(Act.PUBLIC_HOME)
def home(request: HttpRequest) -> HttpResponse:
    """What do you need?"""
    loading = latest("scenario") if settings.DEMO else None
    return render(request, "public/home.html", {"loading": loading, "as_of": today(), "events": EVENTS})


@require_GET
@needs(Act.PUBLIC_OFFICES)
def offices(request: HttpRequest) -> HttpResponse:
    """Every open office with the districts it serves; a map of East Java."""
    on = today()
    found = rows(
        "select o.id, o.name, o.kind, o.address, o.opens_saturday,"
        " coalesce(array_agg(d.name order by d.name) filter (where d.code is not null), '{}') as districts,"
        " coalesce(array_agg(d.code order by d.name) filter (where d.code is not null), '{}') as codes"
        " from registry_office o left join registry_territory t on t.office_id = o.id and t.valid_from <= %(on)s"
        " and (t.valid_to is null or t.valid_to >= %(on)s) left join registry_district d on d.code = t.district_id"
        " where o.valid_from <= %(on)s and (o.valid_to is null or o.valid_to >= %(on)s)"
        " group by o.id order by o.kind <> 'HEAD', o.kind <> 'REGION', o.name",
        {"on": on},
    )
    wanted = request.GET.get("cari", "").strip().lower()
    shown = [
        o
        for o in found
        if not wanted or wanted in o["name"].lower() or any(wanted in d.lower() for d in o["districts"])
    ]
    areas = [
        (name, code)
        for o in found
        if o["kind"] == "BRANCH"
        for name, code in zip(o["districts"], o["codes"], strict=True)
    ]
    chart = None
    if areas:
        chart = kit.Chart(
            "map", _("Wilayah layanan"), _("Kabupaten dan kota yang dilayani kantor cabang dalam daftar."),
            [a[0] for a in areas], [kit.Series(_("Dilayani"), [1] * len(areas))], "count", _("Wilayah"),
            codes=[a[1] for a in areas],
        )  # fmt: skip
    return render(request, "public/offices.html", {"offices": shown, "wanted": wanted, "chart": chart})


@needs(Act.PUBLIC_VERIFY)
@limited("verify", 30)
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a letter."""
    form = VerifyForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("public:verified", code=form.cleaned_data["code"].replace(" ", ""))
    return render(request, "public/verify.html", {"form": form}, status=422 if request.GET and form.errors else 200)


@require_GET
@needs(Act.PUBLIC_VERIFY)
@limited("verify", 30)
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """Whether a letter is ours: number, office, day, signatory. Never a name or an amount."""
    letter = find_letter(code)
    entries = []
    if letter is not None:
        entries = [
            kit.Entry(_("Nomor surat"), letter.number),
            kit.Entry(_("Kantor"), letter.office),
            kit.Entry(_("Tanggal"), date_long(letter.made_on, _lang())),
            kit.Entry(_("Ditandatangani"), f"{letter.signed_title} {letter.signed_by}".strip()),
            kit.Entry("SHA-256", letter.sha256 or "–"),
        ]
    context = {"letter": letter, "entries": entries, "code": code}
    return render(request, "public/verified.html", context, status=200 if letter else 404)


@require_GET
@needs(Act.PUBLIC_HOME)
def charter(request: HttpRequest) -> HttpResponse:
    """How long things take, by law, and what happens when we are late."""
    on = today()
    jht, jkm = law.parameter("jht.payment_deadline", on), law.parameter("jkm.payment_deadline", on)
    late = law.parameter("jkm.late_rate", on)
    rows_ = [
        (_("JHT"), int(jht.value), f"{jht.instrument}, {jht.article}"),
        (_("JKM"), int(jkm.value), f"{jkm.instrument}, {jkm.article}"),
    ]
    table = kit.Table(
        _("Batas waktu pembayaran"),
        [kit.Column("what", _("Manfaat")), kit.Column("days", _("Hari kerja sejak berkas lengkap"), "number"),
         kit.Column("source", _("Dasar hukum"))],
        [{"what": a, "days": b, "source": c} for a, b, c in rows_],
    )  # fmt: skip
    return render(
        request, "public/charter.html",
        {"table": table, "late": percent(int(late.value), 1_000_000, 2, _lang())},
    )  # fmt: skip


@require_GET
@needs(Act.PUBLIC_HOME)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about people, who sees it, how to object."""
    return render(request, "public/privacy.html")


@require_GET
@needs(Act.PUBLIC_HOME)
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages are made to be usable by all, and where they are not yet."""
    return render(request, "public/accessibility.html")
