"""Comparing names of people the way a careful clerk does: titles, initials and short forms do not make a stranger."""

import re
import unicodedata
from difflib import SequenceMatcher

MATCH, CLOSE, DIFFERENT = "MATCH", "CLOSE", "DIFFERENT"
MATCH_FROM, CLOSE_FROM = 90, 70
"""Scores (0 to 100) from which two names are the same, or alike enough to be looked at."""

_TITLES = frozenset(
    (
        "BAPAK", "BPK", "IBU", "SDR", "SDRI", "TN", "NY", "NN", "DR", "DRS", "DRA", "IR", "PROF", "HJ", "H",
        "HAJI", "HAJJAH", "RADEN", "R", "SE", "SH", "ST", "SKOM", "SPD", "SSI", "SKM", "SSOS", "SAG", "MM",
        "MSI", "MPD", "MT", "MH", "MSC", "MBA", "PHD", "AMD", "AMDKEB", "SKEP", "SPSI", "SFARM", "DRG", "KH",
        "BIN", "BINTI",
    )
)  # fmt: skip
_SHORT = {
    "M": "MUHAMMAD",
    "MUH": "MUHAMMAD",
    "MUHAMAD": "MUHAMMAD",
    "MOHAMMAD": "MUHAMMAD",
    "MOHAMAD": "MUHAMMAD",
    "MOH": "MUHAMMAD",
    "MOCH": "MUHAMMAD",
    "MOCHAMAD": "MUHAMMAD",
    "MOCHAMMAD": "MUHAMMAD",
    "MHD": "MUHAMMAD",
    "MD": "MUHAMMAD",
    "ABD": "ABDUL",
    "AB": "ABDUL",
    "ACH": "ACHMAD",
    "AHMAD": "ACHMAD",
    "AHMED": "ACHMAD",
    "AKHMAD": "ACHMAD",
    "ST": "SITI",
    "NUR": "NUR",
    "NOOR": "NUR",
}


def tidy(name: str) -> str:
    """A name as it is kept: single spaces, no control characters."""
    if name.isprintable():
        return " ".join(name.split())
    return " ".join("".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf")).split())


def words(name: str) -> list[str]:
    """Words of a name for comparing: capitals, without accents, marks and titles; what follows a comma is a title."""
    text = unicodedata.normalize("NFKD", name.split(",")[0])
    text = "".join(c for c in text if not unicodedata.combining(c)).upper()
    plain = [w for w in re.sub(r"[^A-Z ]", " ", text.replace("'", "").replace("`", "")).split() if w]
    kept = [w for w in plain if w not in _TITLES] or plain
    if len(kept) < 2:
        return kept
    # A single M stands for Muhammad only in front.
    return [_SHORT.get(w, w) if len(w) > 1 or place == 0 else w for place, w in enumerate(kept)]


def score(one: str, other: str) -> int:
    """How alike two names are, 0 to 100. The order of words does not count; a missing word costs little."""
    first, second = words(one), words(other)
    if not first or not second:
        return 0
    if len(first) > len(second):
        first, second = second, first
    left = list(second)
    total = 0.0
    for word in sorted(first, key=len, reverse=True):
        best = max(left, key=lambda w: _alike(word, w), default="")
        total += _alike(word, best)
        if best:
            left.remove(best)
    share = total / len(first)
    # "SITI" alone is not "SITI AMINAH PUTRI": every word that only one has takes a little, more when one word matched.
    missing = sum(1 for w in left if len(w) > 1)
    share -= 0.04 * missing if len(first) > 1 else 0.22 * missing
    return max(0, round(100 * share))


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return 0.93 if one[0] == other[0] else 0.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short):
        return 0.95  # banks cut long names off
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def verdict(points: int) -> str:
    """MATCH, CLOSE or DIFFERENT for a score."""
    return MATCH if points >= MATCH_FROM else CLOSE if points >= CLOSE_FROM else DIFFERENT
