"""Every page of the office: for whom, and that it stands with nothing and with something in it."""

from __future__ import annotations

from typing import Any

import pytest

from teamlet.ground.access.roles import OFFICE, Role
from teamlet.records.library.permissions import EDITS_CONTENT

pytestmark = pytest.mark.django_db
OFFICE_PAGES = [
    "people/",
    "people/invite/",
    "absences/",
    "duties/",
    "practice/",
    "teams/",
    "settings/",
    "ehr-format/",
    "imports/",
    "audit/",
]
CONTENT_PAGES = ["", "content/", "content/prompts/goal/"]


@pytest.mark.parametrize("page", OFFICE_PAGES + CONTENT_PAGES)
def test_for_whom(client_of: Any, page: str) -> None:
    allowed = OFFICE | EDITS_CONTENT if page in CONTENT_PAGES else OFFICE
    for role in Role:
        answer = client_of(role).get(f"/practice/cedar/office/{page}")
        assert answer.status_code == (200 if role in allowed else 404), role


@pytest.mark.parametrize("page", OFFICE_PAGES + CONTENT_PAGES)
def test_the_neighbors_office_is_not_found(client_of: Any, neighbor: Any, page: str) -> None:
    assert client_of("manager").get(f"/practice/juniper/office/{page}").status_code == 404
