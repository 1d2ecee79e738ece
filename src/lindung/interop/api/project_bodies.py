"""What is sent and answered about construction projects."""

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Schema

from lindung.interop.api.problems import Texts
from lindung.interop.api.values import Amount, Day, Id, In, Money, Month, Text, Whole
from lindung.segments.services.projects import MOST_INSTALMENTS, MOST_MAINTENANCE, MOST_WORKERS

LINES = 10_000

Nik = Annotated[str, Field(pattern=r"^[0-9]{16}$")]
Months = Annotated[Whole, Field(ge=0, le=MOST_MAINTENANCE)]
Parts = Annotated[Whole, Field(ge=1, le=MOST_INSTALMENTS)]
State = Literal["UNPAID", "RUNNING", "MAINTENANCE", "OVER"]
Basis = Literal["VALUE", "WAGES"]


class ProjectIn(In):
    """A project as its work order says. `basis` VALUE bills the contract value, WAGES the wages of the listed workers
    month by month. `contract_value` is without `vat`. `employer_id` only for staff."""

    employer_id: Id | None = None
    name: Annotated[Text, Field(max_length=160)]
    owner: Annotated[Text, Field(max_length=120)]
    funding: Literal["APBN", "APBD", "BUMN", "SWASTA", "LAIN"]
    work_order: Annotated[Text, Field(max_length=60)]
    work_order_on: Day
    basis: Basis = "VALUE"
    contract_value: Amount
    vat: Money = 0
    start_on: Day
    end_on: Day
    maintenance_months: Months = 0
    district: Annotated[str, Field(pattern=r"^[0-9]{2}\.[0-9]{2}$")]
    declared_workers: Annotated[Whole, Field(ge=0, le=MOST_WORKERS)] = 0
    instalments: Parts = 1


class AddendumIn(In):
    """What holds from an addendum on; a higher value asks for the difference, a lower one gives nothing back."""

    contract_value: Amount
    vat: Money = 0
    end_on: Day
    maintenance_months: Months = 0
    instalments: Parts = 1
    reason: Annotated[Text, Field(max_length=200)]


class WorkerIn(In):
    """Somebody on the project from `first_on`, to `last_on` where it is known. `wage` is a month's, or a day's where
    `daily`; a project billed by wages needs it."""

    nik: Nik
    name: Annotated[Text, Field(max_length=120)]
    birth_date: Day
    first_on: Day
    job: Annotated[Text, Field(max_length=80)]
    last_on: Day | None = None
    wage: Amount | None = None
    daily: Annotated[bool, Field(strict=True)] = False


class WorkersIn(In):
    """A list of workers; good rows are taken, others come back."""

    workers: Annotated[list[WorkerIn], Field(min_length=1, max_length=LINES)]


class EndIn(In):
    """The last day of somebody, and who takes the place."""

    last_on: Day
    replacement: WorkerIn | None = None


class WageIn(In):
    """A corrected wage, a month's or a day's where `daily`, from a month to a month (null: from then on)."""

    wage: Amount
    daily: Annotated[bool, Field(strict=True)] = False
    first_month: Month
    last_month: Month | None = None
    reason: Annotated[Text, Field(max_length=200)]


class ProjectOut(Schema):
    """A project in whole rupiah: what was asked and paid, and whom it covers until when."""

    id: int
    employer_id: int
    name: str
    owner: str
    funding: str
    work_order: str
    work_order_on: date
    basis: Basis
    district: str
    contract_value: int
    vat: int
    start_on: date
    end_on: date
    maintenance_months: int
    addenda: int
    registered_on: date
    register_by: date
    late: bool
    state: State
    covered_from: date | None
    covered_to: date
    asked: int
    paid: int
    declared_workers: int
    listed_workers: int


class DueOut(Schema):
    """An instalment (`number` of `of`), a month of wages (`month`; `correction`: what a corrected
    wage adds to it), or the rest under PP 49/2020 (`number` 0, `waived`
    is let go when it is paid). `status` null: no code was asked for yet."""

    addendum: int
    number: int
    of: int
    month: str | None
    correction: bool
    jkk: int
    jkm: int
    total: int
    waived: int
    code: str | None
    status: Literal["OPEN", "PAID", "EXPIRED", "CANCELLED", "WAIVED"] | None
    due_on: date | None
    expires_on: date | None
    paid_on: date | None


class ProjectOrderOut(Schema):
    """A code to pay exactly `total` with, once, by `expires_on`."""

    code: str
    first_month: str
    last_month: str
    jkk: int
    jkm: int
    total: int
    people: int
    due_on: date
    expires_on: date
    status: Literal["OPEN", "PAID", "EXPIRED", "CANCELLED"]
    paid_on: date | None


class WorkerOut(Schema):
    """A row of the list and the days it is covered."""

    id: int
    nik: str
    name: str
    job: str
    wage: int | None
    daily: bool
    first_on: date
    last_on: date | None
    reported_on: date
    late: bool
    replaces: str | None
    covered_from: date | None
    covered_to: date | None


class WageOut(Schema):
    """A corrected wage, and of the months that were paid by then: how many, what was paid, what is to be, and the
    difference (negative: it can be given back)."""

    id: int
    worker_id: int
    name: str
    first_month: str
    last_month: str | None
    wage_before: int
    daily_before: bool
    wage: int
    daily: bool
    reason: str
    reported_on: date
    months: int
    before: int
    after: int
    difference: int


class RefusedWorkerOut(Schema):
    """A row that was not taken: its place from 1 and why."""

    row_no: int
    code: str
    field: str
    messages: Texts


class ListedOut(Schema):
    """Rows in = done + already + refused."""

    done: int
    already: int
    refused: list[RefusedWorkerOut]


class CertificateOut(Schema):
    """The certificate: `ready` once issued, `due_on` the last day of the law for it (null before the first payment).
    Anyone can verify `verify_code` under `/letters`."""

    ready: bool
    due_on: date | None
    number: str | None
    verify_code: str | None
    issued_on: date | None
