"""A worker objects to an exit or a registration; an officer takes it back on the page of the spell; both are told."""

from datetime import date

import pytest
from django.urls import reverse
from page_text import text

from lindung.base.db import rows, scalar, system
from lindung.coverage import services as coverage
from lindung.interop import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def spell(branch) -> int:
    """The running spell of the member who signs in as `bekerja`."""
    with system():
        return int(scalar("select id from coverage_spell where person_id = %s", [branch.people[4]]))


def state(spell_id: int) -> tuple[date | None, str]:
    with system():
        (found,) = rows("select end_on, exit_reason from coverage_spell where id = %s", [spell_id])
    return found["end_on"], found["exit_reason"]


def told(template: str) -> list[dict]:
    outbox.flush()
    with system():
        return rows("select person_id, employer_id from notices_message where template = %s order by id", [template])


def test_an_exit_is_objected_to_and_taken_back(branch, as_user, spell):
    member, address = as_user("bekerja"), reverse("member:dispute", args=[spell])
    assert 'value="EXIT"' not in text(member.get(address)), "who has not left has no exit to object to"
    with system():
        coverage.leave(spell, date(2021, 12, 3), "RESIGNED", source="laporan upah")
    page = text(member.get(address))
    assert 'value="EXIT"' in page and 'value="DEATH_EXIT"' not in page
    sent = {"spell": spell, "kind": "EXIT", "month": "", "wage": "", "note": "Saya masih masuk kerja."}
    assert member.post(address, sent).status_code == 302
    with system():
        dispute = int(scalar("select id from coverage_dispute where kind = 'EXIT'"))
    firm = text(as_user("hrd").get(reverse("employer:dispute", args=[dispute])))
    assert reverse("employer:correct", args=["2021-12"]) in firm and "3 Desember 2021" in firm
    officer = as_user("iuran")
    asked = text(officer.get(reverse("staff:dispute", args=[dispute])))
    assert reverse("staff:spell", args=[spell]) + "?apa=EXIT" in asked
    page = reverse("staff:spell", args=[spell])
    wrong = officer.post(page, {"what": "EXIT", "note": "", "sure": ""})
    assert wrong.status_code == 422 and "Isi “Alasan" in text(wrong) and state(spell)[1] == "RESIGNED"
    assert officer.post(page, {"what": "EXIT", "note": "slip gaji Desember", "sure": "on"}).status_code == 302
    assert state(spell) == (None, "")
    again = text(officer.get(page))
    assert "Keluar dibatalkan" in again and "slip gaji Desember" in again
    assert told("exit_taken_back") == [{"person_id": branch.people[4], "employer_id": None}]
    (firm_told,) = told("exit_taken_back_firm")
    assert firm_told["person_id"] is None and firm_told["employer_id"]


def test_a_registration_that_never_was(branch, as_user, spell):
    officer, page = as_user("iuran"), reverse("staff:spell", args=[spell])
    shown = text(officer.get(page))
    assert 'value="EXIT"' not in shown and "5 bulan" in shown, "what was reported stays until it is corrected"
    assert officer.post(page, {"what": "SPELL", "note": "NIK orang lain", "sure": "on"}).status_code == 302
    assert state(spell)[1] == "ERROR"
    assert "sudah dibatalkan" in text(officer.get(page))
    assert officer.post(page, {"what": "SPELL", "note": "lagi", "sure": "on"}).status_code == 200
    assert told("join_taken_back") == [{"person_id": branch.people[4], "employer_id": None}]
    gone = as_user("bekerja").get(reverse("member:dispute", args=[spell]))
    assert gone.status_code == 404


def test_who_may_only_read_sees_the_history_without_the_form(branch, as_user, spell):
    page = reverse("staff:spell", args=[spell])
    reader = as_user("klaim")
    assert "Riwayat masa ini" in text(reader.get(page)) and 'name="what"' not in text(reader.get(page))
    reader.post(page, {"what": "SPELL", "note": "coba", "sure": "on"})
    assert state(spell) == (None, "")
    with system():
        elsewhere = scalar("select id from coverage_spell where office_id = %s limit 1", [branch.other])
    assert elsewhere is None or reader.get(reverse("staff:spell", args=[elsewhere])).status_code == 404
    assert page in text(reader.get(reverse("staff:person", args=[branch.people[4]])))


def test_cover_of_the_dead_and_of_those_who_pay_themselves_is_not_taken_back_here(branch, as_user):
    officer = as_user("iuran")
    with system():
        dead = scalar("select id from coverage_spell where exit_reason = 'DIED' order by id limit 1")
    assert 'name="what"' not in text(officer.get(reverse("staff:spell", args=[dead])))
    with pytest.raises(coverage.CoverageRefused) as caught:
        coverage.take_back(dead, "SPELL", "coba", 1)
    assert caught.value.code == "died_take_back"


def test_an_old_objection_is_found_however_many_came_after(branch, as_user, spell):
    """The page goes by number, not by the first hundred."""
    with system():
        first = coverage.dispute(spell, "WAGE", month=date(2021, 7, 1), claimed_wage=9_000_000)
        coverage.close_dispute(first.pk, "Sudah dibetulkan.")
        from lindung.base.db import run

        run(
            "insert into coverage_dispute (spell_id, person_id, employer_id, office_id, kind, note, answer, made_at,"
            " closed_at) select spell_id, person_id, employer_id, office_id, 'SPELL', '', 'sudah', now(), now()"
            " from coverage_dispute d, generate_series(1, 120) where d.id = %s",
            [first.pk],
        )
    assert as_user("hrd").get(reverse("employer:dispute", args=[first.pk])).status_code == 200
