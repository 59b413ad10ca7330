"""The outbox of the demo: nothing leaves the house, and a page shows what would have been sent."""

from __future__ import annotations

from teamlet.bridges.channels import Accepted, Asked, NotBegun, NotThere, Outgoing, Question, Sent


class Outbox:
    """Takes everything at once.  What it took is what is marked as sent, so it never has more than that."""

    name = "outbox"
    can_ask = True
    longest_call = 1.0
    quiet = 0.0
    is_for_demos = True

    def send(self, outgoing: Outgoing, reference: str) -> Sent:
        """Take the message."""
        return Accepted(f"outbox-{reference}") if outgoing.still_ours() else NotBegun()

    def ask(self, question: Question) -> Asked:
        """Say that it is not there: what was not marked as sent was not shown to anybody."""
        return NotThere()
