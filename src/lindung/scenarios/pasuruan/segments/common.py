"""What the segments share: people and firms outside the plan, their logins, and money that arrives."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from lindung.access import demo
from lindung.access import services as access
from lindung.base.db import scalar
from lindung.registry import services as registry
from lindung.registry.models import Employer
from lindung.scenarios.pasuruan.figures import DISTRICTS
from lindung.scenarios.pasuruan.setup import open_login
from lindung.scenarios.pasuruan.world import World
from lindung.segments import services as segments
from lindung.segments.models import JointOrder, Order

Act = Callable[[World, date], object]
"""Something done on a day."""
Acts = list[tuple[date, Act]]
WOMEN = 40
"""What is added to the day of birth in a woman's NIK."""


@dataclass(frozen=True, slots=True)
class Made:
    """Somebody made up, outside the plan: `number` tells the NIK apart."""

    number: int
    name: str
    sex: str
    born: date

    @property
    def nik(self) -> str:
        """The NIK, of a sub-district that does not exist."""
        day = self.born.day + (WOMEN if self.sex == "P" else 0)
        return f"351491{day:02d}{self.born:%m%y}{self.number:04d}"

    def card(self) -> dict[str, Any]:
        """What `register_person` takes."""
        return {
            "nik": self.nik,
            "name": self.name,
            "birth_date": self.born,
            "sex": self.sex,
            "phone": f"089909{self.number:06d}",
            "address": f"Dusun Contoh RT {self.number % 9 + 1} RW {self.number % 7 + 1}",
            "district_id": DISTRICTS[0],
        }


def person(one: Made) -> int:
    """Id of somebody registered before."""
    return int(scalar("select id from registry_person where nik = %s", [one.nik]))


def firm(world: World, number: int, name: str, on: date, login: str, **more: Any) -> Employer:
    """An employer outside the plan, with its login."""
    made = registry.register_employer(
        name=name,
        nib=f"9121{number:09d}",
        npwp=f"08{number:013d}",
        office_id=world.branch,
        district_id=DISTRICTS[0],
        registered_on=on,
        review_on=date(2022, 6, 15),
        address=f"Jalan Contoh Baru Nomor {number}",
        phone=f"0343{5900000 + number}",
        email=f"{login}@contoh.example",
        contact_name="Pengurus",
        **more,
    )
    let_in(login, access.NewMandate("EMPLOYER", employer_id=made.pk, valid_from=on))
    return made


def firm_id(number: int) -> int:
    """Id of an employer made by `firm`."""
    return int(scalar("select id from registry_employer where nib = %s", [f"9121{number:09d}"]))


def let_in(username: str, mandate: access.NewMandate) -> None:
    """Open one of the demo's logins."""
    open_login(next(one for one in demo.logins() if one.username == username), mandate)


def pay(world: World, order: Order | JointOrder, on: date) -> None:
    """The bank tells of a code paid exactly. Raises RuntimeError where it settles nothing."""
    told = segments.pay(order.code, "API", f"MANDIRI-{order.code}", order.total, on, world.branch, on=on)
    if not told.settled:
        raise RuntimeError(f"{order.code}: {told.reason}")
