"""The forms of an employer."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.portals.kit import DateField


class AnswerForm(forms.Form):
    """Agree to a worker's notice that he left, or object."""

    agree = forms.ChoiceField(
        label=later("Apakah benar pekerja ini sudah berhenti?"), widget=forms.RadioSelect,
        choices=[("ya", later("Ya, benar")), ("tidak", later("Tidak, saya keberatan"))],
    )  # fmt: skip
    answer = forms.CharField(
        label=later("Penjelasan"), required=False, max_length=500, widget=forms.Textarea({"rows": 4}),
        help_text=later("Wajib bila Anda keberatan. Pekerja dan petugas dapat membacanya."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An objection has a reason."""
        cleaned = super().clean() or {}
        if cleaned.get("agree") == "tidak" and not (cleaned.get("answer") or "").strip():
            self.add_error("answer", _("Tuliskan mengapa Anda keberatan."))
        return cleaned


class DisputeForm(forms.Form):
    """The employer's side of a worker's objection."""

    answer = forms.CharField(
        label=later("Jawaban Anda"), max_length=500, widget=forms.Textarea({"rows": 5}),
        help_text=later("Pekerja dan petugas dapat membacanya. Petugas yang memutuskan."),
    )  # fmt: skip


class TokenForm(forms.Form):
    """A new API key."""

    name = forms.CharField(label=later("Nama kunci"), max_length=60,
                           help_text=later("Untuk apa kunci ini dipakai, misalnya: aplikasi gaji."))  # fmt: skip


class ProfileForm(forms.Form):
    """What an employer may change himself."""

    address = forms.CharField(label=later("Alamat"), max_length=200, required=False)
    contact_name = forms.CharField(label=later("Nama kontak"), max_length=80, required=False)
    phone = forms.CharField(label=later("Telepon"), max_length=20, required=False)
    email = forms.EmailField(label=later("Email"), required=False)


class DeathForm(forms.Form):
    """A worker's death, reported by the employer."""

    nik = forms.CharField(label=later("NIK atau KPJ pekerja"), max_length=24,
                          help_text=later("16 angka NIK, atau nomor kartu peserta."))  # fmt: skip
    died_on = DateField(label=later("Tanggal meninggal"))
    work_accident = forms.ChoiceField(
        label=later("Apakah meninggal karena kecelakaan kerja?"), widget=forms.RadioSelect,
        choices=[("tidak", later("Tidak")), ("ya", later("Ya, atau mungkin"))],
    )  # fmt: skip
    reporter = forms.CharField(label=later("Nama Anda"), max_length=80)
    sure = forms.BooleanField(label=later("Saya yakin orang dan tanggalnya benar"))
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
