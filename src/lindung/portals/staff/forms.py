"""The forms of staff."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lindung.portals import kit

_LONG = {"rows": 3}


class NoteForm(forms.Form):
    """A note in a claim's timeline."""

    text = forms.CharField(label=_("Catatan"), max_length=500, widget=forms.Textarea(attrs=_LONG))
    public = forms.BooleanField(label=_("Peserta boleh membacanya"), required=False)


class ReportAnswerForm(forms.Form):
    """What another report of a death means."""

    finding = forms.ChoiceField(
        label=_("Hasilnya"),
        widget=forms.RadioSelect,
        choices=[
            ("HEIR", _("Pelapor ahli waris: catat sebagai keluarga")),
            ("NOT_HEIR", _("Pelapor bukan ahli waris")),
            ("NOTHING", _("Tidak mengubah apa pun")),
        ],
    )
    answer = forms.CharField(label=_("Jawaban dan buktinya"), max_length=500, widget=forms.Textarea(attrs=_LONG))


class CorrectForm(forms.Form):
    """Why a decided claim is corrected; of a recorded case also its amounts, entered again."""

    reason = forms.CharField(
        label=_("Mengapa putusan dibetulkan"),
        help_text=_("Tulis bukti dan kejadiannya; penyetuju dan peserta membacanya."),
        max_length=500,
        widget=forms.Textarea(attrs=_LONG),
    )

    def __init__(self, *args: Any, components: list[tuple[str, str, int]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, title, amount in components or ():
            self.fields[f"amount_{code}"] = kit.RupiahField(label=title, initial=amount)

    def amounts(self) -> dict[str, int]:
        """The amounts as entered, by component."""
        data = self.cleaned_data
        return {name.removeprefix("amount_"): data[name] for name in self.fields if name.startswith("amount_")}


class LabelForm(forms.Form):
    """A labelled correction of what an office has paid."""

    programme = forms.ChoiceField(label=_("Program"), choices=[(p, p) for p in ("JKK", "JKM", "JHT", "JP")])
    on = kit.DateField(label=_("Tanggal pembukuan"))
    amount = kit.RupiahField(
        label=_("Selisih"), help_text=_("Negatif bila yang tercatat terlalu banyak."), negative=True,
        minimum=-10**12, maximum=10**12,
    )  # fmt: skip
    label_id = forms.CharField(label=_("Keterangan"), max_length=300, widget=forms.Textarea(attrs=_LONG))
    label_en = forms.CharField(
        label=_("Keterangan dalam bahasa Inggris"), max_length=300, widget=forms.Textarea(attrs=_LONG)
    )


class AskForm(forms.Form):
    """A paper that was not on the first list."""

    title_id = forms.CharField(label=_("Dokumen yang diminta"), max_length=120)
    title_en = forms.CharField(label=_("Namanya dalam bahasa Inggris"), max_length=120)
    reason = forms.CharField(
        label=_("Alasan"), help_text=_("Dibaca peserta."), max_length=200, widget=forms.Textarea(attrs=_LONG)
    )


class ThirdForm(forms.Form):
    """Who is waited for, or what they answered."""

    whom = forms.CharField(label=_("Menunggu siapa"), help_text=_("Misalnya: Dinas Kependudukan."), max_length=120)


class CheckForm(forms.Form):
    """What an officer finds about a paper."""

    good = forms.ChoiceField(
        label=_("Hasil pemeriksaan"),
        widget=forms.RadioSelect,
        choices=[("1", _("Dapat dipakai")), ("0", _("Tidak dapat dipakai"))],
    )
    note = forms.CharField(
        label=_("Mengapa tidak dapat dipakai"), required=False, max_length=200, help_text=_("Dibaca peserta.")
    )


class RateForm(forms.Form):
    """A rate of return that the institution decided."""

    stage = forms.ChoiceField(
        label=_("Tingkat apa?"),
        choices=[
            ("INTERIM", _("JHT sementara, setahun")),
            ("FINAL", _("JHT akhir, setahun")),
            ("MONTH", _("JP, sebulan")),
        ],
    )
    period = forms.CharField(
        label=_("Berlaku untuk"),
        max_length=7,
        help_text=_("Sementara: bulan mulai berlaku. Akhir: Januari tahun itu. JP: bulannya. Misalnya 2022-01."),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2022-01"}),
    )
    rate = kit.RateField(label=_("Besarnya (%)"), minimum=0, help_text=_("Misalnya 5,53. JHT setahun, JP sebulan."))
    document = forms.CharField(label=_("Nomor keputusan"), max_length=80)
    decided_on = kit.DateField(label=_("Tanggal keputusan"))

    def clean_period(self) -> date:
        """A month, as its first day."""
        try:
            return date.fromisoformat(f"{self.cleaned_data['period'][:7]}-01")
        except ValueError as wrong:
            raise forms.ValidationError(_("Tulis bulan seperti 2022-01.")) from wrong


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(label=_("Berkas"))


class PaperForm(forms.Form):
    """A paper shown at the counter, as a picture or PDF."""

    file = forms.FileField(label=_("Foto atau PDF dokumen"), help_text=_("PDF, JPG, atau PNG, paling besar 10 MB."))


class AppealForm(forms.Form):
    """The answer to an appeal."""

    answer = forms.CharField(label=_("Jawaban"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    upheld = forms.BooleanField(label=_("Keberatan diterima: klaim yang ditolak dibuka lagi"), required=False)


class DecisionForm(forms.Form):
    """What to decide: what the rules give, to return the file, or to reject."""

    choice = forms.ChoiceField(label=_("Apa usulan Anda?"), widget=forms.RadioSelect)
    return_reasons = forms.MultipleChoiceField(
        label=_("Yang harus dilengkapi"), widget=forms.CheckboxSelectMultiple, required=False
    )
    reject_reasons = forms.MultipleChoiceField(
        label=_("Alasan penolakan"), widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(
        label=_("Penjelasan untuk peserta"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Tulis dengan kata sehari-hari: apa yang kurang dan apa yang harus dilakukan."),
    )
    deviation = forms.CharField(
        label=_("Mengapa menyimpang dari hasil aturan"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Wajib bila usulan berbeda dari hasil aturan; dibaca penyetuju."),
    )

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[str, Any]],
        returns: list[tuple[str, str]],
        rejects: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        self.fields["return_reasons"].choices = returns  # type: ignore[attr-defined]
        self.fields["reject_reasons"].choices = rejects  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A return needs what is missing, a rejection its reason."""
        cleaned = super().clean() or {}
        choice = cleaned.get("choice")
        for kind, field in (("RETURN", "return_reasons"), ("REJECT", "reject_reasons")):
            if choice == kind and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, _("Pilih paling sedikit satu alasan."))
        return cleaned


class SendBackForm(forms.Form):
    """Why the approver sends a proposal back."""

    reason = forms.CharField(label=_("Apa yang harus diperbaiki"), max_length=180, widget=forms.Textarea(attrs=_LONG))


class BatchForm(forms.Form):
    """A batch of payments."""

    pay_on = kit.DateField(label=_("Tanggal bayar"))
    programme = forms.ChoiceField(
        label=_("Program"),
        required=False,
        choices=[("", _("Semua program")), ("JHT", "JHT"), ("JKM", "JKM"), ("JKK", "JKK"), ("JP", "JP")],
    )


class RetryForm(forms.Form):
    """Repeat a failed payment."""

    account = forms.ChoiceField(label=_("Rekening tujuan"))
    vouch = forms.BooleanField(
        label=_("Saya sudah memeriksa pemilik rekening; bayar tanpa menunggu masa jeda"), required=False
    )


class ReasonForm(forms.Form):
    """A reason, kept for ever."""

    reason = forms.CharField(label=_("Alasan"), max_length=200, widget=forms.Textarea(attrs=_LONG))
