# ruff: noqa: E501 - a sentence is easier to weigh on one line
"""The sentences about single cells, rows and statement lines; see `messages` for the shape."""

from __future__ import annotations

from lindung.interop.wage_files.messages import CellMessage, Severity

E: Severity = "error"
W: Severity = "warning"

CELL: dict[str, CellMessage] = {
    # -- any cell ------------------------------------------------------------------------------------------------
    "REQUIRED": CellMessage(E, "Belum diisi. Isi {column}.", "Empty. Fill in {column}."),
    "TEXT_TOO_LONG": CellMessage(
        E,
        "Terlalu panjang: {length} huruf, paling banyak {limit}. Singkatkan, atau periksa apakah isi beberapa sel tergabung.",
        "Too long: {length} letters, at most {limit}. Shorten it, or check whether several cells ran together.",
    ),
    "CONTROL_CHARACTER": CellMessage(
        E,
        "Ada karakter rusak yang tidak terlihat di dalam sel. Hapus isinya lalu ketik ulang.",
        "The cell holds broken, invisible characters. Clear it and type it again.",
    ),
    "BROKEN_LETTERS": CellMessage(
        E,
        "Ada huruf yang rusak saat file disimpan (tanda �). Ketik ulang, dan simpan CSV sebagai “CSV UTF-8”.",
        "Some letters were broken when the file was saved (�). Type it again, and save CSV as “CSV UTF-8”.",
    ),
    "INVISIBLE_REMOVED": CellMessage(
        W,
        "Karakter tak terlihat dari hasil salin-tempel sudah dibuang. Periksa apakah hasilnya benar.",
        "Invisible characters left by copy and paste were removed. Check that the result is right.",
    ),
    "FORMULA_TEXT": CellMessage(
        W,
        "Isi sel diawali tanda seperti rumus ({sign}). Disimpan sebagai teks biasa dan tidak dijalankan; periksa isinya.",
        "The cell starts like a formula ({sign}). It is stored as plain text and never run; check it.",
    ),
    "FORMULA_NO_VALUE": CellMessage(
        E,
        "Sel berisi rumus tanpa hasil tersimpan. Buka file di Excel lalu simpan, atau tempel sebagai nilai (Paste Values).",
        "The cell holds a formula with no stored result. Open the file in Excel and save it, or paste as values.",
    ),
    "FORMULA_VALUE_USED": CellMessage(
        W,
        "{count} sel di kolom ini berisi rumus (pertama di sini). Hasil yang tersimpan dipakai; periksa apakah masih benar.",
        "{count} cells of this column hold formulas (the first is here). The stored results are used; check them.",
    ),
    "ERROR_CELL": CellMessage(
        E,
        "Rumus di sel ini gagal ({value}). Betulkan rumusnya atau ketik nilainya.",
        "The formula in this cell failed ({value}). Correct the formula or type the value.",
    ),
    "MERGED_CELL": CellMessage(
        E,
        "Sel ini bagian dari gabungan {range}, sehingga tidak jelas milik baris mana. Pisahkan sel dan isi tiap baris.",
        "This cell is part of the merged cells {range}, so it is unclear whose it is. Unmerge and fill in every row.",
    ),
    "WRONG_KIND": CellMessage(
        E,
        "Isi sel berjenis {kind_id}, seharusnya teks atau angka. Ubah format sel menjadi Teks lalu ketik ulang.",
        "The cell holds a {kind_en}, not text or a number. Set the cell format to Text and type it again.",
    ),
    "ROW_TOO_WIDE": CellMessage(
        E,
        "Baris ini punya {count} kolom, judulnya hanya {expected}. Biasanya karena koma di dalam angka atau alamat: beri "
        "tanda kutip atau simpan sebagai .xlsx.",
        "This row has {count} columns, the headings only {expected}. Usually a comma inside a number or address: put it "
        "in quotation marks or save as .xlsx.",
    ),
    "CODE_UNKNOWN": CellMessage(
        E, "“{value}” tidak dikenal. Isi salah satu: {allowed}.", "“{value}” is not known. Use one of: {allowed}."
    ),
    # -- sheet ---------------------------------------------------------------------------------------------------
    "ROWS_HIDDEN": CellMessage(
        W,
        "{count} baris data tersembunyi (pertama baris {row}) dan tetap dibaca. Hapus baris itu bila tidak ikut dilaporkan.",
        "{count} data rows are hidden (the first is row {row}) and were read. Delete them if they are not to be reported.",
    ),
    "COLUMN_HIDDEN": CellMessage(
        W,
        "Kolom ini tersembunyi dan tetap dibaca. Tampilkan dan periksa isinya.",
        "This column is hidden and was read. Show it and check what it holds.",
    ),
    "HEADER_REPEATED": CellMessage(
        W,
        "Baris judul terulang di tengah data; baris ini dilewati.",
        "The heading row is repeated among the data; this row was skipped.",
    ),
    "FOOTER_IGNORED": CellMessage(
        W,
        "Baris ini berada setelah baris jumlah dan bukan baris pekerja; dilewati.",
        "This row stands after the total and is not a worker; it was skipped.",
    ),
    "TOTAL_MISMATCH": CellMessage(
        W,
        "Jumlah tertulis Rp{total}, sedangkan baris di atasnya berjumlah Rp{sum} (selisih Rp{difference}). Periksa baris "
        "yang terlewat atau dobel.",
        "The total says Rp{total}, but the rows above add up to Rp{sum} (difference Rp{difference}). Look for rows that "
        "are missing or double.",
    ),
    "TOTAL_UNREADABLE": CellMessage(
        W,
        "Baris jumlah tidak dapat dibandingkan karena nilainya tidak terbaca; jumlah baris di atasnya Rp{sum}.",
        "The total could not be compared because it cannot be read; the rows above add up to Rp{sum}.",
    ),
    # -- identity ------------------------------------------------------------------------------------------------
    "NO_IDENTITY": CellMessage(
        E,
        "NIK dan KPJ kosong, sehingga pekerja tidak dapat dikenali. Isi NIK 16 angka atau KPJ 11 angka.",
        "NIK and KPJ are both empty, so the worker cannot be found. Fill in the 16-digit NIK or the 11-digit KPJ.",
    ),
    "NIK_LENGTH": CellMessage(
        E,
        "NIK berisi {length} angka, seharusnya 16. Salin NIK dari KTP, dengan format sel Teks.",
        "The NIK has {length} digits, it must have 16. Copy it from the identity card, with the cell format Text.",
    ),
    "NIK_NOT_DIGITS": CellMessage(
        E,
        "NIK hanya boleh berisi angka. Periksa huruf O, I atau tanda lain yang ikut terketik.",
        "A NIK holds digits only. Look for the letters O or I or other signs typed by mistake.",
    ),
    "NIK_DIGITS_LOST": CellMessage(
        E,
        "Excel menyimpan NIK ini sebagai bilangan ({value}) sehingga angka terakhirnya hilang. Ubah format sel menjadi "
        "Teks lalu ketik ulang NIK dari KTP.",
        "Excel stored this NIK as a number ({value}) and lost its last digits. Set the cell format to Text and type the "
        "NIK again from the identity card.",
    ),
    "NIK_PLACEHOLDER": CellMessage(
        E,
        "Ini bukan NIK sungguhan. Isi NIK dari KTP pekerja.",
        "This is not a real NIK. Use the one on the worker's card.",
    ),
    "NIK_AS_NUMBER": CellMessage(
        W,
        "NIK tersimpan sebagai bilangan; ke-16 angkanya masih utuh dan dipakai. Sebaiknya ubah format kolom menjadi Teks.",
        "The NIK is stored as a number; all 16 digits are intact and used. Better set the column format to Text.",
    ),
    "NIK_DATE": CellMessage(
        W,
        "Angka ke-7 sampai ke-12 NIK ({part}) bukan tanggal lahir yang mungkin. Periksa dengan KTP; akan dicek ke Dukcapil.",
        "Digits 7 to 12 of the NIK ({part}) are no possible birth date. Check the card; it will be verified with the registry.",
    ),
    "NIK_BIRTH_DATE": CellMessage(
        W,
        "Tanggal lahir di NIK ({in_nik}) berbeda dari kolom tanggal lahir ({given}). Periksa keduanya dengan KTP.",
        "The birth date in the NIK ({in_nik}) differs from the birth date column ({given}). Check both with the card.",
    ),
    "NIK_SEX": CellMessage(
        W,
        "Menurut NIK jenis kelaminnya {in_nik}, di kolom tertulis {given}. Periksa dengan KTP.",
        "By the NIK the sex is {in_nik}, the column says {given}. Check with the card.",
    ),
    "PASSPORT_FORMAT": CellMessage(
        E,
        "Nomor paspor berisi 6 sampai 15 huruf dan angka. Periksa dengan paspor, atau ganti JENIS_IDENTITAS menjadi KTP.",
        "A passport number has 6 to 15 letters and digits. Check the passport, or change JENIS_IDENTITAS to KTP.",
    ),
    "KPJ_FORMAT": CellMessage(
        E,
        "KPJ harus 11 angka; di sini {length} karakter. Salin dari kartu peserta, dengan format sel Teks.",
        "A KPJ has 11 digits; here are {length} characters. Copy it from the member card, with the cell format Text.",
    ),
    "DUPLICATE_NIK": CellMessage(
        E,
        "NIK ini sudah ada di baris {first}. Satu pekerja satu baris: hapus baris yang dobel atau gabungkan upahnya.",
        "This NIK is already in row {first}. One row per worker: delete the double row or add the wages together.",
    ),
    "DUPLICATE_KPJ": CellMessage(
        E,
        "KPJ ini sudah ada di baris {first}. Satu pekerja satu baris: hapus baris yang dobel atau betulkan KPJ.",
        "This KPJ is already in row {first}. One row per worker: delete the double row or correct the KPJ.",
    ),
    # -- dates ---------------------------------------------------------------------------------------------------
    "DATE_UNREADABLE": CellMessage(
        E,
        "Tanggal tidak terbaca. Tulis hari-bulan-tahun, misalnya 25-03-1990.",
        "The date cannot be read. Write day-month-year, for example 25-03-1990.",
    ),
    "DATE_IMPOSSIBLE": CellMessage(
        E,
        "Tanggal ini tidak ada di kalender. Periksa hari, bulan dan tahunnya (hari-bulan-tahun).",
        "This date is not in the calendar. Check day, month and year (day-month-year).",
    ),
    "DATE_MONTH_FIRST": CellMessage(
        E,
        "Bulan {month} tidak ada; tampaknya bulan ditulis lebih dulu. Tulis hari-bulan-tahun.",
        "There is no month {month}; the month seems to be written first. Write day-month-year.",
    ),
    "DATE_TWO_DIGIT_YEAR": CellMessage(
        E,
        "Tahun hanya dua angka, bisa 19.. atau 20... Tulis tahun lengkap, misalnya 25-03-1990.",
        "The year has two digits, it could be 19.. or 20... Write the full year, for example 25-03-1990.",
    ),
    "DATE_SERIAL": CellMessage(
        W,
        "Tanggal tersimpan sebagai nomor hari Excel dan dibaca sebagai {date}. Periksa, dan ubah format kolom.",
        "The date is stored as an Excel day number and was read as {date}. Check it, and change the column format.",
    ),
    "DATE_RANGE": CellMessage(
        E,
        "Tanggal {date} di luar batas wajar ({low} sampai {high}). Periksa tahunnya.",
        "The date {date} is outside what is possible ({low} to {high}). Check the year.",
    ),
    "DATE_ORDER": CellMessage(
        E,
        "Tanggal {date} lebih awal dari {other_column} ({other}). Periksa keduanya.",
        "The date {date} is before {other_column} ({other}). Check both.",
    ),
    "CONTRACT_END_MISSING": CellMessage(
        W,
        "Pekerja PKWT tanpa tanggal akhir kontrak. Isi bila ada, agar masa perlindungannya jelas.",
        "A fixed-term (PKWT) worker without an end of contract. Fill it in if there is one, so that cover is clear.",
    ),
    # -- amounts -------------------------------------------------------------------------------------------------
    "AMOUNT_UNREADABLE": CellMessage(
        E,
        "Jumlah rupiah tidak terbaca. Tulis angka saja tanpa tanda, misalnya 4290133.",
        "The rupiah amount cannot be read. Write digits only, for example 4290133.",
    ),
    "AMOUNT_AMBIGUOUS": CellMessage(
        E,
        "“{value}” bisa berarti beberapa jumlah. Tulis rupiah penuh tanpa titik dan koma, misalnya 4290133.",
        "“{value}” can mean several amounts. Write full rupiah without points and commas, for example 4290133.",
    ),
    "AMOUNT_FRACTION": CellMessage(
        E,
        "Jumlah ini memuat pecahan rupiah. Bulatkan ke rupiah penuh.",
        "The amount contains a fraction of a rupiah. Round it to whole rupiah.",
    ),
    "AMOUNT_WORDS": CellMessage(
        E,
        "Tulis rupiah penuh dengan angka, bukan ribu, juta atau singkatannya.",
        "Write full rupiah in digits, not thousands, millions or abbreviations.",
    ),
    "AMOUNT_SCIENTIFIC": CellMessage(
        E,
        "Angka tertulis dalam bentuk pangkat (E+). Ubah format kolom menjadi Teks dan tulis rupiah penuh.",
        "The number is written with an exponent (E+). Set the column format to Text and write full rupiah.",
    ),
    "AMOUNT_CURRENCY": CellMessage(
        E,
        "Hanya rupiah yang diterima. Tulis jumlahnya dalam rupiah penuh.",
        "Only rupiah are accepted. Write the amount in full rupiah.",
    ),
    "AMOUNT_IS_DATE": CellMessage(
        E,
        "Excel mengubah jumlah ini menjadi tanggal atau jam. Ubah format sel menjadi Teks lalu ketik ulang jumlahnya.",
        "Excel turned this amount into a date or time. Set the cell format to Text and type the amount again.",
    ),
    "AMOUNT_NEGATIVE": CellMessage(
        E,
        "Jumlah tidak boleh kurang dari nol. Untuk membetulkan bulan lalu, kirim laporan pembetulan bulan itu.",
        "The amount may not be below zero. To correct an earlier month, send a corrected report of that month.",
    ),
    "AMOUNT_ZERO": CellMessage(
        E,
        "Upah harus lebih dari nol. Isi upah bulan ini, atau laporkan pekerja keluar bila sudah berhenti.",
        "The wage must be more than zero. Fill in this month's wage, or report the worker as having left.",
    ),
    "AMOUNT_TOO_LARGE": CellMessage(
        E,
        "Jumlah ini melebihi Rp{limit} dan tampaknya salah ketik. Periksa banyaknya angka nol.",
        "The amount is above Rp{limit} and looks mistyped. Check the number of zeros.",
    ),
    "AMOUNT_LOW": CellMessage(
        W,
        "Rp{amount} sangat kecil untuk sebulan. Periksa apakah tertulis dalam ribuan; tulis rupiah penuh.",
        "Rp{amount} is very little for a month. Check whether it is in thousands; write full rupiah.",
    ),
    # -- particulars that never cost a worker the cover ------------------------------------------------------------
    "NAME_DIGITS": CellMessage(
        W, "Ada angka di dalam nama. Periksa dengan KTP.", "There are digits in the name. Check with the identity card."
    ),
    "PHONE_DROPPED": CellMessage(
        W,
        "Nomor telepon tidak terbaca dan tidak disimpan. Tulis seperti 081234567890.",
        "The phone number cannot be read and is not stored. Write it like 081234567890.",
    ),
    "PHONE_ZERO": CellMessage(
        W,
        "Angka 0 di depan nomor telepon hilang dan ditambahkan kembali. Sebaiknya ubah format kolom menjadi Teks.",
        "The leading 0 of the phone number was lost and put back. Better set the column format to Text.",
    ),
    "EMAIL_DROPPED": CellMessage(
        W,
        "Alamat email tidak terbaca dan tidak disimpan. Tulis seperti nama@contoh.id.",
        "The e-mail address cannot be read and is not stored. Write it like name@example.id.",
    ),
    "POSTCODE_DROPPED": CellMessage(
        W, "Kode pos harus 5 angka; tidak disimpan.", "A postcode has 5 digits; it is not stored."
    ),
    "NPWP_DROPPED": CellMessage(
        W,
        "NPWP harus 15 atau 16 angka; tidak disimpan. Salin dari kartu NPWP dengan format sel Teks.",
        "An NPWP has 15 or 16 digits; it is not stored. Copy it from the tax card with the cell format Text.",
    ),
    # -- leavers -------------------------------------------------------------------------------------------------
    "EXIT_DEATH": CellMessage(
        E,
        "Pekerja yang meninggal tidak dilaporkan keluar. Laporkan kematiannya lewat “Lapor meninggal dunia” agar ahli waris "
        "menerima santunan, dan hapus baris ini.",
        "A worker who died is not reported as having left. Report the death through “Report a death” so that the heirs "
        "receive the benefit, and delete this row.",
    ),
    "EXIT_NOTE_DEATH": CellMessage(
        W,
        "Keterangan menyebut kematian. Bila pekerja ini yang meninggal, jangan laporkan keluar: pakai “Lapor meninggal dunia”.",
        "The note mentions a death. If it is this worker who died, do not report an exit: use “Report a death”.",
    ),
    # -- bank statements -------------------------------------------------------------------------------------------
    "BILLING_SEVERAL": CellMessage(
        W,
        "Keterangan memuat beberapa kode tagihan ({codes}), jadi tidak dipilih satu pun. Cocokkan sendiri.",
        "The description holds several billing codes ({codes}), so none was chosen. Match it by hand.",
    ),
    "BALANCE_BREAK": CellMessage(
        W,
        "Saldo seharusnya Rp{expected}, tertulis Rp{found}. Mungkin ada baris yang hilang atau berubah; unduh ulang mutasi.",
        "The balance should be Rp{expected}, it says Rp{found}. A line may be missing or changed; download it again.",
    ),
    "LINE_REPEATED": CellMessage(
        E,
        "Baris ini sama persis dengan baris {first} (tanggal, jumlah, referensi) dan tidak dihitung dua kali.",
        "This line is exactly the same as line {first} (date, amount, reference) and is not counted twice.",
    ),
    "DEBIT_AND_CREDIT": CellMessage(
        E,
        "Debit dan kredit terisi bersamaan. Satu baris hanya boleh berisi salah satunya.",
        "Debit and credit are both filled in. A line may hold only one of them.",
    ),
    "DIRECTION_UNKNOWN": CellMessage(
        E,
        "“{value}” bukan tanda debit atau kredit. Isi D atau K (DB atau CR).",
        "“{value}” is neither debit nor credit. Use D or K (DB or CR).",
    ),
    "ENTRY_PARTS": CellMessage(
        E,
        "Rincian berjumlah Rp{parts}, entrinya Rp{whole}. Tanyakan kepada bank.",
        "The details come to Rp{parts}, the entry to Rp{whole}. Ask the bank.",
    ),
    "ENTRY_TAKEN_BACK": CellMessage(
        W,
        "Bank menarik kembali uang masuk sebesar Rp{amount}. Batalkan penerimaannya di halaman penerimaan.",
        "The bank took back Rp{amount} that came in. Reverse that receipt on the page of receipts.",
    ),
}
