"""The branch of the portal tests, and a client signed in as one of its logins."""

from branch_fixtures import as_user, branch, branch_once

__all__ = ["as_user", "branch", "branch_once"]
