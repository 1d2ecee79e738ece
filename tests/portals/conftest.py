"""The branch of the portal tests, and a client signed in as one of its logins."""

import pytest
from branch import Branch, build


@pytest.fixture
def branch(db) -> Branch:
    """A small branch with a year of work."""
    return build()


@pytest.fixture
def as_user(branch, sign_in):
    """as_user("peserta") -> a client signed in with that login of the branch."""
    return lambda name: sign_in(branch.users[name], branch.mandate(name))
