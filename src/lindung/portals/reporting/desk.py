"""Where wage reports are worked on: by the employer himself, or by the branch for him. The pages are the same; a desk
says whose reports they are, what may be done with them, and where the addresses lead."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from lindung.access.permissions import Act, allowed
from lindung.access.web import actor_of
from lindung.base.format import month_year
from lindung.contributions import services
from lindung.contributions.models import WageReport
from lindung.contributions.queries import listing
from lindung.portals import kit
from lindung.portals.reporting.words import lang
from lindung.registry.models import Employer

STEPS = {"READING": "progress", "FINALISED": "review", "POSTED": "review"}
"""State of a report -> the page it is worked on; any other state: its own page."""


@dataclass
class Desk:
    """The employer's own desk. `namespace` and `prefix` lead to the pages, `frame` is the page around them."""

    request: HttpRequest
    employer_id: int
    namespace: str = "employer"
    frame: str = "employer/base.html"
    prefix: tuple[Any, ...] = ()
    own: ClassVar[bool] = True

    @property
    def by(self) -> int | None:
        """The login that works here."""
        return actor_of(self.request).user_id

    @cached_property
    def firm(self) -> Employer:
        """The employer with office and district, as row-level security shows it; else a 404."""
        found = Employer.objects.select_related("office", "district").filter(pk=self.employer_id).first()
        if found is None:
            raise Http404
        return found

    def report(self, report_id: int) -> dict[str, Any]:
        """A report of this employer; else a 404."""
        found = listing.report(report_id)
        if found is None or found["employer_id"] != self.employer_id:
            raise Http404
        return found

    def at(self, name: str, *args: Any) -> str:
        """The address of a page of this desk."""
        return reverse(f"{self.namespace}:{name}", args=[*self.prefix, *args])

    def go(self, name: str, *args: Any) -> HttpResponse:
        """To a page of this desk."""
        return redirect(self.at(name, *args))

    def show(self, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of this desk."""
        return render(self.request, f"reporting/{name}.html", {"desk": self, **context}, status=status)

    def address(self, report: dict[str, Any]) -> str:
        """Where a report is worked on in its present state."""
        return self.at(STEPS.get(report["status"], "report"), report["id"])

    def bill(self, code: str) -> str:
        """Where a bill is shown."""
        return reverse("employer:bill", args=[code])

    def crumbs(self, report: dict[str, Any] | None = None) -> list[kit.Link]:
        """The way back from a page about reports."""
        found = [*self.above(), kit.Link(_("Laporan upah"), self.at("reports"))]
        if report is not None:
            found.append(kit.Link(month_year(report["month"], lang()), self.at("report", report["id"])))
        return found

    def above(self) -> list[kit.Link]:
        """What stands above the list of reports."""
        return []

    def may(self, act: Act, report: dict[str, Any] | None = None) -> bool:
        """Whether `act` (of an employer) may be done here, with this report."""
        return allowed(actor_of(self.request), act)

    def open(self, month: date, reason: str = "") -> WageReport:
        """Open a month, or with a reason the correction of a posted one. Raises ContributionRefused."""
        if reason:
            return services.correct_month(self.employer_id, month, reason, by=self.by)
        return services.open_report(self.employer_id, month, by=self.by)

    def months(self) -> kit.Table | None:
        """The months with their states, where the list of reports shows them; an employer has them on his first
        page."""
        return None

    @property
    def hand_in(self) -> int | None:
        """The papers that a file handed in here belongs to; an employer needs none."""
        return None

    @property
    def given_up(self) -> str:
        """Why a report that is discarded here was given up."""
        return _("Dibatalkan oleh pemberi kerja")

    def death(self, person_id: int) -> HttpResponse:
        """A worker who died is no leaver: to the report of his death."""
        told = _(
            "Kematian tidak dilaporkan sebagai pekerja keluar. Isi laporan kematian ini, agar ahli waris segera"
            " dilayani."
        )
        messages.info(self.request, told)
        return redirect(reverse("employer:death") + f"?pekerja={person_id}")

    def reading(self, people: Iterable[int], page: str) -> None:
        """People whose data a page shows; an employer's own workers need no note."""


View = Callable[..., HttpResponse]
Mount = Callable[[View, Act], View]
"""Gives a page its desk, behind the permission it needs (an act of an employer)."""
