"""The menu of this part."""

from django.utils.translation import gettext_lazy as _

from lindung.access.permissions import Act
from lindung.portals.menus import Entry

MENU: list[Entry] = [
    Entry(_("Kinerja")),
    Entry(_("Laporan kinerja"), "manage:report", "chart-bar", Act.REPORT_REGION),
    Entry(_("Arus kepesertaan"), "manage:flow", "arrows-exchange", Act.REPORT_REGION),
    Entry(_("Cakupan"), "manage:coverage", "chart-pie", Act.REPORT_REGION),
    Entry(_("Pekerja migran"), "manage:migrants", "world", Act.REPORT_REGION),
    Entry(_("Indikator"), "manage:indicators", "list-details", Act.INDICATOR),
    Entry(_("Target dan laju"), "manage:targets", "target", Act.TARGET_SEE),
    Entry(_("Pusat rekonsiliasi"), "manage:reconciliation", "scale", Act.PROOFS),
    Entry(_("Rilis"), "manage:release", "speakerphone", Act.RELEASE_DRAFT),
    Entry(_("Aturan dan parameter"), "manage:rules", "gavel", Act.LAW_SEE),
]
