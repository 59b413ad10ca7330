"""Installations for the fault tests: migrated once per run, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.sending import Sending
from tests.installations import Installation, closing_installation, empty_installation


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a migrated, empty database; never changed, only copied."""
    with closing_installation(empty_installation(tmp_path_factory.mktemp("migrated") / "home")) as made:
        assert made.json("migrate")["ok"]
        yield made


@pytest.fixture(scope="session")
def demonstrated(migrated: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with the demo practice; never changed, only copied."""
    with closing_installation(migrated.copy((tmp_path_factory.mktemp("demo") / "home").resolve())) as made:
        made.json("demo", "--patients", 40)
        yield made


@pytest.fixture
def demo(demonstrated: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of one's own with the demo practice and 40 people."""
    with closing_installation(demonstrated.copy((tmp_path / "home").resolve())) as made:
        yield made


@pytest.fixture
def installation(migrated: Installation, tmp_path: Path) -> Iterator[Installation]:
    """A migrated installation of one's own."""
    with closing_installation(migrated.copy((tmp_path / "home").resolve())) as made:
        yield made


@pytest.fixture
def opened() -> Iterator[list[Sending]]:
    found: list[Sending] = []
    yield found
    for sending in found:
        sending.close()


@pytest.fixture
def sending(installation: Installation, opened: list[Sending]) -> Sending:
    opened.append(Sending(installation))
    return opened[-1]


@pytest.fixture
def well_behaved(installation: Installation, opened: list[Sending]) -> Sending:
    """The same with a provider that does everything right: what goes wrong then is the worker's."""
    opened.append(Sending(installation, manners="well-behaved"))
    return opened[-1]
