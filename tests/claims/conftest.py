"""The branch the claims tests work in."""

from collections.abc import Iterator

import pytest
from claims_world import World, build

from lindung.base.db import system


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with system():
        yield build()
