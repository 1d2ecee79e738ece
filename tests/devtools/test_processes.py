"""Children of a supervisor that died before it wrote them down are found by what they carry."""

import os
import subprocess
import time
from pathlib import Path

from lindung.devtools import processes


def test_a_child_nobody_wrote_down_is_found_and_ended(tmp_path):
    mine = os.environ | {"LINDUNG_DEMO_HOME": str(tmp_path)}
    with subprocess.Popen(["sleep", "60"], env=mine, start_new_session=True) as stray:
        while not Path(f"/proc/{stray.pid}/environ").read_bytes():  # the kernel shows it a moment after `exec`
            time.sleep(0.01)
        found = processes.strays("LINDUNG_DEMO_HOME", str(tmp_path), [])
        assert [mark.pid for mark in found] == [stray.pid]
        assert processes.strays("LINDUNG_DEMO_HOME", str(tmp_path), found) == []
        assert processes.strays("LINDUNG_DEMO_HOME", str(tmp_path / "other"), []) == []
        assert [mark.pid for mark in processes.end(found)] == [stray.pid]
        assert stray.wait(timeout=10) != 0
