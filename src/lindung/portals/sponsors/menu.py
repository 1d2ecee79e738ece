"""The menu of this part."""

from django.utils.translation import gettext_lazy as _

from lindung.access.permissions import Act
from lindung.portals.menus import Entry

MENU: list[Entry] = [
    Entry(_("Beranda"), "sponsor:home", "home", Act.SPONSOR_HOME),
    Entry(_("Perjanjian")),
    Entry(_("Kode iuran"), "sponsor:orders", "qrcode", Act.SPONSOR_HOME),
    Entry(_("Usulan"), "sponsor:proposals", "message-circle", Act.SPONSOR_PROPOSE),
    Entry(_("Lembaga saya")),
    Entry(_("Surat dan pesan"), "sponsor:messages", "mail", Act.SPONSOR_LETTERS),
]
