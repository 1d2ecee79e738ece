"""Refusals of the claims package, each in both languages."""

from lindung.base.errors import Refused


class ClaimRefused(Refused):
    """A claim act that cannot be done as asked; nothing was changed."""

    MESSAGES = {
        "no_person": ("Peserta tidak ditemukan.", "The member was not found."),
        "no_claim": ("Klaim tidak ditemukan.", "The claim was not found."),
        "no_decision": ("Keputusan tidak ditemukan.", "The decision was not found."),
        "no_order": ("Perintah bayar tidak ditemukan.", "The payment order was not found."),
        "no_batch": ("Daftar pembayaran tidak ditemukan.", "The payment batch was not found."),
        "born_after_cover": (
            "Dengan tanggal lahir ini kepesertaan yang mulai {day} terjadi sebelum ia lahir. Betulkan masa itu dahulu.",
            "With this birth date the cover that starts on {day} would be before he was born. Correct that spell"
            " first.",
        ),
        "start_claim_open": (
            "Klaim {programme} {number} atas kejadian {day} sedang diproses dan bergantung pada tanggal mulai ini."
            " Tunggu putusannya.",
            "The {programme} claim {number} about {day} is under way and rests on this first day. Wait for its"
            " decision.",
        ),
        "start_claim_decided": (
            "Klaim {programme} {number} atas kejadian {day} sudah diputus, dan hari itu ada di antara tanggal mulai"
            " yang lama dan yang baru. Tanggalnya tidak dapat digeser melewatinya.",
            "The {programme} claim {number} about {day} is decided, and that day lies between the old first day and"
            " the new one. The first day cannot move across it.",
        ),
        "start_claim_counted": (
            "Klaim {programme} {number} ({day}) sudah dikabulkan dengan menghitung bulan kepesertaan ini. Tanggal mulai"
            " tidak dapat dimundurkan.",
            "The {programme} claim {number} ({day}) was awarded by counting these months of cover. The first day cannot"
            " be moved later.",
        ),
        "ground_unknown": ("Alasan klaim {ground} tidak dikenal.", "Claim ground {ground} is not known."),
        "key_reused": (
            "Kunci {key} sudah dipakai untuk permohonan lain. Pakai kunci baru.",
            "Key {key} was already used for another request. Use a new key.",
        ),
        "already_open": (
            "Masih ada klaim {programme} yang berjalan dengan nomor {number}. Lanjutkan klaim itu.",
            "A {programme} claim is already under way with number {number}. Continue that claim.",
        ),
        "decided_already": (
            "Manfaat ini sudah diputus dalam klaim {other}; klaim {number} tidak dapat membayarnya lagi.",
            "This benefit has been decided in claim {other}; claim {number} cannot pay it again.",
        ),
        "recorded_before": (
            "Manfaat ini sudah ada dalam klaim {number}. Bila memang manfaat lain, tulis apa bedanya.",
            "Claim {number} has this benefit already. If it is another one, say in what it differs.",
        ),
        "report_open": (
            "Kematian ini dilaporkan lagi oleh {who}; jawab dahulu laporan itu pada halaman klaim {number}.",
            "This death was reported again by {who}; answer that report on the page of claim {number} first.",
        ),
        "no_report": ("Laporan itu tidak ditemukan.", "The report was not found."),
        "report_answered": ("Laporan itu sudah dijawab.", "The report has already been answered."),
        "report_no_kin": (
            "Pelapor ini tidak menyebut hubungan keluarga, jadi tidak dapat dicatat sebagai ahli waris.",
            "This reporter named no kinship, so he cannot be recorded as an heir.",
        ),
        "not_entitled": (
            "Belum dapat diajukan: {why_id} Yang mengubahnya: {change_id}",
            "Not possible yet: {why_en} What would change it: {change_en}",
        ),
        "no_balance": (
            "Saldo JHT pada {day} tidak ada, jadi belum ada yang dapat dibayarkan. Klaim dapat diajukan lagi setelah"
            " iuran masuk.",
            "There is no JHT balance on {day}, so nothing can be paid yet. Claim again once contributions have"
            " arrived.",
        ),
        "arrears_first": (
            "Sisa santunan diputus setelah ahli waris melunasi {months} bulan iuran yang tertunggak saat meninggal.",
            "The rest of the benefit is decided once the heirs have paid the {months} months owed on the day of death.",
        ),
        "amount_unknown": (
            "Jumlah santunan pekerja migran untuk tahap ini pada {day} tidak pernah diumumkan. Putuskan sebagai kasus"
            " yang dicatat dengan jumlahnya.",
            "The amount for a migrant worker at this stage on {day} was never made known. Decide it as a case recorded"
            " with its amounts.",
        ),
        "account_foreign": (
            "Rekening itu bukan milik {name}. Pilih rekening milik penerima.",
            "That account does not belong to {name}. Choose an account of the payee.",
        ),
        "account_ended": (
            "Rekening {account} sudah tidak dipakai. Pilih rekening lain.",
            "Account {account} is no longer in use. Choose another account.",
        ),
        "account_cooling": (
            "Rekening {account} baru diganti dan dapat dipakai mulai {day}. Kantor cabang dapat menjaminnya lebih"
            " cepat setelah memeriksa pemiliknya.",
            "Account {account} was changed and can be used from {day}. The branch may vouch for it earlier after"
            " checking its holder.",
        ),
        "account_missing": (
            "Belum ada rekening bank untuk {name}. Isi rekening lalu ulangi.",
            "There is no bank account for {name} yet. Enter an account and try again.",
        ),
        "completed": (
            "Klaim {number} sudah selesai; langkah ini tidak dapat dilakukan lagi.",
            "Claim {number} is completed; this step is no longer possible.",
        ),
        "not_returned": (
            "Klaim {number} tidak sedang dikembalikan, jadi tidak perlu diajukan ulang.",
            "Claim {number} was not returned, so it does not need to be submitted again.",
        ),
        "has_award": (
            "Klaim {number} sudah dikabulkan dan tidak dapat dicabut. Hubungi kantor cabang.",
            "Claim {number} has been awarded and cannot be withdrawn. Contact the branch.",
        ),
        "document_unknown": (
            "Klaim {number} tidak meminta dokumen {paper}.",
            "Claim {number} does not ask for document {paper}.",
        ),
        "document_no_file": (
            "Dokumen {title} belum diunggah, jadi belum dapat diperiksa.",
            "Document {title} has not been uploaded, so it cannot be checked.",
        ),
        "document_twice": (
            "Dokumen {paper} sudah ada dalam daftar.",
            "Document {paper} is already on the list.",
        ),
        "reason_needed": (
            "Tulis alasannya: {what}.",
            "Give the reason: {what}.",
        ),
        "file_incomplete": (
            "Berkas klaim {number} belum lengkap: {documents}.",
            "The file of claim {number} is not complete: {documents}.",
        ),
        "already_proposed": (
            "Klaim {number} sudah punya usulan keputusan yang menunggu persetujuan.",
            "Claim {number} already has a proposed decision waiting for approval.",
        ),
        "nothing_left": (
            "Semua bagian klaim {number} sudah diputus.",
            "Every part of claim {number} has already been decided.",
        ),
        "not_positive": (
            "Jumlah keputusan klaim {number} adalah Rp0 atau kurang. Keputusan tidak dapat mengabulkan jumlah seperti"
            " itu.",
            "The decision of claim {number} comes to Rp0 or less. Such an amount cannot be awarded.",
        ),
        "reason_unknown": (
            "Alasan {reason} tidak ada dalam daftar alasan.",
            "Reason {reason} is not in the list of reasons.",
        ),
        "reason_kind": (
            "Alasan {reason} tidak berlaku untuk keputusan ini.",
            "Reason {reason} does not fit this kind of decision.",
        ),
        "deviation_needs_reason": (
            "Usulan ini menyimpang dari hasil aturan ({engine}). Tulis alasannya.",
            "This proposal departs from the result of the rules ({engine}). Give the reason.",
        ),
        "same_person": (
            "Yang mengusulkan tidak boleh menyetujui. Minta orang lain.",
            "The one who proposed may not approve. Ask somebody else.",
        ),
        "maker_releases": (
            "Yang menyusun daftar pembayaran tidak boleh mengirimnya. Minta orang lain.",
            "The maker of a payment batch may not release it. Ask somebody else.",
        ),
        "not_proposed": (
            "Keputusan ini tidak sedang menunggu persetujuan.",
            "This decision is not waiting for approval.",
        ),
        "facts_changed": (
            "Fakta klaim {number} berubah sejak diusulkan ({what}). Usulkan lagi dengan fakta terbaru.",
            "The facts of claim {number} have changed since the proposal ({what}). Propose again with the latest"
            " facts.",
        ),
        "trace_broken": (
            "Perhitungan klaim {number} tidak dapat diulang dengan hasil yang sama. Keputusan tidak dapat disetujui.",
            "The calculation of claim {number} does not give the same result when repeated. It cannot be approved.",
        ),
        "books_lack_balance": (
            "Saldo {account} peserta hanya {held}, kurang dari {asked}.",
            "The member's {account} balance is only {held}, less than {asked}.",
        ),
        "no_fund_account": (
            "Program {programme} belum punya akun manfaat, jadi kasusnya belum dapat dicatat.",
            "Programme {programme} has no benefit account yet, so its cases cannot be recorded.",
        ),
        "components_empty": (
            "Isi sedikitnya satu bagian manfaat dengan jumlah di atas Rp0.",
            "Give at least one benefit part with an amount above Rp0.",
        ),
        "unit_unknown": (
            "Satuan hitung {unit} tidak dikenal.",
            "Counting unit {unit} is not known.",
        ),
        "batch_empty": (
            "Tidak ada pembayaran yang siap untuk daftar ini.",
            "There are no payments ready for this batch.",
        ),
        "batch_not_made": (
            "Daftar pembayaran {number} sudah dikirim.",
            "Payment batch {number} has already been released.",
        ),
        "batch_not_released": (
            "Daftar pembayaran {number} belum dikirim ke bank.",
            "Payment batch {number} has not been sent to the bank.",
        ),
        "order_not_failed": (
            "Pembayaran {reference} tidak gagal, jadi tidak dapat diulang.",
            "Payment {reference} did not fail, so it cannot be repeated.",
        ),
        "order_not_paid": (
            "Pembayaran {reference} belum dibayar, jadi tidak dapat ditarik kembali.",
            "Payment {reference} has not been paid, so it cannot be reversed.",
        ),
        "order_repeated": (
            "Pembayaran {reference} sudah diulang.",
            "Payment {reference} has already been repeated.",
        ),
        "future_day": (
            "Tanggal {day} belum terjadi.",
            "The date {day} lies in the future.",
        ),
        "death_known": (
            "Kematian sudah tercatat pada {known}, berbeda dari {given}. Kantor cabang perlu memeriksa tanggalnya.",
            "The death is already recorded on {known}, not on {given}. The branch must check the date.",
        ),
        "not_dead": (
            "Belum ada laporan kematian untuk peserta ini. Laporkan kematian lebih dahulu.",
            "No death has been reported for this member. Report the death first.",
        ),
        "nothing_found": (
            "Peserta tidak punya perlindungan atau saldo pada {day}, jadi tidak ada manfaat yang ditemukan.",
            "The member had no cover and no balance on {day}, so no benefit was found.",
        ),
        "appeal_late": (
            "Tenggat keberatan berakhir pada {day}.",
            "The time to appeal ended on {day}.",
        ),
        "appeal_open": (
            "Keberatan atas keputusan ini sudah diajukan dan sedang dijawab.",
            "An appeal against this decision has been filed and is being answered.",
        ),
        "appeal_answered": ("Keberatan ini sudah dijawab.", "This appeal has already been answered."),
        "appeal_same_person": (
            "Keberatan harus dijawab orang lain, bukan yang mengusulkan atau menyetujui keputusan.",
            "An appeal must be answered by somebody other than the one who proposed or approved the decision.",
        ),
        "decision_not_final": (
            "Keputusan ini belum disetujui, jadi belum dapat disanggah.",
            "This decision is not approved yet, so it cannot be appealed.",
        ),
        "top_up_nothing": (
            "Tidak ada iuran baru setelah klaim {number} dibayar.",
            "No new contributions have arrived since claim {number} was paid.",
        ),
        "top_up_new_work": (
            "Saldo berisi iuran dari pekerjaan sesudah klaim {number}. Ajukan klaim baru dengan alasannya.",
            "The balance holds contributions of work after claim {number}. Make a new claim with its ground.",
        ),
        "top_up_unpaid": (
            "Klaim {number} belum dibayar penuh, jadi belum perlu susulan.",
            "Claim {number} is not fully paid yet, so no top-up is needed.",
        ),
        "correction_zero": (
            "Koreksi Rp0 tidak perlu dicatat.",
            "A correction of Rp0 need not be recorded.",
        ),
        "label_needed": (
            "Tulis keterangan koreksi dalam bahasa Indonesia dan Inggris.",
            "Give the label of the correction in Indonesian and English.",
        ),
        "amounts_computed": (
            "Jumlah klaim {number} dihitung aturan dan tidak diketik. Betulkan fakta yang keliru, lalu usulkan.",
            "The amounts of claim {number} are computed by the rules and not typed. Mend the wrong fact, then propose.",
        ),
        "correction_none": (
            "Klaim {number} belum dikabulkan, jadi belum ada putusan yang dibetulkan.",
            "Claim {number} has no award yet, so there is no decision to correct.",
        ),
        "correction_same": (
            "Menurut fakta sekarang klaim {number} sama dengan putusannya; tidak ada yang dibetulkan.",
            "By the facts as they are now claim {number} is as it was decided; there is nothing to correct.",
        ),
        "correction_savings": (
            "Yang dibayar klaim {number} adalah tabungan peserta sendiri. Betulkan iurannya; yang kurang dibayar lewat"
            " klaim susulan.",
            "Claim {number} paid the member's own savings. Correct the contributions; what is missing follows by a"
            " top-up claim.",
        ),
        "payment_at_bank": (
            "Pembayaran kepada {name} untuk klaim {number} sedang di bank. Tunggu jawabannya, lalu betulkan.",
            "The payment to {name} for claim {number} is with the bank. Wait for its answer, then correct.",
        ),
        "no_correction": ("Usulan koreksi tidak ditemukan.", "The proposed correction was not found."),
        "answer_file": (
            "Berkas jawaban bank tidak dapat dibaca: {what_id}",
            "The bank's answer file cannot be read: {what_en}",
        ),
        "rows_refused": (
            "{count} baris tidak dapat diproses; baris pertama: {first_id}",
            "{count} rows cannot be processed; the first one: {first_en}",
        ),
    }
