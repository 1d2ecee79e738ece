"""The style guide: every component with sample data, for developers and for the accessibility tests.

All people, firms and amounts here are made up for the page.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from lindung import law
from lindung.portals import kit
from lindung.portals.styleguide_samples import charts, tables

TODAY = dt.date(2021, 12, 15)
CASE = {"wage": 4_290_133, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}


class SampleForm(forms.Form):
    """Each kind of field once."""

    name = forms.CharField(label="Nama sesuai KTP", max_length=100)
    nik = forms.CharField(label="NIK", help_text="16 angka pada KTP.", min_length=16, max_length=16)
    wage = kit.RupiahField(label="Upah sebulan", help_text="Upah pokok ditambah tunjangan tetap.", minimum=1)
    stopped = kit.DateField(label="Tanggal berhenti bekerja")
    reason = forms.ChoiceField(
        label="Mengapa Anda mengajukan klaim?",
        widget=forms.RadioSelect,
        choices=[
            ("AGE_56", "Sudah berusia 56 tahun"),
            ("RESIGNED", "Mengundurkan diri"),
            ("TERMINATED", "Diberhentikan"),
        ],
    )
    bank = forms.ChoiceField(label="Bank", choices=[("", "Pilih bank"), ("002", "BRI"), ("008", "Mandiri")])
    note = forms.CharField(label="Catatan", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(
        label="Laporan upah",
        help_text="XLSX atau CSV, paling besar 10 MB. Nama berkas bebas.",
    )
    agree = forms.BooleanField(label="Saya sudah memeriksa data di atas")


def _blocks() -> dict[str, Any]:
    figures = [
        kit.Figure(
            "Jumlah kasus dibayar", "13.738", TODAY, icon="checklist", definition="#angka", drill="#tabel",
            unit="kasus", note="13.431 klaim dan 307 beasiswa", tone="ok",
        ),
        kit.Figure(
            "Nilai manfaat dibayar", "Rp184,72 miliar", TODAY, full="Rp184.720.007.627", icon="cash",
            definition="#angka", drill="#tabel",
        ),
        kit.Figure(
            "Cakupan pekerja", "52,2 %", TODAY, numerator=1_200_000, denominator=2_300_000, base="pekerja",
            icon="umbrella", definition="#angka",
        ),
        kit.Figure(
            "Piutang iuran", "Rp4,55 miliar", TODAY, full="Rp4.550.000.000", icon="receipt-2", tone="warn",
            definition="#angka", drill="#tabel",
        ),
    ]  # fmt: skip
    entries = [
        kit.Entry("Nama", "Sekar Wulandari", "cocok dengan data kependudukan", "Data kependudukan, 2 Des 2021"),
        kit.Entry("Nomor KPJ", "21045678901", "dan 1 nomor lama yang sudah disambungkan"),
        kit.Entry("Upah terakhir", "Rp5.000.000", source="Laporan upah November 2021", href="#", action="Sanggah"),
    ]
    moments = [
        kit.Moment("Klaim dikirim", dt.datetime(2021, 12, 6, 9, 14), by="Sekar Wulandari"),
        kit.Moment("Kelengkapan diperiksa", dt.date(2021, 12, 7), "Semua dokumen lengkap.", "Kantor Pasuruan"),
        kit.Moment("Keputusan disusun", dt.date(2021, 12, 9), by="Kantor Pasuruan", state="now"),
        kit.Moment("Dibayar ke rekening", text="Paling lambat 13 Desember 2021.", state="next"),
    ]
    steps = [
        kit.Step("Alasan", "done", "#"),
        kit.Step("Data Anda", "done", "#"),
        kit.Step("Rekening", "now"),
        kit.Step("Periksa", "next"),
        kit.Step("Kirim", "next"),
    ]
    flow = [
        kit.WaterfallRow("Saldo 1 Januari 2021", 31_250_400, "total"),
        kit.WaterfallRow("Iuran JHT", 3_420_000, note="12 bulan, dua pemberi kerja"),
        kit.WaterfallRow("Hasil pengembangan", 1_802_316),
        kit.WaterfallRow("Koreksi Maret", -57_000, note="upah dilaporkan dua kali", href="#"),
        kit.WaterfallRow("Saldo 15 Desember 2021", 36_415_716, "total"),
    ]
    return {
        "figures": figures,
        "entries": entries,
        "moments": moments,
        "steps": steps,
        "flow": flow,
        "running": kit.Progress("unggah", "Membaca laporan upah", 6_250, 10_000, detail="baris diperiksa"),
        "finished": kit.Progress(
            "beres", "Laporan dibaca", 10_000, 10_000, "done", "9.988 diterima, 12 ditolak",
            next=kit.Link("Lihat hasil", "#tabel"),
        ),
        "clocks": [
            kit.Clock(TODAY + dt.timedelta(days=5), 3),
            kit.Clock(TODAY + dt.timedelta(days=1), 1),
            kit.Clock(TODAY, 0),
            kit.Clock(TODAY - dt.timedelta(days=2), -2),
            kit.Clock(None, None, stopped=True),
            kit.Clock(TODAY, 1, met=True),
        ],
        "statuses": list(kit.STATUSES),
        "errors": [],
    }  # fmt: skip


def _menu() -> list[kit.MenuItem]:
    return [
        kit.MenuItem("Ringkasan", "#angka", "home", active=True),
        kit.MenuItem("Pekerjaan"),
        kit.MenuItem("Antrean kerja", "#tabel", "inbox", count=24),
        kit.MenuItem("Orang dan pemberi kerja", "#daftar", "users"),
        kit.MenuItem("Pembayaran", "#uang", "transfer", count=3),
        kit.MenuItem("Angka"),
        kit.MenuItem("Laporan wilayah", "#grafik", "report-money"),
        kit.MenuItem("Rekonsiliasi", "#perhitungan", "scale"),
    ]


def context(query: QueryDict) -> dict[str, Any]:
    """What the page shows; `kosong=1` in the address shows the form without errors."""
    data = None if query.get("kosong") else {"nik": "3514", "wage": "1,5", "stopped": "31-02-2021", "reason": ""}
    all_rows = tables.rows()
    part = Paginator(all_rows, 6).get_page(query.get("page", 2))
    return {
        **_blocks(),
        "menu": _menu(),
        "signed_in": kit.SignedIn("Bima Prasetyo", "Kepala cabang", "Kantor Pasuruan"),
        "crumbs": [kit.Link("Beranda", "#"), kit.Link("Kantor Pasuruan", "#")],
        "as_of": TODAY,
        "demo": True,
        "form": SampleForm(data),
        "table": tables.sample(query, part),
        "stacked": tables.stacked(all_rows[:3]),
        "empty": tables.empty(),
        "charts": charts.samples(),
        "plots": charts.drawn(),
        "trace": law.calc("pu.contribution", dt.date(2021, 11, 1), CASE).trace.to_json(),
    }


def page(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    return render(request, "portals/styleguide.html", context(request.GET))
