"""Forms of the public pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from lindung import law
from lindung.base.format import number, rupiah
from lindung.portals import kit
from lindung.portals.language import lang
from lindung.registry.queries import served_districts, today


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


MONTHS = (1, 3, 6, 12)


def income_bands() -> list[tuple[int, str]]:
    """The income bands of the law on the business day: the figure that stands for a band, and its words."""
    found: list[tuple[int, str]] = []
    below = 0
    for upper, base in law.parameter("bpu.band_base", today()).value:
        text = _("di atas %(sum)s") if upper is None else _("sampai %(sum)s")
        found.append((int(base), text % {"sum": rupiah(below if upper is None else int(upper), lang())}))
        below = int(upper or 0)
    return found


class SelfForm(forms.Form):
    """Who registers himself, and what he pays for."""

    nik = forms.CharField(
        label=later("NIK"), max_length=25, help_text=later("Enam belas angka pada KTP."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        label=later("Nama menurut KTP"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    phone = forms.CharField(
        label=later("Nomor telepon"), max_length=20, required=False,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    occupation = forms.CharField(
        label=later("Pekerjaan"), max_length=80, help_text=later("Misalnya pedagang sayur, pengemudi, petani.")
    )
    transport = forms.BooleanField(label=later("Pekerja angkutan (pengemudi, kurir)"), required=False)
    district_id = forms.ChoiceField(label=later("Bekerja di kabupaten atau kota"))
    income = forms.TypedChoiceField(label=later("Penghasilan rata-rata sebulan"), coerce=int)
    jht = forms.BooleanField(label=later("Ikut JHT (tabungan hari tua)"), required=False)
    months = forms.TypedChoiceField(label=later("Bayar untuk berapa bulan?"), coerce=int, widget=forms.RadioSelect)
    true = forms.BooleanField(label=later("Data ini benar dan tentang diri saya sendiri."))
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, str]]] = {
            "district_id": [("", "–"), *((d["code"], d["name"]) for d in served_districts(today()))],
            "income": income_bands(),
            "months": [
                (n, ngettext("%(n)s bulan iuran", "%(n)s bulan iuran", n) % {"n": number(n, lang=lang())})
                for n in MONTHS
            ],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The last code that was paid or asked for, and the birth date of who it was for."""

    code = forms.CharField(
        label=later("Kode iuran terdahulu"), max_length=30,
        help_text=later("16 angka; ada pada bukti bayar atau halaman kode."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    birth_date = kit.DateField(label=later("Tanggal lahir"))

    def clean_code(self) -> str:
        code = "".join(c for c in str(self.cleaned_data["code"]) if c in "0123456789")
        if len(code) != 16:
            raise forms.ValidationError(_("Kode iuran terdiri dari 16 angka."))
        return code


class ActivationForm(forms.Form):
    """Who somebody is, and the code on his sheet."""

    kpj = forms.CharField(
        label=later("Nomor peserta (KPJ)"), max_length=20, help_text=later("Ada pada lembar aktivasi dan kartu Anda."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip
    nik = forms.CharField(
        label=later("NIK"), max_length=25, help_text=later("Enam belas angka pada KTP."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    code = forms.CharField(
        label=later("Kode aktivasi"), max_length=30,
        help_text=later("15 huruf dan angka pada lembar aktivasi; tanda hubung boleh tidak diketik."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class ChooseForm(forms.Form):
    """A user name, for a new login, and a password."""

    username = forms.CharField(
        label=later("Nama pengguna"), max_length=30,
        help_text=later("Pilih sendiri: 3 sampai 30 huruf kecil, angka, titik, atau tanda hubung, dimulai huruf."),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=later("Kata sandi"), max_length=128, strip=False,
        help_text=later("Paling sedikit 12 huruf atau angka, bukan kata yang mudah ditebak."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=later("Kata sandi sekali lagi"), max_length=128, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, named: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:  # the login is there: its name stays
            del self.fields["username"]

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        typed = super().clean() or {}
        if "password" in typed and "again" in typed and typed["password"] != typed["again"]:
            self.add_error("again", _("Kedua kata sandi berbeda."))
        return typed


class MonthsForm(forms.Form):
    """How many months to pay."""

    months = forms.TypedChoiceField(label=later("Bayar sampai bulan apa?"), coerce=int, widget=forms.RadioSelect)
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)
