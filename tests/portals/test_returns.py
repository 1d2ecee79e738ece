"""Rates, crediting and dormant accounts through the pages of staff."""

from django.urls import reverse
from page_text import one, text

from lindung.base.db import rows, system
from lindung.batch.services import run_now


def test_a_rate_is_proposed_approved_by_another_and_credits_a_month(branch, as_user):
    page = reverse("staff:returns")
    officer = as_user("iuran")
    asked = {
        "stage": "INTERIM",
        "period": "2021-11",
        "rate": "5,4",
        "document": "KEP/7/2021",
        "decided_on": "2021-10-29",
    }
    wrong = officer.post(page, {**asked, "rate": "31", "period": "2021-13"})
    assert wrong.status_code == 422 and "Tulis bulan seperti 2022-01." in text(wrong)
    wrong = officer.post(page, {**asked, "rate": "31"})
    assert wrong.status_code == 422 and "antara 0 % dan 30 %" in text(wrong)
    assert officer.post(page, asked).status_code == 302
    rate = one("select id from ledger_returnrate")
    assert "Orang lain yang menyetujui." in text(officer.get(page))
    assert officer.post(reverse("staff:rate_decide", args=[rate]), {"apa": "setuju"}).status_code == 403
    as_user("kepala").post(reverse("staff:rate_decide", args=[rate]), {"apa": "setuju"})
    assert one("select rate from ledger_returnrate where approved_by is not null") == 54_000
    officer = as_user("iuran")
    assert "Berlaku" in text(officer.get(page)) and "5,4" in text(officer.get(page))
    bad = officer.post(reverse("staff:returns_start"), {"apa": "JHT", "bulan": "2021-12"}, follow=True)
    assert "Pilih bulan yang sudah selesai." in text(bad)
    none = officer.post(reverse("staff:returns_start"), {"apa": "JP", "bulan": "2021-11"}, follow=True)
    assert "Tidak ada tingkat hasil pengembangan JP" in text(none)
    sent = officer.post(reverse("staff:returns_start"), {"apa": "JHT", "bulan": "2021-11"})
    run = one("select max(id) from batch_run where kind = 'returns'")
    assert sent["Location"] == reverse("staff:run", args=[run])
    before = one("select coalesce(sum(amount), 0)::bigint from ledger_memberposting where kind = 'RETURN'")
    done = run_now(run)
    with system():
        booked = rows("select sum(amount)::bigint as n from ledger_memberposting where kind = 'RETURN'")[0]["n"]
    assert done.totals["amount"] == (booked or 0) - before
    assert done.params["set_rate"] == 54_000
    assert (
        officer.post(reverse("staff:returns_start"), {"apa": "JHT", "bulan": "2021-11"})["Location"] == sent["Location"]
    )
    assert officer.get(page).status_code == 200


def test_dormant_accounts_are_found_and_invited_once(branch, as_user):
    officer = as_user("iuran")
    page = reverse("staff:dormant")
    assert "Tidak ada rekening tidur." in text(officer.get(page + "?bulan=240"))
    assert officer.post(reverse("staff:dormant_invite"), {"bulan": "240"}).status_code == 302
    assert one("select count(*) from notices_message where template = 'dormant_account'") == 0
    shown = text(officer.get(page + "?bulan=1"))
    sent = officer.post(reverse("staff:dormant_invite"), {"bulan": "1"}, follow=True)
    told = one("select count(*) from notices_message where template = 'dormant_account'")
    assert f"{told} orang diundang." in text(sent)
    assert (told == 0) == ("Tidak ada rekening tidur." in shown)
