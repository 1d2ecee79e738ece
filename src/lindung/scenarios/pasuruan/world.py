"""The plan met by the database: ids of what has been registered so far, and small helpers of the steps."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from lindung import law
from lindung.access.models import User
from lindung.base.db import rows
from lindung.scenarios.pasuruan.plan import Plan

JAKARTA = ZoneInfo("Asia/Jakarta")
OFFICES = ("pasuruan", "malang")


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in Jakarta."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JAKARTA)


@dataclass
class World:
    """One load of one plan. Look-ups are made when first needed and kept: ids never change."""

    plan: Plan

    @cached_property
    def office(self) -> dict[str, int]:
        return {r["slug"]: r["id"] for r in rows("select slug, id from registry_office")}

    @cached_property
    def offices(self) -> np.ndarray:
        """Office id by the plan's office number."""
        return np.array([self.office[slug] for slug in OFFICES])

    @cached_property
    def branch(self) -> int:
        return self.office["pasuruan"]

    @cached_property
    def employers(self) -> np.ndarray:
        """Employer id by row of the plan."""
        found = {r["nib"]: r["id"] for r in rows("select nib, id from registry_employer where nib <> ''")}
        return np.array([found[nib] for nib in self.plan.firms.nib])

    @cached_property
    def people(self) -> np.ndarray:
        """Person id by row of the plan."""
        with connection.cursor() as cursor:
            cursor.execute("select nik, id from registry_person")
            found = dict(cursor.fetchall())
        return np.array([found[nik] for nik in self.plan.folk.nik])

    def user(self, username: str) -> int:
        """Id of a demo login."""
        if username not in self._users:
            self._users.update(User.objects.values_list("username", "id"))
        return self._users[username]

    @cached_property
    def _users(self) -> dict[str, int]:
        return {}

    @cached_property
    def papers(self) -> frozenset[str]:
        """Every paper code of the law: seen at the counter."""
        known = {p.id: p for p in law.parameters()}
        return frozenset(known["jht.documents"].labels) | frozenset(known["jkm.documents"].labels)
