"""What each instalment of a construction project is, by the law."""

from lindung import law
from lindung.segments.models import ProjectTerms

FORMULA = "construction.instalment"


def parts_of(terms: ProjectTerms) -> list[tuple[int, int]]:
    """JKK and JKM of each instalment of terms; together exactly what the terms ask."""

    def part(due: int, number: int) -> int:
        given = {"due": due, "instalments": terms.instalments, "number": number}
        return int(law.calc(FORMULA, terms.on_date, given).values["instalment"])

    found = []
    for number in range(1, terms.instalments + 1):
        jkk = part(terms.jkk, number)
        found.append((jkk, part(terms.jkk + terms.jkm, number) - jkk))
    return found
