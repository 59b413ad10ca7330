"""Each role's first screen, undo and handoffs."""

from __future__ import annotations

import pytest

from teamlet.ground.access.roles import Role


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_first_screen(client_of, practice, role):
    answer = client_of(role).get(f"/practice/{practice.key}/")
    assert answer.status_code == 200
    assert b"Cedar Family Practice" in answer.content
