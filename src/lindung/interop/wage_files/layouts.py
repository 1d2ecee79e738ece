"""The layouts of files that employers send, their fields, and every heading under which a field is known.

Reading goes by heading, never by position: letter case, blanks, underscores, stars, brackets and a byte-order mark do
not matter. `Layout.columns` lists the headings of our own template in the order the employer portal of the institution
uses, so that a file made for it is read as it is.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

IGNORED = ""
"""What a heading stands for that is known and not needed."""


class LayoutId(enum.StrEnum):
    """Which kind of list a file is."""

    NEW_WORKERS = "NEW_WORKERS"
    NEW_WORKERS_50 = "NEW_WORKERS_50"
    CONTINUING = "CONTINUING"
    LEAVERS = "LEAVERS"
    WAGES = "WAGES"
    WAGE_REPORT = "WAGE_REPORT"


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: Indonesian title, data sheet name, template headings, fields that must be there as columns, and
    fields that must be filled in every row. ``identity`` stands for NIK or KPJ."""

    id: LayoutId
    title: str
    sheet: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    filled: tuple[str, ...]


_CHILDREN = tuple(
    f"{what}_ANAK_{n}" for n in (1, 2, 3) for what in ("NAMA", "TGL_LAHIR", "JENIS_KELAMIN", "GOLONGAN_DARAH")
)

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "employee_no": ("NO_PEGAWAI", "NOMOR_PEGAWAI", "NIP", "NO_KARYAWAN", "NOMOR_KARYAWAN", "NO_INDUK", "NRP",
                    "EMPLOYEE_NO",
                    "EMPLOYEE_ID", "ID_KARYAWAN", "ID_PEGAWAI"),
    "kpj": ("KPJ", "NO_KPJ", "NOMOR_KPJ", "NO_KARTU_PESERTA", "NOMOR_KARTU_PESERTA", "NO_PESERTA", "NOMOR_PESERTA",
            "NO_BPJS_TK", "NO_BPJS_KETENAGAKERJAAN", "NOMOR_BPJS_KETENAGAKERJAAN", "NO_BPJSTK", "MEMBER_NUMBER"),
    "nik": ("NIK", "NOMOR_IDENTITAS", "NO_IDENTITAS", "NO_KTP", "NOMOR_KTP", "NIK_KTP", "KTP", "NO_NIK", "NOMOR_NIK",
            "NOMOR_INDUK_KEPENDUDUKAN", "NATIONAL_ID"),
    "identity_kind": ("JENIS_IDENTITAS", "TIPE_IDENTITAS", "IDENTITY_TYPE"),
    "name": ("NAMA_LENGKAP", "NAMA", "NAMA_TENAGA_KERJA", "NAMA_TK", "NAMA_PEKERJA", "NAMA_KARYAWAN", "NAMA_PEGAWAI",
             "NAMA_PESERTA", "NAME", "FULL_NAME", "EMPLOYEE_NAME"),
    "first_name": ("NAMA_DEPAN", "FIRST_NAME"),
    "middle_name": ("NAMA_TENGAH", "MIDDLE_NAME"),
    "last_name": ("NAMA_BELAKANG", "LAST_NAME"),
    "birth_date": ("TANGGAL_LAHIR", "TGL_LAHIR", "TGLLAHIR", "BIRTH_DATE", "DATE_OF_BIRTH"),
    "birth_place": ("TEMPAT_LAHIR", "TMPT_LAHIR", "KOTA_LAHIR", "BIRTH_PLACE", "PLACE_OF_BIRTH"),
    "mother_name": ("NAMA_IBU_KANDUNG", "IBU_KANDUNG", "NAMA_IBU", "MOTHER_NAME"),
    "sex": ("JENIS_KELAMIN", "JNS_KELAMIN", "KELAMIN", "JK", "L_P", "SEX", "GENDER"),
    "phone": ("HP", "NO_HP", "NOMOR_HP", "HANDPHONE", "NO_HANDPHONE", "NOMOR_HANDPHONE", "NO_TELEPON", "NO_TELP",
              "TELEPON", "NO_WA", "WHATSAPP", "PHONE", "MOBILE"),
    "email": ("EMAIL", "E_MAIL", "ALAMAT_EMAIL", "SUREL"),
    "marital": ("STATUS_KAWIN", "STATUS_PERKAWINAN", "STATUS_NIKAH", "MARITAL_STATUS"),
    "npwp": ("NPWP", "NO_NPWP", "NOMOR_NPWP", "TAX_NUMBER"),
    "address": ("ALAMAT", "ALAMAT_RUMAH", "ALAMAT_TINGGAL", "ALAMAT_DOMISILI", "ADDRESS"),
    "postcode": ("KODE_POS", "KODEPOS", "POSTCODE", "POSTAL_CODE", "ZIP"),
    "work_location": ("LOKASI_PEKERJAAN", "LOKASI_KERJA", "KODE_LOKASI_PEKERJAAN", "WORK_LOCATION"),
    "contract": ("STATUS_PEGAWAI", "STATUS_KARYAWAN", "STATUS_KEPEGAWAIAN", "JENIS_KONTRAK", "CONTRACT_TYPE"),
    "start_date": ("TGL_AWAL_BEKERJA", "TANGGAL_AWAL_BEKERJA", "TGL_MULAI_BEKERJA", "TANGGAL_MULAI_BEKERJA",
                   "TGL_MASUK",
                   "TANGGAL_MASUK", "START_DATE"),
    "contract_end": ("TGL_AKHIR_KONTRAK", "TANGGAL_AKHIR_KONTRAK", "CONTRACT_END", "END_OF_CONTRACT"),
    "wage": ("UPAH", "UPAH_TK", "UPAH_SEBULAN", "UPAH_BULANAN", "UPAH_DILAPORKAN", "UPAH_BARU", "GAJI", "WAGE",
             "SALARY",
             "MONTHLY_WAGE"),
    "back_pay": ("RAPEL", "RAPEL_UPAH", "UPAH_RAPEL", "BACK_PAY"),
    "exit_reason": ("SEBAB_NA", "SEBAB_NONAKTIF", "SEBAB_NON_AKTIF", "SEBAB_KELUAR", "ALASAN_KELUAR", "ALASAN_NONAKTIF",
                    "KODE_SEBAB_NA", "EXIT_REASON"),
    "exit_date": ("TANGGAL_KEJADIAN", "TGL_KEJADIAN", "TANGGAL_KELUAR", "TGL_KELUAR", "TANGGAL_NONAKTIF", "TGL_NA",
                  "TANGGAL_NA", "TGL_NONAKTIF", "EXIT_DATE"),
    "note": ("KETERANGAN", "CATATAN", "NOTE", "REMARK", "REMARKS"),
    IGNORED: ("NO", "NO_URUT", "NOMOR", "NOMOR_URUT", "GELAR", "TELEPON_AREA_RUMAH", "TELEPON_RUMAH",
              "TELEPON_AREA_KANTOR", "TELEPON_KANTOR", "TELEPON_EXT_KANTOR", "MASA_LAKU_IDENTITAS",
              "SURAT_MENYURAT_KE", "TANGGAL_KEPESERTAAN", "GOLONGAN_DARAH", "NAMA_BANK", "CABANG_BANK", "NO_REKENING",
              "NAMA_REKENING", "KODE_PAKET", "KODE_NEGARA", "NATIONALITY", "PESERTA_JPK", "SUAMI_ISTRI",
              "TGL_LAHIR_SUAMI_ISTRI", "JENIS_KELAMIN_SUAMI_ISTRI", "GOLONGAN_DARAH_SUAMI_ISTRI", *_CHILDREN),
}  # fmt: skip

OLD_MARKS = ("NAMA_BANK", "NO_REKENING", "KODE_PAKET", "PESERTA_JPK", "SUAMI_ISTRI", "NAMA_ANAK_1")
"""Headings that only the older layout of 50 columns has."""

_PHONES = ("TELEPON_AREA_RUMAH", "TELEPON_RUMAH", "TELEPON_AREA_KANTOR", "TELEPON_KANTOR", "TELEPON_EXT_KANTOR")
_PERSON = ("HP", "EMAIL", "TEMPAT_LAHIR", "TANGGAL_LAHIR", "NAMA_IBU_KANDUNG", "JENIS_IDENTITAS", "NOMOR_IDENTITAS",
           "MASA_LAKU_IDENTITAS", "JENIS_KELAMIN", "SURAT_MENYURAT_KE", "TANGGAL_KEPESERTAAN", "STATUS_KAWIN",
           "GOLONGAN_DARAH")  # fmt: skip

LAYOUTS: Mapping[LayoutId, Layout] = {
    layout.id: layout
    for layout in (
        Layout(
            LayoutId.NEW_WORKERS,
            "Pekerja baru",
            "data_tk_baru",
            ("NO_PEGAWAI", "NAMA_LENGKAP", "GELAR", *_PHONES, *_PERSON, "NPWP", "KODE_NEGARA", "UPAH", "ALAMAT",
             "KODE_POS", "LOKASI_PEKERJAAN", "STATUS_PEGAWAI", "TGL_AWAL_BEKERJA", "TGL_AKHIR_KONTRAK"),
            ("name", "birth_date", "nik", "wage"),
            ("name", "birth_date", "nik", "wage"),
        ),
        Layout(
            LayoutId.NEW_WORKERS_50,
            "Pekerja baru (susunan lama 50 kolom)",
            "data_tk_baru",
            ("NO_PEGAWAI", "NAMA_DEPAN", "NAMA_TENGAH", "NAMA_BELAKANG", "GELAR", *_PHONES, *_PERSON, "NAMA_BANK",
             "CABANG_BANK", "NO_REKENING", "NAMA_REKENING", "NPWP", "KODE_PAKET", "KODE_NEGARA", "PESERTA_JPK", "UPAH",
             "ALAMAT", "KODE_POS", "SUAMI_ISTRI", "TGL_LAHIR_SUAMI_ISTRI", "JENIS_KELAMIN_SUAMI_ISTRI",
             "GOLONGAN_DARAH_SUAMI_ISTRI", *_CHILDREN),
            ("name", "birth_date", "nik", "wage"),
            ("name", "birth_date", "nik", "wage"),
        ),
        Layout(
            LayoutId.CONTINUING,
            "Pekerja lanjutan (sudah punya KPJ)",
            "data_tk_lanjutan",
            ("NO_PEGAWAI", "KPJ", "NAMA_LENGKAP", "TANGGAL_LAHIR", "UPAH", "RAPEL", "LOKASI_PEKERJAAN",
             "STATUS_PEGAWAI", "TGL_AWAL_BEKERJA", "TGL_AKHIR_KONTRAK"),
            ("kpj", "name", "wage"),
            ("kpj", "name", "wage"),
        ),
        Layout(
            LayoutId.LEAVERS,
            "Pekerja keluar",
            "data_tk_keluar",
            ("KPJ", "NAMA_LENGKAP", "TANGGAL_LAHIR", "SEBAB_NA", "TANGGAL_KEJADIAN", "KETERANGAN"),
            ("identity", "exit_reason", "exit_date"),
            ("identity", "exit_reason", "exit_date"),
        ),
        Layout(
            LayoutId.WAGES,
            "Perubahan upah",
            "data_upah_tk",
            ("KPJ", "NAMA_LENGKAP", "UPAH", "RAPEL", "KETERANGAN"),
            ("kpj", "wage"),
            ("kpj", "wage"),
        ),
        Layout(
            LayoutId.WAGE_REPORT,
            "Laporan upah",
            "laporan_upah",
            ("NO_PEGAWAI", "NIK", "KPJ", "NAMA_LENGKAP", "TANGGAL_LAHIR", "UPAH", "RAPEL", "STATUS_PEGAWAI",
             "TGL_AWAL_BEKERJA", "KETERANGAN"),
            ("identity", "wage"),
            ("identity", "wage"),
        ),
    )
}  # fmt: skip

FIELDS: tuple[str, ...] = tuple(name for name in _SYNONYMS if name)
"""Every field a heading can be matched to (by a saved mapping)."""

IGNORED_SHEETS = ("petunjuk", "instruksi", "instruction", "lokasipekerjaan", "referensi", "kodelokasi", "panduan",
                  "readme",
                  "daftarkode")  # fmt: skip
"""Beginnings of names of sheets that explain and hold no data."""


def heading_key(text: str) -> str:
    """A heading as it is compared: no brackets and what they hold, no accents, letters and digits only, lower case."""
    plain = unicodedata.normalize("NFKD", re.sub(r"[(\[][^)\]]{0,60}[)\]]", "", text))
    return re.sub(r"[^0-9a-z]", "", plain.lower())


HEADINGS: Mapping[str, str] = {heading_key(name): field for field, names in _SYNONYMS.items() for name in names}
"""Compared heading -> field; `IGNORED` for headings known and not needed."""

TEMPLATE_HEADING: Mapping[str, str] = {field: names[0] for field, names in _SYNONYMS.items() if field} | {
    "identity": "NIK / KPJ"
}
"""Field -> the heading we name when it is missing."""


def recognise(fields: set[str], keys: set[str]) -> Layout:
    """The layout a set of fields belongs to (the nearest one when columns are missing).

    `keys` are the compared headings, for marks that are no fields of ours.
    """
    if fields & {"exit_reason", "exit_date"}:
        return LAYOUTS[LayoutId.LEAVERS]
    if "kpj" not in fields and fields & {"identity_kind", "mother_name", "birth_place", "first_name"}:
        old = sum(heading_key(mark) in keys for mark in OLD_MARKS) >= 2
        return LAYOUTS[LayoutId.NEW_WORKERS_50 if old else LayoutId.NEW_WORKERS]
    if "kpj" not in fields or "nik" in fields:
        return LAYOUTS[LayoutId.WAGE_REPORT]
    # By KPJ alone: with particulars of the work it is a list of workers who come back, else a list of wages.
    work = fields & {"start_date", "work_location", "contract", "contract_end"}
    return LAYOUTS[LayoutId.CONTINUING if work else LayoutId.WAGES]


def lacking(layout: Layout, fields: set[str]) -> list[str]:
    """Needed fields of `layout` that no column stands for."""
    have = set(fields)
    if have & {"nik", "kpj"}:
        have.add("identity")
    if "first_name" in have:
        have.add("name")
    return [name for name in layout.needed if name not in have]
