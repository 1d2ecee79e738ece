"""A member asks to have another card joined; an officer sees both records, joins or declines, and can part them."""

from datetime import date

import pytest
from django.urls import reverse
from page_text import one, text

from lindung.base.db import rows, system
from lindung.base.format import date_long
from lindung.registry import services as registry
from lindung.registry.queries import today


@pytest.fixture
def twin(branch):
    """Another record of the working member, without a NIK, with its own card: (member, record, card)."""
    member = branch.people[4]
    with system():
        row = rows("select name, birth_date, sex, mother_name from registry_person where id = %s", [member])[0]
        made = registry.register_person(nik="", office_id=branch.office, **row).id
        return member, made, registry.issue_number(made, branch.office, date(2020, 1, 1)), row


def ask(client, kpj, row, **more):
    born = row["birth_date"]
    form = {"kpj": kpj, "name": row["name"], "birth_date": f"{born:%Y-%m-%d}"} | more
    return client.post(reverse("member:cards"), form)


def test_asked_seen_joined_and_parted(branch, as_user, twin):
    member, other, kpj, row = twin
    client = as_user("bekerja")
    page = text(client.get(reverse("member:cards")))
    assert branch.kpj[member] in page and kpj not in page
    assert ask(client, kpj, row).status_code == 302
    assert kpj in text(client.get(reverse("member:cards")))
    officer = as_user("iuran")
    listed = text(officer.get(reverse("staff:card_requests")))
    where = reverse("staff:merge", args=[member, other])
    assert where in listed and kpj in listed
    assert "Diminta peserta sendiri" in text(officer.get(where))
    assert officer.post(where, {"evidence": "KTP dan kedua kartu diperiksa."}).status_code == 302
    assert one("select state from registry_cardrequest where person_id = %s", member) == "MERGED"
    assert kpj not in text(officer.get(reverse("staff:card_requests")))
    assert kpj in text(as_user("bekerja").get(reverse("member:cards")))
    merge = one("select max(id) from registry_personmerge")
    part = reverse("staff:unmerge", args=[member, merge])
    officer = as_user("iuran")
    shown = text(officer.get(part))
    assert "Catatan yang dipakai" in shown and "Catatan lain" in shown
    with system():
        day = today()
    assert f"Digabungkan {date_long(day)}" in shown  # the business day, not the machine's
    for person in (member, other):
        assert one("select name from registry_person where id = %s", person) in shown
    assert f"Nomor peserta {kpj}" in shown and "KTP dan kedua kartu diperiksa." in shown
    assert one("select merged_into_id from registry_person where id = %s", other) == member  # looking changes nothing
    assert officer.post(part).status_code == 302
    assert one("select merged_into_id from registry_person where id = %s", other) is None
    assert officer.get(part).status_code == 404
    assert (
        one("select (undone_at at time zone 'Asia/Jakarta')::date from registry_personmerge where id = %s", merge)
        == day
    )


def test_rows_of_sponsors_lists_are_shown_first_moved_and_given_back(branch, as_user):
    from lindung.reach import services as reach
    from lindung.reach.models import Beneficiary
    from made_up import nik

    member, born = branch.people[4], date(1985, 3, 4)
    with system():
        first = today().replace(day=1)
        sponsors = [
            reach.register_sponsor(reach.NewSponsor(f"S{n}", f"Desa Uji {n}", "VILLAGE", "35.75", branch.office))
            for n in (1, 2)
        ]
        agreements = [
            reach.register_agreement(reach.NewAgreement(
                sponsor.pk, f"PKS/{sponsor.code}", workers="VULNERABLE", signed_on=today(), legal_basis="Uji coba",
                valid_from=first, valid_to=first, funded_by_state=True,
            )) for sponsor in sponsors
        ]  # fmt: skip
        for agreement, number in zip(agreements, (7701, 7702), strict=True):
            row = reach.Row(1, nik(number, born, "L"), f"Warga {number}", born, "Pengurus RW")
            assert reach.list_people(agreement.pk, [row], name="daftar.csv", first_month=first).done == 1
        one_row, other_row = Beneficiary.objects.order_by("pk")
    officer = as_user("iuran")
    where = reverse("staff:merge", args=[member, one_row.person_id])
    assert "Daftar Desa Uji 1 (PKS/S1)" in text(officer.get(where))
    assert officer.post(where, {"evidence": "KTP dan kedua kartu diperiksa."}).status_code == 302
    assert one("select person_id from reach_beneficiary where id = %s", one_row.pk) == member
    # now the other one would be paid for twice
    twice = reverse("staff:merge", args=[member, other_row.person_id])
    assert "Dibiayai dua kali untuk bulan yang sama" in text(officer.get(twice))
    refused = officer.post(twice, {"evidence": "KTP dan kedua kartu diperiksa."})
    assert refused.status_code == 422 and "Akhiri dahulu yang keliru" in text(refused)
    part = reverse("staff:unmerge", args=[member, one("select max(id) from registry_personmerge")])
    assert "Daftar Desa Uji 1 (PKS/S1)" in text(officer.get(part))
    assert officer.post(part).status_code == 302
    assert one("select person_id from reach_beneficiary where id = %s", one_row.pk) == one_row.person_id


def test_declined_with_an_answer_that_the_member_reads(branch, as_user, twin):
    member, other, kpj, row = twin
    ask(as_user("bekerja"), kpj, row)
    officer = as_user("iuran")
    asked = one("select id from registry_cardrequest where person_id = %s", member)
    no = reverse("staff:card_decline", args=[asked])
    assert officer.get(no).status_code == 405
    answer = officer.post(no, {"tolak-answer": ""})
    assert answer.status_code == 422 and "Tolak permohonan" in text(answer)
    assert officer.post(no, {"tolak-answer": "Kartu keluarga berbeda."}).status_code == 302
    assert "Kartu keluarga berbeda." in text(as_user("bekerja").get(reverse("member:cards")))
    assert one("select merged_into_id from registry_person where id = %s", other) is None


def test_a_wrong_name_is_refused_without_saying_whose_card_it_is(branch, as_user, twin):
    _, _, kpj, row = twin
    answer = ask(as_user("bekerja"), kpj, row, name="Orang Lain")
    assert answer.status_code == 422 and "tidak cocok" in text(answer)
    assert one("select count(*) from registry_cardrequest where other_id is not null") == 0
    bad = ask(as_user("bekerja"), "12", row)
    assert bad.status_code == 422 and "KPJ harus 11" in text(bad)


def test_only_the_member_asks_and_only_officers_decide(branch, as_user, twin):
    for login in ("klaim", "hrd"):
        assert as_user(login).get(reverse("member:cards")).status_code == 403
    for login in ("bekerja", "kasir", "auditor"):
        assert as_user(login).get(reverse("staff:card_requests")).status_code == 403
