"""The demo's bank seen from the other side: what a teller or a banking app does with a billing code. It speaks the
payment standard to this very server over HTTP, signed with keys of its own. Exists only where LINDUNG_DEMO is set."""

from typing import Any
from urllib.error import URLError

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from lindung.base.db import system
from lindung.base.format import rupiah
from lindung.interop.snap import demo_bank
from lindung.interop.snap.simulator import INQUIRY_PATH, PAYMENT_PATH, TOKEN_PATH, Answer, Bank
from lindung.portals import kit
from lindung.registry.queries import today

SAID = {TOKEN_PATH: later("Masuk"), INQUIRY_PATH: later("Bertanya"), PAYMENT_PATH: later("Membayar")}


class CodeForm(forms.Form):
    """The code on a bill or an order."""

    code = forms.CharField(
        label=later("Kode bayar"), max_length=25, help_text=later("Dari halaman tagihan; spasi boleh ikut."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split())
        if not (code.isascii() and code.isdigit() and 1 <= len(code) <= 20):
            raise forms.ValidationError(_("Kode bayar hanya angka, paling banyak 20."))
        return code


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest) -> HttpResponse:
    """Ask what a code owes, then pay it; every message is shown with the answer that came back."""
    if not settings.DEMO:
        raise Http404
    bank = demo_bank.bank(f"http://127.0.0.1:{request.META['SERVER_PORT']}", today())
    asked = request.POST if request.method == "POST" else request.GET if request.GET.get("code") else None
    form = CodeForm(asked)
    facts: dict[str, Any] = {"form": form, "ready": bank is not None}
    status = 200
    if bank is not None and asked is None:
        with system():
            facts["codes"] = demo_bank.open_codes()
    if bank is not None and asked is not None:
        if form.is_valid():
            try:
                facts |= _spoken(bank, form.cleaned_data["code"], request.POST.get("langkah") == "bayar")
            except (URLError, TimeoutError):
                form.add_error(None, _("Peladen tidak menjawab bank. Coba lagi sebentar lagi."))
            else:
                form = CodeForm(initial={"code": form.cleaned_data["code"]})
                facts["form"] = form
        status = 422 if form.errors else 200
    return render(request, "frame/bank.html", facts, status=status)


def _spoken(bank: Bank, code: str, pays: bool) -> dict[str, Any]:
    """What the bank was told of a code; `paid` once the payment was taken."""
    lang = get_language() or "id"
    answer = bank.inquire(code)
    taken = False
    if pays and answer.status == 200:
        amount = answer.amount
        answer = bank.pay(code, amount)
        taken = answer.status == 200
    told = answer.body.get("virtualAccountData") or {}
    why = told.get("paymentFlagReason") or told.get("inquiryReason") or {}
    found = {
        "code": code, "open": answer.status == 200 and not taken, "paid": taken,
        "refused": "" if answer.status == 200 else why.get("english" if lang == "en" else "indonesia")
        or answer.body.get("responseMessage", ""),
        "messages_sent": _messages(bank.sent),
    }  # fmt: skip
    if answer.status == 200:
        found["entries"] = [
            kit.Entry(_("Atas nama"), told["virtualAccountName"]),
            kit.Entry(_("Nomor virtual account"), told["virtualAccountNo"].strip()),
            *[
                kit.Entry(one["billDescription"]["english" if lang == "en" else "indonesia"],
                          rupiah(int(one["billAmount"]["value"].split(".")[0]), lang))
                for one in told.get("billDetails", [])
            ],
            kit.Entry(_("Jumlah"), rupiah(answer.amount, lang)),
        ]  # fmt: skip
    return found


def _messages(sent: list[tuple[str, Answer]]) -> kit.Table:
    rows = [
        {
            "what": kit.Cell(str(SAID[path]), note=path), "code": answer.code,
            "said": answer.body.get("responseMessage", ""),
        }
        for path, answer in sent
    ]  # fmt: skip
    return kit.Table(
        _("Pesan SNAP BI"),
        [
            kit.Column("what", _("Langkah")), kit.Column("code", _("Kode jawaban"), "code"),
            kit.Column("said", _("Jawaban")),
        ],
        rows, stack=True, show_caption=False,
    )  # fmt: skip


pay.open_to_all = True  # type: ignore[attr-defined]
