"""The books through their pages: the trial balance, an account, an entry, and a month closed by a run."""

import csv
import io
import re
from datetime import date

import page_text
import pytest
from branch import DAY, Branch
from django.urls import reverse
from page_text import one

from lindung.base.db import rows, run, scalar, system
from lindung.batch.models import Run
from lindung.batch.services import BatchRefused, enqueue, run_now
from lindung.interop import month_runs
from lindung.ledger import queries
from lindung.ledger.chart import Acc
from lindung.ledger.errors import LedgerRefused
from lindung.ledger.queries import journal
from lindung.ledger.services import close_month, post
from lindung.performance import checks
from lindung.registry import services as registry

NOVEMBER = date(2021, 11, 1)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return page_text.text(answer)


def sheet(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


# ---- reading


def test_the_trial_balance_of_a_month_adds_up_to_the_ledger(branch: Branch, as_user, django_assert_max_num_queries):
    head = as_user("wilayah")
    period = "?dari=2021-11-01&sampai=2021-11-30"
    with django_assert_max_num_queries(24):
        page = text(head.get(reverse("staff:books") + period))
    assert "Seimbang" in page and "Rekening penerimaan" in page and "Belum ada" in page
    assert "Rp35.999.937 D" in page and "Rp64.176.400 K" in page, "what was received, what was paid out"
    with system():
        posted = dict(
            rows(
                "select coalesce(sum(amount) filter (where amount > 0), 0)::bigint as debit, coalesce(-sum(amount)"
                " filter (where amount < 0), 0)::bigint as credit from ledger_posting where booked_on between"
                " '2021-11-01' and '2021-11-30'"
            )[0]
        )
        cash = queries.balance(Acc.CASH_IN, None, date(2021, 11, 30))
        before = queries.balance(Acc.CASH_IN, None, date(2021, 10, 31))
    assert f"Rp{posted['debit']:,}".replace(",", ".") in page
    names, *lines = sheet(head.get(reverse("staff:books_file") + period))
    assert names == ["Akun", "Nama", "Program", "Saldo awal", "Debit", "Kredit", "Saldo akhir"]
    assert len(lines) == len(Acc)
    figures = {int(n): [int(v) for v in rest] for n, _name, _fund, *rest in lines}
    assert [sum(v[n] for v in figures.values()) for n in range(4)] == [0, posted["debit"], posted["credit"], 0]
    assert (figures[Acc.CASH_IN][0], figures[Acc.CASH_IN][3]) == (before, cash)
    assert all(opening + debit - credit == closing for opening, debit, credit, closing in figures.values())
    only = sheet(head.get(reverse("staff:books_file") + period + "&program=JHT"))[1:]
    assert {r[2] for r in only} == {"JHT"} and "Satu program saja" in text(
        head.get(reverse("staff:books") + period + "&program=JHT")
    )


def test_an_office_sees_its_own_books_and_nobody_elses(branch: Branch, as_user):
    assert "Belum ada yang dibukukan" in text(as_user("malang").get(reverse("staff:books") + "?sampai=2021-12-15"))
    own = as_user("kepala")
    assert "Rekening penerimaan" in text(own.get(reverse("staff:books") + "?kantor=pasuruan"))
    for wrong in ("?kantor=malang", "?program=X", "?dari=2021-12-02&sampai=2021-12-01", "?dari=0001-01-01"):
        assert own.get(reverse("staff:books") + wrong).status_code == 404
    entry = one("select max(id) from ledger_entry")
    page = reverse("staff:books_entry", args=[entry])
    assert as_user("kepala").get(page).status_code == 200
    assert as_user("malang").get(page).status_code == 404
    assert as_user("hrd").get(page).status_code == 403
    assert as_user("kepala").get(reverse("staff:books_account", args=[999])).status_code == 404


def test_the_entries_of_an_account_page_by_page(branch: Branch, as_user, django_assert_max_num_queries):
    auditor, seen = as_user("auditor"), []
    address = reverse("staff:books_account", args=[int(Acc.JHT_MEMBERS)])
    query = "?dari=2021-01-01&sampai=2021-12-31"
    while query:
        with django_assert_max_num_queries(20):
            page = text(auditor.get(address + query))
        seen += [int(n) for n in re.findall(r"/buku/jurnal/(\d+)/", page)]
        following = re.search(r'href="(\?[^"]*setelah=[^"]+)"', page)
        query = following[1].replace("&amp;", "&") if following else ""
    with system():
        wanted = [
            r["entry_id"]
            for r in rows(
                "select entry_id from ledger_posting where account_id = %s order by booked_on, entry_id",
                [int(Acc.JHT_MEMBERS)],
            )
        ]
    assert seen == wanted and len(seen) > 25
    assert text(auditor.get(address + "?setelah=x.y")), "what is no day is left aside"


def test_an_entry_leads_to_what_it_stands_for(branch: Branch, as_user):
    auditor = as_user("auditor")
    kinds = {r["kind"]: r["id"] for r in journal_kinds()}
    pages = {kind: text(auditor.get(reverse("staff:books_entry", args=[entry]))) for kind, entry in kinds.items()}
    assert {"BILL", "RECEIPT", "ALLOCATION", "AWARD", "PAYMENT", "CORRECTION", "OPENING"} <= set(pages)
    for kind, place in {
        "BILL": "/tagihan/", "RECEIPT": "/penerimaan/", "ALLOCATION": "/penerimaan/", "AWARD": "/putusan/",
        "PAYMENT": "/pembayaran/",
    }.items():  # fmt: skip
        (link,) = re.findall(r'href="([^"]+)"[^>]*>\s*Buka asalnya', pages[kind])
        assert place in link and auditor.get(link).status_code == 200, link
    assert "Buka asalnya" not in pages["CORRECTION"]


def test_an_entry_is_found_by_number_and_key_and_from_what_it_stands_for(branch: Branch, as_user):
    with system():
        bill = rows("select entry_id, code from contributions_bill order by id limit 1")[0]
        receipt = rows("select entry_id, id from contributions_receipt order by id limit 1")[0]
        key = scalar("select key from ledger_entry where id = %s", [bill["entry_id"]])
    head, find = as_user("kepala"), reverse("staff:books_find")
    for text_ in (key, str(bill["entry_id"]), f" #{bill['entry_id']} "):
        answer = head.get(find, {"cari": text_})
        assert answer["Location"] == reverse("staff:books_entry", args=[bill["entry_id"]])
    for text_ in ("", "x", "9" * 30, "' or 1=1", "\u0662"):
        assert "Tidak ada jurnal" in text(head.get(find, {"cari": text_}, follow=True))
    for page, entry in (
        (reverse("staff:bill", args=[bill["code"]]), bill["entry_id"]),
        (reverse("staff:receipt_show", args=[receipt["id"]]), receipt["entry_id"]),
    ):
        (link,) = re.findall(r'href="([^"]*/buku/cari/[^"]+)"', text(head.get(page)))
        assert head.get(link)["Location"] == reverse("staff:books_entry", args=[entry])
    assert "Tidak ada jurnal" in text(as_user("malang").get(find, {"cari": key}, follow=True))


def test_balances_read_the_same_after_a_closing(branch: Branch, as_user):
    pages = {
        "bekerja": ["member:home", "member:account"], "hrd": ["employer:bills", "employer:account"],
        "iuran": ["staff:collection", "staff:reconcile"],
    }  # fmt: skip
    amount = re.compile(r"Rp[\d.]+")
    seen = {
        (who, name): amount.findall(text(as_user(who).get(reverse(name))))
        for who, names in pages.items()
        for name in names
    }
    assert all(seen[who, pages[who][0]] for who in pages)
    with system():
        close_month(NOVEMBER)
    for (who, name), before in seen.items():
        assert amount.findall(text(as_user(who).get(reverse(name)))) == before, name


def journal_kinds() -> list[dict]:
    with system():
        return rows("select kind, min(id) as id from ledger_entry group by 1")


def test_members_of_an_entry_are_shown_to_who_may_see_people_and_reading_is_logged(branch: Branch, as_user):
    entry = one("select min(id) from ledger_entry where kind = 'ALLOCATION' and employer_id = %s", branch.employers[0])
    logged = "select count(*) from access_readlog where page = 'staff.books_entry'"
    page = reverse("staff:books_entry", args=[entry])
    before = one(logged)
    hidden = text(as_user("kasir").get(page))
    assert "Nama peserta hanya tampak" in hidden and "Siti Rahmawati" not in hidden and one(logged) == before
    shown = text(as_user("auditor").get(page))
    people = one("select count(distinct person_id) from ledger_memberposting where entry_id = %s", entry)
    assert "Siti Rahmawati" in shown and one(logged) == before + people > before


# ---- closing


def closed_by(client, month: str = "2021-11") -> int:
    answer = client.post(reverse("staff:books_close"), {"bulan": month})
    run_id = one("select max(id) from batch_run where kind = 'close_books'")
    assert answer["Location"] == reverse("staff:run", args=[run_id])
    return int(run_id)


def test_a_month_is_proved_and_closed_by_a_run(branch: Branch, as_user, django_assert_max_num_queries):
    head, page = as_user("wilayah"), reverse("staff:books_closing")
    assert "Buktikan dan tutup November 2021" in text(head.get(page))
    assert "belum dikreditkan" in text(head.get(page))
    asked = closed_by(head)
    assert closed_by(head) == asked, "the same month is the same run"
    done = run_now(asked)
    with system():
        assert done.totals["differ"] == 0 and done.totals["checked"] == len(checks.proofs())
        assert queries.closed_through() == date(2021, 11, 30)
        assert journal.month_to_close(DAY) is None
    with django_assert_max_num_queries(28):
        after = text(head.get(page))
    assert "Tidak ada bulan yang menunggu ditutup." in after and "ledger.closings" in after and "Cocok" in after
    assert "Selisih" not in after and "November 2021" in after
    (link,) = re.findall(r'href="([^"#]+)#bukti"', after)
    assert link == "?bulan=2021-11" and "ledger.closings" in text(head.get(page + link))
    assert "ledger.closings" not in text(head.get(page + "?bulan=2021-01"))
    assert "November 2021" in text(head.get(reverse("staff:books")))
    assert "Ke penutupan buku" in text(head.get(reverse("staff:run", args=[asked])))
    assert "Bulannya sudah ditutup." in text(
        head.get(reverse("staff:books_entry", args=[one("select min(id) from ledger_entry")]))
    )


def test_whoever_closes_answers_for_all_offices(branch: Branch, as_user):
    address = reverse("staff:books_close")
    for name in ("kepala", "iuran", "kasir", "auditor", "admin"):
        assert as_user(name).post(address, {"bulan": "2021-11"}).status_code == 403
    assert "Bulan ditutup oleh kepala wilayah" in text(as_user("kepala").get(reverse("staff:books_closing")))
    with system():
        month_runs.start_closing(NOVEMBER, [branch.office, branch.other])
        apart = registry.register_office(
            code="K9", slug="jauh", name="Kantor Jauh", kind="BRANCH", valid_from=date(2015, 7, 1)
        )
        post("TEST", "jauh", DAY, apart.pk, {Acc.CASH_IN: 5, Acc.SUSPENSE: -5})
        with pytest.raises(LedgerRefused) as refusal:
            month_runs.start_closing(NOVEMBER, [branch.office, branch.other])
    assert refusal.value.code == "other_offices"
    head = as_user("wilayah")
    assert "1 kantor yang berjurnal di luar wewenang Anda" in text(head.get(reverse("staff:books_closing")))
    assert "di luar wewenang" in text(head.post(address, {"bulan": "2021-11"}, follow=True))


def test_a_month_that_cannot_be_closed_says_why(branch: Branch, as_user):
    head, address = as_user("wilayah"), reverse("staff:books_close")
    for month, words in (
        ("2021-12", "belum selesai"), ("x", "Pilih bulan yang ditutup."), ("2019-01", "Belum ada jurnal"),
    ):  # fmt: skip
        assert words in text(head.post(address, {"bulan": month}, follow=True))
    assert one("select count(*) from batch_run where kind = 'close_books'") == 0


def test_a_proof_that_does_not_hold_stops_the_closing_and_it_is_taken_up_again(branch: Branch, as_user):
    head = as_user("wilayah")
    with system():
        receipt = scalar("select min(id) from contributions_receipt")
        run("update contributions_receipt set amount = amount + 7 where id = %s", [receipt])
    asked = closed_by(head)
    with pytest.raises(BatchRefused, match=r"contributions\.receipts"):
        run_now(asked)
    assert one("select count(*) from ledger_closing") == 0
    page = text(head.get(reverse("staff:books_closing")))
    assert "Selisih" in page and "contributions.receipts" in page
    with system():
        run("update contributions_receipt set amount = amount - 7 where id = %s", [receipt])
    assert closed_by(head) == asked
    done = run_now(asked)
    assert done.totals["differ"] == 0 and one("select max(closed_on) from ledger_closing") == date(2021, 11, 30)


def test_a_closing_waits_for_work_that_books(branch: Branch, as_user):
    head = as_user("wilayah")
    with system():
        other = enqueue("returns", "lindung.interop.runs.returns", "uji", {"month": "2021-11-01"})
    assert f"#{other.pk}" in text(head.get(reverse("staff:books_closing")))
    asked = closed_by(head)
    with pytest.raises(BatchRefused, match=f"#{other.pk}"):
        run_now(asked)
    with system():
        Run.objects.filter(pk=other.pk).update(status="FAILED", slices_done=2)
    assert closed_by(head) == asked
    with pytest.raises(BatchRefused, match=f"#{other.pk}"):
        run_now(asked)
    with system():
        Run.objects.filter(pk=other.pk).update(status="DONE")
    closed_by(head)
    assert run_now(asked).status == "DONE"
