"""The menu of this part."""

from django.utils.translation import gettext_lazy as _

from lindung.access.permissions import Act
from lindung.portals.menus import Entry

MENU: list[Entry] = [
    Entry(_("Beranda"), "employer:home", "home", Act.EMPLOYER_HOME),
    Entry(_("Melaporkan upah")),
    Entry(_("Laporan upah"), "employer:reports", "clipboard-list", Act.EMPLOYER_REPORT_SEE),
    Entry(_("Unggah berkas"), "employer:upload", "file-upload", Act.EMPLOYER_UPLOAD),
    Entry(_("Pekerja"), "employer:workers", "users", Act.EMPLOYER_WORKERS),
    Entry(_("Usaha mikro"), "employer:micro", "home", Act.EMPLOYER_MICRO),
    Entry(_("Pekerja migran"), "employer:pmi_list", "world", Act.EMPLOYER_PMI),
    Entry(_("Tanggapan"), "employer:replies", "message-circle", Act.EMPLOYER_EXIT_NOTICE),
    Entry(_("Lapor meninggal dunia"), "employer:death", "heart-handshake", Act.EMPLOYER_REPORT_DEATH),
    Entry(_("Proyek konstruksi"), "employer:projects", "building", Act.EMPLOYER_PROJECT_SEE),
    Entry(_("Membayar")),
    Entry(_("Tagihan"), "employer:bills", "file-invoice", Act.EMPLOYER_BILL),
    Entry(_("Rekening iuran"), "employer:account", "report-money", Act.EMPLOYER_STATEMENT),
    Entry(_("Tunggakan"), "employer:arrears", "clock", Act.EMPLOYER_ARREARS),
    Entry(_("Penerimaan"), "employer:receipts", "receipt", Act.EMPLOYER_STATEMENT),
    Entry(_("Perusahaan")),
    Entry(_("Surat dan pesan"), "employer:messages", "mail", Act.EMPLOYER_LETTERS),
    Entry(_("Profil perusahaan"), "employer:profile", "building", Act.EMPLOYER_PROFILE),
    Entry(_("Kunci API"), "employer:tokens", "key", Act.EMPLOYER_TOKENS),
]
