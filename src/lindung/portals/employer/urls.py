"""Addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from lindung.portals.employer.views import (
    account,
    bills,
    death,
    files,
    home,
    letters,
    lines,
    matching,
    profile,
    refused,
    replies,
    reports,
    review,
    tokens,
    workers,
)

app_name = "employer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    # wage reports
    path("laporan/", reports.listing, name="reports"),
    path("laporan/buka/", reports.open_month, name="open_month"),
    path("laporan/betulkan/<str:month>/", reports.correct, name="correct"),
    path("laporan/<int:report_id>/", reports.workspace, name="report"),
    path("laporan/<int:report_id>/batal/", reports.discard, name="discard"),
    path("laporan/<int:report_id>/pekerja/", lines.grid, name="grid"),
    path("laporan/<int:report_id>/pekerja/tambah/", lines.add, name="add_worker"),
    path("laporan/<int:report_id>/pekerja/<int:person_id>/", lines.worker, name="line"),
    path("laporan/<int:report_id>/pekerja/<int:person_id>/simpan/", lines.save, name="save_line"),
    path("laporan/<int:report_id>/pekerja/<int:person_id>/keluarkan/", lines.remove, name="remove_line"),
    path("laporan/<int:report_id>/pekerja/<int:person_id>/hitungan/", review.trace, name="trace"),
    path("laporan/<int:report_id>/perbaiki/", refused.rows, name="refused"),
    path("laporan/<int:report_id>/perbaiki/unduh/", refused.download, name="refused_file"),
    path("laporan/<int:report_id>/perbaiki/<int:row_no>/", refused.fix, name="fix_row"),
    path("laporan/<int:report_id>/kemajuan/", files.progress, name="progress"),
    path("laporan/<int:report_id>/periksa/", review.review, name="review"),
    path("laporan/<int:report_id>/finalkan/", review.finalise, name="finalise"),
    path("laporan/<int:report_id>/buka-lagi/", review.reopen, name="reopen"),
    path("laporan/<int:report_id>/posting/", review.post, name="post"),
    # files
    path("unggah/", files.upload, name="upload"),
    path("unggah/contoh/<str:layout>/", files.template, name="template"),
    path("unggah/kolom/", matching.listing, name="matchings"),
    path("unggah/kolom/<int:file_id>/", matching.match, name="match"),
    path("unggah/kolom/<int:matching_id>/hapus/", matching.end, name="end_matching"),
    # bills and money
    path("tagihan/", bills.listing, name="bills"),
    path("tagihan/<str:code>/", bills.bill, name="bill"),
    path("tagihan/<str:code>/keadaan/", bills.state, name="bill_state"),
    path("tagihan/<str:code>/cetak/", bills.sheet, name="bill_sheet"),
    path("tagihan/<str:code>/pekerja/", bills.workers, name="bill_lines"),
    path("tagihan/<str:code>/pekerja/unduh/", bills.download, name="bill_file"),
    path("rekening/", account.statement, name="account"),
    path("rekening/<str:month>/", account.month, name="account_month"),
    path("penerimaan/", account.receipts, name="receipts"),
    path("penerimaan/<int:receipt_id>/", account.receipt, name="receipt"),
    # workers
    path("pekerja/", workers.listing, name="workers"),
    path("tanggapan/", replies.listing, name="replies"),
    path("tanggapan/berhenti/<int:notice_id>/", replies.exit_notice, name="exit_notice"),
    path("tanggapan/sanggahan/<int:dispute_id>/", replies.dispute, name="dispute"),
    path("meninggal/", death.report, name="death"),
    # the firm
    path("surat/", letters.listing, name="messages"),
    path("surat/<int:message_id>/dibaca/", letters.read, name="message_read"),
    path("profil/", profile.profile, name="profile"),
    path("kunci/", tokens.tokens, name="tokens"),
    path("kunci/<int:token_id>/cabut/", tokens.revoke, name="revoke_token"),
]
