from __future__ import annotations

from teamlet.office.views.start import start

__all__ = ["start"]
