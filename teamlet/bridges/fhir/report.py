"""What an import says at its end: counts per kind, and every resource not understood with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from teamlet.bridges.fhir.words import REASONS

#: So many problems are listed; ``problems_total`` counts all.  Keeps memory flat where a whole export is strange.
LISTED = 50_000


@dataclass(slots=True)
class Report:
    """Counts per occurrence (read = stored + unchanged + skipped) and problems of one import."""

    resources: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: list[dict[str, str]] = field(default_factory=list)
    problems_total: int = 0
    seconds: float = 0.0
    #: Pairs of patients who may be one person or be taken for each other; waiting for somebody to look.
    look_alikes: int = 0
    #: Files that could not be read to their end.
    unread: int = 0

    def count(self, kind: str, what: str, number: int = 1) -> None:
        """Add ``number`` to ``what`` ("read", "stored", "unchanged", "skipped") of ``kind``."""
        counts = self.resources.get(kind)
        if counts is None:
            counts = self.resources[kind] = {"read": 0, "stored": 0, "unchanged": 0, "skipped": 0}
        counts[what] += number

    def problem(self, code: str, *, file: str, kind: str = "", id: str = "", **values: object) -> None:  # noqa: A002
        """Add a problem; the sentence carries codes and counts, never what stands in the resource."""
        self.problems_total += 1
        if len(self.problems) < LISTED:
            resource = f"{kind}/{id}" if kind else id
            self.problems.append({"file": file, "resource": resource, "reason": REASONS[code].format(**values)})

    def as_dict(self) -> dict[str, object]:
        """Return the report in the shape the command prints."""
        return {
            "resources": {kind: self.resources[kind] for kind in sorted(self.resources)},
            "problems": self.problems,
            "problems_total": self.problems_total,
            "look_alikes": self.look_alikes,
            "seconds": round(self.seconds, 3),
        }
