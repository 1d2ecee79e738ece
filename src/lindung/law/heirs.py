"""Who inherits a cash benefit, and equal shares that add up to the rupiah.

PP 44/2015 art. 40(2) (JKM), PP 46/2015 art. 23 (JHT): spouse and children; then blood relatives in line up and down to
the second degree; siblings; parents-in-law; the one named in a will; else the fund (JKM) or the estate office (JHT)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .errors import BadFact
from .procedure import Notebook, Outcome, both
from .trace import Trace, explain_outcome
from .units import show_money
from .wording import Both

if TYPE_CHECKING:
    from .engine import Law

PROGRAMMES = ("JKM", "JHT")
NOBODY = "6_NOBODY"
MOST = 10**12


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody who may inherit. ``key`` is the caller's own reference; ``relation`` one of SPOUSE, CHILD, PARENT,
    GRANDPARENT, GRANDCHILD, SIBLING, PARENT_IN_LAW, WILL, and BURIER for who arranged the funeral."""

    key: str
    relation: str


@dataclass(frozen=True)
class Distribution:
    """Who receives what. ``shares`` pairs each payee with whole rupiah and sums to ``amount`` + ``funeral``."""

    programme: str
    level: str
    amount: int
    funeral: int
    shares: tuple[tuple[str, int], ...]
    trace: Trace

    @property
    def has_heirs(self) -> bool:
        """Whether anybody of the legal order was found."""
        return self.level != NOBODY

    @property
    def by_key(self) -> dict[str, int]:
        """Rupiah per payee; somebody who inherits and arranged the funeral appears once."""
        out: dict[str, int] = {}
        for key, rupiah in self.shares:
            out[key] = out.get(key, 0) + rupiah
        return out


def split(amount: int, keys: Sequence[str], odd: str = "listed_order") -> tuple[tuple[str, int], ...]:
    """Equal whole shares of ``amount`` (>= 0) that add up exactly; ``odd`` places the rupiah left over."""
    base, rest = divmod(amount, len(keys))
    if odd == "listed_order":
        return tuple((k, base + (1 if n < rest else 0)) for n, k in enumerate(keys))
    return tuple((k, base + (rest if n == 0 else 0)) for n, k in enumerate(keys))


def distribute(
    programme: str,
    on: date,
    amount: int,
    relatives: Sequence[Relative],
    *,
    funeral: int = 0,
    known_on: date | None = None,
    settings: Mapping[str, str] | None = None,
    law: Law | None = None,
) -> Distribution:
    """Split a benefit among heirs by the law of the date of death.

    ``amount`` is the benefit without the funeral cost, ``funeral`` the funeral cost (JKM), both whole rupiah >= 0. The
    funeral cost goes to the BURIER where nobody inherits, else with the benefit to the heirs. Without heirs ``amount``
    goes to the fund (JKM) or the estate office (JHT). Raises :class:`BadFact` for a relation or amount that cannot be,
    :class:`NotInForce`."""
    from .engine import published

    law = law or published()
    if programme not in PROGRAMMES:
        raise BadFact(id=f"Program {programme} tidak dikenal.", en=f"There is no programme {programme}.")
    for name, value in (("amount", amount), ("funeral", funeral)):
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
            raise BadFact(
                id=f"{name} harus rupiah bulat, nol atau lebih.", en=f"{name} must be whole rupiah, zero or more."
            )
    keys = [(r.key, r.relation) for r in relatives]
    if len(set(keys)) != len(keys) or len({k for k, r in keys if r != "BURIER"}) != sum(r != "BURIER" for _, r in keys):
        raise BadFact(id="Seorang kerabat tercantum dua kali.", en="A relative is listed twice.")
    book = Notebook(law, on, known_on, settings or {})
    order = book.parameter(f"{programme.lower()}.heirs")
    labels = book.parameters[order.id].labels
    allowed = {c for codes in order.value.values() for c in codes} | {"BURIER"}
    for relative in relatives:
        if relative.relation not in allowed or relative.relation in ("FUND", "ESTATE_OFFICE"):
            raise BadFact(
                id=f"Hubungan {relative.relation} tidak dikenal.", en=f"There is no relation {relative.relation}."
            )
    if sum(r.relation == "BURIER" for r in relatives) > 1:
        raise BadFact(id="Yang mengurus pemakaman hanya satu.", en="Only one person is paid for the funeral.")
    level, members = _level(book, order.value, relatives)
    book.step(
        "heirs.level",
        both("Ahli waris yang berhak", "Heirs entitled"),
        level,
        dict(labels[level]),
        cite=f"{order.instrument} {order.article}",
        because=[dict(labels[r.relation]) for r in members],
        inputs={"relatives": [list(k) for k in keys]},
    )
    shares = _shares(book, order.value, level, members, relatives, amount, funeral)
    data = explain_outcome(_outcome(book, programme, amount, funeral, keys, level, shares), _receipt(law, book))
    return Distribution(programme, level, amount, funeral, shares, data)


def _level(
    book: Notebook, order: Mapping[str, tuple[str, ...]], relatives: Sequence[Relative]
) -> tuple[str, list[Relative]]:
    for level in sorted(order):
        found = [r for r in relatives if r.relation in order[level]]
        if not found:
            continue
        both_kinds = {"SPOUSE", "CHILD"} <= {r.relation for r in found}
        if both_kinds and book.setting("heirs.first_group") == "spouse_then_child":
            found = [r for r in found if r.relation == "SPOUSE"]
        return level, found
    return NOBODY, []


def _shares(
    book: Notebook,
    order: Mapping[str, tuple[str, ...]],
    level: str,
    members: list[Relative],
    relatives: Sequence[Relative],
    amount: int,
    funeral: int,
) -> tuple[tuple[str, int], ...]:
    burier = next((r.key for r in relatives if r.relation == "BURIER"), None)
    if level == NOBODY:
        if funeral and burier is None:
            raise BadFact(
                id="Tanpa ahli waris, biaya pemakaman perlu nama yang mengurus pemakaman.",
                en="Without heirs the funeral cost needs the person who arranged the funeral.",
            )
        shares: tuple[tuple[str, int], ...] = ((order[NOBODY][0], amount),)
        if burier is not None and funeral:
            shares = (*shares, (burier, funeral))
        told = both("tidak ada ahli waris", "there are no heirs")
    else:
        total = amount + funeral
        keys = [r.key for r in members]
        how = book.setting("heirs.split") if len(keys) > 1 else "equal"
        if how == "first_listed":
            shares = tuple((k, total if n == 0 else 0) for n, k in enumerate(keys))
        else:
            odd = book.setting("heirs.odd_rupiah") if total % len(keys) else "listed_order"
            shares = split(total, keys, odd)
        told = both(f"{len(keys)} ahli waris setingkat", f"{len(keys)} heirs of one level")
    words: Both = {
        k: f"{show_money(amount + funeral, k)} = " + " + ".join(f"{show_money(r, k)}" for _, r in shares)
        for k in ("id", "en")
    }
    book.step(
        "heirs.shares",
        both("Pembagian", "Shares"),
        [[k, r] for k, r in shares],
        words,
        cite="PP 44/2015 Pasal 40 ayat (2); PP 46/2015 Pasal 23",
        because=[told],
        inputs={"amount": amount, "funeral": funeral},
        unit="IDR",
    )
    return shares


def _outcome(
    book: Notebook,
    programme: str,
    amount: int,
    funeral: int,
    keys: list[tuple[str, str]],
    level: str,
    shares: tuple[tuple[str, int], ...],
) -> Outcome:
    return Outcome(
        formula="heirs.distribution",
        title=both("Pembagian kepada ahli waris", "Distribution to heirs"),
        on=book.on,
        known_on=book.known_on,
        settings=book.settings,
        inputs={},
        shown_inputs=[],
        values={"amount": amount, "funeral": funeral, "heirs": sum(1 for _ in shares)},
        details={"programme": programme, "level": level, "shares": [[k, r] for k, r in shares]},
        steps=book.steps,
        digest=book.digest(),
    )


def _receipt(law: Law, book: Notebook) -> dict[str, Any]:
    return law.receipt_of("heirs.distribution", book.on, book.known_on, book.settings, book.digest())
