"""The firm's own record: contact, size and risk group with their reason, who may act for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lindung.access import queries as access
from lindung.access.permissions import Act
from lindung.access.web import needs
from lindung.base.errors import Refused
from lindung.base.format import date_long
from lindung.portals import kit
from lindung.portals.employer.forms import ProfileForm
from lindung.portals.employer.scope import RISKS, SIZES, count, employer_of, lang
from lindung.portals.kit.forms import refuse
from lindung.registry import queries as registry
from lindung.registry.services import change_employer

FIELDS = ("address", "contact_name", "phone", "email")


@needs(Act.EMPLOYER_PROFILE)
def profile(request: HttpRequest) -> HttpResponse:
    """See the record; change what is the firm's own to change."""
    firm, today = employer_of(request), registry.today()
    form = ProfileForm(request.POST or None, initial={name: getattr(firm, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            change_employer(firm.pk, **{name: form.cleaned_data[name] for name in FIELDS})
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Data kontak tersimpan."))
            return redirect("employer:profile")
    classes = list(firm.classes.order_by("-valid_from"))
    users = access.party_users(employer_id=firm.pk)
    now = next((c for c in classes if c.valid_from <= today and (c.valid_to is None or c.valid_to >= today)), None)
    return render(request, "employer/profile.html", {
        "firm": firm, "form": form, "as_of": today, "now": now,
        "entries": [
            kit.Entry(_("Nama"), firm.name), kit.Entry("NPP", firm.npp), kit.Entry("NIB", firm.nib or "–"),
            kit.Entry("NPWP", firm.npwp or "–"), kit.Entry(_("Terdaftar sejak"), date_long(firm.registered_on, lang())),
            kit.Entry(_("Kantor"), firm.office.name), kit.Entry(_("Wilayah"), firm.district.name),
        ],
        "risk": [
            kit.Entry(_("Skala usaha"), SIZES.get(now.size, now.size)),
            kit.Entry(_("Kelompok risiko kerja"), RISKS.get(now.risk_group, now.risk_group),
                      note=_("menentukan tarif iuran JKK")),
            kit.Entry(_("Bidang usaha (KBLI)"), now.kbli),
            kit.Entry(_("Alasan penggolongan"), now.reason),
            kit.Entry(_("Berlaku sejak"), date_long(now.valid_from, lang())),
            kit.Entry(_("Ditinjau kembali"), date_long(now.review_on, lang()),
                      note=_("sudah lewat; petugas akan menghubungi Anda") if now.review_on < today else ""),
        ] if now else [],
        "classes": kit.Table(
            _("Riwayat penggolongan"),
            [kit.Column("since", _("Sejak"), "date"), kit.Column("until", _("Sampai"), "date"),
             kit.Column("size", _("Skala usaha")), kit.Column("risk", _("Kelompok risiko")),
             kit.Column("reason", _("Alasan"))],
            [{"since": c.valid_from, "until": c.valid_to, "size": SIZES.get(c.size, c.size),
              "risk": RISKS.get(c.risk_group, c.risk_group), "reason": c.reason} for c in classes],
            stack=True,
        ),
        "users": kit.Table(
            _("Yang dapat masuk atas nama perusahaan ini: %(n)s") % {"n": count(len(users))},
            [kit.Column("name", _("Nama pengguna")), kit.Column("since", _("Sejak"), "date"),
             kit.Column("until", _("Sampai"), "date"), kit.Column("seen", _("Terakhir masuk"), "date")],
            [{"name": u["username"], "since": u["valid_from"], "until": u["valid_to"],
              "seen": u["last_login"].date() if u["last_login"] else None} for u in users],
            stack=True,
            note=_("Menambah atau menghapus pengguna dilakukan petugas kantor Anda, atas surat dari perusahaan."),
        ),
    }, status=422 if form.errors else 200)  # fmt: skip
