"""Which programmes an employer's size obliges to, and how a line is assessed: the law's text as SQL over our
columns."""

from datetime import date, timedelta

from lindung import law
from lindung.base.dates import add_months
from lindung.law.dates import month_end

FORMULA = "pu.contribution"
SIZES = ("MICRO", "SMALL", "MEDIUM", "LARGE")
AMOUNTS = (
    "jkk",
    "jkm",
    "jht_employer",
    "jht_worker",
    "jp_employer",
    "jp_worker",
    "jkp_from_jkk",
    "jkp_from_jkm",
)
"""The assessed columns of a line, in the order of the table; whole rupiah."""

OUTSIDE = {
    "wage": "base",
    "risk_group": "risk_group",
    "jht": "jht",
    "jp": "jp",
    "jkp": "jkp",
    "covid_relief": "covid",
    "labour_intensive": "labour",
}
"""The inputs of the formula by their names in the law -> the columns that hold them here."""

PAYABLE = AMOUNTS[:6]
"""The columns that add up to the bill; the two JKP shares come out of JKK and JKM."""


def last_day(month: date) -> date:
    """The last day of a contribution month: the day whose size, risk group and law count for the month."""
    return add_months(month.replace(day=1), 1) - timedelta(days=1)


def flags(size: str, month: date) -> dict[str, int]:
    """0/1 for jht, jp and jkp of an employer of `size` in `month` (Perpres 109/2013 art. 6, PP 37/2021 art. 4).

    JKP needs that the size's obliged programmes hold all that its condition names; before JKP began it is 0."""
    found = law.programmes_for(size.lower(), month_end(month))
    return {"jht": int("JHT" in found), "jp": int("JP" in found), "jkp": int(found.jkp)}


def sizes_sql(month: date) -> str:
    """A VALUES table (size, jht, jp, jkp) of the law of the month, for a join on the employer's size."""
    values = ", ".join(f"('{s}', {f['jht']}, {f['jp']}, {f['jkp']})" for s in SIZES for f in [flags(s, month)])
    return f"(values {values}) as obliged(size, jht, jp, jkp)"


def columns(prefix: str = "src", jkp: str = "jkp") -> dict[str, str]:
    """The inputs of the formula as columns of a source: base (wage and back pay), risk_group, jht, jp, jkp, covid,
    labour."""
    found = {name: f"{prefix}.{ours}" for name, ours in OUTSIDE.items()}
    found["jkp"] = f"{prefix}.{jkp}" if jkp.isidentifier() else jkp
    return found


def amounts_sql(month: date, prefix: str = "src", jkp: str = "jkp") -> tuple[str, dict[str, str]]:
    """The test that the facts of a row are whole and in range, and where it is true one bigint SQL expression per
    assessed column; over a source with the columns of `columns`."""
    test, made = law.sql_guarded(FORMULA, month, columns(prefix, jkp))
    return test, {name: made[name] for name in AMOUNTS}


def assessed_sql(month: date, source: str, keep: str, counted: bool = False) -> str:
    """A SELECT of `keep` (columns of the source, alias src) and the assessed columns over a parenthesised source.

    Amounts are NULL where the law cannot take a row's facts; with `counted` such a row is not there at all, which takes
    a third less time: for those who count the rows."""
    if not counted:
        plain = law.sql(FORMULA, month, columns())
        return f"select {keep}, {', '.join(f'{plain[name]} as {name}' for name in AMOUNTS)} from {source} src"
    test, made = amounts_sql(month)
    return (
        f"select {keep}, {', '.join(f'{sql} as {name}' for name, sql in made.items())} from {source} src where {test}"
    )


def jkp_entry_age(month: date) -> int | None:
    """The age from which nobody is newly taken into JKP; None in months without JKP."""
    try:
        return int(law.parameter("jkp.entry_age", month_end(month)).value)
    except law.NotInForce:
        return None


def working_age(day: date) -> int | None:
    """The working age on a day, below which nobody is recorded as working; None before one was named."""
    try:
        return int(law.parameter("coverage.working_age", day).value)
    except law.NotInForce:
        return None
