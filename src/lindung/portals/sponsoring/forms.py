"""Forms about sponsors: who pays, what was agreed, the money, the list, the order."""

from django import forms
from django.utils.translation import gettext_lazy as later

from lindung.portals import kit
from lindung.reach.models import Agreement, Beneficiary, BudgetLine, Sponsor
from lindung.reach.services.ending import BY_HAND
from lindung.reach.settings import MONTHS_AT_ONCE

ANY_DAY = later("Tanggal mana saja dalam bulan itu.")


class SponsorForm(forms.Form):
    """Who pays."""

    code = forms.CharField(label=later("Kode sponsor"), max_length=20)
    name = forms.CharField(label=later("Nama sponsor"), max_length=120)
    kind = forms.ChoiceField(label=later("Jenis"), choices=Sponsor.Kind.choices)
    district_id = forms.ChoiceField(label=later("Kabupaten atau kota"))
    contact = forms.CharField(label=later("Narahubung"), max_length=120, required=False)
    phone = forms.CharField(label=later("Nomor telepon"), max_length=40, required=False)


class AgreementForm(forms.Form):
    """What was agreed."""

    number = forms.CharField(label=later("Nomor perjanjian"), max_length=60)
    signed_on = kit.DateField(label=later("Tanggal perjanjian"))
    legal_basis = forms.CharField(label=later("Dasar hukum"), max_length=300)
    workers = forms.ChoiceField(label=later("Pekerja"), choices=Agreement.Workers.choices)
    valid_from = kit.MonthField(label=later("Bulan pertama"), help_text=ANY_DAY)
    valid_to = kit.MonthField(label=later("Bulan terakhir"), help_text=ANY_DAY)
    funded_by_state = forms.BooleanField(label=later("Dibiayai anggaran negara, daerah, atau desa"), required=False)
    jht = forms.BooleanField(label=later("Dengan tabungan hari tua (JHT)"), required=False)
    income = kit.RupiahField(
        label=later("Penghasilan yang diakui"), required=False, help_text=later("Kosong berarti golongan terendah.")
    )
    risk_group = forms.IntegerField(
        label=later("Kelompok risiko JKK"), min_value=1, max_value=5, initial=1, help_text=later("Bagi non-ASN.")
    )


class BudgetForm(forms.Form):
    """Money for months; a later last month of the agreement renews it."""

    year = forms.IntegerField(label=later("Tahun anggaran"), min_value=2015, max_value=2100)
    source = forms.ChoiceField(label=later("Sumber dana"), choices=BudgetLine.Source.choices)
    account = forms.CharField(label=later("Kode rekening"), max_length=60, required=False)
    amount = kit.RupiahField(label=later("Jumlah"), minimum=1)
    first_month = kit.MonthField(label=later("Bulan pertama"), help_text=ANY_DAY)
    last_month = kit.MonthField(label=later("Bulan terakhir"), help_text=ANY_DAY)
    renew_to = kit.MonthField(
        label=later("Perpanjang perjanjian sampai"), required=False, help_text=later("Kosong bila tidak diperpanjang.")
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


class ListForm(forms.Form):
    """A file and the month from which its people are paid for."""

    first_month = kit.MonthField(label=later("Dibiayai mulai bulan"), help_text=ANY_DAY)
    file = forms.FileField(
        label=later("Daftar orang (XLSX, XLS, atau CSV)"),
        help_text=later("Kolom NIK, NAMA, TANGGAL_LAHIR, PEKERJAAN; bila perlu KABUPATEN_KOTA, UPAH, UNIT."),
    )


class OrderForm(forms.Form):
    """Which months are ordered."""

    first_month = kit.MonthField(label=later("Mulai bulan"), help_text=ANY_DAY)
    months = forms.IntegerField(label=later("Berapa bulan"), min_value=1, max_value=MONTHS_AT_ONCE.value, initial=1)
    over_budget = forms.BooleanField(label=later("Pesan juga yang melebihi anggaran"), required=False)
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


class OwnOrderForm(OrderForm):
    """What a sponsor orders himself: never more than his budget holds."""

    over_budget = None  # type: ignore[assignment]


class RenewalForm(BudgetForm):
    """What a sponsor proposes: until when, and the money for it."""

    renew_to = kit.MonthField(label=later("Perjanjian berlaku sampai"), help_text=ANY_DAY)
    note = forms.CharField(
        label=later("Catatan bagi kantor cabang"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )
    field_order = ("renew_to", "amount", "source", "year", "account", "first_month", "last_month", "note")


class HandOverForm(forms.Form):
    """A sponsor says that no more money comes."""

    note = forms.CharField(
        label=later("Catatan bagi kantor cabang"), max_length=300, required=False, widget=forms.Textarea({"rows": 3})
    )
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


class AnswerForm(forms.Form):
    """The branch answers a proposal."""

    answer = forms.CharField(
        label=later("Jawaban kepada sponsor"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=later("Tulis alasannya bila usulan tidak disetujui."),
    )  # fmt: skip


class EndForm(forms.Form):
    """Somebody leaves the list."""

    last_month = kit.MonthField(label=later("Bulan terakhir yang dibiayai"), help_text=ANY_DAY)
    reason = forms.ChoiceField(
        label=later("Alasan"), choices=[(key, label) for key, label in Beneficiary.End.choices if key in BY_HAND]
    )
