"""What reports, bills and receipts refuse, in both languages."""

from lindung.base.errors import Refused


class ContributionRefused(Refused):
    """A request about a report, a bill or a receipt that cannot be done."""

    MESSAGES = {
        "no_employer": ("Pemberi kerja tidak ditemukan.", "There is no such employer."),
        "no_report": ("Laporan upah {report} tidak ditemukan.", "There is no wage report {report}."),
        "no_bill": ("Tagihan {bill} tidak ditemukan.", "There is no bill {bill}."),
        "no_receipt": ("Penerimaan {receipt} tidak ditemukan.", "There is no receipt {receipt}."),
        "not_a_month": (
            "Bulan iuran ditulis sebagai tanggal 1 bulan itu, bukan {day}.",
            "A contribution month is given as its first day, not {day}.",
        ),
        "before_registration": (
            "Bulan {month} sebelum pemberi kerja terdaftar ({registered_on}).",
            "{month} is before the employer was registered ({registered_on}).",
        ),
        "employer_closed": (
            "Pemberi kerja tutup sejak {closed_on}; bulan {month} sesudahnya tidak dilaporkan. Bila berjalan lagi,"
            " minta kantor cabang mengaktifkannya kembali.",
            "The employer closed on {closed_on}; {month} lies after it and is not reported. If it works again, ask the"
            " branch to make it active.",
        ),
        "month_in_future": (
            "Bulan {month} belum dapat dilaporkan; paling jauh bulan {latest}.",
            "{month} cannot be reported yet; the latest is {latest}.",
        ),
        "already_posted": (
            "Laporan {month} sudah diposting (versi {version}). Perubahan dilakukan dengan membuka koreksi.",
            "The report for {month} is posted (version {version}). Open a correction to change it.",
        ),
        "nothing_to_correct": (
            "Belum ada laporan {month} yang diposting, jadi belum ada yang dikoreksi.",
            "There is no posted report for {month} to correct.",
        ),
        "reason_needed": ("Tuliskan alasan koreksi.", "Give the reason of the correction."),
        "wrong_status": (
            "Laporan berstatus {status}; langkah ini hanya untuk laporan berstatus {wanted}.",
            "The report is {status}; this step is only for a report that is {wanted}.",
        ),
        "refused_rows_left": (
            "Masih ada {count} baris yang ditolak. Perbaiki, atau setujui finalisasi tanpa baris itu.",
            "{count} rows are still refused. Repair them, or agree to finalise without them.",
        ),
        "empty_report": (
            "Laporan belum berisi satu pekerja pun.",
            "The report does not hold a single worker yet.",
        ),
        "no_class": (
            "Skala usaha dan kelompok risiko {employer} pada {month} belum ditetapkan.",
            "Size and risk group of {employer} in {month} are not set.",
        ),
        "not_his_worker": (
            "Pekerja itu tidak ada pada laporan ini.",
            "That worker is not on this report.",
        ),
        "wage_range": (
            "Upah harus antara Rp0 dan Rp10.000.000.000, bukan {wage}.",
            "The wage must be between Rp0 and Rp10,000,000,000, not {wage}.",
        ),
        "no_death_here": (
            "Kematian tidak dilaporkan sebagai pekerja keluar. Laporkan kematian, agar ahli waris segera dilayani.",
            "A death is not reported as an exit. Report the death, so that the heirs are served at once.",
        ),
        "exit_incomplete": (
            "Pekerja keluar perlu tanggal dan alasan keluar.",
            "A leaver needs a date and a reason.",
        ),
        "day_not_in_month": (
            "Tanggal {day} sesudah akhir bulan {month} yang dilaporkan.",
            "{day} is after the end of the reported month {month}.",
        ),
        "exit_reason": ("Alasan keluar {reason} tidak dikenal.", "There is no exit reason {reason}."),
        "row_not_found": ("Baris {row} tidak ada di antara baris yang ditolak.", "Row {row} is not among the refused."),
        "unknown_cell": ("Kolom {column} tidak dikenal.", "There is no column {column}."),
        "row_still_wrong": ("Baris {row} masih belum benar: {why}", "Row {row} is still not right: {why}"),
        "control_failed": (
            "Penghitungan bulan {month} dibatalkan: {what} tidak cocok ({left} dan {right}). Tidak ada yang diposting.",
            "The run for {month} was undone: {what} does not agree ({left} and {right}). Nothing was posted.",
        ),
        "amount_positive": ("Jumlah penerimaan harus lebih dari nol.", "The amount received must be more than zero."),
        "reference_needed": ("Nomor referensi penerimaan harus diisi.", "A receipt needs its reference."),
        "received_in_future": (
            "Tanggal terima {received_on} sesudah hari kerja ini ({today}).",
            "The day of receipt {received_on} is after this business day ({today}).",
        ),
        "receipt_differs": (
            "Penerimaan {channel} {reference} sudah dicatat sebesar Rp{there}, bukan Rp{given}.",
            "Receipt {channel} {reference} is already recorded as Rp{there}, not Rp{given}.",
        ),
        "already_assigned": (
            "Penerimaan {reference} sudah menjadi milik pemberi kerja lain.",
            "Receipt {reference} already belongs to another employer.",
        ),
        "receipt_used": (
            "Dari penerimaan {reference} hanya tersisa Rp{rest}.",
            "Of receipt {reference} only Rp{rest} is left.",
        ),
        "payer_needed": ("Isi nama penyetor.", "Give the name of the payer."),
        "code_unknown": (
            "Tidak ada tagihan, kode iuran, atau pemberi kerja dengan “{code_given}”. Periksa angkanya.",
            "There is no bill, order or employer “{code_given}”. Check the digits.",
        ),
        "receipt_in_use": (
            "Sebagian penerimaan {reference} sudah dikembalikan, dipakai untuk kode iuran, atau sedang diusulkan.",
            "A part of receipt {reference} was given back, used for an order, or is proposed to be.",
        ),
        "refund_open": (
            "Untuk penerimaan {reference} sudah ada usulan yang menunggu persetujuan.",
            "A proposal for receipt {reference} already waits for approval.",
        ),
        "no_refund": ("Pengembalian {refund} tidak ditemukan.", "There is no refund {refund}."),
        "refund_status": (
            "Pengembalian berstatus {status}; langkah ini tidak dapat dilakukan lagi.",
            "The refund is {status}; this step is no longer possible.",
        ),
        "own_proposal": (
            "Usulan disetujui oleh orang lain, bukan oleh pengusulnya.",
            "A proposal is approved by somebody else than who made it.",
        ),
        "account_needed": (
            "Isi nomor rekening (5 sampai 34 huruf atau angka) dan nama pemiliknya.",
            "Give the account number (5 to 34 letters or digits) and its holder.",
        ),
        "no_bank": ("Bank {bank} tidak dikenal.", "There is no bank {bank}."),
        "same_employer": (
            "Penerimaan itu sudah milik pemberi kerja ini.",
            "The receipt already belongs to this employer.",
        ),
        "consent_needed": (
            "Sebutkan surat persetujuan pemilik uang: nomor dan tanggalnya.",
            "Name the letter in which the owner of the money agreed: its number and date.",
        ),
        "other_statement": (
            "Rekening koran ini sudah dibaca dengan isi lain.",
            "This bank statement was already read with other content.",
        ),
        "no_work_spell": (
            "Masa kerja itu bukan di pemberi kerja ini.",
            "That spell of work is not at this employer.",
        ),
        "start_before_registration": (
            "Pemberi kerja baru terdaftar {registered_on}; pekerjanya tidak dapat mulai {start_on}, sebelum bulan itu.",
            "The employer was only registered on {registered_on}; nobody can start there on {start_on}, before that"
            " month.",
        ),
        "under_age": (
            "{name} lahir {born} dan pada {start_on} belum berumur {age} tahun, batas usia kerja.",
            "{name} was born on {born} and on {start_on} was not yet {age}, the working age.",
        ),
        "month_open": (
            "Laporan {month} sedang diisi. Posting atau buang dahulu, supaya tanggal mulai tidak menimpanya.",
            "The report for {month} is being filled in. Post it or give it up first, so that the change of the first"
            " day does not overwrite it.",
        ),
        "wage_missing": (
            "Isi upah {month}: bulan itu sudah dilaporkan tanpa {name} dan kini ikut terutang.",
            "Give the wage of {month}: that month was reported without {name} and is owed now.",
        ),
        "below_paid": (
            "Dari rekening {account} {name} sudah dibayarkan lebih dari yang akan tersisa: kurang {short}. Tanggal"
            " mulai tidak dapat dimundurkan melewati bulan yang sudah dibayarkan.",
            "More was paid out of the {account} account of {name} than would be left: {short} short. The first day"
            " cannot be moved past months that were paid out.",
        ),
        "months_many": (
            "Perubahan ini menyentuh {count} bulan; sekali jalan paling banyak {most}.",
            "This change touches {count} months; at most {most} can be changed at once.",
        ),
        "start_first": (
            "{name} tercatat mulai bekerja {start_on}, sesudah {month}. Betulkan dahulu tanggal mulainya; bulan ini"
            " ikut dibetulkan di sana.",
            "{name} is on record as having started on {start_on}, after {month}. Correct the first day first; this"
            " month is corrected with it.",
        ),
        "own_draft": (
            "Pemberi kerja sedang mengisi laporan {month} sendiri sejak {opened_on}. Konsepnya tidak ditimpa: lanjutkan"
            " konsep itu bila ia memintanya.",
            "The employer has been filling in the report for {month} himself since {opened_on}. His draft is not"
            " overwritten: go on with it if he asks for that.",
        ),
        "no_hand_in": (
            "Catat dulu siapa yang menyerahkan laporan ini dan dengan surat apa.",
            "First note who handed in this report and on what paper.",
        ),
        "hand_in_incomplete": (
            "Isi nama yang menyerahkan, jenis, dan nomor suratnya.",
            "Give the name of who handed it in, and kind and number of the paper.",
        ),
        "paper_in_future": (
            "Tanggal surat {day} sesudah hari kerja ini ({today}).",
            "The paper's date {day} is after this business day ({today}).",
        ),
        "two_people": (
            "NIK dan nomor kartu menunjuk dua orang yang berbeda.",
            "The identity number and the card number belong to two different people.",
        ),
    }
