"""The menu of this part."""

from django.utils.translation import gettext_lazy as _

from lindung.access.permissions import Act
from lindung.portals.menus import Entry

MENU: list[Entry] = [
    Entry(_("Beranda"), "member:home", "home", Act.MEMBER_HOME),
    Entry(_("Rekening JHT dan JP"), "member:account", "wallet", Act.MEMBER_ACCOUNT),
    Entry(_("Pekerjaan dan upah"), "member:employment", "building", Act.MEMBER_EMPLOYMENT),
    Entry(_("Bayar iuran"), "member:pay", "qrcode", Act.MEMBER_PAY),
    Entry(_("Klaim")),
    Entry(_("Ajukan klaim JHT"), "member:claim_start", "cash", Act.MEMBER_CLAIM),
    Entry(_("Klaim saya"), "member:claims", "list-details", Act.MEMBER_CLAIM_SEE),
    Entry(_("Laporkan kematian"), "member:report_death", "heart-handshake", Act.MEMBER_REPORT_DEATH),
    Entry(_("Saya")),
    Entry(_("Kartu peserta saya"), "member:cards", "id", Act.MEMBER_CARDS),
    Entry(_("Surat dan pesan"), "member:letters", "mail", Act.MEMBER_LETTERS),
    Entry(_("Profil dan keamanan"), "member:profile", "user", Act.MEMBER_PROFILE),
]
