"""What can be wrong with a worker's row against the registers, in both languages, said beside the cell."""

from typing import Any

MESSAGES: dict[str, tuple[str, str, str]] = {
    # code: (field, Indonesian, English)
    "UNREADABLE": ("", "Isi “{value}” tidak terbaca.", "“{value}” cannot be read."),
    "NO_IDENTITY": (
        "nik",
        "Isi NIK, atau nomor KPJ, atau nama dan tanggal lahir.",
        "Give the NIK, or the KPJ, or name and date of birth.",
    ),
    "KPJ_UNKNOWN": (
        "kpj",
        "KPJ {kpj} tidak terdaftar. Periksa angkanya, atau isi NIK.",
        "KPJ {kpj} is not registered. Check the digits, or give the NIK.",
    ),
    "NIK_MISMATCH": (
        "nik",
        "NIK dan KPJ menunjuk dua orang berbeda. Periksa keduanya.",
        "NIK and KPJ belong to two different people. Check both.",
    ),
    "BIRTH_DIFFERS": (
        "birth_date",
        "NIK ini terdaftar dengan tanggal lahir lain. Periksa NIK dan tanggal lahir.",
        "This NIK is registered with another date of birth. Check NIK and date of birth.",
    ),
    "NOT_FOUND": (
        "name",
        "Tidak ada pekerja Anda dengan nama dan tanggal lahir ini. Isi NIK atau KPJ.",
        "None of your workers has this name and date of birth. Give the NIK or the KPJ.",
    ),
    "SEVERAL": (
        "name",
        "Ada beberapa pekerja dengan nama dan tanggal lahir ini. Isi NIK atau KPJ.",
        "Several workers have this name and date of birth. Give the NIK or the KPJ.",
    ),
    "OTHER_EMPLOYER": (
        "kpj",
        "KPJ {kpj} belum pernah menjadi pekerja Anda. Isi juga NIK-nya untuk memastikan orangnya.",
        "KPJ {kpj} was never your worker. Give the NIK as well, to be sure who it is.",
    ),
    "NEW_INCOMPLETE": (
        "name",
        "Pekerja baru perlu NIK, nama, dan tanggal lahir.",
        "A new worker needs NIK, name and date of birth.",
    ),
    "NIK_FORM": ("nik", "NIK harus 16 angka.", "A NIK has 16 digits."),
    "DUPLICATE": (
        "nik",
        "Orang ini sudah ada di baris {first}. Hapus salah satu.",
        "This person is already in row {first}. Remove one of them.",
    ),
    "DIED": (
        "nik",
        "Orang ini tercatat meninggal pada {died_on}. Upah sesudahnya tidak dapat dilaporkan.",
        "This person is recorded as having died on {died_on}. Wages after that cannot be reported.",
    ),
    "DEATH": (
        "exit_reason",
        "Kematian tidak dilaporkan sebagai pekerja keluar. Laporkan kematian, agar ahli waris segera dilayani.",
        "A death is not reported as an exit. Report the death, so that the heirs are served at once.",
    ),
    "EXIT_REASON": ("exit_reason", "Alasan keluar {reason} tidak dikenal.", "There is no exit reason {reason}."),
    "EXIT_INCOMPLETE": (
        "exit_reason",
        "Pekerja keluar perlu tanggal dan alasan keluar.",
        "A leaver needs a date and a reason.",
    ),
    "EXIT_LATE": (
        "exit_date",
        "Tanggal keluar sesudah bulan laporan. Laporkan pada bulan itu.",
        "The exit is after the month of the report. Report it in its own month.",
    ),
    "NOT_A_WORKER": (
        "exit_date",
        "Orang ini tidak sedang bekerja pada Anda, jadi tidak dapat dilaporkan keluar.",
        "This person does not work for you now, so an exit cannot be reported.",
    ),
    "START_LATE": (
        "start_date",
        "Tanggal mulai sesudah bulan laporan. Laporkan pada bulan itu.",
        "The start is after the month of the report. Report it in its own month.",
    ),
    "WAGE_MISSING": ("wage", "Upah belum diisi.", "The wage is missing."),
    "WAGE_RANGE": (
        "wage",
        "Upah harus lebih dari Rp0 dan paling banyak Rp10.000.000.000.",
        "The wage must be more than Rp0 and at most Rp10,000,000,000.",
    ),
    "BACK_PAY_RANGE": (
        "back_pay",
        "Rapel harus dari Rp0 sampai Rp10.000.000.000.",
        "Back pay must be from Rp0 to Rp10,000,000,000.",
    ),
    "WAGE_BELOW_MINIMUM": (
        "wage",
        "Upah di bawah upah minimum {district} {year} (Rp{minimum}). Usaha mikro dan kecil boleh menurut kesepakatan.",
        "The wage is under the minimum wage of {district} {year} (Rp{minimum}). Micro and small firms may agree on it.",
    ),
}


def said(row_no: int, code: str, params: dict[str, Any], column: str = "", value: str = "") -> dict[str, Any]:
    """One error as it is stored and shown: row, column (field name), value, code, severity, params, id, en."""
    field, indonesian, english = MESSAGES[code]
    values = {"value": value, **params}
    return {
        "row": row_no,
        "column": column or field,
        "cell": "",
        "value": value,
        "code": code,
        "severity": "warning" if code == "WAGE_BELOW_MINIMUM" else "error",
        "params": params,
        "suggestion": None,
        "id": indonesian.format(**values),
        "en": english.format(**values),
    }
