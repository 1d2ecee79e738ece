"""Typed refusals of the law package.

A refusal never guesses: it names the thing that is missing or wrong, with a stable ``code`` for programs and a sentence
in Indonesian and English for people.
"""

from __future__ import annotations

from typing import Any, ClassVar


class LawError(Exception):
    """Base of every refusal. ``code`` is stable; ``facts`` holds the values named in the sentence."""

    code: ClassVar[str] = "law_error"
    sentences: ClassVar[dict[str, str]] = {"id": "Perhitungan ditolak.", "en": "The calculation was refused."}

    def __init__(self, **facts: Any) -> None:
        self.facts: dict[str, Any] = facts
        super().__init__(self.text("en"))

    def text(self, lang: str = "id") -> str:
        """The refusal as one sentence in ``lang`` ("id" or "en")."""
        return self.sentences["en" if lang == "en" else "id"].format(**self.facts)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (type(self), self.facts))


def _rebuild(kind: type[LawError], facts: dict[str, Any]) -> LawError:
    return kind(**facts)


class UnknownFormula(LawError):
    code = "unknown_formula"
    sentences = {"id": "Rumus {formula} tidak dikenal.", "en": "There is no formula {formula}."}


class UnknownParameter(LawError):
    code = "unknown_parameter"
    sentences = {"id": "Parameter {parameter} tidak dikenal.", "en": "There is no parameter {parameter}."}


class UnknownSetting(LawError):
    code = "unknown_setting"
    sentences = {
        "id": "Pengaturan {setting} tidak punya pilihan {choice}; yang ada: {choices}.",
        "en": "Setting {setting} has no choice {choice}; it has: {choices}.",
    }


class UnknownInput(LawError):
    code = "unknown_input"
    sentences = {
        "id": "Rumus {formula} tidak memakai masukan {input}.",
        "en": "Formula {formula} takes no input {input}.",
    }


class MissingInput(LawError):
    code = "missing_input"
    sentences = {
        "id": "Masukan {input} untuk {formula} belum diisi. Kosong tidak dianggap nol.",
        "en": "Input {input} of {formula} is missing. Missing is not taken as zero.",
    }


class WrongType(LawError):
    code = "wrong_type"
    sentences = {
        "id": "Masukan {input} harus berupa {expected}, bukan {got}.",
        "en": "Input {input} must be {expected}, not {got}.",
    }


class OutOfRange(LawError):
    code = "out_of_range"
    sentences = {
        "id": "Masukan {input} = {value} di luar batas {low} sampai {high}.",
        "en": "Input {input} = {value} is outside {low} to {high}.",
    }


class NotInForce(LawError):
    code = "not_in_force"
    sentences = {
        "id": "{what} tidak punya ketentuan yang berlaku pada {on} (sejauh diketahui {known_on}).",
        "en": "{what} has no rule in force on {on} (as known on {known_on}).",
    }


class NotBatchable(LawError):
    code = "not_batchable"
    sentences = {
        "id": "Rumus {formula} hanya dihitung per kasus, tidak dalam bentuk kolom atau SQL.",
        "en": "Formula {formula} is worked case by case, not over columns or in SQL.",
    }


class LengthMismatch(LawError):
    code = "length_mismatch"
    sentences = {
        "id": "Kolom {input} berisi {got} baris, seharusnya {expected}.",
        "en": "Column {input} has {got} rows, expected {expected}.",
    }


class MissingExtra(LawError):
    code = "missing_extra"
    sentences = {
        "id": "{what} perlu paket tambahan: pasang lindung[{extra}].",
        "en": "{what} needs an optional package: install lindung[{extra}].",
    }


class NameTaken(LawError):
    code = "name_taken"
    sentences = {
        "id": "Tabel sudah punya kolom {name}.",
        "en": "The table already has a column {name}.",
    }


class UnreadableFile(LawError):
    code = "unreadable_file"
    sentences = {"id": "Berkas {path} tidak dapat dibaca: {why}.", "en": "File {path} cannot be read: {why}."}


class BadReceipt(LawError):
    code = "bad_receipt"
    sentences = {"id": "Tanda terima tidak dapat dibaca: {why}.", "en": "The receipt cannot be read: {why}."}


class BadTrace(LawError):
    code = "bad_trace"
    sentences = {"id": "Jejak perhitungan tidak dapat dibaca: {why}.", "en": "The trace cannot be read: {why}."}


class BadOverlay(LawError):
    code = "bad_overlay"
    sentences = {
        "id": "Berkas reformasi {where} tidak dapat dipakai: {why}.",
        "en": "Overlay {where} is refused: {why}.",
    }


class OverlayMismatch(LawError):
    """A stored trace was made under another reform than the one it is repeated under."""

    code = "overlay_mismatch"
    sentences = {
        "id": "Jejak ini dihitung di bawah reformasi: {needed}; diulang di bawah: {given}.",
        "en": "This trace was made under reform: {needed}; it is repeated under: {given}.",
    }


class BadFact(LawError):
    code = "bad_fact"
    sentences = {"id": "{id}", "en": "{en}"}


class RuleError(LawError):
    """A rule text breaks the dialect or one of its proofs; raised while building, never while serving."""

    code = "rule_error"
    sentences = {"id": "Aturan {rule}: {why}", "en": "Rule {rule}: {why}"}


class ParameterError(LawError):
    """A parameter file breaks its contract; raised while building, never while serving."""

    code = "parameter_error"
    sentences = {"id": "Parameter {where}: {why}", "en": "Parameter {where}: {why}"}
