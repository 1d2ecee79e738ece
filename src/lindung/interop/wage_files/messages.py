# ruff: noqa: E501 - a sentence is easier to weigh on one line
"""Every sentence the file readers say, once, in Indonesian and English.

Two catalogues: `FILE` (the whole file is refused) and `CELL` (one cell or row; severity ``error`` refuses the row,
``warning`` does not). Each sentence tells a payroll clerk what is wrong and what to do; where it is comes from the
error itself. Places in braces are filled from the parameters; whole numbers are grouped as the language groups them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from lindung.base.format import number

Severity = Literal["error", "warning"]
Param = str | int


class CellMessage(NamedTuple):
    """One sentence about a cell: how serious, Indonesian, English."""

    severity: Severity
    id: str
    en: str


def fill(template: str, params: Mapping[str, Param], lang: str) -> str:
    """`template` with `params` put in once; text from the file is never read as a template itself."""
    return template.format_map({k: number(v, lang=lang) if isinstance(v, int) else v for k, v in params.items()})


FILE: dict[str, tuple[str, str]] = {
    "EMPTY_FILE": (
        "File ini kosong (0 byte). Simpan ulang dari aplikasi penggajian atau Excel, lalu unggah lagi.",
        "This file is empty (0 bytes). Save it again from your payroll program or Excel, then upload it again.",
    ),
    "FILE_TOO_LARGE": (
        "Ukuran file {size_kb} KB, melebihi batas {limit_kb} KB. Bagi menjadi beberapa file, atau hapus gambar di dalamnya.",
        "The file has {size_kb} KB, more than the limit of {limit_kb} KB. Split it, or remove pictures inside it.",
    ),
    "TYPE_PDF": (
        "Ini file PDF, bukan tabel. Unggah file Excel (.xlsx) atau CSV asalnya.",
        "This is a PDF, not a table. Upload the Excel (.xlsx) or CSV file it was made from.",
    ),
    "TYPE_IMAGE": (
        "Ini gambar atau foto, bukan tabel. Unggah file Excel (.xlsx) atau CSV.",
        "This is a picture, not a table. Upload an Excel (.xlsx) or CSV file.",
    ),
    "TYPE_DOCUMENT": (
        "Ini dokumen pengolah kata atau presentasi, bukan tabel. Salin tabelnya ke Excel dan simpan sebagai .xlsx.",
        "This is a text document or presentation, not a table. Copy the table to Excel and save it as .xlsx.",
    ),
    "TYPE_HTML": (
        "File ini sebenarnya halaman web (HTML) yang diberi nama Excel. Buka di Excel, pilih Simpan Sebagai "
        "“Excel Workbook (.xlsx)”, lalu unggah hasilnya.",
        "This file is really a web page (HTML) named like Excel. Open it in Excel, choose Save As "
        "“Excel Workbook (.xlsx)”, then upload the result.",
    ),
    "TYPE_XML": (
        "File ini berformat XML. Buka di Excel, simpan sebagai “Excel Workbook (.xlsx)”, lalu unggah hasilnya.",
        "This file is XML. Open it in Excel, save it as “Excel Workbook (.xlsx)”, then upload the result.",
    ),
    "TYPE_JSON": (
        "File ini berformat JSON. Kirim lewat API, atau unggah tabelnya sebagai .xlsx atau CSV.",
        "This file is JSON. Send it through the API, or upload the table as .xlsx or CSV.",
    ),
    "TYPE_ODS": (
        "File ini berformat OpenDocument. Simpan sebagai “Excel (.xlsx)” atau CSV, lalu unggah hasilnya.",
        "This file is OpenDocument. Save it as “Excel (.xlsx)” or CSV, then upload the result.",
    ),
    "TYPE_XLSB": (
        "File ini berformat Excel biner (.xlsb). Simpan sebagai “Excel Workbook (.xlsx)”, lalu unggah hasilnya.",
        "This file is binary Excel (.xlsb). Save it as “Excel Workbook (.xlsx)”, then upload the result.",
    ),
    "TYPE_OLD_XLS": (
        "File ini dari Excel versi sangat lama. Simpan sebagai “Excel Workbook (.xlsx)”, lalu unggah hasilnya.",
        "This file comes from a very old Excel. Save it as “Excel Workbook (.xlsx)”, then upload the result.",
    ),
    "TYPE_ARCHIVE": (
        "Ini file arsip (ZIP, RAR, 7z atau sejenisnya). Keluarkan file Excel atau CSV di dalamnya, lalu unggah satu per satu.",
        "This is an archive (ZIP, RAR, 7z or similar). Take the Excel or CSV files out and upload them one by one.",
    ),
    "TYPE_PROGRAM": (
        "Ini file program, bukan tabel, dan tidak dibuka. Bila bukan Anda yang membuatnya, beri tahu bagian TI Anda.",
        "This is a program, not a table, and was not opened. If you did not make it, tell your IT department.",
    ),
    "TYPE_UNKNOWN": (
        "Isi file ini tidak dapat dibaca sebagai tabel. Simpan sebagai “Excel Workbook (.xlsx)” atau CSV, lalu unggah lagi.",
        "The content cannot be read as a table. Save it as “Excel Workbook (.xlsx)” or CSV, then upload it again.",
    ),
    "ENCRYPTED": (
        "File ini terkunci kata sandi. Buka di Excel, hapus kata sandinya (File, Info, Lindungi), simpan, lalu unggah lagi.",
        "This file is locked with a password. Open it in Excel, remove the password (File, Info, Protect), save, upload again.",
    ),
    "MACROS": (
        "File ini berisi makro. Demi keamanan makro tidak diterima: simpan sebagai “Excel Workbook (.xlsx)” tanpa makro.",
        "This file contains macros. For safety macros are not accepted: save it as “Excel Workbook (.xlsx)” without macros.",
    ),
    "ZIP_BOMB": (
        "Isi file ini mengembang jauh melebihi batas {limit_kb} KB saat dibuka. Salin datanya ke buku kerja baru, lalu simpan.",
        "The content swells far beyond the limit of {limit_kb} KB when opened. Copy the data to a new workbook and save it.",
    ),
    "ZIP_ENTRIES": (
        "Buku kerja ini tersusun dari {count} bagian, batasnya {limit}. Salin datanya ke buku kerja baru, lalu simpan.",
        "This workbook is made of {count} parts, the limit is {limit}. Copy the data to a new workbook and save it.",
    ),
    "ZIP_NESTED": (
        "Di dalam file ini tertanam file lain ({part}). Hapus lampiran itu atau salin datanya ke buku kerja baru.",
        "Another file is embedded in this one ({part}). Remove the attachment or copy the data to a new workbook.",
    ),
    "ZIP_PATH": (
        "Susunan file ini tidak wajar (bagian bernama “{part}”) sehingga tidak dibuka. Salin datanya ke buku kerja baru.",
        "The file is built in an unsafe way (a part named “{part}”) and was not opened. Copy the data to a new workbook.",
    ),
    "XML_DTD": (
        "Di dalam file ini ada perintah XML yang tidak boleh dipakai (DTD). Salin datanya ke buku kerja baru, lalu simpan.",
        "The file contains XML instructions that are not allowed (a DTD). Copy the data to a new workbook and save it.",
    ),
    "CORRUPT": (
        "File ini rusak atau belum lengkap terunggah. Buka di Excel, simpan ulang sebagai .xlsx, lalu unggah lagi.",
        "This file is damaged or was not fully uploaded. Open it in Excel, save it again as .xlsx, then upload it again.",
    ),
    "SHEET_TOO_WIDE": (
        "Lembar “{sheet}” berisi {count} kolom, batasnya {limit}. Hapus kolom yang tidak dipakai.",
        "Sheet “{sheet}” has {count} columns, the limit is {limit}. Delete the columns you do not use.",
    ),
    "STRAY_CELL": (
        "Di lembar “{sheet}” ada isi di sel {cell}, jauh di luar data. Hapus isi sel itu (atau baris dan kolom kosong), simpan.",
        "Sheet “{sheet}” has content in cell {cell}, far outside the data. Clear that cell (or the empty rows), then save.",
    ),
    "TOO_MANY_ROWS": (
        "File ini berisi lebih dari {limit} baris pekerja. Bagi menjadi beberapa file dengan paling banyak {limit} baris.",
        "This file has more than {limit} rows of workers. Split it into files of at most {limit} rows each.",
    ),
    "TEXT_TOO_MUCH": (
        "Teks di dalam file ini terlalu panjang untuk sebuah daftar pekerja. Hapus kolom catatan yang panjang, lalu simpan.",
        "The text in this file is far too long for a list of workers. Delete long note columns, then save.",
    ),
    "TOO_MANY_MERGED": (
        "Lembar “{sheet}” berisi terlalu banyak sel gabungan. Pilih semua sel, klik “Pisahkan Sel”, simpan, lalu unggah lagi.",
        "Sheet “{sheet}” has too many merged cells. Select all cells, click “Unmerge”, save, then upload again.",
    ),
    "HEADER_NOT_FOUND": (
        "Baris judul kolom tidak ditemukan dalam {rows} baris pertama. Tulis judul seperti NIK, NAMA_LENGKAP dan UPAH di "
        "satu baris di atas data, atau pakai templat.",
        "No heading row was found in the first {rows} rows. Write headings such as NIK, NAMA_LENGKAP and UPAH in one "
        "row above the data, or use the template.",
    ),
    "COLUMNS_MISSING": (
        "Di lembar “{sheet}” baris {row} tidak ada kolom {columns}. Tambahkan kolom itu, atau cocokkan dengan kolom yang "
        "ada.{hint_id}",
        "Sheet “{sheet}” row {row} lacks the column {columns}. Add it, or match it to a column you have.{hint_en}",
    ),
    "COLUMN_TWICE": (
        "Kolom {column} ada dua kali: “{first}” (kolom {first_letter}) dan “{second}” (kolom {second_letter}). Hapus atau "
        "ganti nama salah satunya.",
        "The column {column} appears twice: “{first}” (column {first_letter}) and “{second}” (column {second_letter}). "
        "Delete or rename one of them.",
    ),
    "SEVERAL_SHEETS": (
        "Ada beberapa lembar berisi data: {sheets}. Sisakan satu lembar data dalam file, lalu unggah lagi.",
        "Several sheets hold data: {sheets}. Keep one data sheet in the file, then upload it again.",
    ),
    "NO_ROWS": (
        "Hanya ada judul kolom, belum ada satu pun baris data. Isi datanya di bawah judul, lalu unggah lagi.",
        "There are only headings and not one row of data. Fill in the data below the headings, then upload again.",
    ),
    "CSV_QUOTES": (
        "Tanda kutip di baris {line} tidak berpasangan sehingga kolom tidak dapat dipisahkan. Perbaiki, atau simpan .xlsx.",
        "The quotation marks in line {line} do not pair up, so columns cannot be told apart. Correct it, or save as .xlsx.",
    ),
    "BAD_MAPPING": (
        "Pencocokan kolom menunjuk isian “{name}” yang tidak dikenal. Cocokkan ulang kolomnya.",
        "The column matching names a field “{name}” that does not exist. Match the columns again.",
    ),
    "MAPPING_HEADING": (
        "Judul “{heading}” tidak berisi huruf atau angka, jadi kolomnya tidak dapat dikenali lagi. Beri judul pada berkas.",
        "The heading “{heading}” holds no letter or digit, so the column cannot be known again. Give it a heading.",
    ),
    "MAPPING_TWICE": (
        "“{first}” dan “{second}” sama-sama dicocokkan dengan {meaning}. Pilih satu kolom saja.",
        "“{first}” and “{second}” are both matched with {meaning}. Choose one column only.",
    ),
    "MAPPING_LACKS": (
        "Untuk “{layout}” masih kurang: {columns}. Cocokkan kolomnya, atau tambahkan pada berkas.",
        "“{layout}” still lacks: {columns}. Match the column, or add it to the file.",
    ),
    "NOT_CSV": (
        "Mutasi bank dibaca dari file CSV. Unduh mutasi dari bank sebagai CSV, atau simpan lembar ini sebagai CSV.",
        "Bank statements are read from CSV. Download the statement from the bank as CSV, or save this sheet as CSV.",
    ),
    "TOO_MANY_LINES": (
        "File mutasi ini berisi lebih dari {limit} baris. Unduh untuk rentang tanggal yang lebih pendek.",
        "This statement has more than {limit} lines. Download it for a shorter range of dates.",
    ),
    "XML_BROKEN": (
        "Berkas XML ini rusak atau belum lengkap (baris {line}). Unduh ulang dari bank, jangan disunting.",
        "This XML file is damaged or not complete (line {line}). Download it again from the bank, do not edit it.",
    ),
    "XML_DEEP": (
        "Susunan XML ini tidak wajar: bersarang lebih dari {limit} tingkat. Minta berkas baru dari bank.",
        "The XML is built in an unusual way: nested deeper than {limit}. Ask the bank for a new file.",
    ),
    "NOT_A_STATEMENT": (
        "Isi XML ini “{found}”, bukan rekening koran camt.053 atau camt.054 (versi 02 sampai 08).",
        "This XML holds “{found}”, not a statement of camt.053 or camt.054 (versions 02 to 08).",
    ),
    "MT940_BROKEN": (
        "Rekening koran MT940 ini tidak terbaca pada baris {line}: {what}. Unduh ulang dari bank.",
        "This MT940 statement cannot be read at line {line}: {what}. Download it again from the bank.",
    ),
    "ACCOUNT_CURRENCY": (
        "Rekening koran ini dalam {currency}. Hanya rekening rupiah (IDR) yang diterima.",
        "This statement is in {currency}. Only accounts in rupiah (IDR) are accepted.",
    ),
    "SEVERAL_ACCOUNTS": (
        "Berkas ini memuat beberapa rekening ({first} dan {other}). Unduh satu berkas untuk satu rekening.",
        "This file holds several accounts ({first} and {other}). Download one file for each account.",
    ),
}
