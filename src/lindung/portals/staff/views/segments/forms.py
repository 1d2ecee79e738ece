"""Forms about non-wage earners: who he is, what he works as, how many months are paid."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from lindung.portals import kit
from lindung.registry import queries as registry
from lindung.registry.models import District, Person
from lindung.segments.services import Job
from lindung.segments.settings import MONTHS_AT_ONCE


class JobsForm(forms.Form):
    """One or two occupations with the programmes."""

    occupation = forms.CharField(label=later("Pekerjaan"), max_length=80)
    income = kit.RupiahField(label=later("Penghasilan sebulan"), minimum=1)
    transport = forms.BooleanField(label=later("Pekerja angkutan (pengemudi, kurir)"), required=False)
    occupation_2 = forms.CharField(label=later("Pekerjaan kedua, bila ada"), max_length=80, required=False)
    income_2 = kit.RupiahField(label=later("Penghasilan sebulan dari pekerjaan kedua"), minimum=1, required=False)
    transport_2 = forms.BooleanField(label=later("Pekerjaan kedua adalah angkutan"), required=False)
    district_id = forms.ChoiceField(label=later("Bekerja di kabupaten atau kota"))
    jht = forms.BooleanField(label=later("Ikut JHT (tabungan hari tua)"), required=False)
    employs_others = forms.BooleanField(label=later("Mempekerjakan orang lain"), required=False)

    def clean(self) -> dict[str, Any]:
        """A second occupation needs its income, and an income its occupation."""
        cleaned = super().clean() or {}
        if cleaned.get("occupation_2") and not cleaned.get("income_2") and "income_2" not in self.errors:
            self.add_error("income_2", _("Isi penghasilan dari pekerjaan kedua."))
        if cleaned.get("income_2") and not cleaned.get("occupation_2"):
            self.add_error("occupation_2", _("Sebut pekerjaan kedua, atau kosongkan penghasilannya."))
        return cleaned

    def jobs(self) -> list[Job]:
        """What was declared."""
        data = self.cleaned_data
        found = [Job(data["occupation"], data["income"], data["district_id"], data["transport"])]
        if data["occupation_2"]:
            found.append(Job(data["occupation_2"], data["income_2"], data["district_id"], data["transport_2"]))
        return found


class RegisterForm(JobsForm):
    """A person and what he works as."""

    nik = forms.CharField(label=later("NIK"), max_length=25, help_text=later("Enam belas angka pada KTP."))
    name = forms.CharField(label=later("Nama menurut KTP"), max_length=120)
    birth_date = kit.DateField(label=later("Tanggal lahir"))
    sex = forms.ChoiceField(label=later("Jenis kelamin"), choices=Person.Sex.choices)
    phone = forms.CharField(label=later("Nomor telepon"), max_length=20, required=False)

    field_order = ("nik", "name", "birth_date", "sex", "phone")


class OrderForm(forms.Form):
    """How many months."""

    months = forms.IntegerField(label=later("Berapa bulan"), min_value=1, max_value=MONTHS_AT_ONCE.value)
    client_key = forms.CharField(widget=forms.HiddenInput, max_length=40)


class ChangeForm(JobsForm):
    """New facts from a month that is not paid yet."""

    from_month = kit.DateField(label=later("Berlaku mulai bulan"), help_text=later("Tanggal 1 bulan itu."))

    field_order = ("from_month",)


def served_districts(form: forms.Form, office: int) -> None:
    """Let the form choose among the districts that the office serves."""
    served = {d["code"]: d["name"] for d in registry.districts_of(office, registry.today())}
    form.fields["district_id"].choices = (  # type: ignore[attr-defined]
        list(served.items()) or list(District.objects.values_list("code", "name"))
    )
