"""Forms of the public pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.portals import kit

SIZES = [
    ("large", later("Besar")), ("medium", later("Menengah")), ("small", later("Kecil")), ("micro", later("Mikro")),
]  # fmt: skip
RISKS = [
    (1, later("Sangat rendah (misalnya toko, bank, konveksi)")),
    (2, later("Rendah (misalnya rumah makan, hotel)")),
    (3, later("Sedang (misalnya pabrik makanan, mebel)")),
    (4, later("Tinggi (misalnya bengkel mesin, angkutan)")),
    (5, later("Sangat tinggi (misalnya tambang, konstruksi)")),
]


class SimulateForm(forms.Form):
    """What a worker knows about himself; nothing is stored."""

    wage = kit.RupiahField(
        label=later("Upah sebulan"), help_text=later("Upah pokok ditambah tunjangan tetap."), minimum=1
    )
    size = forms.ChoiceField(label=later("Ukuran perusahaan"), choices=SIZES, initial="large")
    risk_group = forms.TypedChoiceField(
        label=later("Risiko pekerjaan di perusahaan"), choices=RISKS, coerce=int, initial=1
    )
    on = kit.DateField(label=later("Menurut aturan tanggal"), required=False)
    balance = kit.RupiahField(label=later("Saldo JHT sekarang (jika tahu)"), required=False, minimum=0)
    years = forms.IntegerField(
        label=later("Berapa tahun lagi bekerja?"), min_value=1, max_value=40, initial=10, required=False
    )


class VerifyForm(forms.Form):
    """The code printed under the QR of a letter."""

    code = forms.CharField(
        label=later("Kode di bawah QR pada surat"), max_length=40,
        help_text=later("20 huruf dan angka, misalnya ABCDE-12345-FGHJK-67890."),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if sum(c.isalnum() for c in code) != 20:
            raise forms.ValidationError(_("Kode surat terdiri dari 20 huruf dan angka."))
        return code

    def clean(self) -> dict[str, Any]:
        return super().clean() or {}
