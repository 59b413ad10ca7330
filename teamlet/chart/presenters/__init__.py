"""What the chart says: the support tile first, then trends in plain words, then the record."""

from __future__ import annotations

from teamlet.chart.presenters.person import details, header, what_stands
from teamlet.chart.presenters.populations import populations
from teamlet.chart.presenters.record import record
from teamlet.chart.presenters.support import chart

__all__ = ["chart", "details", "header", "populations", "record", "what_stands"]
