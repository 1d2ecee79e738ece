"""A small world; tests run as the writing role, so that they may look at everything."""

from collections.abc import Iterator

import contrib_world
import pytest

from lindung.base.db import system


@pytest.fixture
def world(db: None) -> Iterator[contrib_world.World]:
    with system():
        yield contrib_world.make()
