"""Why a claim is returned or rejected: a closed list. Each entry cites its article, says what would change the
outcome, and leads to the appeal. What somebody else owes (an employer's arrears, a sponsor's silence) is not in it
and cannot be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reason:
    """One ground for returning or rejecting; `kind` is RETURN or REJECT."""

    code: str
    kind: str
    programmes: tuple[str, ...]
    text_id: str
    text_en: str
    article: str
    change_id: str
    change_en: str

    def as_dict(self, note: str = "", told: Mapping[str, str] | None = None) -> dict[str, Any]:
        """JSON for decisions and letters; `told` adds what it is in this case."""
        more = {lang: f" {words}" for lang, words in (told or {}).items()}
        return {
            "code": self.code,
            "kind": self.kind,
            "text": {"id": self.text_id + more.get("id", ""), "en": self.text_en + more.get("en", "")},
            "article": self.article,
            "change": {"id": self.change_id, "en": self.change_en},
            "note": note,
        }


ALL = ("JHT", "JKM", "JKK", "JP", "JKP")
JHT_PAPERS = "PP 46/2015 Pasal 31"
JKM_PAPERS = "PP 44/2015 Pasal 40"

CATALOGUE: tuple[Reason, ...] = (
    # returned: nothing is lost, the claim goes on under its number
    Reason(
        "PAPER_MISSING", "RETURN", ALL,
        "Ada dokumen yang belum kami terima.", "A paper has not reached us.",
        f"{JHT_PAPERS}; {JKM_PAPERS}",
        "Kirim dokumen itu; klaim berlanjut dengan nomor yang sama.",
        "Send the paper; the claim goes on under the same number.",
    ),
    Reason(
        "PAPER_UNREADABLE", "RETURN", ALL,
        "Ada dokumen yang tidak terbaca.", "A paper cannot be read.",
        f"{JHT_PAPERS}; {JKM_PAPERS}",
        "Kirim foto atau salinan yang jelas.", "Send a clear photo or copy.",
    ),
    Reason(
        "PAPER_DIFFERS", "RETURN", ALL,
        "Data pada dokumen berbeda dari data kami.", "A paper differs from our data.",
        f"{JHT_PAPERS}; {JKM_PAPERS}",
        "Beri tahu data mana yang benar beserta buktinya; kami yang membetulkan catatannya.",
        "Tell us which data are right, with proof; we correct the record.",
    ),
    Reason(
        "ACCOUNT_NAME", "RETURN", ALL,
        "Nama pemilik rekening berbeda dari nama penerima.", "The account is held under another name than the payee's.",
        "PP 46/2015 Pasal 32; PP 44/2015 Pasal 40",
        "Pilih rekening atas nama penerima.", "Choose an account in the payee's name.",
    ),
    Reason(
        "HEIRS_UNCLEAR", "RETURN", ("JHT", "JKM", "JKK", "JP"),
        "Susunan ahli waris belum jelas.", "Who the heirs are is not clear yet.",
        "PP 46/2015 Pasal 23; PP 44/2015 Pasal 40 ayat (2)",
        "Kirim surat keterangan ahli waris atau penetapan pengadilan.",
        "Send an heir certificate or a court order.",
    ),
    # rejected: the facts do not open the right
    Reason(
        "GROUND_NOT_IN_FORCE", "REJECT", ("JHT",),
        "Alasan klaim ini belum atau tidak berlaku pada tanggal permohonan.",
        "This ground was not in force on the day of the request.",
        "PP 46/2015 Pasal 26; PP 60/2015",
        "Ajukan dengan alasan lain yang sesuai keadaan Anda.", "Claim on another ground that fits your situation.",
    ),
    Reason(
        "AGE_NOT_REACHED", "REJECT", ("JHT",),
        "Usia pembayaran belum tercapai.", "The age of payment has not been reached.",
        "PP 46/2015 Pasal 22 ayat (1)",
        "Ajukan mulai hari ulang tahun ke-56, atau dengan alasan berhenti bekerja.",
        "Claim from the 56th birthday, or on the ground of having stopped work.",
    ),
    Reason(
        "STILL_WORKING", "REJECT", ("JHT",),
        "Menurut catatan kami Anda masih bekerja.", "By our records you are still in work.",
        "PP 46/2015 Pasal 26; PP 60/2015",
        "Nyatakan sendiri bahwa Anda sudah berhenti; bila pemberi kerja diam, pernyataan Anda diterima.",
        "Declare that you have left; if the employer stays silent, your statement stands.",
    ),
    Reason(
        "NO_STOP", "REJECT", ("JHT",),
        "Belum ada catatan bahwa Anda berhenti bekerja.", "There is no record yet that you stopped work.",
        "PP 46/2015 Pasal 26; PP 60/2015",
        "Nyatakan sendiri bahwa Anda sudah berhenti, atau tunggu laporan pemberi kerja.",
        "Declare that you have left, or wait for the employer's report.",
    ),
    Reason(
        "WAITING_TIME", "REJECT", ("JHT",),
        "Masa tunggu setelah berhenti bekerja belum lewat.", "The waiting time after work ended has not passed.",
        "Permenaker 19/2015 Pasal 5-6; Permenaker 4/2022",
        "Ajukan lagi mulai tanggal yang disebut dalam perhitungan.",
        "Claim again from the date named in the calculation.",
    ),
    Reason(
        "MEMBERSHIP_TOO_SHORT", "REJECT", ("JHT",),
        "Masa kepesertaan belum cukup untuk pembayaran sebagian.",
        "The membership is too short for a partial payment.",
        "PP 46/2015 Pasal 22 ayat (4)",
        "Ajukan lagi setelah masa kepesertaan cukup.", "Claim again once the membership is long enough.",
    ),
    Reason(
        "PARTIAL_USED", "REJECT", ("JHT",),
        "Pembayaran sebagian sudah pernah diambil.", "A partial payment has been taken before.",
        "PP 46/2015 Pasal 22 ayat (6)",
        "Sisa saldo dapat diambil dengan alasan lain.", "The rest of the balance can be drawn on another ground.",
    ),
    Reason(
        "NOT_WORKING", "REJECT", ("JHT",),
        "Pembayaran sebagian hanya selama masih bekerja.", "A partial payment is only made while in work.",
        "PP 46/2015 Pasal 22",
        "Ajukan pembayaran penuh dengan alasan berhenti bekerja.", "Claim the whole balance on the ground of having"
                                                                   " stopped work.",
    ),
    Reason(
        "FACT_MISSING", "REJECT", ("JHT", "JKM"),
        "Fakta yang membuka hak ini belum terbukti.", "The fact that opens this right is not proven yet.",
        "PP 46/2015 Pasal 22 dan 26; PP 44/2015 Pasal 34",
        "Kirim bukti yang disebut dalam perhitungan.", "Send the proof named in the calculation.",
    ),
    Reason(
        "NOT_COVERED", "REJECT", ("JKM",),
        "Peserta tidak terlindungi pada tanggal meninggal.", "The member was not covered on the date of death.",
        "PP 44/2015 Pasal 34",
        "Tunjukkan bukti bekerja pada tanggal itu; perlindungan dinilai pada tanggal meninggal, bukan sesudahnya.",
        "Show proof of work on that day; cover is judged on the date of death, not after.",
    ),
    Reason(
        "OWN_COVER_ENDED", "REJECT", ("JKM",),
        "Perlindungan yang dibayar sendiri sudah berakhir sebelum hari meninggal.",
        "The cover that the member paid for himself had ended before the day of death.",
        "PP 44/2015 Pasal 39 dan 42",
        "Tunjukkan bukti bayar bulan yang belum tercatat; yang dinilai ialah uang yang diterima sampai hari meninggal.",
        "Show proof of payment for a month we have not recorded; what counts is money received by the day of death.",
    ),
    Reason(
        "NOT_COVERED_ABROAD", "REJECT", ("JKM",),
        "Hari meninggal di luar masa perlindungan pekerja migran.",
        "The day of death is outside the migrant worker's period of cover.",
        "Permenaker 18/2018; Permenaker 4/2023",
        "Tunjukkan bukti berangkat, tiba, atau perpanjangan kontrak yang belum tercatat.",
        "Show proof of departure, arrival or an extension of the contract that we have not recorded.",
    ),
    Reason(
        "WORK_ACCIDENT", "REJECT", ("JKM",),
        "Kematian karena kecelakaan kerja dibayar oleh JKK, bukan JKM.",
        "A death from a work accident is paid by JKK, not by JKM.",
        "PP 44/2015 Pasal 34",
        "Kami membuka klaim JKK; dokumen yang sama dipakai.", "We open a JKK claim; the same papers are used.",
    ),
    Reason(
        "DECIDED_ALREADY", "REJECT", ("JKM",),
        "Manfaat untuk kematian ini sudah diputus dalam klaim lain.",
        "The benefit for this death has been decided in another claim.",
        "PP 44/2015 Pasal 34 dan 40",
        "Siapa ahli waris yang belum menerima bagiannya dinilai dalam klaim itu; sampaikan bukti hubungan keluarga.",
        "Whether an heir has not received a share is judged in that claim; send proof of kinship.",
    ),
    Reason(
        "NOT_HEIR", "REJECT", ("JKM", "JHT"),
        "Pemohon bukan penerima menurut urutan ahli waris.", "The claimant is not the payee in the legal order of"
                                                             " heirs.",
        "PP 44/2015 Pasal 40 ayat (2); PP 46/2015 Pasal 23",
        "Kirim bukti hubungan keluarga atau penetapan pengadilan.", "Send proof of kinship or a court order.",
    ),
)  # fmt: skip

BY_CODE = {reason.code: reason for reason in CATALOGUE}


def choices(kind: str, programme: str, lang: str = "id") -> list[tuple[str, str]]:
    """(code, text) of the reasons an officer may choose for a RETURN or REJECT of a programme's claim."""
    return [
        (r.code, r.text_en if lang[:2] == "en" else r.text_id)
        for r in CATALOGUE
        if r.kind == kind and programme in r.programmes
    ]
