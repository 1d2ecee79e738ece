"""Choices of the institution that no regulation fixes: named, with a default and the reason for it.

Statutory figures are not here but in `lindung.law`. A decision names the settings it used, so changing one later does
not change what an old letter says.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Setting:
    """A named number of days or the like. `source` says where the default comes from."""

    id: str
    value: int
    unit: str
    title_id: str
    title_en: str
    reason_id: str
    reason_en: str

    def as_dict(self) -> dict[str, Any]:
        """JSON for traces and pages."""
        return {
            "id": self.id,
            "value": self.value,
            "unit": self.unit,
            "title": {"id": self.title_id, "en": self.title_en},
            "reasoning": {"id": self.reason_id, "en": self.reason_en},
        }


APPEAL_FILE_DAYS = Setting(
    "claims.appeal.file_within",
    30,
    "days",
    "Tenggat mengajukan keberatan",
    "Time to file an appeal",
    "Tidak ada tenggat dalam peraturan program; tiga puluh hari kalender memberi waktu mencari bukti.",
    "The programme rules name no time limit; thirty calendar days leave time to find evidence.",
)
APPEAL_ANSWER_DAYS = Setting(
    "claims.appeal.answer_within",
    30,
    "days",
    "Tenggat menjawab keberatan",
    "Time to answer an appeal",
    "Standar layanan lembaga: keberatan dijawab paling lama tiga puluh hari kalender.",
    "Service standard of the institution: an appeal is answered within thirty calendar days.",
)
FUNERAL_FIRST_DAYS = Setting(
    "claims.death.collect_within",
    15,
    "days",
    "Batas mengumpulkan dokumen kematian",
    "Cap on collecting the papers of a death",
    "Setelah lima belas hari kantor cabang sendiri yang mencari dokumen yang belum ada.",
    "After fifteen days the branch fetches the missing papers itself.",
)
SETTINGS: tuple[Setting, ...] = (APPEAL_FILE_DAYS, APPEAL_ANSWER_DAYS, FUNERAL_FIRST_DAYS)
