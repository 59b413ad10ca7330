"""What the pages of a visit show: reads put together, nothing written."""

from __future__ import annotations
