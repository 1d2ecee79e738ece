"""The small branch of the portal tests, for figures."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "portals"))

from branch_fixtures import as_user, branch, branch_once

__all__ = ["as_user", "branch", "branch_once"]
