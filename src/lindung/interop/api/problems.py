"""Every answer that is not a success: `application/problem+json` (RFC 9457) with a code and both languages."""

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import get_language
from ninja import Field, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from lindung.base.errors import Refused

log = logging.getLogger(__name__)

MEDIA = "application/problem+json"

MESSAGES: Mapping[str, tuple[str, str]] = {
    "token_missing": (
        "Sertakan kunci API pada tajuk Authorization: Bearer KUNCI.",
        "Send an API token in the header Authorization: Bearer TOKEN.",
    ),
    "token_invalid": (
        "Kunci API tidak dikenal, sudah dicabut, atau perannya sudah berakhir.",
        "The API token is unknown, revoked, or its role has ended.",
    ),
    "not_allowed": ("Peran {role} tidak boleh melakukan ini.", "The role {role} may not do this."),
    "not_found": (
        "Data yang diminta tidak ada atau tidak boleh Anda lihat.",
        "What you ask for does not exist or is not yours to see.",
    ),
    "no_such_address": ("Alamat API ini tidak ada.", "There is no such API address."),
    "method_not_allowed": (
        "Alamat ini tidak menerima metode {method}; yang diterima: {allowed}.",
        "This address does not take {method}; it takes: {allowed}.",
    ),
    "bad_request": ("Permintaan tidak dapat dibaca: {why}.", "The request cannot be read: {why}."),
    "bad_json": ("Isi permintaan bukan JSON yang benar.", "The body of the request is not valid JSON."),
    "bad_media_type": (
        "Kirim isi permintaan sebagai {expected}, bukan {got}.",
        "Send the body of the request as {expected}, not as {got}.",
    ),
    "too_large": (
        "Permintaan terlalu besar; batasnya {limit} MB.",
        "The request is too large; the limit is {limit} MB.",
    ),
    "invalid": ("Ada isian yang salah; lihat daftar kesalahan.", "Some values are wrong; see the list of errors."),
    "paper_kind": ("Gambar surat harus PDF, PNG, atau JPEG.", "The picture of a paper must be PDF, PNG or JPEG."),
    "unknown_query": (
        "Ada saringan yang tidak dikenal pada alamat. Yang dikenal: {names}.",
        "The address has an unknown filter. Known are: {names}.",
    ),
    "received_long_ago": (
        "Penerimaan paling lama {days} hari sebelum hari kerja ini. Yang lebih lama dimasukkan lewat rekening koran.",
        "A receipt lies at most {days} days before this business day. Older ones come by a bank statement.",
    ),
    "rate_limited": (
        "Terlalu banyak permintaan. Coba lagi dalam {seconds} detik.",
        "Too many requests. Try again in {seconds} seconds.",
    ),
    "idempotency_key_invalid": (
        "Idempotency-Key harus 8 sampai 80 huruf, angka, atau tanda - _ . : tanpa spasi.",
        "Idempotency-Key must be 8 to 80 letters, digits or - _ . : without spaces.",
    ),
    "idempotency_key_reused": (
        "Idempotency-Key ini sudah dipakai untuk permintaan yang lain.",
        "This Idempotency-Key was already used for a different request.",
    ),
    "busy": (
        "Data sedang dipakai proses lain. Ulangi permintaan yang sama sebentar lagi.",
        "The data are in use by another process. Repeat the same request in a moment.",
    ),
    "internal": (
        "Terjadi kesalahan pada sistem; tidak ada yang berubah. Sebutkan nomor jejak {trace} kepada kami.",
        "An error happened in the system; nothing was changed. Tell us the trace number {trace}.",
    ),
}

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("Permintaan tidak dapat dibaca", "Bad request"),
    401: ("Belum dikenali", "Not authenticated"),
    403: ("Tidak diizinkan", "Not allowed"),
    404: ("Tidak ditemukan", "Not found"),
    405: ("Metode tidak diterima", "Method not allowed"),
    409: ("Tidak dapat dilakukan sekarang", "Cannot be done in the present state"),
    413: ("Terlalu besar", "Too large"),
    415: ("Jenis isi tidak diterima", "Media type not accepted"),
    422: ("Isian salah", "Invalid values"),
    429: ("Terlalu banyak permintaan", "Too many requests"),
    500: ("Kesalahan pada sistem", "Internal error"),
    503: ("Sedang sibuk", "Busy"),
}

# What a validator of a single value says, by its kind; `{…}` come from the validator.
VALUE_MESSAGES: Mapping[str, tuple[str, str]] = {
    "missing": ("Wajib diisi.", "Required."),
    "extra_forbidden": ("Nama isian ini tidak dikenal.", "There is no field of this name."),
    "whole_number": ("Tulis bilangan bulat, misalnya 4290133.", "Write a whole number, for example 4290133."),
    "date": ("Tulis tanggal seperti 2021-12-15.", "Write a date like 2021-12-15."),
    "month": ("Tulis bulan seperti 2021-12.", "Write a month like 2021-12."),
    "text": ("Tulis teks tanpa huruf kendali.", "Write text without control characters."),
    "string_type": ("Tulis teks.", "Write text."),
    "bool_type": ("Tulis true atau false.", "Write true or false."),
    "string_pattern_mismatch": ("Bentuknya harus cocok dengan {pattern}.", "It must match {pattern}."),
    "string_too_long": ("Paling panjang {max_length} huruf.", "At most {max_length} characters."),
    "string_too_short": ("Paling pendek {min_length} huruf.", "At least {min_length} characters."),
    "too_long": ("Paling banyak {max_length} butir.", "At most {max_length} items."),
    "too_short": ("Paling sedikit {min_length} butir.", "At least {min_length} items."),
    "greater_than_equal": ("Paling kecil {ge}.", "At least {ge}."),
    "less_than_equal": ("Paling besar {le}.", "At most {le}."),
    "literal_error": ("Pilih salah satu: {expected}.", "Choose one of: {expected}."),
    "enum": ("Pilih salah satu: {expected}.", "Choose one of: {expected}."),
    "list_type": ("Tulis daftar.", "Write a list."),
    "dict_type": ("Tulis objek.", "Write an object."),
}
OTHER_VALUE = ("Nilai ini tidak dapat diterima.", "This value cannot be accepted.")


class Texts(Schema):
    """A sentence in Indonesian and English."""

    id: str
    en: str


class ValueError_(Schema):
    """One wrong value."""

    field: str = Field(description="Where the value stands, for example body.lines.3.wage")
    code: str
    messages: Texts


class ProblemOut(Schema):
    """Why a request was not done. `code` is stable; `detail` is in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    messages: Texts
    field: str = ""
    errors: list[ValueError_] = []
    trace_id: str = ""


class Problem(Exception):
    """Raised anywhere in the API to answer with a problem; nothing the request did stays."""

    def __init__(
        self,
        status: int,
        code: str,
        *,
        texts: tuple[str, str] | None = None,
        field: str = "",
        errors: Iterable[dict[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        trace_id: str = "",
        **params: object,
    ) -> None:
        indonesian, english = texts or tuple(t.format(**params) for t in MESSAGES[code])
        self.status, self.code, self.field, self.trace_id = status, code, field, trace_id
        self.texts = {"id": indonesian, "en": english}
        self.errors = list(errors)
        self.headers = dict(headers or {})
        super().__init__(english)

    def response(self) -> HttpResponse:
        """The answer, in the active language with both languages inside."""
        lang = "en" if (get_language() or "id").startswith("en") else "id"
        body = {
            "type": f"/api/v1/docs#problem-{self.code}",
            "title": TITLES[self.status][lang == "en"],
            "status": self.status,
            "code": self.code,
            "detail": self.texts[lang],
            "messages": self.texts,
            "field": self.field,
            "errors": self.errors,
            "trace_id": self.trace_id,
        }
        answer = HttpResponse(json.dumps(body), status=self.status, content_type=MEDIA)
        answer["Cache-Control"] = "no-store"
        for name, value in self.headers.items():
            answer[name] = value
        return answer


def not_found() -> Problem:
    """404: the row is not there, or row-level security hides it; both look the same."""
    return Problem(404, "not_found")


def _value_error(error: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(error.get("type", ""))
    texts = VALUE_MESSAGES.get(kind, OTHER_VALUE)
    context = dict(error.get("ctx") or {})
    try:
        indonesian, english = (t.format(**context) for t in texts)
    except (KeyError, IndexError):
        indonesian, english = OTHER_VALUE
    field = ".".join(str(part) for part in error.get("loc", ()))
    return {"field": field[:200], "code": kind, "messages": {"id": indonesian, "en": english}}


def problem_of(error: Exception) -> Problem:
    """The problem that answers for any exception; an unforeseen one is logged under the number it shows."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refused):
        return Problem(
            422 if error.field else 409, error.code, texts=(error.text("id"), error.text("en")), field=error.field
        )
    if isinstance(error, ValidationError):
        shown = [_value_error(e) for e in error.errors[:100]]
        return Problem(422, "invalid", errors=shown, field=shown[0]["field"] if shown else "")
    if isinstance(error, AuthenticationError):
        return Problem(401, "token_missing", headers={"WWW-Authenticate": "Bearer"})
    if isinstance(error, Http404):
        return not_found()
    if isinstance(error, HttpError):
        return Problem(400, "bad_json")
    if isinstance(error, RequestDataTooBig):
        return Problem(413, "too_large", limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20)
    if isinstance(error, MultiPartParserError | SuspiciousOperation | UnreadablePostError):
        return Problem(400, "bad_request", why="multipart/form-data")
    code, text = getattr(error, "code", None), getattr(error, "text", None)
    if isinstance(code, str) and callable(text):  # the law's and the file readers' own refusals
        return Problem(422, code, texts=(text("id"), text("en")))
    cause = getattr(error.__cause__, "sqlstate", None)
    if isinstance(error, OperationalError) and cause in ("40001", "40P01", "55P03"):
        return Problem(503, "busy", headers={"Retry-After": "1"})
    trace = uuid.uuid4().hex[:12]
    log.error("API error [%s]", trace, exc_info=error)
    return Problem(500, "internal", trace=trace, trace_id=trace)


def handle(request: HttpRequest, error: Any) -> HttpResponse:
    """Ninja's exception handler for everything."""
    return problem_of(error).response()
