"""An employer that closes down, on its page: what that means, its form, and the way back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.access.permissions import Act
from lindung.base.format import date_long, rupiah
from lindung.collection import queries, services
from lindung.contributions.queries import Statement
from lindung.portals import kit
from lindung.portals.papers import PaperField
from lindung.portals.staff.collection_forms import ReasonForm
from lindung.portals.staff.scope import lang, may
from lindung.registry.models import Employer


class CloseForm(ReasonForm):
    """The firm's last day, why, and the paper that says so."""

    last_day = kit.DateField(label=later("Hari terakhir bekerja"))
    paper = PaperField(
        label=later("Surat pemberi kerja atau akta pembubaran"),
        help_text=later("PDF, PNG, atau JPEG, paling besar 10 MB."),
    )
    field_order = ("last_day", "reason", "paper")


@dataclass(frozen=True)
class Closing:
    """What the page says, and its form where this person has one."""

    title: str
    text: str
    owed: str
    case: str
    form: forms.Form | None
    icon: str
    button: str
    submit: str


def form_of(employer: Employer, data: Any = None, files: Any = None) -> forms.Form:
    """The form that fits: to close a firm that works, or to make another one active again."""
    made = CloseForm if employer.status == Employer.Status.ACTIVE else ReasonForm
    return made(data, files, prefix="tutup")


def do(employer: Employer, asked: dict[str, Any], by: int) -> str:
    """Do what the form of `form_of` asks, and say what was done. Raises CollectionRefused."""
    if employer.status == Employer.Status.ACTIVE:
        services.propose_closure(employer.pk, asked["last_day"], asked["reason"], asked["paper"], by)
        return _("Usulan penutupan tersimpan dan menunggu putusan kepala kantor cabang.")
    services.reactivate(employer.pk, asked["reason"], by)
    return _("Pemberi kerja aktif kembali.")


def panel(request: HttpRequest, employer: Employer, told: Statement | None, bound: forms.Form | None) -> Closing:
    """What the page says of a closure."""
    found = queries.dormancy_of(employer.pk)
    works = employer.status == Employer.Status.ACTIVE
    if works and found:
        text = _("Usulan dengan hari terakhir bekerja %(day)s menunggu putusan kepala kantor cabang.")
    elif works:
        text = _(
            "Setelah diputus, kepesertaan pekerja yang masih berjalan berakhir pada hari terakhir bekerja, mereka dapat"
            " mengajukan JHT, dan laporan upah tidak lagi diminta."
        )
    elif employer.status == Employer.Status.CLOSED:
        text = _(
            "Tutup; hari terakhir bekerja %(day)s. Bila aktif kembali, pekerja didaftarkan lagi oleh pemberi kerja."
        )
    else:
        text = _(
            "Nonaktif; hari terakhir bekerja %(day)s. Bila aktif kembali, pekerja didaftarkan lagi oleh pemberi kerja."
        )
    day = found.from_on if found else employer.closed_on
    owing = told.open + told.penalties if told else 0
    form = bound
    if form is None and may(request, Act.COLLECTION_WORK) and (found is None) == works:
        form = form_of(employer)
    return Closing(
        title=_("Penutupan perusahaan") if works else _("Perusahaan tidak bekerja lagi"),
        text=text % {"day": date_long(day, lang()) if day else "–"},
        owed=_("Iuran dan denda %(amount)s yang belum dibayar tetap ditagih, beserta perkaranya.")
        % {"amount": rupiah(owing, lang())} if owing else "",
        case=reverse("staff:collection_case", args=[found.case_id]) if found else "",
        form=form, icon="x" if works else "refresh",
        button=_("Usulkan penutupan") if works else _("Aktifkan kembali"),
        submit=_("Kirim usulan") if works else _("Aktifkan kembali"),
    )  # fmt: skip
