"""Every message the institution sends by itself, in both languages: a title, a sentence, and what may be filled in.

Places are written `{name}`, `{name:rp}` (rupiah), `{name:n}` (a whole number), `{name:day}` (a date), `{name:month}`.
No message carries a link to follow from outside; it says where in the portal to look.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any

from lindung.base.errors import Refused
from lindung.base.format import date_long, month_year, number, rupiah


@dataclass(frozen=True)
class Template:
    """Texts of one message. `tone` is info, ok, warn or bad, for the page that lists it."""

    title_id: str
    title_en: str
    body_id: str
    body_en: str
    tone: str = "info"


TEMPLATES: dict[str, Template] = {
    # cover and wages
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
    # who pays for himself
    "bpu_due": Template(
        "Iuran Anda lunas sampai {day:day}",
        "You are paid up to {day:day}",
        "Bayar bulan berikutnya di halaman Bayar iuran, atau di bank dengan kode iuran, supaya perlindungan tidak"
        " terputus.",
        "Pay the next month on the page Pay contributions, or at a bank with a payment code, so that cover goes on.",
    ),
    "bpu_lapse": Template(
        "Perlindungan Anda berakhir {day:day}",
        "Your cover ends on {day:day}",
        "Iuran belum dibayar sejak {month:month}. Bila belum dibayar sampai {day:day}, kepesertaan gugur. Buka halaman"
        " Bayar iuran.",
        "Nothing has been paid since {month:month}. If nothing is paid by {day:day}, membership lapses. Open the page"
        " Pay contributions.",
        "warn",
    ),
    "bpu_lapsed": Template(
        "Kepesertaan Anda gugur sejak {day:day}",
        "Your membership lapsed on {day:day}",
        "Kecelakaan kerja dan kematian sesudah tanggal itu tidak dijamin. Anda dapat aktif kembali kapan saja dengan"
        " membayar iuran bulan ini.",
        "Work accidents and deaths after that day are not covered. You can return at any time by paying this month.",
        "bad",
    ),
    "sponsored": Template(
        "Anda dilindungi, dibiayai {sponsor}",
        "You are covered, paid for by {sponsor}",
        "Mulai {day:day} kecelakaan kerja dan kematian Anda dijamin. Iurannya dibayar {sponsor}; Anda tidak membayar.",
        "From {day:day} work accidents and death are covered. {sponsor} pays the contributions; you pay nothing.",
        "ok",
    ),
    "sponsor_offer": Template(
        "Pembiayaan oleh {sponsor} berakhir",
        "{sponsor} stops paying for you",
        "Mulai {month:month} iuran tidak lagi dibayar {sponsor}. Anda dapat melanjutkan sendiri: bayar {amount:rp}"
        " dengan kode iuran {code} paling lambat {day:day}. Bila tidak, tidak ada yang ditagih.",
        "From {month:month} {sponsor} no longer pays. You can go on by yourself: pay {amount:rp} with payment code"
        " {code} by {day:day}. If you do not, nothing is owed.",
        "warn",
    ),
    # who pays for others, and his branch
    "sponsor_budget_ends": Template(
        "Anggaran {agreement} cukup sampai {day:day}",
        "The budget of {agreement} lasts until {day:day}",
        "Tersisa {left:rp}; iuran {people:n} orang {cost:rp} sebulan. Usulkan perpanjangan di halaman perjanjian, atau"
        " biarkan peserta meneruskan sendiri.",
        "{left:rp} are left; {people:n} people cost {cost:rp} a month. Propose a renewal on the agreement's page, or"
        " let the people go on by themselves.",
        "warn",
    ),
    "branch_budget_ends": Template(
        "Anggaran {sponsor} cukup sampai {day:day}",
        "The budget of {sponsor} lasts until {day:day}",
        "Perjanjian {agreement}: tersisa {left:rp}; iuran {people:n} orang {cost:rp} sebulan. Hubungi sponsor tentang"
        " anggaran berikutnya atau siapkan penawaran meneruskan sendiri.",
        "Agreement {agreement}: {left:rp} are left; {people:n} people cost {cost:rp} a month. Ask the sponsor about the"
        " next budget, or prepare the offers to go on alone.",
        "warn",
    ),
    "sponsor_list_answered": Template(
        "Daftar {name}: {done:n} masuk, {refused:n} ditolak",
        "List {name}: {done:n} taken, {refused:n} refused",
        "Dari {rows:n} baris, {already:n} sudah ada dalam daftar {agreement}. Alasan setiap penolakan ada di halaman"
        " daftar itu.",
        "Of {rows:n} rows, {already:n} were on the list of {agreement} already. The reason of each refusal is on the"
        " list's page.",
    ),
    "sponsor_proposal": Template(
        "{sponsor} mengusulkan {what}",
        "{sponsor} proposes {what}",
        "Perjanjian {agreement}. Jawab usulan itu di halaman Sponsor.",
        "Agreement {agreement}. Answer the proposal on the page Sponsors.",
        "warn",
    ),
    "sponsor_proposal_answered": Template(
        "Usulan Anda {result}",
        "Your proposal was {result}",
        "Perjanjian {agreement}: {what}. Jawaban kantor: {answer}.",
        "Agreement {agreement}: {what}. The branch's answer: {answer}.",
    ),
    "order_paid": Template(
        "Iuran {amount:rp} diterima",
        "Contribution of {amount:rp} received",
        "Kode iuran {code} lunas pada {day:day}.",
        "Payment code {code} was paid on {day:day}.",
        "ok",
    ),
    "dormant_account": Template(
        "Saldo JHT Anda {amount:rp} menunggu Anda",
        "Your old-age savings of {amount:rp} wait for you",
        "Sejak {day:day} tidak ada iuran atau pembayaran pada rekening JHT Anda; saldonya tetap berkembang. Periksa"
        " data Anda, ajukan klaim, atau teruskan di tempat kerja baru.",
        "Since {day:day} your old-age savings had no contribution or payment; they go on earning. Check your data,"
        " claim them, or go on with a new employer.",
    ),
    "wage_corrected": Template(
        "Upah {month:month} Anda dibetulkan",
        "Your wage of {month:month} was corrected",
        "{employer} membetulkan upah Anda bulan {month:month} dari {before:rp} menjadi {wage:rp}. Alasannya: {reason}."
        " Bila keliru, sanggah di halaman Pekerjaan.",
        "{employer} corrected your wage of {month:month} from {before:rp} to {wage:rp}. The reason: {reason}. If wrong,"
        " dispute it on the page Employment.",
    ),
    "cards_merged": Template(
        "Kartu {kpj} digabungkan dengan catatan Anda",
        "Card {kpj} was joined to your record",
        "Nomor, masa kepesertaan, dan saldo kartu itu sekarang ada pada catatan Anda.",
        "The number, periods of cover and balance of that card are now on your record.",
        "ok",
    ),
    "cards_declined": Template(
        "Kartu {kpj} tidak digabungkan",
        "Card {kpj} was not joined",
        "Jawaban petugas: {answer}.",
        "The officer's answer: {answer}.",
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
    "report_posted": Template(
        "Laporan upah {month:month} sudah ditagihkan",
        "The wage report for {month:month} has been billed",
        "Tagihan {code} sebesar {amount:rp} jatuh tempo {due:day}.",
        "Bill {code} of {amount:rp} is due on {due:day}.",
    ),
    # collection
    "arrears_reminder": Template(
        "Peringatan tunggakan iuran",
        "Reminder of contributions in arrears",
        "Pokok {amount:rp} sudah lewat jatuh tempo. Bayar, ajukan angsuran, atau sanggah di halaman Tunggakan paling"
        " lambat {due:day}. Nomor perkara {number}. Hak pekerja Anda tidak tertahan.",
        "Principal of {amount:rp} is past its due date. Pay, propose instalments or object on the page Arrears by"
        " {due:day}. Case {number}. Your workers' rights are not held up.",
        "warn",
    ),
    "collection_step": Template(
        "Perkara {number}: {step}",
        "Case {number}: {step}",
        "Yang perlu Anda lakukan ada di halaman Tunggakan; waktu menjawab sampai {due:day}.",
        "What you need to do is on the page Arrears; time to answer until {due:day}.",
        "warn",
    ),
    "employer_closed": Template(
        "Perusahaan Anda tercatat tutup",
        "Your firm is recorded as closed",
        "Hari terakhir bekerja {day:day}. Kepesertaan pekerja yang masih berjalan berakhir pada hari itu, dan laporan"
        " upah sesudahnya tidak lagi diminta. Iuran dan denda yang belum dibayar tetap ditagih. Keliru? Hubungi kantor"
        " cabang dengan nomor perkara {number}.",
        "The last working day was {day:day}. Cover of workers that still ran ends on that day, and no wage report is"
        " asked for after it. Contributions and penalties not paid are still collected. Wrong? Contact the branch with"
        " case number {number}.",
        "warn",
    ),
    "plan_decided": Template(
        "Usulan angsuran Anda {result}",
        "Your instalment proposal was {result}",
        "Keterangan: {reason}.",
        "Note: {reason}.",
    ),
    # claims
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


class NoticeRefused(Refused):
    """A message or letter that cannot be made."""

    MESSAGES = {
        "template_unknown": ("Pesan {template} tidak dikenal.", "Message {template} is not known."),
        "params_missing": ("Pesan {template} memerlukan {names}.", "Message {template} needs {names}."),
        "nobody": (
            "Pesan harus ditujukan kepada orang, pemberi kerja, atau sponsor.",
            "A message needs a person, an employer or a sponsor.",
        ),
        "no_letter": ("Surat tidak ditemukan.", "The letter was not found."),
        "no_signatory": (
            "Pada {day} belum ada pejabat yang menandatangani surat kantor ini.",
            "On {day} nobody holds the post that signs this office's letters.",
        ),
    }


class _Words(Formatter):
    """`str.format` with our own kinds of values."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "rp":
            return rupiah(int(value), self.lang)
        if format_spec == "n":
            return number(int(value), lang="en" if self.lang == "en" else "id")
        if format_spec in ("day", "month"):
            if value in (None, ""):
                return "–"
            day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
            return date_long(day, self.lang) if format_spec == "day" else month_year(day, self.lang)
        return str(value)


def places(template: str) -> frozenset[str]:
    """The names a template needs filled in. Raises NoticeRefused for an unknown template."""
    found = _find(template)
    texts = (found.title_id, found.title_en, found.body_id, found.body_en)
    return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def render(template: str, params: Mapping[str, Any], lang: str = "id") -> tuple[str, str]:
    """(title, body) in `lang`. Raises NoticeRefused if the template is unknown or a value is missing."""
    found = _find(template)
    missing = places(template) - params.keys()
    if missing:
        raise NoticeRefused("params_missing", template=template, names=", ".join(sorted(missing)))
    english = lang[:2] == "en"
    words = _Words("en" if english else "id")
    title, body = (found.title_en, found.body_en) if english else (found.title_id, found.body_id)
    # A text that itself differs by language is given as {"id": ..., "en": ...}.
    told = {k: v.get(words.lang, v.get("id", "")) if isinstance(v, Mapping) else v for k, v in params.items()}
    return words.vformat(title, (), told), words.vformat(body, (), told)


def tone(template: str) -> str:
    """info, ok, warn or bad."""
    return _find(template).tone


def _find(template: str) -> Template:
    try:
        return TEMPLATES[template]
    except KeyError:
        raise NoticeRefused("template_unknown", template=template) from None
