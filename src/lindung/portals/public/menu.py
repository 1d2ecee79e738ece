"""The menu of this part."""

from django.utils.translation import gettext_lazy as _

from lindung.access.permissions import Act
from lindung.portals.menus import Entry

MENU: list[Entry] = [
    Entry(_("Hitung iuran dan manfaat"), "lawbook:simulators", "calculator", Act.PUBLIC_SIMULATE),
    Entry(_("Cari kantor"), "public:offices", "map-pin", Act.PUBLIC_OFFICES),
    Entry(_("Periksa surat"), "public:verify", "qrcode", Act.PUBLIC_VERIFY),
    Entry(_("Aturan"), "lawbook:index", "gavel", Act.PUBLIC_LAW),
]
