"""Is this person covered on a day, and for what: for the counter that must know now."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from lindung import law
from lindung.access.permissions import Act
from lindung.access.services import log_reading
from lindung.coverage import queries as coverage
from lindung.interop.api.door import Bearer, actor_of
from lindung.interop.api.problems import Problem, not_found
from lindung.interop.api.values import Day, In
from lindung.law.programmes import SIZES, programmes_for
from lindung.registry import queries as registry

router = Router(auth=Bearer(Act.API_ELIGIBILITY))


class AskIn(In):
    """One of `nik` and `kpj`; `on` is the business day where absent."""

    nik: Annotated[str, Field(pattern=r"^[0-9]{16}$")] | None = None
    kpj: Annotated[str, Field(pattern=r"^[0-9A-Z]{11}$")] | None = None
    on: Day | None = None


class CoverOut(Schema):
    """One spell of cover on the day; `employer` is empty for who pays for himself."""

    kpj: str
    employer: str
    segment: str
    since: date
    until: date | None
    programmes: list[str]


class EligibilityOut(Schema):
    """The answer: covered or not, through whom, for which programmes."""

    on: date
    covered: bool
    programmes: list[str]
    covers: list[CoverOut]


def _programmes(segment: str, size: str, day: date) -> tuple[str, ...]:
    """Programmes the law obliges an employer of this size to on a day; none where the law names none."""
    if segment == "BPU":
        return tuple(law.parameter("programmes.by_segment", day).value["BPU"])
    if segment != "PU" or size.lower() not in SIZES:
        return ()
    try:
        found = programmes_for(size.lower(), day)
    except law.NotInForce:
        return ()
    return (*found.programmes, *(("JKP",) if found.jkp else ()))


@router.post("/eligibility", response=EligibilityOut, operation_id="ask_eligibility", summary="Ask for cover on a day")
def ask_eligibility(request: HttpRequest, ask: AskIn) -> dict[str, Any]:
    """404 where the person is unknown or not yours to see. Asking for another person is recorded, and he can see it."""
    if (ask.nik is None) == (ask.kpj is None):
        texts = ("Isi salah satu: nik atau kpj.", "Give one of nik and kpj.")
        raise Problem(422, "one_of", texts=texts, field="body.ask.nik")
    person = registry.person_by_nik(ask.nik) if ask.nik else registry.person_by_kpj(ask.kpj or "")
    if person is None:
        raise not_found()
    on = ask.on or registry.today()
    log_reading(actor_of(request), [person], "api.eligibility")
    covers = coverage.covered_on(person, on, _programmes)
    programmes = sorted({p for c in covers for p in c.programmes})
    return {
        "on": on,
        "covered": bool(covers),
        "programmes": programmes,
        "covers": [
            {
                "kpj": c.kpj,
                "employer": c.employer or "",
                "segment": c.segment,
                "since": c.start_on,
                "until": c.end_on,
                "programmes": list(c.programmes),
            }
            for c in covers
        ],
    }
