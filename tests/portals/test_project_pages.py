"""A contractor's project by forms as a clerk fills them: registered, ordered, paid, listed, replaced, certified."""

import re
from datetime import date

import employer_world
import pytest
from django.urls import reverse

from lindung.access.models import User
from lindung.access.services import NewMandate, make_user
from lindung.base.db import rows, system
from lindung.notices.queries import verify
from lindung.registry.services import appoint
from lindung.segments import services
from lindung.segments.models import Order, Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    with system():
        made = employer_world.build(14)
        appoint(made.office, "BRANCH_MANAGER", "Contoh Kepala", "Kepala Kantor Cabang", date(2021, 1, 1))
        return made


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


FACTS = {
    "name": "Gedung Sekolah Uji", "owner": "Dinas Pendidikan", "funding": "APBD", "work_order": "SPK/7/2021",
    "work_order_on": "01-12-2021", "contract_value": "1.000.000.000", "vat": "100.000.000", "start_on": "15-12-2021",
    "end_on": "30-06-2022", "maintenance_months": "6", "district_id": "35.14", "declared_workers": "9",
    "instalments": "2",
}  # fmt: skip


def test_from_work_order_to_certificate(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    assert "Belum ada proyek." in text_of(hrd.get(reverse("employer:projects")))
    wrong = hrd.post(reverse("employer:project_new"), FACTS | {"end_on": "01-12-2021"})
    assert wrong.status_code == 422 and "tidak dapat selesai sebelum dimulai" in text_of(wrong)
    assert hrd.post(reverse("employer:project_new"), FACTS).status_code == 302
    with system():
        project = Project.objects.get()
    here = reverse("employer:project", args=[project.pk])
    shown = text_of(hrd.get(here))
    # 1.540.000 of JKK and 210.000 of JKM in two instalments
    assert "1 dari 2" in shown and shown.count("Rp875.000") == 2 and "Belum dibayar" in shown
    assert hrd.get(reverse("employer:project_certificate", args=[project.pk])).status_code == 302
    assert hrd.post(reverse("employer:project_order", args=[project.pk])).status_code == 302
    with system():
        order = Order.objects.get(kind="JAKON")
        assert services.pay(order.code, "API", "uji-1", 875_000, employer_world.TODAY, world.office).settled
    lines = [
        f"{employer_world.nik(701)}; Tukang Satu; 17-05-1988; 15-12-2021; Tukang kayu",
        f"{employer_world.nik(702)}; Tukang Dua; 17/05/1988; 2021-12-15; Tukang cat; 31-12-2021",
        "salah; baris",
        f"{employer_world.nik(703)}; Tukang Tiga; kemarin; 15-12-2021; Tukang cat",
    ]
    answer = hrd.post(reverse("employer:project_workers", args=[project.pk]), {"people": "\n".join(lines)})
    told = text_of(answer)
    assert answer.status_code == 422 and "Baris 3" in told and "“kemarin” bukan tanggal" in told
    shown = text_of(hrd.get(here))
    assert "Tukang Satu" in shown and "Tukang Dua" in shown and "Tukang Tiga" not in shown and "Berjalan" in shown
    with system():
        (one, _two) = rows("select id, person_id, spell_id from segments_projectworker order by id")
        assert one["spell_id"] is not None
    page = reverse("employer:project_worker", args=[project.pk, one["id"]])
    assert hrd.get(page).status_code == 200
    new = f"{employer_world.nik(704)}; Tukang Empat; 17-05-1988; 17-12-2021; Tukang kayu"
    early = hrd.post(page, {"last_on": "17-12-2021", "people": new})
    assert early.status_code == 422 and "mulai sesudah hari terakhir yang digantikan" in text_of(early)
    assert hrd.post(page, {"last_on": "16-12-2021", "people": new}).status_code == 302
    assert "menggantikan Tukang Satu" in text_of(hrd.get(here))
    pdf = hrd.get(reverse("employer:project_certificate", args=[project.pk]))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    with system():
        (letter,) = rows("select verify_code, kind, employer_id from notices_letter")
    assert letter["kind"] == "project_certificate" and letter["employer_id"] == world.employer
    known = verify(letter["verify_code"].lower())
    assert known is not None and known.kind == "project_certificate"
    for name in ("projects", "project", "project_workers", "project_new"):
        hrd.cookies["lindung_language"] = "en"
        args = [project.pk] if name in ("project", "project_workers") else []
        assert hrd.get(reverse(f"employer:{name}", args=args)).status_code == 200


def test_another_firm_sees_nothing_and_the_office_sees_all(world, sign_in):
    hrd = sign_in(User.objects.get(pk=world.user))
    hrd.post(reverse("employer:project_new"), FACTS)
    with system():
        project = Project.objects.get()
        officer = make_user(
            "uji-iuran", "sandi-uji-yang-panjang", [NewMandate("CONTRIBUTION_OFFICER", office_id=world.office)],
            check_password=False,
        )  # fmt: skip
    staff = sign_in(officer)
    assert "Gedung Sekolah Uji" in text_of(staff.get(reverse("staff:projects") + "?cari=gedung"))
    assert "Belum ada proyek" in text_of(staff.get(reverse("staff:projects") + "?cari=jembatan"))
    assert "SPK/7/2021" in text_of(staff.get(reverse("staff:project", args=[project.pk])))
    other = sign_in(User.objects.get(pk=world.other_user))
    assert "Gedung" not in text_of(other.get(reverse("employer:projects")))
    for name in ("project", "project_workers", "project_certificate"):
        assert other.get(reverse(f"employer:{name}", args=[project.pk])).status_code == 404
    assert other.post(reverse("employer:project_order", args=[project.pk])).status_code == 404
    with system():
        assert not Order.objects.filter(kind="JAKON").exists()
