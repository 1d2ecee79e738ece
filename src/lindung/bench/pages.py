"""A member's account and an employer's bill, served by the product's own web server at a steady rate.

Requests start by the clock, whether or not the ones before are answered, and each is timed from the moment it was due:
a slow server cannot hide by making the client wait. Every request is of another login, in turn.
"""

import asyncio
import contextlib
import http.client
import math
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

NAMED = "ukur-halaman-"
WARM_SECONDS = 5
PATIENCE = 30.0
WORKERS, THREADS = 2, 4  # as ./dev demo serves


@dataclass(frozen=True, slots=True)
class Page:
    """One address as one signed-in person."""

    name: str
    path: str
    session: str


@dataclass(slots=True)
class Timing:
    """What one kind of page answered: seconds from when it was due, and answers that were not the page."""

    seconds: list[float] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)

    def quantile(self, share: float) -> float:
        """The smallest time that at least this share of the answers took no longer than, in ms."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else math.inf


# ---- who asks


def choose(count: int, seed: int = 20180430) -> tuple[list[int], list[tuple[int, str]]]:
    """People with an account, and employers with one of their bills, spread over all there are."""
    from lindung.base.db import rows, system

    rng = random.Random(seed)
    with system():
        people = _some(rng, "registry_person", "select p.id from registry_person p where p.id = any(%s) and exists"
                       " (select 1 from ledger_memberposting m where m.person_id = p.id) order by md5(p.id::text)",
                       count)  # fmt: skip
        firms = _some(rng, "registry_employer", "select e.id from registry_employer e where e.id = any(%s) and exists"
                      " (select 1 from contributions_bill b where b.employer_id = e.id) order by md5(e.id::text)",
                      count)  # fmt: skip
        bills = rows(
            "select distinct on (employer_id) employer_id, code from contributions_bill where employer_id = any(%s)"
            " order by employer_id, md5(code)",
            [firms],
        )
    if not people or not bills:
        raise RuntimeError("no member with an account or no bill in this database: load a scenario first")
    return people, [(int(b["employer_id"]), str(b["code"])) for b in bills]


def _some(rng: random.Random, table: str, query: str, count: int) -> list[int]:
    from lindung.base.db import rows

    bounds = rows(f"select coalesce(min(id), 0) as low, coalesce(max(id), 0) as high from {table}")[0]
    ids = [rng.randint(int(bounds["low"]), int(bounds["high"])) for _ in range(20 * count)]
    return [int(r["id"]) for r in rows(query, [ids])][:count]


def wanted(people: Sequence[int], bills: Sequence[tuple[int, str]]) -> list[tuple[str, str, Any]]:
    """Name, address and mandate of a member's account and an employer's bill for each."""
    from django.urls import reverse

    from lindung.access.services import NewMandate

    found = [("member", reverse("member:account"), NewMandate("MEMBER", person_id=p)) for p in people]
    return found + [
        ("employer", reverse("employer:bill", args=[c]), NewMandate("EMPLOYER", employer_id=e)) for e, c in bills
    ]


@contextlib.contextmanager
def signed_in(asked: Sequence[tuple[str, str, Any]]) -> Iterator[list[Page]]:
    """A login and a session for each (name, address, mandate), as the sign-in page makes them; gone afterwards."""
    from importlib import import_module

    from allauth.account.internal.flows.login import record_authentication
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from lindung.access.models import User
    from lindung.access.services import grant_mandate
    from lindung.base.db import system

    engine = import_module(settings.SESSION_ENGINE)
    pages, stores = [], []
    try:
        with system():
            User.objects.filter(username__startswith=NAMED).delete()
            for n, (name, path, mandate) in enumerate(asked):
                user = User(username=f"{NAMED}{n}")
                user.set_unusable_password()
                user.save()
                grant_mandate(user.pk, mandate)
                store = engine.SessionStore()
                store.update({
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                })  # fmt: skip
                record_authentication(cast(Any, SimpleNamespace(session=store)), user, "mfa", type="totp")
                store.save()
                stores.append(store)
                pages.append(Page(name, path, store.session_key))
        yield pages
    finally:
        with system():
            for store in stores:
                store.delete()
            User.objects.filter(username__startswith=NAMED).delete()


def queries(pages: Sequence[Page], each: int = 10) -> dict[str, list[int]]:
    """The least and the most SQL statements that some pages of a kind needed."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    found: dict[str, list[int]] = {}
    for page in [p for name in sorted({p.name for p in pages}) for p in [q for q in pages if q.name == name][:each]]:
        count = 0

        def counted(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = page.session
        with connection.execute_wrapper(counted):
            status = client.get(page.path).status_code
        if status != http.client.OK:
            raise RuntimeError(f"{page.path}: HTTP {status}")
        found.setdefault(page.name, []).append(count)
    return {name: [min(counts), max(counts)] for name, counts in found.items()}


# ---- the server


@contextlib.contextmanager
def serving() -> Iterator[int]:
    """The web server as `./dev demo` starts it, on a free port; ended afterwards."""
    from lindung.cli import server_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {"LINDUNG_OWNER_URL": ""}
    command = server_command(f"127.0.0.1:{port}", WORKERS, THREADS)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/")
            answer = connection.getresponse().status
            connection.close()
            if answer < http.client.BAD_REQUEST:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server does not start")


# ---- the client


class Caller:
    """Asks over kept connections; one is opened when none is free."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, page: Page) -> str:
        """The status of the page ("200"), read to its last byte."""
        while True:
            kept = bool(self.idle)
            if kept:
                reader, writer = self.idle.pop()
            else:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(
                    f"GET {page.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}={page.session}"
                    "\r\nAccept: text/html\r\n\r\n".encode()
                )
                await writer.drain()
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()
                if kept:
                    continue  # the server ended a connection that was idle for long
                raise
            status, _, rest = head.decode("latin-1").partition("\r\n")
            headers = {k.strip().lower(): v.strip() for k, _, v in (h.partition(":") for h in rest.split("\r\n"))}
            await reader.readexactly(int(headers["content-length"]))
            if headers.get("connection", "").lower() == "close":
                writer.close()
            else:
                self.idle.append((reader, writer))
            return status.split(" ")[1]


async def drive(caller: Caller, pages: Sequence[Page], rate: int, seconds: float) -> dict[str, Timing]:
    """`rate` requests a second for so long, each at its own time."""
    found = {name: Timing() for name in {p.name for p in pages}}
    loop = asyncio.get_running_loop()
    start = loop.time() + 0.1

    async def one(page: Page, due: float) -> None:
        await asyncio.sleep(due - loop.time())
        timing = found[page.name]
        try:
            said = await asyncio.wait_for(caller.ask(page), PATIENCE)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, KeyError) as error:
            said = type(error).__name__
        timing.seconds.append(loop.time() - due)
        if said != "200":
            timing.errors[said] = timing.errors.get(said, 0) + 1

    await asyncio.gather(
        *(one(pages[n % len(pages)], start + n / rate) for n in range(round(rate * seconds))),
    )
    return found


def _mixed(pages: Sequence[Page]) -> list[Page]:
    """One of each kind in turn."""
    kinds = [[p for p in pages if p.name == name] for name in sorted({p.name for p in pages})]
    return [kind[n % len(kind)] for n in range(max(map(len, kinds))) for kind in kinds]


def measure(rate: int, seconds: int, logins: int) -> dict[str, Any]:
    """Both pages together at `rate` requests a second."""
    from django.conf import settings

    from lindung.base.db import rows, scalar, system

    people, bills = choose(logins)
    with system():
        sizes = rows(
            "select relname as name, greatest(reltuples, 0)::bigint as rows from pg_class where relname in"
            " ('registry_person', 'registry_employer', 'contributions_bill') order by 1"
        )
        disk = int(scalar("select pg_database_size(current_database())"))
    with signed_in(wanted(people, bills)) as pages, serving() as port:
        counts = queries(pages)
        mixed = _mixed(pages)
        asyncio.run(drive(Caller(port, settings.SESSION_COOKIE_NAME), mixed, rate, WARM_SECONDS))
        timings = asyncio.run(drive(Caller(port, settings.SESSION_COOKIE_NAME), mixed, rate, seconds))
    return {
        "rate": rate,
        "seconds": seconds,
        "members": len(people),
        "employers": len(bills),
        "database_mb": round(disk / 2**20),
        "rows": {r["name"]: int(r["rows"]) for r in sizes},
        "load": os.getloadavg()[0],
        "pages": {
            name: {
                "requests": len(t.seconds),
                "p50_ms": round(t.quantile(0.5), 1),
                "p95_ms": round(t.quantile(0.95), 1),
                "p99_ms": round(t.quantile(0.99), 1),
                "max_ms": round(t.quantile(1), 1),
                "errors": t.errors,
                "statements": counts[name],
            }
            for name, t in sorted(timings.items())
        },
    }


def table(found: dict[str, Any]) -> str:
    """The pages as a Markdown table."""
    out = [
        f"{found['rate']} requests a second for {found['seconds']} s, {found['members']:,} members and"
        f" {found['employers']:,} employers in turn; database of {found['database_mb']:,} MB; load {found['load']:.1f}"
        " at the end.",
        "",
        "| page | requests | p50, ms | p95, ms | p99, ms | slowest, ms | errors | SQL statements |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, p in found["pages"].items():
        low, high = p["statements"]
        out.append(
            f"| {name} | {p['requests']:,} | {p['p50_ms']:.1f} | {p['p95_ms']:.1f} | {p['p99_ms']:.1f} |"
            f" {p['max_ms']:.1f} | {sum(p['errors'].values())} | {low if low == high else f'{low} to {high}'} |"
        )
    return "\n".join(out)
