"""A death as people report it on a page: the questions, the certificate, and what the reporter is told.

Member and staff pages ask the same and call the same service; only who is asked and where he sits differ.
"""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long, rupiah
from lindung.claims import services
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.papers import PaperField
from lindung.registry.models import Relative
from lindung.registry.services import store_file


class DeathForm(forms.Form):
    """A death, once, for every right of the family."""

    reporter = forms.CharField(label=later("Nama Anda"), max_length=120)
    relation = forms.ChoiceField(label=later("Hubungan Anda dengan almarhum"), choices=Relative.Kind.choices)
    died_on = kit.DateField(label=later("Tanggal meninggal"))
    work_accident = forms.TypedChoiceField(
        label=later("Meninggal karena kecelakaan kerja?"), choices=[("0", later("Tidak")), ("1", later("Ya"))],
        coerce=lambda v: v == "1", widget=forms.RadioSelect, initial="0",
    )  # fmt: skip
    certificate = PaperField(
        label=later("Akta atau surat kematian"), required=False, help_text=later("PDF, JPG, atau PNG. Boleh menyusul.")
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


def report(
    form: DeathForm, person_id: int, office_id: int, by: int | None, channel: str = "PORTAL"
) -> services.DeathReport:
    """Keep the certificate and report the death. Raises what `store_file` and `report_death` refuse."""
    asked, files = form.cleaned_data, {}
    if asked["certificate"]:
        name, kind, data = asked["certificate"]
        files["DEATH_CERTIFICATE"] = store_file(name, kind, data, office_id, person_id=person_id, by=by).pk
    return services.report_death(
        asked["reporter"], asked["relation"], person_id, asked["died_on"], work_accident=asked["work_accident"],
        files=files, by=by, channel=channel, client_key=f"{channel.lower()}:{person_id}:{asked['client_key']}",
    )  # fmt: skip


ASKS = {
    "HEIR": later("Ahli waris yang belum tercatat"),
    "DATE": later("Tanggal meninggal lain"),
    "ACCIDENT": later("Mungkin kecelakaan kerja"),
    "BURIER": later("Orang lain yang mengurus pemakaman"),
    "PAPERS": later("Dokumen baru"),
}
"""What another report of a death puts in question."""


def kept_words(made: services.DeathReport) -> list[str]:
    """What becomes of a report that came after the first one, in sentences for who reported; [] for a first one."""
    if made.later is None:
        return []
    put = sorted({number for _code, _file, number in made.later.papers if number})
    told = [_("Kematian ini sudah dilaporkan, jadi tidak dibuka klaim kedua. Laporan Anda disimpan pada berkasnya.")]
    if put:
        told.append(_("Dokumen Anda ditambahkan pada klaim %(numbers)s.") % {"numbers": ", ".join(put)})
    if "DATE" in made.later.asks:
        told.append(_("Tanggal yang Anda sebut berbeda dari yang tercatat; kantor cabang memeriksa mana yang benar."))
    if made.later.asks and all(one.outcome == "PAID" for one in made.standing):
        told.append(
            _("Manfaatnya sudah dibayarkan. Kantor cabang memeriksa laporan Anda dan menjawabnya; simpan bukti Anda.")
        )
    elif made.later.hold:
        told.append(_("Sebelum pembayaran dilanjutkan, petugas memeriksa keterangan Anda dan menghubungi Anda."))
    return told


def told(made: services.DeathReport, page: str = "") -> dict[str, Any]:
    """What the reporter reads: rights found, claims with their days, shares by law, one list of papers.

    `page`: name of the address where a claim is opened, for who may.
    """
    english = lang() == "en"
    kinds = dict(Relative.Kind.choices)
    return {
        "made": made,
        "standing": [
            kit.Entry(
                one.number,
                kit.STATUSES[one.outcome or one.status].label,
                one.programme,
                href=reverse(page, args=[one.number]) if page else "",
                action=_("Buka berkas") if page else "",
            )
            for one in made.standing
        ],
        "kept": kept_words(made),
        "found": [
            kit.Entry(
                f"{f.programme}: {f.what[lang()]}",
                rupiah(f.amount, lang()) if f.amount is not None else _("dihitung kemudian"),
                f.claim.number if f.claim else "",
            )
            for f in made.found
        ],
        "claims": [
            kit.Entry(
                c.number,
                _("dibayar selambatnya %(day)s bila berkas lengkap hari ini") % {"day": date_long(c.due_on, lang())}
                if c.due_on
                else _("menunggu berkas lengkap"),
                href=reverse(page, args=[c.number]) if page else "",
                action=_("Buka berkas") if page else "",
            )
            for c in made.claims
        ],
        "shares": [
            kit.Entry(name, rupiah(amount, lang()), kinds.get(kind, kind)) for name, kind, amount in made.shares
        ],
        "papers": [
            (capfirst(p.title_en if english else p.title_id), p.held or p.file_id is not None) for p in made.papers
        ],
        "as_of": made.died_on,
    }  # fmt: skip
