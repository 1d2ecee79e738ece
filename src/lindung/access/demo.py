"""The logins of the demo, one per role. Everybody here is made up."""

from dataclasses import dataclass

PASSWORD = "lindung-demo-2021"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Login:
    """One demo login: role in words, user name, password, second factor secret (empty for outsiders), what to try."""

    role: str
    username: str
    password: str
    note: str
    totp: str = ""
    code: str = ""


def logins() -> list[Login]:
    """All demo logins, in the order a newcomer follows the one path."""
    rows = [
        ("Pemberi kerja", "hrd", "Lapor upah bulan ini, lihat tagihan dan bayar.", "EMPLOYER"),
        ("Usaha mikro", "umkm", "Bayar pemilik dan pembantu dengan satu kode, lapor bulan berikutnya.", "EMPLOYER"),
        ("Kontraktor", "kontraktor", "Tiga proyek: angsuran, daftar pekerja, sertifikat dengan QR.", "EMPLOYER"),
        ("Penempatan migran", "p3mi", "Pekerja migran sebelum, selama, dan setelah bekerja; satu kode.", "EMPLOYER"),
        ("Sponsor", "sponsor", "Lihat anggaran dan peserta yang dibiayai, unggah daftar, ambil kode iuran.", "SPONSOR"),
        ("Peserta", "peserta", "Lihat saldo, ajukan klaim JHT.", "MEMBER"),
        ("Peserta mandiri", "mandiri", "Bayar iuran sendiri, lihat bulan yang sudah lunas.", "MEMBER"),
        ("Ahli waris", "ahliwaris", "Dengan login peserta: laporkan kematiannya, lihat hak keluarga.", "MEMBER"),
        ("Petugas klaim", "klaim", "Periksa berkas dan usulkan putusan.", "CLAIMS_OFFICER"),
        ("Penyetuju", "penyetuju", "Setujui putusan orang lain.", "APPROVER"),
        ("Petugas pembayaran", "kasir", "Susun dan kirim pembayaran ke bank.", "CASHIER"),
        ("Petugas iuran", "iuran", "Cocokkan penerimaan, urus piutang.", "CONTRIBUTION_OFFICER"),
        ("Petugas kontak", "kontak", "Jawab penelepon tanpa membuka lebih dari perlu.", "CONTACT"),
        ("Kepala cabang", "kepala", "Lihat kinerja cabang dan lepas pembayaran.", "BRANCH_HEAD"),
        ("Kepala wilayah", "wilayah", "Lihat kinerja wilayah, telusuri setiap angka.", "REGIONAL_HEAD"),
        ("Pemeriksa", "auditor", "Buktikan pembukuan, baca jejak perubahan.", "AUDITOR"),
        ("Pengelola sistem", "admin", "Atur pengguna, kantor, hari kerja.", "ADMIN"),
    ]
    return [
        Login(role, name, PASSWORD, note, "" if code in ("EMPLOYER", "SPONSOR", "MEMBER") else TOTP_SECRET, code)
        for role, name, note, code in rows
    ]
