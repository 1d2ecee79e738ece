"""Where public calculators differ from the law: facts, the article that settles each, and what it costs, calculated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from lindung.devtools.docs.write import table

MONTH = date(2026, 3, 1)
WAGE = 15_000_000
PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One mistake: what is done, what the law says, the article, and the rupiah for an example (mistaken − lawful)."""

    done: str
    law: str
    settled: str
    example: str
    cost: Callable[[], int | None]


def line(name: str, wage: int = WAGE, on: date = MONTH, risk: int = 1) -> int:
    """One lawful figure of a wage earner in every programme."""
    from lindung import law

    inputs = {"wage": wage, "risk_group": risk, "jht": 1, "jp": 1, "jkp": 1, "covid_relief": 0, "labour_intensive": 0}
    return law.calc("pu.contribution", on, inputs).values[name]


def value(key: str, on: date = MONTH) -> int:
    """A parameter that is one number."""
    from lindung import law

    return int(law.parameter(key, on).value)


def share(base: int, key: str) -> int:
    """What a calculator gets that takes the rate ``key`` of ``base``, to the nearest rupiah."""
    return (base * value(key) + PPM // 2) // PPM


def wrong_jp(cap: int, on: date = MONTH) -> int:
    """Pension contributions of both payers under a wrong ceiling, less the lawful ones."""
    mistaken = share(cap, "jp.rate_employer") + share(cap, "jp.rate_worker")
    return mistaken - line("jp_employer", on=on) - line("jp_worker", on=on)


def cap() -> int:
    return value("jp.wage_cap")


def jkk(group: int, wage: int = WAGE) -> int:
    return line("jkk", wage, risk=group)


def bpu(income: int) -> int:
    from lindung import law

    inputs = {"income": income, "jht": 1, "transport": 0, "funded_by_state": 0, "covid_relief": 0}
    return law.calc("bpu.contribution", MONTH, inputs).values["jht_worker"]


def tax(amount: int) -> int:
    from lindung import law

    inputs = {
        "principal": amount,
        "returns": 0,
        "prior_payments_in_window": 0,
        "years_since_first_payment": 0,
        "npwp": 1,
    }
    return law.calc("jht.benefit", MONTH, inputs).values["tax"]


def project(amount: int) -> int:
    """Flat rate of the slice that the whole value ends in, less the law's slice by slice."""
    from lindung import law

    flat = 0
    for key in ("construction.jkk_tiers", "construction.jkm_tiers"):
        rate = next(r for up_to, r in law.parameter(key, MONTH).value if up_to is None or amount <= up_to)
        flat += amount * rate // PPM
    inputs = {"contract_value": amount, "vat": 0}
    return flat - law.calc("construction.contribution", MONTH, inputs).values["total"]


def death() -> int:
    from lindung import law

    old, new = (
        law.calc("jkm.benefit", day, {"has_heirs": 1}).values["total"] for day in (date(2019, 12, 1), date(2019, 12, 2))
    )
    return old - new


HALF = 5_001_500
"""A wage whose JKM ends in half a rupiah above an even number."""

DIFFERENCES = (
    Difference(
        "JHT is capped at the ceiling of the pension programme",
        "JHT has no wage ceiling",
        "PP 46/2015 Pasal 16 and 17",
        "JHT of a month",
        lambda: (
            share(cap(), "jht.rate_employer")
            + share(cap(), "jht.rate_worker")
            - line("jht_employer")
            - line("jht_worker")
        ),
    ),
    Difference(
        "the employer's JHT and JKK are capped, the worker's are not",
        "neither has a ceiling",
        "PP 46/2015 Pasal 16; PP 44/2015 Pasal 16",
        "the employer's part of a month",
        lambda: share(cap(), "jht.rate_employer") + jkk(1, cap()) - line("jht_employer") - jkk(1),
    ),
    Difference(
        "JP of the employer is capped, JP of the worker is not",
        "one ceiling for both payers",
        "PP 45/2015 Pasal 29",
        "the worker's part of a month",
        lambda: share(WAGE, "jp.rate_worker") - line("jp_worker"),
    ),
    Difference(
        "the new JP ceiling is used from 1 January",
        "it applies from the contribution month of March",
        "PP 45/2015 Pasal 29 and the yearly letter",
        "JP of January 2026",
        lambda: wrong_jp(cap(), date(2026, 1, 1)),
    ),
    Difference(
        "one JP ceiling stands in the program text and stays, here that of 2022",
        "it follows the growth of the economy every March",
        "PP 45/2015 Pasal 29 ayat (3)",
        "JP of a month",
        lambda: wrong_jp(value("jp.wage_cap", date(2022, 3, 1))),
    ),
    Difference(
        "a ceiling that no letter has set (10,143,200 for 2026)",
        "the letter of 25 February 2026",
        "PP 45/2015 Pasal 29 ayat (3)",
        "JP of a month",
        lambda: wrong_jp(10_143_200),
    ),
    Difference(
        "JKK is 0.24 % for every employer",
        "five groups from 0.24 to 1.74 %, by the list of industries",
        "PP 44/2015 Pasal 16 and Lampiran I",
        "JKK of a month in group 5",
        lambda: jkk(1) - jkk(5),
    ),
    Difference(
        "shops are put into group 2",
        "trade is group 1",
        "PP 82/2019 Lampiran I",
        "JKK of a month in a shop",
        lambda: jkk(2) - jkk(1),
    ),
    Difference(
        "builders are put into group 4",
        "building and heavy construction are group 5",
        "PP 82/2019 Lampiran I",
        "JKK of a month of a builder's permanent staff",
        lambda: jkk(4) - jkk(5),
    ),
    Difference(
        "the percentage is cut to a whole number before use, 3.7 % to 3 %",
        "3.7 %",
        "PP 46/2015 Pasal 16",
        "the employer's JHT of a month",
        lambda: WAGE * 3 // 100 - line("jht_employer"),
    ),
    Difference(
        "money is kept in 32-bit floating point",
        "whole rupiah",
        "—",
        "Rp1 off for about one member in a hundred ([measured](../reference/benchmarks.md))",
        lambda: None,
    ),
    Difference(
        "halves go to the even neighbour, as the rounding of most programming languages has it",
        "no text settles halves; here they go up, and the trace says so",
        "assumption D13",
        f"JKM of a wage of Rp{HALF:,}",
        lambda: round(HALF * value("jkm.rate") / PPM) - line("jkm", HALF),
    ),
    Difference(
        "JKP is added to the employer's bill",
        "it is taken out of JKK (until January 2025 also out of JKM); the state pays the rest",
        "PP 37/2021 and PP 6/2025 Pasal 11",
        "the employer's bill of a month",
        lambda: line("jkp_from_jkk"),
    ),
    Difference(
        "JKP is taken on the whole wage",
        "the wage counts up to Rp5,000,000",
        "PP 37/2021 and PP 6/2025 Pasal 11 ayat (6)-(8)",
        "the state's share of a month",
        lambda: share(WAGE, "jkp.rate_state") - line("jkp_state"),
    ),
    Difference(
        "JHT of the self-employed is 2 % of the stated income",
        "2 % of the base of the income band",
        "PP 46/2015 Lampiran",
        "a month at an income of Rp3,000,000",
        lambda: 3_000_000 * 2 // 100 - bpu(3_000_000),
    ),
    Difference(
        "the death benefit is Rp24,000,000",
        "Rp42,000,000 for deaths from 2 December 2019",
        "PP 82/2019 Pasal 34",
        "one death",
        death,
    ),
    Difference(
        "the final tax of 5 % is taken from the whole JHT payout",
        "the first Rp50,000,000 are free",
        "PP 68/2009 Pasal 5",
        "tax on Rp80,000,000",
        lambda: 80_000_000 * 5 // 100 - tax(80_000_000),
    ),
    Difference(
        "a project pays the rate of its tier on the whole contract",
        "each slice of the contract has its own rate",
        "PP 44/2015 Pasal 54 and 55",
        "a contract of Rp700,000,000",
        lambda: project(700_000_000),
    ),
)


def page() -> str:
    """The page `explanation/where-others-differ.md`."""

    def told(one: Difference) -> str:
        amount = one.cost()
        if amount is None:
            return one.example
        return f"{one.example}: Rp{abs(amount):,} too {'much' if amount > 0 else 'little'}"

    rows = ((n, d.done, d.law, d.settled, told(d)) for n, d in enumerate(DIFFERENCES, 1))
    return (
        "# Where others differ\n\n"
        "Mistakes seen in public calculators, payroll programs, documentation and articles (read in November 2026),"
        " with the article that settles each. The amounts are calculated by `lindung.law` when this page is built: a"
        f" monthly wage of Rp{WAGE:,} in March 2026, risk group 1, every programme, unless said otherwise.\n\n"
        + table(("", "what is done", "what the law says", "settled by", "what it costs"), rows)
        + "\nCheck any of them yourself:\n\n```sh\nlindung law calc pu.contribution --on 2026-03-01 --explain --lang en"
        ' --input \\\n  \'{"wage": 15000000, "risk_group": 1, "jht": 1, "jp": 1, "jkp": 1,'
        ' "covid_relief": 0, "labour_intensive": 0}\'\n```\n'
    )
