"""Sample tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.http import QueryDict

from lindung.portals import kit

_FIRMS = (
    "PT Samudra Karya Tekstil", "CV Melati Jaya", "PT Bangil Pangan Sentosa", "UD Sumber Rejeki Gempol",
    "PT Argo Kimia Nusantara", "Koperasi Susu Nongkojajar Makmur", "PT Kaca Pandaan Abadi", "CV Bordir Indah Bangil",
)  # fmt: skip
_STATES = ("PAID", "OPEN", "PARTLY_PAID", "OVERDUE", "PAID", "PAID", "OPEN", "PAID")


def rows() -> list[kit.Row]:
    """Twenty-four bills of eight firms."""
    out = []
    for number in range(24):
        firm, state = _FIRMS[number % 8], _STATES[number % 8]
        total = 462_000 * (number * 37 % 210 + 3)
        paid = {"PAID": total, "PARTLY_PAID": total // 2}.get(state, 0)
        out.append(
            kit.Row(
                {
                    "firm": kit.Cell(firm, "#", note=f"NPP 1300{4100 + number}"),
                    "month": dt.date(2021, 9 + number % 4, 1),
                    "workers": number * 37 % 210 + 3,
                    "total": total,
                    "open": total - paid,
                    "state": state,
                },
                tone="bad" if state == "OVERDUE" else "neutral",
            )
        )
    return out


def sample(query: QueryDict, page: Page[Any]) -> kit.Table:
    """A sorted page of bills with a total row."""
    listed: Sequence[kit.Row] = list(page)
    return kit.Table(
        caption="Tagihan iuran",
        note="Diurutkan menurut sisa tagihan, terbesar dulu.",
        columns=[
            kit.Column("firm", "Pemberi kerja", sortable=True),
            kit.Column("month", "Bulan iuran", "month", sortable=True),
            kit.Column("workers", "Pekerja", "number", sortable=True),
            kit.Column("total", "Tagihan", "money", sortable=True),
            kit.Column("open", "Sisa", "money", sortable=True),
            kit.Column("state", "Keadaan", "status"),
        ],
        rows=listed,
        sort="-open",
        query=query,
        pager=kit.Pager.of(page, query, shown="Tagihan 7–12 dari 24"),
        footer={
            "firm": "Jumlah di halaman ini",
            "workers": sum(r.cells["workers"] for r in listed),
            "total": sum(r.cells["total"] for r in listed),
            "open": sum(r.cells["open"] for r in listed),
        },
    )


def stacked(some: Sequence[kit.Row]) -> kit.Table:
    """Rows with errors beside the cell; cards on a narrow screen."""
    bad = kit.Row(
        {
            "row": 14,
            "nik": kit.Cell("351402410190", error="NIK harus 16 angka; ini 12 angka."),
            "name": "Rahayu Lestari",
            "wage": kit.Cell(4_290_133, note="bulan lalu Rp4.100.000"),
        },
        tone="bad",
    )
    good = kit.Row({"row": 15, "nik": "3514024101900007", "name": "Dimas Anggara", "wage": 4_290_133})
    fixed = kit.Row({"row": 16, "nik": "3514024101900015", "name": "Wayan Sudarma", "wage": -150_000})
    return kit.Table(
        caption="Baris laporan upah",
        columns=[
            kit.Column("row", "Baris", "number"),
            kit.Column("nik", "NIK", "code"),
            kit.Column("name", "Nama"),
            kit.Column("wage", "Upah", "money"),
        ],
        rows=[bad, good, fixed],
        stack=True,
    )


def empty() -> kit.Table:
    """A table without rows says what to do."""
    return kit.Table(
        caption="Klaim saya",
        columns=[kit.Column("claim", "Klaim"), kit.Column("amount", "Nilai", "money")],
        empty="Belum ada klaim. Klaim yang Anda kirim akan tampil di sini.",
        empty_action=kit.Link("Ajukan klaim", "#"),
    )
