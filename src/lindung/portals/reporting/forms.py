"""The forms of wage reports."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.portals.kit import DateField, RupiahField
from lindung.portals.reporting.words import EXITS

LARGEST = 10_000_000_000
MAX_UPLOAD = settings.LINDUNG_MAX_LIST


class MonthForm(forms.Form):
    """Which month to report."""

    bulan = forms.ChoiceField(label=later("Bulan iuran"))

    def __init__(self, *args: Any, months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bulan"].choices = months  # type: ignore[attr-defined]


class CorrectForm(forms.Form):
    """Why a posted month is opened again."""

    reason = forms.CharField(
        label=later("Mengapa bulan ini dibetulkan?"), max_length=200,
        help_text=later("Misalnya: upah lembur bulan itu belum masuk. Alasan tersimpan bersama laporan."),
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip


class UploadForm(MonthForm):
    """A wage file of a month."""

    file = forms.FileField(
        label=later("Berkas upah (XLSX, XLS, atau CSV)"),
        help_text=later("Paling banyak 100.000 baris dan 32 MB. Nama berkas dan urutan kolom bebas."),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.tsv,.txt"}), allow_empty_file=True,
    )  # fmt: skip
    reason = forms.CharField(
        label=later("Alasan pembetulan"), required=False, max_length=200,
        help_text=later("Isi hanya bila bulan itu sudah terbukukan: berkas ini membetulkannya."),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def clean_file(self) -> Any:
        """Not larger than what the reader takes."""
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_("Berkas lebih besar dari 32 MB. Simpan hanya lembar datanya, atau bagi dua."))
        return file


class MatchingFileForm(forms.Form):
    """A file whose columns are to be matched."""

    file = forms.FileField(
        label=later("Berkas (XLSX, XLS, atau CSV)"), allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.xls,.csv,.tsv,.txt"}),
    )  # fmt: skip


class MatchingForm(forms.Form):
    """The name of a matching, and for which month the file is read with it."""

    name = forms.CharField(
        label=later("Nama pencocokan"), max_length=60, help_text=later("Misalnya nama aplikasi gaji Anda.")
    )
    bulan = forms.ChoiceField(
        label=later("Baca berkas ini sekarang untuk bulan"), required=False,
        help_text=later("Kosong: pencocokan hanya disimpan."),
    )  # fmt: skip

    def __init__(self, *args: Any, months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bulan"].choices = [("", _("– tidak sekarang –")), *months]  # type: ignore[attr-defined]


class LineForm(forms.Form):
    """One worker in a report."""

    wage = RupiahField(label=later("Upah sebulan"), minimum=1)
    back_pay = RupiahField(
        label=later("Rapel"),
        required=False,
        help_text=later("Kekurangan upah bulan lalu yang baru dibayar; kosong bila tidak ada."),
    )
    start_on = DateField(
        label=later("Mulai bekerja"), required=False, help_text=later("Hanya untuk pekerja yang baru masuk.")
    )
    leaves = forms.ChoiceField(
        label=later("Apakah pekerja ini berhenti bulan ini?"), required=False,
        choices=[("", later("Tidak, tetap bekerja")), *[(k, v) for k, v in EXITS.items() if k != "LAPSED"]],
    )  # fmt: skip
    end_on = DateField(label=later("Hari terakhir bekerja"), required=False)

    def clean(self) -> dict[str, Any]:
        """A leaver needs his last day."""
        cleaned = super().clean() or {}
        left = cleaned.get("leaves") not in ("", None, "DIED")
        if left and not cleaned.get("end_on") and "end_on" not in self.errors:
            self.add_error("end_on", _("Isi hari terakhir bekerja."))
        return cleaned


class WorkerForm(forms.Form):
    """A worker to put into a report, found by NIK."""

    nik = forms.CharField(label=later("NIK"), max_length=24, help_text=later("16 angka pada KTP."),
                          widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}))  # fmt: skip
    name = forms.CharField(label=later("Nama lengkap"), max_length=120, help_text=later("Seperti pada KTP."))
    birth_date = DateField(label=later("Tanggal lahir"))
    birth_place = forms.CharField(label=later("Tempat lahir"), required=False, max_length=60)
    mother_name = forms.CharField(label=later("Nama ibu kandung"), required=False, max_length=120)
    start_date = DateField(label=later("Mulai bekerja"))
    wage = RupiahField(label=later("Upah sebulan"), minimum=1)
    back_pay = RupiahField(label=later("Rapel"), required=False)

    def clean_nik(self) -> str:
        """Sixteen digits, however they are grouped."""
        nik = "".join(c for c in self.cleaned_data["nik"] if c.isdigit())
        if len(nik) != 16:
            raise forms.ValidationError(_("NIK harus 16 angka."))
        return nik
