"""From an industry to its risk group and JKK rate, with the groups that the officer must choose between."""

from __future__ import annotations

from typing import Any

from ..errors import NotInForce
from ..industry_list import overlaps
from ..procedure import Field, Notebook, both, procedure
from ..units import show_rate

ENTRIES = 197


@procedure(
    "jkk.industry_rate",
    both("Kelompok risiko dan tarif JKK menurut jenis usaha", "Risk group and JKK rate of an industry"),
    (Field("industry", "integer", both("Kode jenis usaha", "Code of the industry"), low=1, high=ENTRIES, unit="code"),),
    (
        ("risk_group", both("Kelompok risiko JKK", "JKK risk group"), "code"),
        ("rate", both("Tarif JKK dari upah", "JKK rate of the wage"), "rate"),
        ("choice", both("Petugas memilih dengan alasan", "The officer chooses and gives a reason"), "flag"),
    ),
    both(
        "Kode menurut law.industries. Tidak ada padanan KBLI resmi; tingkat risiko perizinan usaha bukan kelompok JKK.",
        "Codes as in law.industries. There is no official KBLI mapping; the risk level of business licensing is not the"
        " JKK group.",
    ),
)
def industry_rate(book: Notebook, given: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The list decides, not the officer; where it names a trade twice the officer chooses and says why."""
    code = given["industry"]
    listed = book.parameter("jkk.industry_group", code=code)
    labels = book.parameters[listed.id].labels
    group = listed.value[code]
    if not group:
        raise NotInForce(
            what=f"{listed.id} {code} ({labels[str(code)]['id']})",
            on=book.on.isoformat(),
            known_on=book.known_on.isoformat(),
        )
    others = overlaps(book.parameter("jkk.industry_overlap").value, code)
    because = [dict(labels[str(code)])]
    changes = []
    for other in others:
        because.append(
            both(
                f"juga tercantum dalam kelompok {listed.value[other]}: {labels[str(other)]['id']}; petugas memilih"
                " menurut pekerjaan utama dan mencatat alasannya",
                f"also listed in group {listed.value[other]}: {labels[str(other)]['en']}; the officer chooses by the"
                " main work and notes the reason",
            )
        )
        changes.append(
            both(f"memilih kelompok {listed.value[other]}", f"choosing group {listed.value[other]}"),
        )
    book.step(
        "jkk.industry_group",
        both("Kelompok risiko dalam daftar", "Risk group on the list"),
        group,
        both(f"kelompok {group}", f"group {group}"),
        cite=f"{listed.instrument} {listed.article}; PP 44/2015 Pasal 16 ayat (2)",
        because=because,
        inputs={"industry": code},
        changes=changes,
    )
    rate = book.parameter("jkk.rate", code=group)
    book.step(
        "jkk.industry_rate",
        both("Tarif JKK", "JKK rate"),
        rate.value[group],
        {k: show_rate(rate.value[group], k) for k in ("id", "en")},
        cite="PP 44/2015 Pasal 16 ayat (1)",
        inputs={"risk_group": group},
        unit="rate",
    )
    details = {
        "industry": {"code": code, "title": dict(labels[str(code)])},
        "alternatives": [{"code": c, "title": dict(labels[str(c)]), "risk_group": listed.value[c]} for c in others],
    }
    return {"risk_group": group, "rate": rate.value[group], "choice": int(bool(others))}, details
