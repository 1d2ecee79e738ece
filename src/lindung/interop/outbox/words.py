"""The sentences of letters in both languages, and the names they use."""

WORDS: dict[str, dict[str, str]] = {
    "id": {
        "returns_JP": "Hasil pengembangan JP",
        "returns_to": "Hasil pengembangan sudah dikreditkan sampai bulan {month}.",
        "returns_set": "Tingkat hasil pengembangan untuk {n} bulan tahun ini sudah ditetapkan; hasilnya dikreditkan"
        " bila pekerjaan bulanannya selesai.",
        "returns_none": "Hasil pengembangan tahun {year} belum dikreditkan: tingkatnya ditetapkan lembaga tiap bulan,"
        " dan untuk tahun ini belum ada yang ditetapkan. Saldo ini iurannya; begitu ditetapkan, hasilnya dihitung untuk"
        " setiap bulan.",
        "subject_correction": "Pembetulan putusan klaim {number}",
        "lead_correction": "Putusan klaim {number} {programme} dibetulkan. Yang sudah benar tetap.",
        "decided": "Diputus",
        "now": "Seharusnya",
        "difference": "Selisih",
        "beside": "Sebelum dan sesudah",
        "follows": "Yang terjadi selanjutnya",
        "too_little": "Yang menerima terlalu sedikit dibayar sisanya ke rekeningnya.",
        "too_much": "Yang menerima terlalu banyak diminta mengembalikannya; tidak ada yang dipotong dari manfaat lain.",
        "subject_AWARD": "Keputusan klaim {number}: dikabulkan",
        "subject_RETURN": "Klaim {number} dikembalikan untuk dilengkapi",
        "subject_REJECT": "Keputusan klaim {number}: belum dapat dikabulkan",
        "dear": "Bapak/Ibu {name},",
        "lead_AWARD": "Klaim {programme} dengan alasan {ground} kami kabulkan. Kami membayar {amount} kepada"
        " {payees}{by}.",
        "lead_RETURN": "Klaim {programme} belum dapat kami putus karena ada yang perlu dilengkapi. Tidak ada yang"
        " hilang: klaim"
        " berlanjut dengan nomor yang sama begitu Anda mengirimnya, dan semua yang sudah Anda kirim tetap kami simpan.",
        "lead_REJECT": "Klaim {programme} dengan alasan {ground} belum dapat kami kabulkan. Di bawah ini fakta yang"
        " kami pakai,"
        " dasar hukumnya, dan apa yang dapat mengubah hasil ini.",
        "by": " paling lambat {day}",
        "paid_to": "{name}",
        "heirs": "{count} penerima",
        "amount": "Jumlah yang dibayarkan",
        "after_tax": "{gross} dikurangi pajak {tax}",
        "no_tax": "tidak ada pajak yang dipotong",
        "no_tax_JKM": "seluruhnya untuk penerima di bawah ini",
        "facts": "Fakta yang kami pakai",
        "fact": "Fakta",
        "value": "Isi",
        "source": "Sumber",
        "why": "Alasan",
        "arithmetic": "Perhitungan dan dasar hukum",
        "interim": "Hasil pengembangan bulan yang sudah penuh",
        "recorded": "Jumlah ini dicatat sebagaimana diputus; aturan program ini belum dihitung oleh sistem.",
        "payees": "Penerima dan bagiannya",
        "payee": "Penerima",
        "part": "Bagian",
        "sum": "Jumlah",
        "assumed": "Anggapan: {what}",
        "not_counted": "Yang belum dihitung",
        "changes": "Apa yang dapat mengubah hasil ini",
        "todo": "Yang perlu Anda lakukan",
        "appeal": "Bila Anda tidak setuju",
        "appeal_1": "Ajukan keberatan paling lambat {day} melalui portal atau kantor cabang mana pun. Tidak ada biaya.",
        "appeal_2": "Tulis bagian mana yang menurut Anda keliru. Bukti boleh menyusul; yang tidak disanggah tetap"
        " dibayar.",
        "appeal_3": "Orang lain, bukan yang memutus klaim ini, menjawab paling lama {days} hari kalender.",
        "closing": "Surat ini ditandatangani secara elektronik dan berlaku tanpa tanda tangan basah. Lembaga tidak"
        " pernah"
        " meminta uang, PIN, atau kode untuk mengurus klaim.",
        "condolence": "Kami turut berduka cita atas meninggalnya {name}. ",
        "statement": "Rekening Jaminan Hari Tua tahun {year}",
        "statement_lead": "Berikut isi rekening Jaminan Hari Tua Anda dari {first} sampai {last}.",
        "statement_JP": "Rekening Jaminan Pensiun tahun {year}",
        "statement_lead_JP": "Berikut iuran Jaminan Pensiun atas nama Anda dari {first} sampai {last}, beserta hasil"
        " pengembangannya.",
        "months_JP": "Bulan iuran JP tercatat",
        "months": "{n} bulan",
        "statement_closing_JP": "Pensiun bulanan dihitung dari masa iuran dan upah, bukan dari saldo ini; saldo ini"
        " yang dibayarkan sekaligus bila masa iuran belum cukup. Ada bulan yang hilang? Sanggah di halaman Pekerjaan"
        " pada portal.",
        "name": "Nama",
        "kpj": "Nomor peserta (KPJ)",
        "balance": "Saldo akhir {day}",
        "balance_words": "saldo awal {opening}; perubahan selama setahun {change}",
        "movements": "Mutasi",
        "date": "Tanggal",
        "what": "Uraian",
        "credit": "Masuk",
        "debit": "Keluar",
        "running": "Saldo",
        "opening": "Saldo awal",
        "closing_row": "Saldo akhir",
        "summary": "Ringkasan setahun",
        "statement_closing": "Ada bulan yang hilang atau upah yang keliru? Sanggah di halaman Pekerjaan pada portal;"
        " sanggahan"
        " tidak menahan saldo yang lain.",
        "none": "Tidak ada mutasi tahun ini.",
    },
    "en": {
        "returns_JP": "Returns of JP",
        "returns_to": "Returns have been credited up to {month}.",
        "returns_set": "The rate of return of {n} months of this year is set; the returns are credited when the monthly"
        " work is done.",
        "returns_none": "No returns of {year} have been credited: the institution sets their rate month by month, and"
        " for this year none is set yet. This balance is the contributions; once a rate is set, returns are computed"
        " for every month.",
        "subject_correction": "Correction of the decision on claim {number}",
        "lead_correction": "The decision on claim {number}, {programme}, is corrected. What was right stays.",
        "decided": "Decided",
        "now": "Due",
        "difference": "Difference",
        "beside": "Before and after",
        "follows": "What follows",
        "too_little": "Who received too little is paid the rest on his account.",
        "too_much": "Who received too much is asked to return it; it is not taken off another benefit.",
        "subject_AWARD": "Decision on claim {number}: awarded",
        "subject_RETURN": "Claim {number} returned to be completed",
        "subject_REJECT": "Decision on claim {number}: cannot be awarded yet",
        "dear": "Dear {name},",
        "lead_AWARD": "We award the {programme} claim on the ground of {ground}. We pay {amount} to {payees}{by}.",
        "lead_RETURN": "We cannot decide the {programme} claim yet because something is missing. Nothing is lost: the"
        " claim goes"
        " on under the same number as soon as you send it, and we keep everything you have sent.",
        "lead_REJECT": "We cannot award the {programme} claim on the ground of {ground} yet. Below are the facts we"
        " used, the"
        " law, and what could change this outcome.",
        "by": " by {day}",
        "paid_to": "{name}",
        "heirs": "{count} payees",
        "amount": "Amount to be paid",
        "after_tax": "{gross} less tax {tax}",
        "no_tax": "no tax is withheld",
        "no_tax_JKM": "all of it for the payees below",
        "facts": "The facts we used",
        "fact": "Fact",
        "value": "Value",
        "source": "Source",
        "why": "Reasons",
        "arithmetic": "Arithmetic and law",
        "interim": "Return of complete months",
        "recorded": "This amount is recorded as decided; the system does not compute this programme's rules yet.",
        "payees": "Payees and their parts",
        "payee": "Payee",
        "part": "Part",
        "sum": "Total",
        "assumed": "Assumption: {what}",
        "not_counted": "What is not counted yet",
        "changes": "What could change this outcome",
        "todo": "What you need to do",
        "appeal": "If you disagree",
        "appeal_1": "Appeal by {day} on the portal or at any branch. It costs nothing.",
        "appeal_2": "Say which part you think is wrong. Proof may follow; what you do not dispute is paid all the"
        " same.",
        "appeal_3": "Somebody other than those who decided this claim answers within {days} calendar days.",
        "closing": "This letter is signed electronically and valid without a handwritten signature. The institution"
        " never asks"
        " for money, a PIN or a code to handle a claim.",
        "condolence": "Please accept our condolences on the death of {name}. ",
        "statement": "Old-age savings (JHT) account, {year}",
        "statement_lead": "This is your old-age savings account from {first} to {last}.",
        "statement_JP": "Pension (JP) account, {year}",
        "statement_lead_JP": "These are the pension contributions in your name from {first} to {last}, with their"
        " return.",
        "months_JP": "Months of JP on record",
        "months": "{n} months",
        "statement_closing_JP": "A monthly pension is computed from months and wages, not from this balance; the"
        " balance is what is paid at once where the months do not suffice. A month missing? Dispute it on the portal's"
        " page Employment.",
        "name": "Name",
        "kpj": "Member number (KPJ)",
        "balance": "Closing balance {day}",
        "balance_words": "opening balance {opening}; change over the year {change}",
        "movements": "Movements",
        "date": "Date",
        "what": "Description",
        "credit": "In",
        "debit": "Out",
        "running": "Balance",
        "opening": "Opening balance",
        "closing_row": "Closing balance",
        "summary": "The year in short",
        "statement_closing": "A month missing or a wage wrong? Dispute it on the portal's page Employment; a dispute"
        " does not"
        " hold up the rest of the balance.",
        "none": "No movements this year.",
    },
}
PROGRAMMES = {
    "JHT": {"id": "Jaminan Hari Tua (JHT)", "en": "old-age savings (JHT)"},
    "JKM": {"id": "Jaminan Kematian (JKM)", "en": "death benefit (JKM)"},
    "JKK": {"id": "Jaminan Kecelakaan Kerja (JKK)", "en": "employment injury (JKK)"},
    "JP": {"id": "Jaminan Pensiun (JP)", "en": "pension (JP)"},
    "JKP": {"id": "Jaminan Kehilangan Pekerjaan (JKP)", "en": "unemployment benefit (JKP)"},
}
KINDS = {
    "OPENING": {"id": "Saldo awal", "en": "Opening balance"},
    "CONTRIBUTION": {"id": "Iuran", "en": "Contribution"},
    "RETURN": {"id": "Hasil pengembangan", "en": "Return"},
    "WITHDRAWAL": {"id": "Pembayaran manfaat", "en": "Benefit paid"},
    "CORRECTION": {"id": "Koreksi", "en": "Correction"},
}
