"""A bank statement as read, and the headings its columns may have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lindung.interop.wage_files.headings import Column
from lindung.interop.wage_files.layouts import IGNORED, heading_key
from lindung.interop.wage_files.limits import Limits
from lindung.interop.wage_files.problems import CellError

BILLING_CODE = r"(?<![0-9A-Za-z])[0-9]{12,16}(?![0-9A-Za-z])"
"""Default pattern of a billing code within free text: 12 to 16 digits standing alone."""

STATEMENT_LIMITS = Limits(rows=100_000)

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "date": ("TANGGAL", "TGL", "TANGGAL_TRANSAKSI", "TGL_TRANSAKSI", "TANGGAL_POSTING", "DATE", "POSTING_DATE",
             "TRANSACTION_DATE", "BOOKING_DATE"),
    "credit": ("KREDIT", "CREDIT", "JUMLAH_KREDIT", "CREDIT_AMOUNT", "UANG_MASUK", "MASUK"),
    "debit": ("DEBIT", "DEBET", "JUMLAH_DEBIT", "DEBIT_AMOUNT", "UANG_KELUAR", "KELUAR"),
    "amount": ("JUMLAH", "AMOUNT", "NOMINAL", "NILAI", "MUTASI", "JUMLAH_TRANSAKSI", "TRANSACTION_AMOUNT"),
    "direction": ("D_K", "DK", "DB_CR", "CR_DB", "TIPE", "JENIS", "TYPE", "DEBIT_KREDIT", "DEBIT_CREDIT"),
    "description": ("KETERANGAN", "URAIAN", "BERITA", "DESKRIPSI", "DESCRIPTION", "REMARK", "REMARKS", "DETAILS"),
    "reference": ("REFERENSI", "NO_REFERENSI", "NOMOR_REFERENSI", "REFERENCE", "REFERENCE_NO", "REF", "NO_REF",
                  "NO_TRANSAKSI", "JOURNAL_NO"),
    "billing_code": ("KODE_TAGIHAN", "KODE_IURAN", "KODE_BAYAR", "KODE_BILLING", "BILLING_CODE", "PAYMENT_CODE"),
    "balance": ("SALDO", "SALDO_AKHIR", "BALANCE", "RUNNING_BALANCE", "CLOSING_BALANCE"),
    IGNORED: ("NO", "NO_URUT", "CABANG", "BRANCH", "JAM", "TIME", "VALUE_DATE", "TANGGAL_VALUTA", "KODE_TRANSAKSI",
              "TRANSACTION_CODE", "MATA_UANG", "CURRENCY", "NO_REKENING", "ACCOUNT_NO"),
}  # fmt: skip
HEADINGS: Mapping[str, str] = {heading_key(name): wanted for wanted, names in _SYNONYMS.items() for name in names}
"""Compared heading -> field."""
FIELDS = tuple(name for name in _SYNONYMS if name)
"""Every field a heading can be matched to."""


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that arrived: `amount` whole rupiah, more than zero.

    `key` names the entry once, by its content alone: the same entry in two overlapping statements has the same key.
    `line_no` counts as the spreadsheet does.
    """

    line_no: int
    date: dt.date
    amount: int
    reference: str
    description: str
    billing_code: str | None
    balance: int | None
    key: str
    payer_name: str = ""
    payer_account: str = ""


@dataclass(frozen=True, slots=True)
class StatementCounts:
    """Lines of the statement: `lines_in` = `lines_read` + `lines_skipped` (money out, or nothing) + `lines_refused`."""

    lines_in: int
    lines_read: int
    lines_skipped: int
    lines_refused: int

    @property
    def holds(self) -> bool:
        """The control identity."""
        return self.lines_in == self.lines_read + self.lines_skipped + self.lines_refused


@dataclass(slots=True)
class Statement:
    """A statement as read. `credit_total` and `debit_total` in rupiah (money out of refused lines is not in them).

    `balance` is HOLDS when every balance follows from the one before, BROKEN when one does not (lines are missing or
    changed: a second person should look before anything is posted), ABSENT when fewer than two balances are given.
    """

    lines: list[StatementLine]
    errors: list[CellError]
    counts: StatementCounts
    credit_total: int
    debit_total: int
    balance: Literal["HOLDS", "BROKEN", "ABSENT"]
    first_date: dt.date | None
    last_date: dt.date | None
    columns: Mapping[str, Column]
    unknown: tuple[str, ...]
    sha256: str
    filename: str = ""
    kind: Literal["CSV", "CAMT", "MT940"] = "CSV"
