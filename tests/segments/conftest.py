"""A small world of two offices; tests run as the writing role, so that they may look at everything."""

from collections.abc import Iterator

import pytest
import segment_world

from lindung.base.db import system


@pytest.fixture
def world(db: None) -> Iterator[segment_world.World]:
    with system():
        yield segment_world.make()
