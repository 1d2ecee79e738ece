"""Pure parts: the clocks, the shares, the tax window, the catalogue of reasons, the words."""

import re
from datetime import date, datetime, timedelta
from string import Formatter

import pytest
from claims_world import JAKARTA
from hypothesis import given, settings
from hypothesis import strategies as st

from lindung import law
from lindung.claims import clocks, moves, reasons, shares
from lindung.claims.errors import ClaimRefused
from lindung.claims.facts import Paid, tax_window
from lindung.claims.shares import Heir

START = datetime(2021, 12, 1, 9, tzinfo=JAKARTA)
HOLIDAYS = frozenset({date(2021, 12, 25), date(2021, 12, 24)})


def test_clock_of_a_week_with_a_weekend_and_a_holiday() -> None:
    # Wednesday 22 December, papers missing from Thursday, complete on Monday 27, paid on Wednesday 29
    at = lambda day, hour=9: datetime(2021, 12, day, hour, tzinfo=JAKARTA)  # noqa: E731
    events = [(at(22), "US"), (at(23), "CLAIMANT"), (at(27), "US"), (at(29), "NOBODY")]
    got = clocks.run(events, at(31), HOLIDAYS)
    assert got.total == clocks.Span(7, 4)  # 23, 27, 28, 29 are working days; 24 and 25 are holidays
    assert got.claimant == clocks.Span(4, 1)
    assert got.with_us == clocks.Span(3, 3)
    assert got.stopped


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 60 * 24 * 40), st.sampled_from(["US", "CLAIMANT", "THIRD", "NOBODY"])), max_size=12
    ),
    st.integers(0, 60 * 24 * 60),
)
def test_shares_of_the_clock_add_up(moves_: list[tuple[int, str]], until: int) -> None:
    events = [(START, "US")] + [(START + timedelta(minutes=m), party) for m, party in moves_]
    now = START + timedelta(minutes=until)
    got = clocks.run(events, now, HOLIDAYS)
    for field in ("days", "working"):
        parts = [getattr(span, field) for span in (got.with_us, got.claimant, got.third)]
        assert getattr(got.total, field) == sum(parts) and min(parts) >= 0
    assert got.total.working <= got.total.days
    if all(party != "NOBODY" for _, party in events):
        last = max(now, START)
        assert got.total.days == (last.date() - START.date()).days or now < max(m for m, _ in events)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5), st.integers(1, 9))
def test_matrix_keeps_every_sum(columns: list[int], count: int) -> None:
    rows = [amount for _, amount in law.heirs.split(sum(columns), [str(n) for n in range(count)])]
    table = shares.matrix(rows, columns)
    assert [sum(row) for row in table] == rows
    assert [sum(row[c] for row in table) for c in range(len(columns))] == columns
    assert min(min(row) for row in table) >= 0


@settings(deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6), st.data())
def test_matrix_of_any_totals(rows: list[int], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, sum(rows)))
    columns = [first, sum(rows) - first]
    table = shares.matrix(rows, columns)
    assert [sum(row) for row in table] == rows
    assert [sum(row[c] for row in table) for c in range(2)] == columns
    assert min(min(row) for row in table) >= 0


@settings(deadline=None)
@given(st.integers(1, 10**11), st.integers(0, 10**9), st.integers(1, 7))
def test_death_shares_are_equal_net_of_tax(gross: int, tax: int, count: int) -> None:
    tax = min(tax, gross)
    living = [Heir(n, "CHILD", f"Anak {n}") for n in range(1, count + 1)]
    parts, _ = shares.distribute("JHT", date(2021, 12, 1), {"BALANCE": gross, "TAX": -tax}, living)
    net: dict[int, int] = {}
    for part in parts:
        net[part.relative_id or 0] = net.get(part.relative_id or 0, 0) + part.amount
        assert part.amount < 0 if part.component == "TAX" else part.amount > 0
    assert sum(net.values()) == gross - tax
    assert not net or max(net.values()) - min(net.values()) <= 1 or gross < count


def test_funeral_goes_to_who_buried_when_nobody_inherits() -> None:
    parts, split = shares.distribute("JKM", date(2021, 12, 1), {"FUNERAL": 10_000_000}, [], "Tetangga Contoh")
    assert [(p.component, p.name, p.amount) for p in parts] == [("FUNERAL", "Tetangga Contoh", 10_000_000)]
    assert split["level"] == "6_NOBODY"


@pytest.mark.parametrize(
    ("paid", "on", "chain", "expected"),
    [
        ([], date(2021, 6, 1), False, (0, 0)),
        ([Paid(date(2020, 12, 1), 30, True)], date(2021, 6, 1), False, (30, 1)),
        ([Paid(date(2018, 12, 1), 30, True)], date(2021, 6, 1), False, (30, 3)),  # third year: no longer final
        ([Paid(date(2020, 3, 1), 80, False)], date(2021, 6, 1), False, (80, 1)),
        ([Paid(date(2018, 3, 1), 80, False)], date(2021, 6, 1), False, (0, 0)),  # a new benefit
        ([Paid(date(2018, 3, 1), 80, False)], date(2021, 6, 1), True, (80, 3)),  # a top-up of the old one
        ([Paid(date(2016, 1, 1), 9, False), Paid(date(2021, 1, 1), 7, True)], date(2021, 6, 1), False, (7, 0)),
        ([Paid(date(2021, 7, 1), 7, True)], date(2021, 6, 1), False, (0, 0)),  # later than the day asked
    ],
)
def test_tax_window(paid: list[Paid], on: date, chain: bool, expected: tuple[int, int]) -> None:
    assert tax_window(paid, on, chain) == expected


def test_catalogue_is_whole_and_blames_no_third_party() -> None:
    assert len(reasons.BY_CODE) == len(reasons.CATALOGUE)
    for reason in reasons.CATALOGUE:
        assert reason.kind in ("RETURN", "REJECT") and reason.programmes
        for text in (reason.text_id, reason.text_en, reason.article, reason.change_id, reason.change_en):
            assert text.strip() and "{" not in text
        assert re.search(r"(PP|Permenaker) \d+/\d{4}", reason.article)
        words = " ".join((reason.code, reason.text_id, reason.text_en)).lower()
        assert not re.search(r"tunggak|arrear|belum membayar iuran|unpaid contribution", words)


@pytest.mark.parametrize("code", sorted(ClaimRefused.MESSAGES))
def test_every_refusal_reads_in_both_languages(code: str) -> None:
    indonesian, english = ClaimRefused.MESSAGES[code]
    names = {name for text in (indonesian, english) for _, name, _, _ in Formatter().parse(text) if name}
    refusal = ClaimRefused(code, **{name: f"<{name}>" for name in names})
    for lang in ("id", "en"):
        text = refusal.text(lang)
        assert text.endswith((".", ">", "}")) and "{" not in text and len(text) > 15
    assert refusal.text("id") != refusal.text("en")


@pytest.mark.parametrize("code", sorted(moves.WHY))
def test_reasons_of_a_move_have_words(code: str) -> None:
    told = moves.why(code, "KTP")
    assert moves.text(told, "id") != moves.text(told, "en")
    assert "{" not in moves.text(told, "id")


def test_a_stored_reason_fits_its_column() -> None:
    assert len(moves.why("returned", "x" * 500)) == 200
    assert moves.text("sesuatu yang lama", "id") == "sesuatu yang lama"
