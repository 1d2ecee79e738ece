"""Sharing a server: whoever needs it holds a lease, the last one to leave stops it."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from lindung.devtools.postgres.programs import PostgresError
from lindung.devtools.postgres.server import Cluster, Server


def external(home: Path) -> Cluster | None:
    """The server named by DATABASE_URL, if that is set. Raises PostgresError when it does not answer."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return None
    part = urlsplit(url)
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise PostgresError(f"DATABASE_URL tidak menjawab / does not answer: {reason}") from None
    place = re.sub(r"\W+", "-", f"{part.hostname}-{part.port or 5432}-{unquote(part.username or '')}")
    home = home / f"server-{place}"
    home.mkdir(parents=True, exist_ok=True)
    return Cluster(url, home, managed=False)


def ensure(home: Path, throwaway: bool = False) -> Cluster:
    """A running server for `home`, left running. `throwaway` trades durability for speed: tests only."""
    return external(home) or Server(home, throwaway=throwaway).ensure()


def stop(home: Path, mode: str = "fast") -> None:
    """Stop the server of `home`; nothing to do for DATABASE_URL."""
    if not os.environ.get("DATABASE_URL"):
        Server(home, throwaway=False).stop(mode)


class Lease:
    """A share in the server of `home`: whoever leaves last stops it. A killed holder's share ends by itself."""

    def __init__(self, home: Path, throwaway: bool = False) -> None:
        self._file: Any = None
        outside = external(home)
        if outside:
            self.cluster = outside
            return
        self.server = Server(home, throwaway=throwaway)
        self.server.make_home()
        self._file = open(self.server.home / "users", "a")  # noqa: SIM115 - held open as long as the lease
        fcntl.flock(self._file, fcntl.LOCK_SH)
        try:
            self.cluster = self.server.ensure()
        except BaseException:
            self._file.close()
            raise

    def ensure(self) -> Cluster:
        """Bring the server back if it died; the address may differ afterwards."""
        if self._file:
            self.cluster = self.server.ensure()
        return self.cluster

    def release(self) -> bool:
        """Give the share back; True when this stopped the server."""
        if not self._file:
            return False
        with self._file as file:
            self._file = None
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self.server.stop()
            return True


@contextmanager
def lease(home: Path, throwaway: bool = False) -> Iterator[Cluster]:
    """Use the server of `home` for a while."""
    held = Lease(home, throwaway)
    try:
        yield held.cluster
    finally:
        held.release()
