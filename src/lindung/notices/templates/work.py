"""What wage earners are told of their cover and wages, and employers of their reports."""

from lindung.notices.templates.template import Template

TEMPLATES: dict[str, Template] = {
    "joined": Template(
        "Anda didaftarkan oleh {employer}",
        "You were registered by {employer}",
        "Mulai {day:day} Anda terdaftar melalui {employer} dengan nomor {kpj}. Bukan Anda? Sanggah di halaman"
        " Pekerjaan.",
        "From {day:day} you are registered through {employer} with number {kpj}. Not you? Dispute it on the page"
        " Employment.",
    ),
    "left": Template(
        "Anda dilaporkan berhenti dari {employer}",
        "You were reported as having left {employer}",
        "{employer} melaporkan Anda berhenti pada {day:day}. Bila keliru, sanggah di halaman Pekerjaan.",
        "{employer} reported that you left on {day:day}. If that is wrong, dispute it on the page Employment.",
    ),
    "exit_taken_back": Template(
        "Catatan berhenti Anda dibatalkan",
        "The record that you left was taken back",
        "Anda tetap tercatat bekerja di {employer}; catatan berhenti {day:day} dibatalkan. Alasannya: {reason}.",
        "You are on record as still working at {employer}; the exit of {day:day} was taken back. Reason: {reason}.",
        "ok",
    ),
    "exit_taken_back_firm": Template(
        "{name} tetap tercatat sebagai pekerja Anda",
        "{name} is on record as your worker again",
        "Catatan berhenti {day:day} dibatalkan. Alasannya: {reason}. Laporkan upahnya untuk bulan yang terlewat.",
        "The exit of {day:day} was taken back. Reason: {reason}. Report the wage of the months that were left out.",
        "warn",
    ),
    "start_moved": Template(
        "Tanggal mulai Anda di {employer} dibetulkan",
        "Your first day at {employer} was corrected",
        "Anda sekarang tercatat mulai bekerja {day:day}, semula {was:day}. Alasannya: {reason}. Bila keliru, sanggah"
        " di halaman Pekerjaan.",
        "You are now on record as having started on {day:day}, before {was:day}. Reason: {reason}. If wrong, dispute"
        " it on the page Employment.",
    ),
    "join_taken_back": Template(
        "Pendaftaran Anda di {employer} dibatalkan",
        "Your registration at {employer} was taken back",
        "Anda tidak lagi tercatat pernah bekerja di {employer} (mulai {day:day}). Alasannya: {reason}.",
        "You are no longer on record as having worked at {employer} (from {day:day}). Reason: {reason}.",
        "ok",
    ),
    "join_taken_back_firm": Template(
        "Pendaftaran {name} dibatalkan",
        "The registration of {name} was taken back",
        "Masa kerja mulai {day:day} dibatalkan. Alasannya: {reason}. Betulkan bulan yang dilaporkan atas namanya.",
        "The spell from {day:day} was taken back. Reason: {reason}. Correct the months that were reported for this"
        " person.",
        "warn",
    ),
    "wage_changed": Template(
        "Upah yang dilaporkan berubah",
        "Your reported wage has changed",
        "Untuk {month:month} {employer} melaporkan upah {wage:rp}, sebelumnya {before:rp}. Bila keliru, sanggah di"
        " halaman Pekerjaan.",
        "For {month:month} {employer} reported a wage of {wage:rp}, before {before:rp}. If wrong, dispute it on the"
        " page Employment.",
    ),
    "wage_corrected": Template(
        "Upah {month:month} Anda dibetulkan",
        "Your wage of {month:month} was corrected",
        "{employer} membetulkan upah Anda bulan {month:month} dari {before:rp} menjadi {wage:rp}. Alasannya: {reason}."
        " Bila keliru, sanggah di halaman Pekerjaan.",
        "{employer} corrected your wage of {month:month} from {before:rp} to {wage:rp}. The reason: {reason}. If wrong,"
        " dispute it on the page Employment.",
    ),
    "pmi_reported": Template(
        "Kontrak {contract}: tercatat {what} {day:day}",
        "Contract {contract}: on record as {what} on {day:day}",
        "Dicatat melalui {by}. Perlindungan Anda dihitung dari tanggal ini. Keliru? Beri tahu kantor cabang.",
        "Recorded through {by}. Your cover is computed from this day. Wrong? Tell the branch.",
    ),
    "pmi_jht": Template(
        "Pilihan tabungan JHT Anda diubah",
        "Your choice of JHT savings was changed",
        "Kontrak {contract} melalui {by}: sekarang {amount:rp} sebulan (Rp0 berarti berhenti). Yang sudah dibayar tetap"
        " milik Anda. Bukan pilihan Anda? Ubah lagi di halaman Pekerjaan atau beri tahu kantor cabang.",
        "Contract {contract} through {by}: {amount:rp} a month now (Rp0 means stopped). What was paid stays yours. Not"
        " your choice? Change it back on the page Employment or tell the branch.",
    ),
    "dispute_opened": Template(
        "Seorang pekerja menyanggah laporan Anda",
        "A worker disputes your report",
        "{name} menyanggah yang Anda laporkan. Jawab paling lambat {reply_by:day} di halaman Tanggapan; tanpa jawaban,"
        " petugas memutus dari yang ada.",
        "{name} disputes what you reported. Answer by {reply_by:day} on the page Replies; without an answer an officer"
        " decides on what there is.",
        "warn",
    ),
    "dispute_answered": Template(
        "{employer} menjawab sanggahan Anda",
        "{employer} answered your objection",
        "Jawabannya: {answer}. Petugas masih menyelesaikan sanggahan ini.",
        "The answer: {answer}. An officer is still settling the objection.",
    ),
    "dispute_closed": Template(
        "Sanggahan Anda dijawab",
        "Your objection was answered",
        "Tentang {employer}: {answer}. Selengkapnya di halaman Pekerjaan.",
        "About {employer}: {answer}. More on the page Employment.",
        "ok",
    ),
    "exit_notice": Template(
        "Pekerja menyatakan sudah berhenti",
        "A worker says that he or she has left",
        "{name} menyatakan berhenti pada {day:day}. Tanggapi paling lambat {reply_by:day}; tanpa tanggapan,"
        " pernyataan itu diterima.",
        "{name} says to have left on {day:day}. Reply by {reply_by:day}; without a reply the statement stands.",
        "warn",
    ),
    "exit_accepted": Template(
        "Pernyataan berhenti Anda diterima",
        "Your statement of leaving was accepted",
        "Anda tercatat berhenti dari {employer} pada {day:day}.",
        "You are on record as having left {employer} on {day:day}.",
        "ok",
    ),
    "exit_objected": Template(
        "{employer} menyanggah pernyataan berhenti Anda",
        "{employer} objects to your statement of leaving",
        "Kantor cabang akan memeriksa bukti kedua pihak. Anda tidak perlu menunggu untuk melengkapi klaim.",
        "The branch will look at the evidence of both sides. You need not wait to complete your claim.",
        "warn",
    ),
    "reported_by_office": Template(
        "{office} mengisi laporan upah {month:month} atas nama Anda",
        "{office} fills in the wage report for {month:month} on your behalf",
        "Diserahkan oleh {name} dengan surat nomor {number}. Lihat isinya; bila tidak benar, hubungi kantor itu.",
        "Handed in by {name} on paper number {number}. Look at it; if it is not right, contact that office.",
    ),
    "report_posted": Template(
        "Laporan upah {month:month} sudah ditagihkan",
        "The wage report for {month:month} has been billed",
        "Tagihan {code} sebesar {amount:rp} jatuh tempo {due:day}.",
        "Bill {code} of {amount:rp} is due on {due:day}.",
    ),
}
