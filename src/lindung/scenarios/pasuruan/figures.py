"""What the branch published on 15 December 2021, and how large the made-up branch behind it is."""

from dataclasses import dataclass
from datetime import date

BUSINESS_DAY = date(2021, 12, 15)
OPENING_DAY = date(2020, 12, 31)
FIRST_MONTH = date(2020, 12, 1)
MONTHS = 12  # contribution months December 2020 to November 2021, billed January to December 2021

DISTRICTS = ("35.14", "35.75", "35.07")  # Kabupaten Pasuruan, Kota Pasuruan; Kabupaten Malang for the neighbour
LABOUR_FORCE = {"35.75": 101_644, "35.14": 814_614}
LABOUR_FORCE_SOURCE = "Siaran pers 15 Desember 2021 (angka BPS, Sakernas 2020)"

SCHOLARSHIP_YEARLY = ((1_500_000, 45), (2_000_000, 87), (3_000_000, 50), (12_000_000, 125))
"""(yearly amount of a level, children at full size): 307 children, Rp1.891.500.000."""

CORRECTION = 4_250_000
CORRECTION_ID = (
    "Selisih angka terbit: 517 santunan Rp42.000.000 dan 19 santunan Rp24.000.000 (meninggal sebelum 2 Desember 2019)"
    " berjumlah Rp22.170.000.000; angka yang diumumkan Rp22.174.250.000 tidak dapat dicapai dengan santunan menurut"
    " peraturan."
)
CORRECTION_EN = (
    "Difference to the published figure: 517 benefits of Rp42,000,000 and 19 of Rp24,000,000 (deaths before"
    " 2 December 2019) make Rp22,170,000,000; the announced Rp22,174,250,000 cannot be met by lawful benefits."
)


@dataclass(frozen=True)
class Size:
    """How many of everything, at a scale from 0 to 1; sums in whole rupiah. At scale 1 they are the published ones."""

    scale: float
    employers: tuple[int, int, int, int]  # large, medium, small, micro
    slots: tuple[int, int, int, int]  # workers of an employer of each size, on average
    neighbours: int
    claim_leavers: int  # left during the year and claimed
    retired: int
    disabled: int
    emigrated: int
    other_leavers: int
    joiners: int
    deaths: int
    old_deaths: int  # before 2 December 2019, reported late
    jht_cases: int
    former_idle: int  # left 2015 to 2020, not claimed in the period
    jkk_cases: int
    jp_cases: int
    jht_sum: int
    jkk_sum: int
    jp_sum: int
    children: tuple[int, ...]

    @property
    def full(self) -> bool:
        """Whether the published figures must come out."""
        return self.scale == 1


def size(scale: float) -> Size:
    """The branch at `scale` (0 < scale <= 1)."""
    if not 0 < scale <= 1:
        raise ValueError("scale must be above 0 and at most 1")

    def part(full: int, least: int = 1) -> int:
        return max(least, round(full * scale))

    jht = part(8_067, 30)
    jkk, jp = part(1_229, 5), part(3_599, 8)
    return Size(
        scale=scale,
        employers=(part(60, 2), part(180, 4), part(560, 6), part(700, 6)),
        slots=(480, 112, 17, 4),
        neighbours=part(12, 2),
        claim_leavers=part(3_000, 8),
        retired=part(350, 2),
        disabled=part(40, 1),
        emigrated=part(27, 1),
        other_leavers=part(1_300, 3),
        joiners=part(5_600, 6),
        deaths=part(517, 5),
        old_deaths=part(19, 1),
        jht_cases=jht,
        former_idle=part(2_600, 60),
        jkk_cases=jkk,
        jp_cases=jp,
        jht_sum=147_756_552_336 if scale == 1 else jht * 18_316_000,
        jkk_sum=9_926_312_998 if scale == 1 else jkk * 8_076_000,
        jp_sum=2_971_392_293 if scale == 1 else jp * 825_000,
        children=tuple(part(n) for _, n in SCHOLARSHIP_YEARLY),
    )
