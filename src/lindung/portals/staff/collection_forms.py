"""The forms of a case of collection or inspection."""

from django import forms
from django.utils.translation import gettext_lazy as later

from lindung.portals import kit
from lindung.portals.collection_words import OUTCOMES, STEPS


class StepForm(forms.Form):
    """A step of the ladder, a sanction, a call."""

    kind = forms.ChoiceField(label=later("Langkah"), choices=[
        (k, STEPS[k]) for k in ("PHONE", "VISIT", "NOTE", "SP1", "SP2", "SP3", "INSPECTION", "SKK", "KPKNL",
                                "WARNING_1",
                                "WARNING_2", "FINE", "DENIAL", "LIFT")
    ])  # fmt: skip
    note = forms.CharField(label=later("Keterangan atau hasil"), required=False, max_length=500,
                           widget=forms.Textarea({"rows": 3}))  # fmt: skip


class PromiseForm(forms.Form):
    """A promise to pay."""

    amount = kit.RupiahField(label=later("Jumlah yang dijanjikan"))
    pay_on = kit.DateField(label=later("Dibayar paling lambat"))
    contact = forms.CharField(label=later("Siapa yang berjanji"), max_length=120)


class PlanForm(forms.Form):
    """An instalment plan."""

    parts = forms.IntegerField(label=later("Banyaknya angsuran bulanan"), min_value=2, max_value=24)
    first_due = kit.DateField(label=later("Angsuran pertama"))
    reason = forms.CharField(label=later("Alasan"), max_length=500, widget=forms.Textarea({"rows": 2}))


class EvidenceForm(forms.Form):
    """A file that shows something."""

    file = forms.FileField(label=later("Berkas (PDF, PNG, atau JPEG)"))
    note = forms.CharField(label=later("Menunjukkan apa"), max_length=300)


class FindingForm(forms.Form):
    """A worker's real wage over some months."""

    who = forms.CharField(label=later("NIK atau KPJ pekerja"), max_length=16)
    first = kit.DateField(label=later("Bulan pertama"), help_text=later("Hari apa pun dalam bulan itu."))
    last = kit.DateField(label=later("Bulan terakhir"))
    wage = kit.RupiahField(label=later("Upah sebenarnya sebulan"))
    size = forms.ChoiceField(
        label=later("Ukuran usaha sebenarnya"), required=False,
        choices=[("", later("Seperti terdaftar")), ("MICRO", later("Mikro")), ("SMALL", later("Kecil")),
                 ("MEDIUM", later("Menengah")), ("LARGE", later("Besar"))],
    )  # fmt: skip


class NoteForm(forms.Form):
    """Words that stay."""

    note = forms.CharField(label=later("Keterangan"), max_length=500, widget=forms.Textarea({"rows": 3}))


class ConcludeForm(NoteForm):
    """How an inspection ended."""

    outcome = forms.ChoiceField(
        label=later("Hasil"), choices=[(k, OUTCOMES[k]) for k in ("CORRECTED", "REGISTERED", "NO_BREACH")]
    )


class TieForm(forms.Form):
    """The employer has registered."""

    npp = forms.CharField(label=later("NPP"), max_length=12)


class InactiveForm(forms.Form):
    """The firm works no more."""

    from_on = kit.DateField(label=later("Hari terakhir bekerja"))
    reason = forms.CharField(label=later("Alasan"), max_length=500, widget=forms.Textarea({"rows": 2}))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=later("Alasan"), max_length=500, widget=forms.Textarea({"rows": 2}))


class DecisionForm(forms.Form):
    """A second person decides."""

    approve = forms.TypedChoiceField(
        label=later("Putusan"), coerce=lambda v: v == "1", widget=forms.RadioSelect,
        choices=[("1", later("Setujui")), ("0", later("Tolak"))],
    )  # fmt: skip
    reason = forms.CharField(label=later("Alasan"), max_length=500, widget=forms.Textarea({"rows": 2}))


class FineForm(forms.Form):
    """Money that waits pays a fine."""

    receipt = forms.IntegerField(label=later("Nomor penerimaan yang menunggu"), min_value=1)
    amount = kit.RupiahField(label=later("Jumlah"))
