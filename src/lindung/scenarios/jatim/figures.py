"""What the region published in October 2017 and in May 2018, and how the stocks and flows between follow from it.

Stock at the end = stock at the beginning + additions - exits, for every segment and period. Published are the stocks of
August 2017 and April 2018 and the additions of January to August 2017; the stock of December 2016 and the additions
after August 2017 are ours, chosen so that every month has both additions and exits.
"""

from dataclasses import dataclass
from datetime import date

REGION = "jawa-timur"
OPENING_DAY = date(2016, 12, 31)
FIRST_MONTH = date(2017, 1, 1)
MONTHS = 16  # January 2017 to April 2018
HALF = 8  # of which to August 2017
BUSINESS_DAY = date(2018, 5, 31)

OFFICES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("N01", "surabaya-darmo", "Surabaya Darmo", ("35.78",)),
    ("N02", "malang", "Malang", ("35.07", "35.73", "35.79")),
    ("N03", "sidoarjo", "Sidoarjo", ("35.15",)),
    ("N04", "gresik", "Gresik", ("35.25", "35.24")),
    ("N05", "pasuruan", "Pasuruan", ("35.14", "35.75")),
    ("N06", "mojokerto", "Mojokerto", ("35.16", "35.76", "35.17")),
    ("N07", "kediri", "Kediri", ("35.06", "35.71", "35.18")),
    ("N08", "blitar", "Blitar", ("35.05", "35.72", "35.04", "35.03")),
    ("N09", "madiun", "Madiun", ("35.19", "35.77", "35.20", "35.21")),
    ("N10", "ponorogo", "Ponorogo", ("35.02", "35.01")),
    ("N11", "bojonegoro", "Bojonegoro", ("35.22", "35.23")),
    ("N12", "jember", "Jember", ("35.09", "35.08", "35.12")),
    ("N13", "banyuwangi", "Banyuwangi", ("35.10", "35.11")),
    ("N14", "probolinggo", "Probolinggo", ("35.13", "35.74")),
    ("N15", "madura", "Madura", ("35.26", "35.27", "35.28", "35.29")),
)
"""Branches (code, slug, name, districts served), in made-up codes; the first of the districts has the branch's jobs."""

SHARES = (30, 10, 15, 9, 8, 6, 6, 3, 3, 1, 2, 3, 2, 1, 1)
"""Percent of the region's jobs at each branch, made up."""

MIGRANT_DAYS = (date(2017, 8, 1), date(2017, 9, 4))
"""Days on which placement companies enrol those they send abroad; the law begins on the first of them."""
ORIGINS = {
    "35.02": 10, "35.07": 12, "35.05": 10, "35.04": 9, "35.03": 6, "35.06": 6, "35.19": 5, "35.21": 4, "35.20": 4,
    "35.10": 6, "35.09": 3, "35.08": 2, "35.28": 3, "35.27": 3, "35.29": 2,
}  # fmt: skip
"""How often migrant workers come from a district, made up; from every other one of the region as often as 1."""


@dataclass(frozen=True, slots=True)
class Flow:
    """One segment: the stock of December 2016, and additions and exits of both periods."""

    opening: int
    added: tuple[int, int]
    left: tuple[int, int]

    def stock(self, period: int) -> int:
        """The stock at the end of period 0 or 1."""
        return self.opening + sum(self.added[: period + 1]) - sum(self.left[: period + 1])

    def month(self, m: int) -> tuple[int, int]:
        """Additions and exits of month `m` (from 0): the period's, spread evenly."""
        period, place = divmod(m, HALF)
        return spread(self.added[period], HALF)[place], spread(self.left[period], HALF)[place]


@dataclass(frozen=True, slots=True)
class Size:
    """Everything at a scale from 0 to 1; at 1 the stocks and flows are the published ones."""

    scale: float
    employers: tuple[int, int, int]  # at the end of December 2016, August 2017, April 2018
    pu: Flow
    bpu: Flow
    jakon: Flow
    placers: int  # placement companies
    migrants: int


def spread(total: int, parts: int) -> list[int]:
    """`total` in `parts` whole numbers that differ by one at most."""
    return [total * (n + 1) // parts - total * n // parts for n in range(parts)]


def size(scale: float) -> Size:
    """The region at `scale` (0 < scale <= 1)."""
    if not 0 < scale <= 1:
        raise ValueError("scale must be above 0 and at most 1")

    def part(full: int) -> int:
        return max(1, round(full * scale))

    def flow(opening: int, middle: int, end: int, added: tuple[int, int]) -> Flow:
        made = (part(added[0]), part(added[1]))
        first = part(opening) + made[0] - part(middle)
        return Flow(part(opening), made, (first, part(middle) + made[1] - part(end)))

    return Size(
        scale=scale,
        employers=(part(47_000), part(50_028), part(63_195)),
        pu=flow(1_480_000, 1_540_000, 1_670_000, (337_000, 330_000)),
        bpu=flow(120_000, 103_000, 257_000, (153_000, 220_000)),
        jakon=flow(640_000, 876_000, 720_000, (892_000, 700_000)),
        placers=part(83),
        migrants=part(17_858),
    )
