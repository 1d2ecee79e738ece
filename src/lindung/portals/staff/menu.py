"""The menu of this part."""

from django.utils.translation import gettext_lazy as _

from lindung.access.permissions import Act
from lindung.portals.menus import Entry

MENU: list[Entry] = [
    Entry(_("Beranda petugas"), "staff:home", "home", Act.STAFF_HOME),
    Entry(_("Klaim")),
    Entry(_("Daftar pekerjaan"), "staff:queue", "list-check", Act.QUEUE),
    Entry(_("Pembayaran"), "staff:payouts", "transfer", Act.PAYOUT_SEE),
    Entry(_("Koreksi dan lebih bayar"), "staff:corrections", "edit", Act.PAYOUT_SEE),
    Entry(_("Iuran")),
    Entry(_("Penerimaan"), "staff:receipts", "receipt-2", Act.RECONCILE_SEE),
    Entry(_("Rekonsiliasi"), "staff:reconcile", "list-check", Act.RECONCILE_SEE),
    Entry(_("Pengembalian"), "staff:refunds", "arrow-back-up", Act.RECONCILE_SEE),
    Entry(_("Loket"), "staff:counter", "cash", Act.COUNTER),
    Entry(_("Bukan penerima upah"), "staff:bpu_list", "user-circle", Act.SEGMENT_SEE),
    Entry(_("Pekerja migran"), "staff:pmi_list", "world", Act.SEGMENT_SEE),
    Entry(_("Proyek konstruksi"), "staff:projects", "building", Act.SEGMENT_SEE),
    Entry(_("Sponsor"), "staff:sponsors", "heart-handshake", Act.SPONSOR_SEE),
    Entry(_("Pesanan iuran"), "staff:orders", "qrcode", Act.SEGMENT_SEE),
    Entry(_("Penagihan"), "staff:collection", "scale", Act.COLLECTION_SEE),
    Entry(_("Pemberi kerja"), "staff:employers", "building", Act.EMPLOYER_FIND),
    Entry(_("Berhenti dan sanggahan"), "staff:notices", "flag", Act.EMPLOYER_SEE),
    Entry(_("Hasil pengembangan"), "staff:returns", "chart-line", Act.RETURNS_SEE),
    Entry(_("Buku"), "staff:books", "report-money", Act.BOOKS_SEE),
    Entry(_("Orang")),
    Entry(_("Cari orang"), "staff:people", "user-search", Act.PERSON_FIND),
    Entry(_("Perubahan data orang"), "staff:person_changes", "edit", Act.PERSON_SEE),
    Entry(_("Permohonan satukan kartu"), "staff:card_requests", "id", Act.PERSON_MERGE),
    Entry(_("Rekening tidur"), "staff:dormant", "wallet", Act.DORMANT_SEE),
    Entry(_("Pusat kontak"), "staff:contact", "phone", Act.CONTACT_VIEW),
    Entry(_("Sistem")),
    Entry(_("Pekerjaan latar"), "staff:runs", "loader", Act.RUNS_SEE),
    Entry(_("Kalender pekerjaan"), "staff:calendar", "calendar-time", Act.RUNS_SEE),
    Entry(_("Organisasi"), "staff:organisation", "sitemap", Act.ORGANISATION_SEE),
    Entry(_("Mitra bank"), "staff:partners", "building-bank", Act.PARTNER_SEE),
    Entry(_("Kunci API"), "staff:keys", "key", Act.API_KEYS),
    Entry(_("Pengguna dan peran"), "staff:logins", "users", Act.LOGINS),
    Entry(_("Catatan perubahan"), "staff:audit", "history", Act.AUDIT_SEE),
    Entry(_("Catatan akses data"), "staff:reads", "eye", Act.READS_SEE),
]
