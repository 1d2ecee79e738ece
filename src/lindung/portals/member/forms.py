"""Forms of the member portal; at most six questions from a reason to a receipt."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.coverage.services import WORKER_REASONS
from lindung.portals import kit
from lindung.portals.papers import content_type
from lindung.registry.models import Bank, Relative

GROUNDS = [
    ("RESIGNED", later("Saya mengundurkan diri")),
    ("TERMINATED", later("Saya diberhentikan (PHK)")),
    ("CONTRACT_END", later("Kontrak kerja saya berakhir")),
    ("AGE_56", later("Saya sudah berusia 56 tahun")),
    ("PARTIAL_10", later("Masih bekerja, ambil 10 % untuk persiapan hari tua")),
    ("PARTIAL_30", later("Masih bekerja, ambil 30 % untuk rumah")),
    ("TOTAL_DISABILITY", later("Saya cacat total tetap")),
    ("LEFT_INDONESIA", later("Saya meninggalkan Indonesia untuk selamanya")),
]
NEEDS_DAY = ("TOTAL_DISABILITY", "LEFT_INDONESIA")


class ReasonForm(forms.Form):
    """Why the money is asked for; the check answers before anything is uploaded."""

    ground = forms.ChoiceField(
        label=later("Mengapa Anda meminta pembayaran JHT?"), choices=GROUNDS, widget=forms.RadioSelect
    )
    stop_on = kit.DateField(
        label=later("Sejak tanggal berapa?"), required=False,
        help_text=later("Hanya untuk cacat total atau meninggalkan Indonesia."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("ground") in NEEDS_DAY and not cleaned.get("stop_on") and "stop_on" not in self.errors:
            self.add_error("stop_on", _("Isi tanggalnya."))
        return cleaned


class SubmitForm(forms.Form):
    """Missing papers, the account, consent."""

    def __init__(self, *args: Any, papers: Sequence[Any] = (), account: dict[str, Any] | None = None, name: str = "",
                 english: bool = False, **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.papers = [p for p in papers if not p.held]
        for paper in self.papers:
            self.fields[f"paper_{paper.code}"] = forms.FileField(
                label=capfirst(paper.title_en if english else paper.title_id), required=False,
                help_text=_("PDF, JPG, atau PNG. Boleh menyusul: klaim menunggu, jam hukum mulai saat lengkap."),
            )  # fmt: skip
        if account:
            self.fields["use_account"] = forms.ChoiceField(
                label=_("Dibayar ke rekening mana?"), widget=forms.RadioSelect, initial="held",
                choices=[
                    ("held", f"{account['bank']} ···{account['number'][-4:]} ({account['holder_name']})"),
                    ("new", _("Rekening lain")),
                ],
            )  # fmt: skip
        banks = [("", _("Pilih bank")), *Bank.objects.values_list("code", "name")]
        self.fields["bank"] = forms.ChoiceField(label=_("Bank"), choices=banks, required=False)
        self.fields["number"] = forms.CharField(label=_("Nomor rekening"), max_length=34, required=False)
        self.fields["holder"] = forms.CharField(
            label=_("Nama pemilik rekening"), max_length=120, required=False, initial=name,
            help_text=_("Harus atas nama Anda; kami cocokkan namanya."),
        )  # fmt: skip
        self.fields["agree"] = forms.BooleanField(label=_("Data di atas benar dan saya meminta pembayaran ini."))
        self.fields["client_key"] = forms.CharField(widget=forms.HiddenInput, max_length=80)
        self.has_account = bool(account)

    def paper_fields(self) -> list[forms.BoundField]:
        """The missing papers."""
        return [self[f"paper_{p.code}"] for p in self.papers]

    def account_fields(self) -> list[forms.BoundField]:
        """The other account."""
        return [self["bank"], self["number"], self["holder"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_account or cleaned.get("use_account") == "new":
            for name, words in (
                ("bank", _("Pilih bank.")),
                ("number", _("Isi nomor rekening.")),
                ("holder", _("Isi nama pemilik.")),
            ):
                if not cleaned.get(name):
                    self.add_error(name, words)
        for paper in self.papers:
            upload = cleaned.get(f"paper_{paper.code}")
            if upload and not content_type(upload.read(8)):
                self.add_error(f"paper_{paper.code}", _("Berkas harus PDF, JPG, atau PNG."))
            if upload:
                upload.seek(0)
        return cleaned


class DocumentForm(forms.Form):
    """One more document for a claim."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=32)
    file = forms.FileField(label=later("Berkas"), help_text=later("PDF, JPG, atau PNG, paling besar 10 MB."))

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not content_type(upload.read(8)):
            raise forms.ValidationError(_("Berkas harus PDF, JPG, atau PNG."))
        upload.seek(0)
        return upload


class TextForm(forms.Form):
    """A short text: an appeal, a withdrawal's reason."""

    text = forms.CharField(
        label=later("Tulis dengan kata-kata Anda"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )


class LeftForm(forms.Form):
    """I left my employer."""

    spell = forms.IntegerField(widget=forms.HiddenInput)
    left_on = kit.DateField(label=later("Hari kerja terakhir"))
    reason = forms.ChoiceField(label=later("Mengapa berhenti?"))
    note = forms.CharField(label=later("Keterangan atau bukti yang Anda punya"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "RESIGNED": _("Mengundurkan diri"), "TERMINATED": _("Diberhentikan"), "CONTRACT_END": _("Kontrak berakhir"),
            "RETIRED": _("Pensiun"), "LEFT_INDONESIA": _("Meninggalkan Indonesia"),
        }  # fmt: skip
        self.fields["reason"].choices = [(r, words.get(r, r)) for r in WORKER_REASONS]  # type: ignore[attr-defined]


DISPUTES = [
    ("WAGE", later("Upah yang dilaporkan tidak benar")),
    ("MISSING_MONTH", later("Ada bulan yang tidak dilaporkan")),
    ("START", later("Tanggal mulai saya bekerja keliru")),
    ("EXIT", later("Saya tidak berhenti, atau tanggal dan alasannya keliru")),
    ("SPELL", later("Saya tidak bekerja di sini")),
]


class DisputeForm(forms.Form):
    """A wage, a missing month, an exit or a whole spell is wrong. Who has not left cannot object to an exit."""

    spell = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=later("Apa yang tidak benar?"), choices=DISPUTES)
    month = forms.CharField(
        label=later("Bulan"), required=False,
        help_text=later("Misalnya 2021-10. Hanya untuk upah dan bulan yang tidak dilaporkan."),
        widget=forms.TextInput(attrs={"type": "month", "placeholder": "2021-10"}),
    )  # fmt: skip
    wage = kit.RupiahField(label=later("Upah yang sebenarnya"), required=False, minimum=1)
    note = forms.CharField(label=later("Keterangan"), max_length=500, required=False)

    def __init__(self, *args: Any, ended: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ended:
            self.fields["kind"].choices = [c for c in DISPUTES if c[0] != "EXIT"]  # type: ignore[attr-defined]

    def clean_month(self) -> date | None:
        text = self.cleaned_data["month"]
        if not text:
            return None
        try:
            return date.fromisoformat(f"{text[:7]}-01")
        except ValueError as wrong:
            raise forms.ValidationError(_("Tulis bulan seperti 2021-10.")) from wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind in ("WAGE", "MISSING_MONTH") and not cleaned.get("month") and "month" not in self.errors:
            self.add_error("month", _("Isi bulannya."))
        if kind == "WAGE" and not cleaned.get("wage") and "wage" not in self.errors:
            self.add_error("wage", _("Isi upah yang sebenarnya."))
        return cleaned


class ContactForm(forms.Form):
    """How we reach the member."""

    phone = forms.CharField(label=later("Nomor telepon"), max_length=20, required=False)
    email = forms.EmailField(label=later("E-mail"), required=False)
    address = forms.CharField(label=later("Alamat"), max_length=200, required=False)


class RelativeForm(forms.Form):
    """One relative; heirs are found by law, not named here."""

    kind = forms.ChoiceField(label=later("Hubungan keluarga"), choices=Relative.Kind.choices)
    name = forms.CharField(label=later("Nama lengkap"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir"), required=False)


class AccountForm(forms.Form):
    """The bank account benefits are paid to."""

    bank = forms.ModelChoiceField(label=later("Bank"), queryset=Bank.objects.all(), empty_label=later("Pilih bank"))
    number = forms.CharField(label=later("Nomor rekening"), max_length=34)
    holder = forms.CharField(label=later("Nama pemilik rekening"), max_length=120)


class CardForm(forms.Form):
    """Another member card as it is printed."""

    kpj = forms.CharField(label=later("Nomor pada kartu lain (KPJ)"), max_length=20, help_text=later("Sebelas angka."))
    name = forms.CharField(label=later("Nama pada kartu itu"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir pada kartu itu"))
