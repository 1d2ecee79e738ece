"""Corrections of a person's data in words: what was, what is or shall be, on what evidence; for members and staff."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.base.format import date_long
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.portals.papers import PaperField
from lindung.registry.models import Person, PersonChange

FIELDS: Mapping[str, Any] = {
    "nik": "NIK",
    "name": later("Nama"),
    "birth_date": later("Tanggal lahir"),
    "birth_place": later("Tempat lahir"),
    "sex": later("Jenis kelamin"),
    "mother_name": later("Nama ibu kandung"),
    "died_on": later("Tanggal meninggal"),
    "phone": later("Telepon"),
    "email": "E-mail",
    "address": later("Alamat"),
    "npwp": "NPWP",
}
SEXES = [("L", later("Laki-laki")), ("P", later("Perempuan"))]
EVIDENCE: Mapping[str, Any] = {
    "ID_CARD": later("KTP elektronik"),
    "FAMILY_CARD": later("Kartu keluarga"),
    "BIRTH_CERTIFICATE": later("Akta kelahiran"),
    "DEATH_CERTIFICATE": later("Akta kematian"),
    "CIVIL_REGISTRY": later("Surat keterangan Dukcapil"),
    "COURT": later("Penetapan pengadilan"),
    "TAX_CARD": later("Kartu NPWP"),
    "STATEMENT": later("Pernyataan orangnya"),
}


class IdentityForm(forms.Form):
    """Who a person is, as the civil registry has it."""

    nik = forms.CharField(label="NIK", max_length=24, required=False)
    name = forms.CharField(label=later("Nama"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    birth_place = forms.CharField(label=later("Tempat lahir"), max_length=60, required=False)
    sex = forms.ChoiceField(label=later("Jenis kelamin"), choices=SEXES)
    mother_name = forms.CharField(label=later("Nama ibu kandung"), max_length=120, required=False)


class ProofForm(forms.Form):
    """On what evidence, and why."""

    evidence = forms.ChoiceField(label=later("Bukti"), choices=list(EVIDENCE.items()))
    evidence_number = forms.CharField(label=later("Nomor bukti"), max_length=60, required=False)
    file = PaperField(
        label=later("Foto atau PDF bukti"), required=False, help_text=later("PDF, JPG, atau PNG, paling besar 10 MB.")
    )
    reason = forms.CharField(
        label=later("Mengapa data yang tercatat keliru"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=later("Dibaca petugas dan orangnya sendiri."),
    )  # fmt: skip


def started(person: Person, fields: Sequence[str]) -> dict[str, Any]:
    """What a form begins with: the record as it is."""
    return {field: getattr(person, field) for field in fields}


def value(field: str, held: Any) -> str:
    """One fact in words."""
    if held in (None, ""):
        return _("dicabut") if field == "died_on" else _("kosong")
    if field in ("birth_date", "died_on"):
        return date_long(date.fromisoformat(held), lang())
    return str(dict(SEXES).get(held, held)) if field == "sex" else str(held)


def entries(changes: Mapping[str, Sequence[Any]]) -> list[kit.Entry]:
    """Every fact that becomes other: the new value, and what we hold or held."""
    return [
        kit.Entry(FIELDS[f], value(f, after), note=_("tercatat: %(old)s") % {"old": value(f, before)})
        for f in FIELDS
        if f in changes
        for before, after in [changes[f]]
    ]


def in_short(changes: Mapping[str, Sequence[Any]]) -> str:
    """What is to be other, in one line."""
    return ", ".join(str(FIELDS[f]) for f in FIELDS if f in changes)


def state_word(row: Mapping[str, Any]) -> str:
    """Where a change stands."""
    words = {
        "ASKED": _("Diminta peserta, menunggu petugas"),
        "PROPOSED": _("Menunggu putusan"),
        "DONE": _("Dibetulkan"),
        "DECLINED": _("Tidak dijalankan"),
        "WITHDRAWN": _("Ditarik"),
    }
    return words[row["state"]]


def proof(row: Mapping[str, Any]) -> str:
    """The evidence with its number; nothing for what somebody changed himself."""
    if row["evidence"] == PersonChange.Evidence.STATEMENT and not row["reason"]:
        return _("diubah sendiri di portal")
    return f"{EVIDENCE[row['evidence']]} {row['evidence_number']}".strip()


def history(found: Sequence[Mapping[str, Any]], who: Mapping[int, str] | None = None, href: Any = None) -> kit.Table:
    """Changes newest first, old beside new. `who`: names of those who did it, where the reader may know them; `href`
    gives the page of one."""

    def hands(row: Mapping[str, Any]) -> str:
        named = [who.get(row[k], "") for k in ("proposed_by", "decided_by") if row[k]] if who else []
        return ", ".join(dict.fromkeys(n for n in named if n))

    rows = [
        {
            "day": kit.Cell(localdate(r["decided_at"] or r["proposed_at"] or r["made_at"]), href(r) if href else ""),
            "what": kit.Cell(
                "; ".join(
                    f"{FIELDS[f]}: {value(f, r['changes'][f][0])} → {value(f, r['changes'][f][1])}"
                    for f in FIELDS
                    if f in r["changes"]
                ),
                note=r["reason"],
            ),
            "proof": kit.Cell(proof(r), note=hands(r)),
            "state": kit.Cell(state_word(r), note=r["answer"]),
        }
        for r in found
    ]
    return kit.Table(
        _("Perubahan data"),
        [
            kit.Column("day", _("Tanggal"), "date"),
            kit.Column("what", _("Dari → menjadi")),
            kit.Column("proof", _("Bukti")),
            kit.Column("state", _("Keadaan")),
        ],
        rows,
        stack=True,
        show_caption=False,
        empty=_("Belum ada data yang diubah."),
    )
