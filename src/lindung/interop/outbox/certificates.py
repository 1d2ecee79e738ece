"""The certificate of a construction project: a signed letter anyone can verify."""

from datetime import date
from typing import Any

from lindung import law
from lindung.base.db import act
from lindung.base.format import date_long, number, rupiah
from lindung.notices.letters import Content
from lindung.notices.models import Letter
from lindung.notices.services import make_letter
from lindung.registry import queries as registry
from lindung.segments.errors import SegmentRefused
from lindung.segments.queries import project

WORDS = {
    "id": {
        "subject": "Sertifikat kepesertaan proyek jasa konstruksi",
        "lead": "Proyek di bawah ini terdaftar dan pekerjanya dilindungi jaminan kecelakaan kerja (JKK) dan jaminan "
        "kematian (JKM).",
        "cover": "Perlindungan",
        "through": "{first} sampai {last}",
        "words": "Termasuk masa pemeliharaan. Pekerja dilindungi sesuai daftar yang dilaporkan kontraktor.",
        "project": "Proyek",
        "owner": "Pemilik",
        "work_order": "Surat perintah kerja",
        "value": "Nilai kontrak tanpa PPN",
        "district": "Lokasi",
        "paid": "Iuran dibayar",
        "workers": "Pekerja dilaporkan",
        "of": "{paid} dari {asked}",
        "facts": "Pelaksanaan",
        "works": "Dikerjakan {first} sampai {last}.",
        "after": "Masa pemeliharaan sesudahnya: {months} bulan.",
        "closing": "Perubahan pekerja dilaporkan kontraktor; daftar terakhir ada pada kantor kami.",
    },
    "en": {
        "subject": "Certificate of cover of a construction project",
        "lead": "The project below is registered and its workers are covered for work accidents (JKK) and death (JKM).",
        "cover": "Cover",
        "through": "{first} to {last}",
        "words": "Including the maintenance period. Workers are covered as listed by the contractor.",
        "project": "Project",
        "owner": "Owner",
        "work_order": "Work order",
        "value": "Contract value without VAT",
        "district": "Location",
        "paid": "Contributions paid",
        "workers": "Workers reported",
        "of": "{paid} of {asked}",
        "facts": "The works",
        "works": "Carried out from {first} to {last}.",
        "after": "Maintenance after that: {months} months.",
        "closing": "The contractor reports changes of workers; the latest list is at our office.",
    },
}


def certificate_due(paid_on: date) -> date:
    """The last day of the law for the certificate after the first payment."""
    days = int(law.parameter("service.construction_certificate", paid_on).value)
    return registry.add_working_days(paid_on, days)


@act
def project_certificate(project_id: int, lang: str = "id", on: date | None = None) -> Letter:
    """The certificate of a project as its terms stand, made once per terms and language after the first payment.

    Raises SegmentRefused: no_project, not_paid_yet; NoticeRefused: no_signatory.
    """
    day = on or registry.today()
    found = project(project_id, day)
    if found is None:
        raise SegmentRefused("no_project")
    if found["paid_on"] is None:
        raise SegmentRefused("not_paid_yet", name=found["name"])
    return make_letter(
        "project_certificate",
        f"project:{project_id}:{found['terms']}",
        certificate_content(found, lang),
        office_id=found["office_id"],
        on=day,
        employer_id=found["employer_id"],
        lang=lang,
    )


def certificate_content(found: dict[str, Any], lang: str = "id") -> Content:
    """What the certificate says of a project as `segments.queries.project` gives it."""
    w = WORDS[lang]
    paid = rupiah(found["paid"], lang)
    if found["paid"] < found["asked"]:
        paid = w["of"].format(paid=paid, asked=rupiah(found["asked"], lang))
    facts = [
        [w["project"], found["name"]],
        [w["owner"], found["owner"]],
        [w["work_order"], f"{found['work_order']}, {date_long(found['work_order_on'], lang)}"],
        [w["district"], found["district"]],
        [w["value"], rupiah(found["contract_value"], lang)],
        [w["paid"], paid],
        [w["workers"], number(max(found["listed"], found["declared_workers"]), lang=lang)],
    ]
    return {
        "template": "statement",
        "subject": w["subject"],
        "lead": w["lead"],
        "recipient": found["contractor"],
        "address": [],
        "holder": facts,
        "amount": {
            "label": w["cover"],
            "value": w["through"].format(
                first=date_long(max(found["paid_on"], found["start_on"]), lang),
                last=date_long(found["covered_to"], lang),
            ),
            "words": w["words"],
        },
        "sections": [
            {
                "title": w["facts"],
                "blocks": [
                    {
                        "type": "text",
                        "items": [
                            w["works"].format(
                                first=date_long(found["start_on"], lang), last=date_long(found["end_on"], lang)
                            ),
                            *([w["after"].format(months=months)] if (months := found["maintenance_months"]) else []),
                        ],
                    }
                ],
            }
        ],
        "closing": w["closing"],
    }
