"""Response codes: HTTP status, service, case; and the sentences that go with a case in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TOKEN, INQUIRY, PAYMENT = "73", "24", "25"


@dataclass(frozen=True, slots=True)
class Case:
    """One outcome: its HTTP status, its two digits, its message, and what a payer may be told."""

    status: int
    digits: str
    message: str
    indonesian: str
    english: str


CASES: Mapping[str, Case] = {
    "ok": Case(200, "00", "Successful", "Sukses", "Success"),
    "bad_request": Case(400, "00", "Bad Request", "Permintaan tidak dapat dibaca", "The request cannot be read"),
    "bad_format": Case(400, "01", "Invalid Field Format {field}", "Isian {field} salah", "{field} is wrong"),
    "missing": Case(400, "02", "Invalid Mandatory Field {field}", "Isian {field} wajib", "{field} is required"),
    "unauthorised": Case(401, "00", "Unauthorized. {why}", "Tidak dikenali", "Not authenticated"),
    "token": Case(401, "01", "Invalid Token (B2B)", "Token tidak berlaku", "The token is not valid"),
    "not_found": Case(404, "12", "Bill not found", "Tagihan tidak ditemukan", "Bill not found"),
    "amount": Case(
        404,
        "13",
        "Invalid Amount",
        "Jumlah harus sama dengan tagihan",
        "The amount must equal the bill",
    ),
    "paid": Case(404, "14", "Bill has been paid", "Tagihan sudah dibayar", "The bill has been paid"),
    "inconsistent": Case(
        404,
        "18",
        "Inconsistent Request",
        "Permintaan tidak sesuai dengan yang sebelumnya",
        "The request does not agree with an earlier one",
    ),
    "expired": Case(404, "19", "Bill expired", "Kode bayar sudah kedaluwarsa", "The payment code has expired"),
    "method": Case(405, "00", "Requested Function Is Not Supported", "Metode tidak diterima", "Method not supported"),
    "conflict": Case(
        409,
        "00",
        "Conflict",
        "X-EXTERNAL-ID sudah dipakai untuk permintaan lain",
        "X-EXTERNAL-ID was used for another request",
    ),
    "too_many": Case(429, "00", "Too Many Requests", "Terlalu banyak permintaan", "Too many requests"),
    "general": Case(500, "00", "General Error", "Kesalahan pada sistem", "Internal error"),
}

REMEMBERED = frozenset({"ok", "not_found", "amount", "paid", "inconsistent", "expired"})
"""Outcomes that a repetition gets again; the others are not about the bill and may turn out differently."""


def response_code(service: str, name: str) -> str:
    """The seven digits of an outcome of a service: `("25", "paid")` is 4042514."""
    case = CASES[name]
    return f"{case.status}{service}{case.digits}"


def reason(name: str, **params: Any) -> dict[str, str]:
    """The sentence for the payer, as the standard writes it."""
    case = CASES[name]
    return {"english": case.english.format(**params), "indonesia": case.indonesian.format(**params)}


class SnapRefused(Exception):
    """A request that is not taken: nothing it did stays and it may be sent again."""

    def __init__(self, name: str, **params: Any) -> None:
        self.name, self.params = name, params
        super().__init__(CASES[name].message.format(**params))
