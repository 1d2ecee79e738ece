"""What claimants are told."""

from lindung.notices.templates.template import Template

TEMPLATES: dict[str, Template] = {
    "claim_received": Template(
        "Klaim {programme} Anda kami terima",
        "We have received your {programme} claim",
        "Nomor klaim {number}. Kami memutus dan membayar paling lambat {due:day} bila berkas lengkap.",
        "Claim number {number}. We decide and pay by {due:day} if the file is complete.",
    ),
    "death_received": Template(
        "Laporan meninggal dunia kami terima",
        "We have received the report of a death",
        "Kami turut berduka. Klaim {number} sudah dibuka; ahli waris tidak perlu mengajukan program lain satu per"
        " satu.",
        "Our condolences. Claim {number} is open; the heirs need not claim the other programmes one by one.",
    ),
    "claim_waiting": Template(
        "Klaim {number} menunggu Anda",
        "Claim {number} is waiting for you",
        "Yang diperlukan: {reason}. Bagian lain tetap kami kerjakan.",
        "What is needed: {reason}. We go on with the rest.",
        "warn",
    ),
    "claim_complete": Template(
        "Berkas klaim {number} lengkap",
        "The file of claim {number} is complete",
        "Tidak ada lagi yang perlu Anda kirim. Batas bayar: {due:day}.",
        "You need not send anything more. To be paid by {due:day}.",
        "ok",
    ),
    "claim_decided": Template(
        "Klaim {number} dikabulkan",
        "Claim {number} has been awarded",
        "Jumlah yang dibayarkan {amount:rp}. Perhitungan dan dasar hukumnya ada di surat keputusan.",
        "Amount to be paid {amount:rp}. The arithmetic and the law are in the decision letter.",
        "ok",
    ),
    "claim_returned": Template(
        "Klaim {number} dikembalikan untuk dilengkapi",
        "Claim {number} was returned to be completed",
        "Tidak ada yang hilang. Lengkapi: {reason}. Lalu ajukan lagi dengan nomor yang sama.",
        "Nothing is lost. Complete: {reason}. Then submit again under the same number.",
        "warn",
    ),
    "claim_rejected": Template(
        "Klaim {number} ditolak",
        "Claim {number} was rejected",
        "Alasan, dasar hukum, dan cara mengajukan keberatan ada di surat keputusan.",
        "Reasons, law and how to appeal are in the decision letter.",
        "bad",
    ),
    "claim_withdrawn": Template(
        "Klaim {number} dicabut",
        "Claim {number} was withdrawn",
        "Hak Anda tidak hilang; klaim dapat diajukan lagi kapan saja.",
        "Your right is not lost; you may claim again at any time.",
    ),
    "claim_paid": Template(
        "Klaim {number} sudah dibayar",
        "Claim {number} has been paid",
        "{amount:rp} sudah masuk ke rekening pada {day:day}.",
        "{amount:rp} reached the account on {day:day}.",
        "ok",
    ),
    "payment_failed": Template(
        "Pembayaran klaim {number} gagal",
        "The payment of claim {number} failed",
        "Bank menolak pembayaran: {reason}. Perbaiki rekening; uangnya tetap menjadi hak Anda.",
        "The bank refused the payment: {reason}. Correct the account; the money is still yours.",
        "bad",
    ),
    "appeal_received": Template(
        "Keberatan atas klaim {number} kami terima",
        "We have received the appeal on claim {number}",
        "Orang lain, bukan pemutus semula, menjawab paling lambat {due:day}.",
        "Somebody other than those who decided answers by {due:day}.",
    ),
    "appeal_answered": Template(
        "Keberatan atas klaim {number} dijawab",
        "The appeal on claim {number} has been answered",
        "Jawabannya ada di halaman klaim.",
        "The answer is on the claim's page.",
    ),
}
