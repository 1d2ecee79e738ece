"""A small world of an office and its sponsors; tests run as the writing role, so that they may look at everything."""

from collections.abc import Iterator

import pytest
import reach_world

from lindung.base.db import system


@pytest.fixture
def world(db: None) -> Iterator[reach_world.World]:
    with system():
        yield reach_world.make()
