"""What each role may open and do: every page and act of the portals and of the API, once.

Rows of a person, an employer or an office are guarded by PostgreSQL (`database.py`); this list says which pages and
acts a role has at all. An act that is not in `PERMISSIONS` can be done by nobody, and a test says so.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from lindung.access.models import Role
from lindung.access.scope import Actor


class Act(TextChoices):
    """Pages and acts. The value goes into the trail of writes; the label is what the refusal page says."""

    # public (screens 1, 2; verification of letters)
    PUBLIC_HOME = "public.home", _("Beranda")
    PUBLIC_SIMULATE = "public.simulate", _("Cek hak dan simulasi manfaat")
    PUBLIC_OFFICES = "public.offices", _("Cari kantor")
    PUBLIC_VERIFY = "public.verify", _("Periksa keaslian surat")
    PUBLIC_ACTIVATE = "public.activate", _("Membuat login peserta dengan kode aktivasi")
    PUBLIC_SELF_PAY = "public.self_pay", _("Mendaftar dan membayar iuran sendiri tanpa masuk")
    PUBLIC_FIGURES = "public.figures", _("Angka yang dipublikasikan")
    PUBLIC_LAW = "public.law", _("Parameter dan rumus hukum")

    # member (screens 3-10)
    MEMBER_HOME = "member.home", _("Beranda peserta")
    MEMBER_ACCOUNT = "member.account", _("Rekening peserta")
    MEMBER_EMPLOYMENT = "member.employment", _("Pekerjaan dan upah saya")
    MEMBER_DISPUTE = "member.dispute", _("Menyanggah masa kerja atau upah")
    MEMBER_SAY_LEFT = "member.say_left", _("Melaporkan bahwa saya sudah berhenti")
    MEMBER_CLAIM = "member.claim", _("Mengajukan klaim")
    MEMBER_CLAIM_SEE = "member.claim_see", _("Melihat perkembangan klaim")
    MEMBER_CLAIM_DOCUMENT = "member.claim_document", _("Menambah dokumen klaim")
    MEMBER_CLAIM_WITHDRAW = "member.claim_withdraw", _("Menarik klaim")
    MEMBER_DECISION = "member.decision", _("Melihat putusan dan pembayaran")
    MEMBER_APPEAL = "member.appeal", _("Mengajukan keberatan")
    MEMBER_REPORT_DEATH = "member.report_death", _("Melaporkan kematian")
    MEMBER_PROFILE = "member.profile", _("Profil dan keamanan")
    MEMBER_PROFILE_CHANGE = "member.profile_change", _("Mengubah profil")
    MEMBER_BANK_ACCOUNT = "member.bank_account", _("Mengubah rekening bank")
    MEMBER_RELATIVES = "member.relatives", _("Mengubah data keluarga")
    MEMBER_CARDS = "member.cards", _("Menyatukan kartu peserta saya")
    MEMBER_PAY = "member.pay", _("Bayar iuran sendiri")
    MEMBER_LETTERS = "member.letters", _("Surat dan pesan saya")

    # employer (screens 11-16)
    EMPLOYER_HOME = "employer.home", _("Beranda pemberi kerja")
    EMPLOYER_WORKERS = "employer.workers", _("Daftar pekerja")
    EMPLOYER_LOGIN_CODES = "employer.login_codes", _("Mencetak kode login untuk pekerja baru")
    EMPLOYER_REPORT_SEE = "employer.report_see", _("Melihat laporan upah")
    EMPLOYER_REPORT = "employer.report", _("Mengisi laporan upah")
    EMPLOYER_UPLOAD = "employer.upload", _("Mengunggah laporan upah")
    EMPLOYER_MATCH_COLUMNS = "employer.match_columns", _("Mencocokkan kolom berkas upah")
    EMPLOYER_FINALISE = "employer.finalise", _("Memfinalkan laporan upah")
    EMPLOYER_CORRECT = "employer.correct", _("Membetulkan bulan yang lalu")
    EMPLOYER_BILL = "employer.bill", _("Tagihan dan pembayaran")
    EMPLOYER_STATEMENT = "employer.statement", _("Kuitansi, tunggakan, dan rekening koran")
    EMPLOYER_ARREARS = "employer.arrears", _("Tunggakan, angsuran, dan sanggahan tagihan")
    EMPLOYER_EXIT_NOTICE = "employer.exit_notice", _("Menanggapi laporan berhenti bekerja")
    EMPLOYER_DISPUTE = "employer.dispute", _("Menanggapi sanggahan pekerja")
    EMPLOYER_REPORT_DEATH = "employer.report_death", _("Melaporkan kematian pekerja")
    EMPLOYER_PROJECT_SEE = "employer.project_see", _("Melihat proyek konstruksi")
    EMPLOYER_PROJECT = "employer.project", _("Mendaftarkan proyek konstruksi dan pekerjanya")
    EMPLOYER_TOKENS = "employer.tokens", _("Kunci API pemberi kerja")
    EMPLOYER_PROFILE = "employer.profile", _("Profil pemberi kerja")
    EMPLOYER_MICRO = "employer.micro", _("Usaha mikro: daftar sekaligus")
    EMPLOYER_PMI = "employer.pmi", _("Pekerja migran perusahaan penempatan")
    EMPLOYER_LETTERS = "employer.letters", _("Surat dan pesan pemberi kerja")

    # sponsors: who pays for people who are not his employees
    SPONSOR_HOME = "sponsor.home", _("Beranda sponsor dan kode iurannya")
    SPONSOR_SEE_OWN = "sponsor.see_own", _("Melihat perjanjian, anggaran, dan daftar sendiri")
    SPONSOR_LIST = "sponsor.list", _("Mengunggah daftar dan mengeluarkan orang dari daftar")
    SPONSOR_ORDER = "sponsor.order", _("Membuat kode iuran sponsor")
    SPONSOR_PROPOSE = "sponsor.propose", _("Mengusulkan perpanjangan atau penerusan sendiri")
    SPONSOR_LETTERS = "sponsor.letters", _("Surat dan pesan sponsor")

    # staff: claims (screens 17-20)
    STAFF_HOME = "staff.home", _("Beranda petugas")
    QUEUE = "staff.queue", _("Daftar pekerjaan")
    CASE_SEE = "staff.case_see", _("Melihat berkas klaim")
    CASE_WORK = "staff.case_work", _("Memeriksa berkas klaim")
    CASE_REPORT_DEATH = "staff.report_death", _("Mencatat laporan kematian")
    CASE_SUBMIT = "staff.case_submit", _("Mengajukan klaim atas nama peserta")
    CASE_RECORD = "staff.case_record", _("Mencatat klaim dengan jumlah dari luar")
    DECISION_PROPOSE = "staff.decision_propose", _("Mengusulkan putusan")
    DECISION_APPROVE = "staff.decision_approve", _("Menyetujui putusan")
    APPEAL_ANSWER = "staff.appeal_answer", _("Menjawab keberatan")
    CORRECTION_PROPOSE = "staff.correction_propose", _("Mengusulkan pembetulan putusan dan koreksi berlabel")
    CORRECTION = "staff.correction", _("Memutus koreksi berlabel")
    PAYOUT_SEE = "staff.payout_see", _("Melihat pembayaran manfaat")
    PAYOUT_MAKE = "staff.payout_make", _("Menyusun berkas pembayaran")
    PAYOUT_RELEASE = "staff.payout_release", _("Melepas berkas pembayaran")
    PAYOUT_ANSWERS = "staff.payout_answers", _("Memasukkan jawaban bank")
    PAYOUT_RETRY = "staff.payout_retry", _("Mengulang pembayaran yang gagal")

    # staff: people and employers (screens 21, 23)
    PERSON_FIND = "staff.person_find", _("Mencari orang")
    PERSON_SEE = "staff.person_see", _("Melihat data lengkap seseorang")
    PERSON_CHANGE = "staff.person_change", _("Mengubah data seseorang")
    PERSON_CHANGE_DECIDE = "staff.person_change_decide", _("Memutus perubahan data seseorang")
    MEMBER_LOGIN = "staff.member_login", _("Membuka login peserta setelah memeriksa identitasnya")
    PERSON_MERGE = "staff.person_merge", _("Menggabungkan data orang")
    BANK_ACCOUNT_VOUCH = "staff.account_vouch", _("Menjamin perubahan rekening bank")
    CONTACT_VIEW = "staff.contact_view", _("Layar pusat kontak")
    CONTACT_LOG = "staff.contact_log", _("Mencatat kontak")
    EMPLOYER_FIND = "staff.employer_find", _("Mencari pemberi kerja")
    EMPLOYER_SEE = "staff.employer_see", _("Melihat data pemberi kerja")
    EMPLOYER_REGISTER = "staff.employer_register", _("Mendaftarkan pemberi kerja")
    EMPLOYER_CLASSIFY = "staff.employer_classify", _("Menggolongkan pemberi kerja")
    EXIT_NOTICE_DECIDE = "staff.exit_notice_decide", _("Memutus laporan berhenti yang disanggah")
    DISPUTE_ANSWER = "staff.dispute_answer", _("Menjawab sanggahan")
    COVER_CORRECT = "staff.cover_correct", _("Membetulkan masa kepesertaan")

    # staff: money in (screen 22)
    BILL_SEE = "staff.bill_see", _("Melihat tagihan")
    REPORT_FOR_EMPLOYER = "staff.report_for_employer", _("Mengisi laporan upah atas nama pemberi kerja")
    MONTH_RUN = "staff.month_run", _("Menjalankan penetapan bulanan")
    RECONCILE_SEE = "staff.reconcile_see", _("Melihat rekonsiliasi penerimaan")
    RECONCILE = "staff.reconcile", _("Rekonsiliasi penerimaan")
    STATEMENT_UPLOAD = "staff.statement_upload", _("Memasukkan rekening koran bank")
    RECEIPT_ASSIGN = "staff.receipt_assign", _("Mengarahkan penerimaan yang belum dikenali")
    SEGMENT_SEE = "staff.segment_see", _("Melihat peserta mandiri dan pesanan iuran")
    SEGMENT_REGISTER = "staff.segment_register", _("Mendaftarkan peserta mandiri dan pekerja migran")
    SEGMENT_ORDER = "staff.segment_order", _("Membuat dan membatalkan pesanan iuran")
    SPONSOR_SEE = "staff.sponsor_see", _("Melihat sponsor, anggaran, dan daftarnya")
    SPONSOR_WORK = "staff.sponsor_work", _("Mencatat sponsor, anggaran, dan daftarnya")
    COUNTER = "staff.counter", _("Menerima pembayaran di loket")
    REFUND_PROPOSE = "staff.refund_propose", _("Mengusulkan pengembalian penerimaan")
    REFUND_APPROVE = "staff.refund_approve", _("Memutus pengembalian penerimaan")
    REFUND_PAY = "staff.refund_pay", _("Membayarkan pengembalian penerimaan")
    COLLECTION_SEE = "staff.collection_see", _("Melihat penagihan dan pemeriksaan")
    COLLECTION_WORK = "staff.collection_work", _("Menagih dan memeriksa pemberi kerja")
    COLLECTION_APPROVE = "staff.collection_approve", _("Memutus angsuran, penghapusan, dan status nonaktif")
    BOOKS_SEE = "staff.books_see", _("Melihat pembukuan")
    BOOKS_CLOSE = "staff.books_close", _("Menutup bulan buku")
    RETURNS_SEE = "staff.returns_see", _("Melihat hasil pengembangan")
    RETURN_RATE_PROPOSE = "staff.return_rate_propose", _("Mengusulkan tingkat hasil pengembangan")
    RETURN_RATE_APPROVE = "staff.return_rate_approve", _("Menyetujui tingkat hasil pengembangan")
    DORMANT_SEE = "staff.dormant_see", _("Melihat rekening tidur")
    DORMANT_INVITE = "staff.dormant_invite", _("Mengundang pemilik rekening tidur")
    RUNS_SEE = "staff.runs_see", _("Melihat pekerjaan latar")
    RUNS_RETRY = "staff.runs_retry", _("Mengulang pekerjaan latar")

    # management (screens 24-28)
    REPORT_REGION = "manage.report", _("Laporan kinerja")
    INDICATOR = "manage.indicator", _("Halaman indikator")
    TARGET_SEE = "manage.target_see", _("Target dan laju")
    TARGET_SET = "manage.target_set", _("Menetapkan target")
    POPULATION_IMPORT = "manage.population_import", _("Memasukkan angka survei")
    PROOFS = "manage.proofs", _("Pusat rekonsiliasi")
    RELEASE_DRAFT = "manage.release_draft", _("Menyusun rilis")
    RELEASE_APPROVE = "manage.release_approve", _("Menyetujui rilis")

    # administration (screens 29, 30)
    LAW_SEE = "admin.law_see", _("Aturan dan parameter")
    ORGANISATION_SEE = "admin.organisation_see", _("Kantor, jabatan, dan pejabat")
    ORGANISATION_CHANGE = "admin.organisation_change", _("Mengubah kantor dan pejabat")
    CALENDAR_CHANGE = "admin.calendar_change", _("Mengubah hari libur dan hari kerja sistem")
    PARTNER_SEE = "admin.partner_see", _("Melihat mitra bank")
    PARTNER_CHANGE = "admin.partner_change", _("Mengusulkan dan menghentikan mitra bank")
    PARTNER_APPROVE = "admin.partner_approve", _("Menyetujui mitra bank dan kuncinya")
    API_KEYS = "admin.api_keys", _("Kunci API bank dan kantor")
    LOGINS = "admin.logins", _("Pengguna dan peran")
    AUDIT_SEE = "admin.audit_see", _("Catatan perubahan")
    READS_SEE = "admin.reads_see", _("Catatan akses data pribadi")

    # every login
    SELF_SECURITY = "self.security", _("Keamanan akun")
    SELF_MANDATE = "self.mandate", _("Berganti peran")

    # API
    API_LAW = "api.law", _("API: rumus hukum")
    API_VERIFY = "api.verify", _("API: periksa surat")
    API_REPORT = "api.report", _("API: laporan upah")
    API_BILL = "api.bill", _("API: tagihan")
    API_INQUIRY = "api.inquiry", _("API: tanya tagihan dengan kode bayar")
    API_PAYMENT = "api.payment", _("API: pemberitahuan pembayaran")
    API_ORDER = "api.order", _("API: pesanan iuran peserta mandiri")
    API_PROJECT = "api.project", _("API: proyek konstruksi")
    API_PAYOUT_ANSWER = "api.payout_answer", _("API: jawaban pembayaran manfaat")
    API_ELIGIBILITY = "api.eligibility", _("API: jawaban kepesertaan")


PUBLIC_ACTS = frozenset(
    {
        Act.PUBLIC_HOME,
        Act.PUBLIC_SIMULATE,
        Act.PUBLIC_OFFICES,
        Act.PUBLIC_VERIFY,
        Act.PUBLIC_ACTIVATE,
        Act.PUBLIC_SELF_PAY,
        Act.PUBLIC_FIGURES,
        Act.PUBLIC_LAW,
        Act.API_LAW,
        Act.API_VERIFY,
    }
)
"""Acts that need no login."""

SIGNED_IN_ACTS = frozenset({Act.SELF_SECURITY, Act.SELF_MANDATE})
"""Acts of any login, whatever its role, and of one that has none in force."""

_HEADS = (Role.BRANCH_HEAD, Role.REGIONAL_HEAD)
_CLAIMS = (Role.CLAIMS_OFFICER, Role.APPROVER)
_MONEY = (Role.CONTRIBUTION_OFFICER, Role.CASHIER)
_INSIDE = (*_CLAIMS, *_MONEY, Role.CONTACT, *_HEADS, Role.AUDITOR, Role.ADMIN)
_READERS = (*_CLAIMS, *_MONEY, *_HEADS, Role.AUDITOR)
STAFF_ROLES = frozenset(_INSIDE)
"""Roles inside the institution; they need a second factor."""

_ROWS: tuple[tuple[tuple[Role, ...], tuple[Act, ...]], ...] = (
    ((Role.MEMBER,), tuple(a for a in Act if a.value.startswith("member."))),
    ((Role.EMPLOYER,), tuple(a for a in Act if a.value.startswith("employer."))),
    ((Role.SPONSOR,), tuple(a for a in Act if a.value.startswith("sponsor."))),
    (_INSIDE, (Act.STAFF_HOME, Act.LAW_SEE, Act.ORGANISATION_SEE, Act.REPORT_REGION, Act.INDICATOR, Act.TARGET_SEE)),
    ((*_CLAIMS, *_HEADS), (Act.QUEUE,)),
    ((*_CLAIMS, Role.CASHIER, Role.CONTACT, *_HEADS, Role.AUDITOR), (Act.CASE_SEE,)),
    (
        (Role.CLAIMS_OFFICER,),
        (
            Act.CASE_WORK,
            Act.CASE_SUBMIT,
            Act.CASE_RECORD,
            Act.CASE_REPORT_DEATH,
            Act.DECISION_PROPOSE,
            Act.CORRECTION_PROPOSE,
        ),
    ),
    ((Role.CONTACT,), (Act.CASE_REPORT_DEATH, Act.CONTACT_LOG)),
    ((Role.APPROVER,), (Act.CASE_WORK, Act.CASE_REPORT_DEATH, Act.DECISION_APPROVE, Act.APPEAL_ANSWER, Act.CORRECTION)),
    ((Role.BRANCH_HEAD,), (Act.DECISION_APPROVE, Act.APPEAL_ANSWER, Act.CORRECTION)),
    (
        _READERS,
        (Act.PAYOUT_SEE, Act.BILL_SEE, Act.SEGMENT_SEE, Act.SPONSOR_SEE, Act.BOOKS_SEE, Act.RECONCILE_SEE, Act.PROOFS),
    ),
    ((Role.CASHIER,), (Act.PAYOUT_MAKE, Act.PAYOUT_RELEASE, Act.PAYOUT_ANSWERS, Act.PAYOUT_RETRY)),
    ((Role.BRANCH_HEAD,), (Act.PAYOUT_RELEASE,)),
    ((*_CLAIMS, *_MONEY, Role.CONTACT, *_HEADS, Role.AUDITOR), (Act.PERSON_FIND, Act.EMPLOYER_FIND, Act.EMPLOYER_SEE)),
    ((*_CLAIMS, Role.CONTRIBUTION_OFFICER, *_HEADS, Role.AUDITOR), (Act.PERSON_SEE,)),
    ((Role.CONTACT, Role.CLAIMS_OFFICER, Role.BRANCH_HEAD), (Act.CONTACT_VIEW,)),
    ((Role.CLAIMS_OFFICER, Role.CONTRIBUTION_OFFICER), (Act.PERSON_CHANGE, Act.PERSON_MERGE, Act.MEMBER_LOGIN)),
    ((Role.APPROVER, Role.BRANCH_HEAD), (Act.BANK_ACCOUNT_VOUCH, Act.PERSON_CHANGE_DECIDE)),
    (
        (Role.CONTRIBUTION_OFFICER,),
        (
            Act.EMPLOYER_REGISTER,
            Act.EMPLOYER_CLASSIFY,
            Act.EXIT_NOTICE_DECIDE,
            Act.DISPUTE_ANSWER,
            Act.COVER_CORRECT,
            Act.REPORT_FOR_EMPLOYER,
            Act.MONTH_RUN,
            Act.RECONCILE,
            Act.STATEMENT_UPLOAD,
            Act.RECEIPT_ASSIGN,
            Act.SEGMENT_REGISTER,
            Act.SEGMENT_ORDER,
            Act.SPONSOR_WORK,
        ),
    ),
    ((Role.CASHIER,), (Act.SEGMENT_ORDER, Act.RECONCILE, Act.STATEMENT_UPLOAD, Act.RECEIPT_ASSIGN)),
    ((Role.BRANCH_HEAD,), (Act.EXIT_NOTICE_DECIDE, Act.DISPUTE_ANSWER)),
    ((*_MONEY, *_HEADS, Role.AUDITOR), (Act.COLLECTION_SEE,)),
    ((Role.CONTRIBUTION_OFFICER,), (Act.COLLECTION_WORK,)),
    ((Role.BRANCH_HEAD,), (Act.COLLECTION_APPROVE,)),
    ((*_MONEY, *_CLAIMS, *_HEADS, Role.AUDITOR, Role.ADMIN), (Act.RUNS_SEE,)),
    ((Role.CONTRIBUTION_OFFICER, Role.CASHIER, Role.ADMIN), (Act.RUNS_RETRY,)),
    (_READERS, (Act.RETURNS_SEE,)),
    ((Role.CONTRIBUTION_OFFICER, Role.REGIONAL_HEAD), (Act.RETURN_RATE_PROPOSE,)),
    ((Role.REGIONAL_HEAD, Role.BRANCH_HEAD), (Act.RETURN_RATE_APPROVE,)),
    ((*_CLAIMS, Role.CONTRIBUTION_OFFICER, Role.CONTACT, *_HEADS, Role.AUDITOR), (Act.DORMANT_SEE,)),
    ((Role.CONTRIBUTION_OFFICER, Role.BRANCH_HEAD), (Act.DORMANT_INVITE,)),
    ((Role.CASHIER,), (Act.COUNTER, Act.REFUND_PROPOSE, Act.REFUND_PAY)),
    ((Role.CONTRIBUTION_OFFICER,), (Act.REFUND_PROPOSE,)),
    ((Role.BRANCH_HEAD,), (Act.REFUND_APPROVE,)),
    (_HEADS, (Act.TARGET_SET, Act.RELEASE_DRAFT, Act.POPULATION_IMPORT)),
    ((Role.REGIONAL_HEAD,), (Act.RELEASE_APPROVE, Act.BOOKS_CLOSE)),
    ((Role.ADMIN, *_HEADS, Role.AUDITOR), (Act.PARTNER_SEE,)),
    ((Role.ADMIN,), (Act.PARTNER_CHANGE,)),
    (_HEADS, (Act.PARTNER_APPROVE,)),
    ((Role.ADMIN, *_HEADS, Role.CONTRIBUTION_OFFICER, Role.CLAIMS_OFFICER, Role.CONTACT), (Act.API_KEYS,)),
    ((Role.ADMIN,), (Act.ORGANISATION_CHANGE, Act.CALENDAR_CHANGE, Act.LOGINS, Act.AUDIT_SEE, Act.READS_SEE)),
    ((Role.AUDITOR,), (Act.AUDIT_SEE, Act.READS_SEE)),
    ((Role.EMPLOYER,), (Act.API_REPORT, Act.API_BILL, Act.API_PROJECT)),
    ((Role.CONTRIBUTION_OFFICER,), (Act.API_REPORT, Act.API_BILL, Act.API_PROJECT, Act.API_ELIGIBILITY, Act.API_ORDER)),
    ((Role.BANK,), (Act.API_ORDER, Act.API_INQUIRY, Act.API_PAYMENT, Act.API_PAYOUT_ANSWER)),
    ((Role.MEMBER, Role.CONTACT, Role.CLAIMS_OFFICER), (Act.API_ELIGIBILITY,)),
)


def _permissions() -> Mapping[Act, frozenset[Role]]:
    everyone = frozenset(Role)
    found: dict[Act, frozenset[Role]] = dict.fromkeys(PUBLIC_ACTS | SIGNED_IN_ACTS, everyone)
    for roles, acts in _ROWS:
        for act in acts:
            found[act] = found.get(act, frozenset()) | frozenset(roles)
    return found


PERMISSIONS: Mapping[Act, frozenset[Role]] = _permissions()
"""Act -> roles that may do it. Public acts are everybody's, also without a login."""


def allowed(actor: Actor, act: Act) -> bool:
    """Whether `actor` may do `act` at all; which rows he sees is for PostgreSQL to say."""
    if act in PUBLIC_ACTS:
        return True
    return actor.user_id is not None and (act in SIGNED_IN_ACTS or actor.role in PERMISSIONS.get(act, ()))
