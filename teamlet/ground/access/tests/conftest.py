from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """The library keeps used codes in a cache that no test takes back."""
    cache.clear()
