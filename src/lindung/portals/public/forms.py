"""Forms of the public pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later


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
