"""The addresses of wage reports, the same under every desk."""

from django.urls import URLPattern, path

from lindung.access.permissions import Act
from lindung.portals.reporting import differences, files, lines, matching, refused, reports, review, starts
from lindung.portals.reporting.desk import Mount, View

_ROUTES: tuple[tuple[str, View, Act, str], ...] = (
    ("laporan/", reports.listing, Act.EMPLOYER_REPORT_SEE, "reports"),
    ("laporan/buka/", reports.open_month, Act.EMPLOYER_REPORT, "open_month"),
    ("laporan/betulkan/<str:month>/", reports.correct, Act.EMPLOYER_CORRECT, "correct"),
    ("mulai/<int:spell_id>/", starts.start, Act.EMPLOYER_CORRECT, "start"),
    ("laporan/<int:report_id>/", reports.workspace, Act.EMPLOYER_REPORT_SEE, "report"),
    ("laporan/<int:report_id>/batal/", reports.discard, Act.EMPLOYER_REPORT, "discard"),
    ("laporan/<int:report_id>/pekerja/", lines.grid, Act.EMPLOYER_REPORT, "grid"),
    ("laporan/<int:report_id>/pekerja/tambah/", lines.add, Act.EMPLOYER_REPORT, "add_worker"),
    ("laporan/<int:report_id>/pekerja/<int:person_id>/", lines.worker, Act.EMPLOYER_REPORT, "line"),
    ("laporan/<int:report_id>/pekerja/<int:person_id>/simpan/", lines.save, Act.EMPLOYER_REPORT, "save_line"),
    ("laporan/<int:report_id>/pekerja/<int:person_id>/keluarkan/", lines.remove, Act.EMPLOYER_REPORT, "remove_line"),
    ("laporan/<int:report_id>/pekerja/<int:person_id>/hitungan/", review.trace, Act.EMPLOYER_REPORT_SEE, "trace"),
    ("laporan/<int:report_id>/surat/", reports.paper, Act.EMPLOYER_REPORT_SEE, "report_paper"),
    ("laporan/<int:report_id>/perbaiki/", refused.rows, Act.EMPLOYER_REPORT, "refused"),
    ("laporan/<int:report_id>/perbaiki/unduh/", refused.download, Act.EMPLOYER_REPORT, "refused_file"),
    ("laporan/<int:report_id>/perbaiki/<int:row_no>/", refused.fix, Act.EMPLOYER_REPORT, "fix_row"),
    ("laporan/<int:report_id>/kemajuan/", files.progress, Act.EMPLOYER_UPLOAD, "progress"),
    ("laporan/<int:report_id>/periksa/", review.review, Act.EMPLOYER_REPORT_SEE, "review"),
    ("laporan/<int:report_id>/selisih/", differences.differences_of, Act.EMPLOYER_REPORT_SEE, "differences"),
    ("laporan/<int:report_id>/finalkan/", review.finalise, Act.EMPLOYER_FINALISE, "finalise"),
    ("laporan/<int:report_id>/buka-lagi/", review.reopen, Act.EMPLOYER_FINALISE, "reopen"),
    ("laporan/<int:report_id>/posting/", review.post, Act.EMPLOYER_FINALISE, "post"),
    ("unggah/", files.upload, Act.EMPLOYER_UPLOAD, "upload"),
    ("unggah/contoh/<str:layout>/", files.template, Act.EMPLOYER_UPLOAD, "template"),
    ("unggah/kolom/", matching.listing, Act.EMPLOYER_MATCH_COLUMNS, "matchings"),
    ("unggah/kolom/<int:file_id>/", matching.match, Act.EMPLOYER_MATCH_COLUMNS, "match"),
    ("unggah/kolom/<int:matching_id>/hapus/", matching.end, Act.EMPLOYER_MATCH_COLUMNS, "end_matching"),
)


def routes(mount: Mount, under: str = "") -> list[URLPattern]:
    """The addresses below `under`, each page behind `mount`."""
    return [path(under + route, mount(view, act), name=name) for route, view, act, name in _ROUTES]
