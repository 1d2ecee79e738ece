"""The members of `bench law`: seeded wages and flags, the same in every process."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

MONTH = date(2026, 3, 1)
"""The contribution month: JP cap of 2026, JKP at 0.36 %, no relief in force."""
MEDIAN = 15.25
"""Natural logarithm of the median wage in rupiah, about Rp4.2 million; spread 0.6, as wage reports are."""

Columns = dict[str, NDArray[np.int64] | NDArray[np.int8] | int]


def members(count: int, seed: int = 7) -> Columns:
    """``count`` members: wage in rupiah (int64; every tenth a multiple of Rp500, where halves are common), risk group
    1 to 5 and flags of JHT, JP and JKP (int8), no relief."""
    random = np.random.default_rng(seed)
    wage = np.empty(count, dtype=np.int64)
    for start in range(0, count, 1 << 20):
        part = wage[start : start + (1 << 20)]
        part[...] = np.exp(random.normal(MEDIAN, 0.6, part.size))
    wage[::10] -= wage[::10] % 500
    flags = {name: (random.random(count, dtype=np.float32) < part).astype(np.int8) for name, part in FLAGS.items()}
    return {
        "wage": wage,
        "risk_group": random.integers(1, 6, count, dtype=np.int8),
        **flags,
        "covid_relief": 0,
        "labour_intensive": 0,
    }


FLAGS = {"jht": 0.9, "jp": 0.8, "jkp": 0.7}
