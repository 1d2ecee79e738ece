"""What a proof of the books or of a register looks like."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Proof:
    """Two figures that must be equal (whole rupiah or counts). `detail` lists up to a page of offenders."""

    id: str
    title_id: str
    title_en: str
    left: int
    right: int
    detail: tuple[dict[str, Any], ...] = ()

    @property
    def holds(self) -> bool:
        return self.left == self.right and not self.detail

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"holds": self.holds}
