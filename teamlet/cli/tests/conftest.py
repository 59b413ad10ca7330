"""Installations for the tests of commands: migrated once per run, copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installations import Installation, closing_installation, empty_installation


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a migrated, empty database; never changed, only copied."""
    with closing_installation(empty_installation(tmp_path_factory.mktemp("migrated") / "home")) as made:
        assert made.json("migrate")["ok"]
        yield made


@pytest.fixture
def another(migrated: Installation, tmp_path: Path) -> Iterator[Callable[[], Installation]]:
    """Make copies of the migrated installation."""
    made: list[Installation] = []

    def copy() -> Installation:
        made.append(migrated.copy(tmp_path / f"home{len(made)}"))
        return made[-1]

    yield copy
    for installation in made:
        installation.close()


@pytest.fixture
def here(another: Callable[[], Installation]) -> Installation:
    """A migrated installation of one's own."""
    return another()
