"""A small world with arrears; tests run as the writing role, so that they may look at everything."""

from collections.abc import Iterator

import collection_world
import pytest

from lindung.base.db import system


@pytest.fixture
def world(db: None) -> Iterator[collection_world.World]:
    with system():
        yield collection_world.make()
