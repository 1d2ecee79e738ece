"""Shapes of the single components: menu, figure, definition list, timeline, stepper, progress, clock, waterfall."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

# Text on screen: already translated, or a lazy translation.
Text = Any
Tone = Literal["neutral", "info", "ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its text; a crumb, an action, a way out."""

    label: Text
    href: str = ""
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the side or top menu. Without `href` it is a heading over the entries that follow."""

    label: Text
    href: str = ""
    icon: str = ""
    active: bool = False
    count: int | None = None
    """Open items behind the entry, shown beside it when above zero."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, as the frame of the page shows it."""

    name: str
    role: Text
    office: Text = ""
    kind: Literal["member", "employer", "sponsor", "staff", "partner"] = "staff"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with everything that makes it trustworthy: as-of, base, definition, way to its transactions."""

    label: Text
    value: str
    """Formatted with `lindung.base.format`."""
    as_of: dt.date | None = None
    unit: Text = ""
    full: str = ""
    """The unrounded value when `value` is a short form."""
    numerator: int | None = None
    denominator: int | None = None
    base: Text = ""
    """What the denominator counts."""
    note: Text = ""
    definition: str = ""
    """Address of the indicator's definition."""
    drill: str = ""
    """Address of the transactions behind the figure."""
    tone: Tone = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a definition list."""

    term: Text
    value: Any
    note: Text = ""
    source: Text = ""
    href: str = ""
    action: Text = ""
    """Text of the link at `href`; without it the value itself is the link."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One event on a timeline."""

    title: Text
    when: dt.date | dt.datetime | None = None
    text: Text = ""
    by: Text = ""
    state: Literal["done", "now", "next", "bad"] = "done"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a wizard."""

    label: Text
    state: Literal["done", "now", "next"] = "next"
    href: str = ""


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the error summary: the sentence and the field it leads to."""

    text: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a job. `poll` answers with this component again; polling stops when `state` is final."""

    id: str
    label: Text
    done: int
    total: int | None
    state: Literal["waiting", "running", "done", "failed"] = "running"
    detail: Text = ""
    poll: str = ""
    next: Link | None = None
    """Where to go when finished."""

    @property
    def live(self) -> bool:
        """Whether the page should ask again."""
        return self.state in ("waiting", "running")

    @property
    def share(self) -> int | None:
        """Whole percent done, or None while the total is unknown; 100 only when all is done."""
        if self.state == "done":
            return 100
        return None if not self.total else min(99, self.done * 100 // self.total)


@dataclass(frozen=True, slots=True)
class Clock:
    """A due date counted in the unit of its law: `left` days, negative when late, None when the clock stands still."""

    due: dt.date | None
    left: int | None
    unit: Literal["days", "working_days"] = "working_days"
    stopped: bool = False
    met: bool | None = None
    """Set once the matter is closed: was it in time?"""

    @classmethod
    def between(cls, today: dt.date, due: dt.date, count: Callable[[dt.date, dt.date], int] | None = None) -> Clock:
        """Clock from two dates; `count(start, end)` counts working days, without it calendar days are shown."""
        if count is None:
            return cls(due, (due - today).days, "days")
        return cls(due, count(today, due) if today <= due else -count(due, today))

    @property
    def tone(self) -> Tone:
        """Colour of the clock: late is bad, the last two days warn."""
        if self.met is not None:
            return "ok" if self.met else "bad"
        if self.stopped or self.left is None:
            return "neutral"
        return "bad" if self.left < 0 else "warn" if self.left <= 2 else "ok"


@dataclass(frozen=True, slots=True)
class WaterfallRow:
    """One row from an opening to a closing amount. `amount` is signed rupiah or a count as the table says."""

    label: Text
    amount: int
    kind: Literal["total", "change"] = "change"
    note: Text = ""
    href: str = ""
