"""Text messages through Twilio's API, with Twilio's own client.

What is certain: before the request begins to leave, nothing was sent; an answer with Twilio's number (SID) says that
it has the message; an error below 500 says that it has not.  Everything else, a cut, a time-out, a 5xx, a 2xx without
a number, is unknown.

Twilio keeps no reference of ours: asked, it lists what went from the practice's number to the patient's, and a message
with these words that is nobody else's is ours.  When something went there since that may be ours in other words, the
answer stays unclear and a person decides.  Beside that each message names the address of our own at which Twilio tells
what became of it (``webhooks``), with our reference in it: such a call settles it too.

The client's modules cost 13 MB and 0.4 s; they are loaded by the first message of a real practice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings

from teamlet.bridges.channels import (
    Accepted,
    Asked,
    NotBegun,
    NotThere,
    OptedOut,
    Outgoing,
    Question,
    Rejected,
    Scope,
    Sent,
    Unfit,
    Unknown,
)
from teamlet.bridges.channels.text import number_of
from teamlet.bridges.channels.text.codes import NO_SUCH_NUMBER, OUR_SIDE, TOLD_TO_STOP, UNFIT
from teamlet.bridges.channels.webhooks.addresses import status_address
from teamlet.bridges.channels.wire import Lost

if TYPE_CHECKING:
    from twilio.base.exceptions import TwilioException
    from twilio.rest import Client

    from teamlet.bridges.channels.text.http_talk import Talk

log = structlog.get_logger("teamlet.outreach")

#: Seconds for a whole call, and after which a connection that was not used is not trusted any more.
PATIENCE = 20.0
IDLE = 30.0
#: Seconds after a call without an end before Twilio is asked about it.
QUIET = 60.0
#: So many messages to one number are looked through.
LISTED = 200

_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}", re.IGNORECASE)


class Twilio:
    """One account at Twilio; each practice sends from its own number.  Not for several threads."""

    name = "twilio"
    can_ask = True
    quiet = QUIET
    is_for_demos = False

    def __init__(self, texts: dict[str, str] | None = None, *, patience: float = PATIENCE) -> None:
        """Use ``texts`` or the settings'; ``ValueError`` when they name another provider."""
        self.texts = settings.TEXTS if texts is None else texts
        if self.texts.get("KIND") != "twilio":
            raise ValueError("TEAMLET_TEXT_URL names no account at Twilio.")
        self.patience = patience
        self.longest_call = patience + 1.0
        self._known: tuple[Client, Talk] | None = None

    def send(self, outgoing: Outgoing, reference: str) -> Sent:
        """Hand the message over; ``reference`` is part of the address at which Twilio tells more."""
        from twilio.base.exceptions import TwilioException

        from teamlet.bridges.channels.text.http_talk import Cut, NotOurs

        sender, number = number_of(outgoing.sender), number_of(outgoing.address)
        if not number:
            return Rejected("not a number", is_permanent=True)
        if not sender:
            return Rejected("no number of ours", is_permanent=False, scope=Scope.MESSAGE)
        client, talk = self._client()
        talk.gate = outgoing.still_ours
        callback = status_address(outgoing.practice, reference)
        try:
            made = client.messages.create(
                to=number, from_=sender, body=outgoing.body, **({"status_callback": callback} if callback else {})
            )
        except NotOurs:
            return NotBegun()
        except Cut as cut:
            return self._unclear(cut.why, talk)
        except Lost as lost:
            log.warning("text provider", provider=self.name, code=lost.why)
            return Rejected(lost.why, is_permanent=False)
        except TwilioException as error:
            return self._refused(error, talk)
        except (ValueError, TypeError, KeyError, AttributeError):
            # 2xx, and no message that the client can read.
            return self._unclear("garbled", talk)
        sid = str(made.sid or "")
        return Accepted(sid) if _SID.fullmatch(sid) else self._unclear("no number of theirs", talk)

    def ask(self, question: Question) -> Asked:
        """Look for the message among those that went from the practice's number to the patient's."""
        from twilio.base.exceptions import TwilioException

        sender, number = number_of(question.sender), number_of(question.address)
        if not (sender and number and question.since):
            return Unknown("no number of ours")
        client, talk = self._client()
        talk.gate = lambda: True
        try:
            listed = client.messages.list(to=number, from_=sender, limit=LISTED, page_size=100)
            mine = [
                each
                for each in listed
                if each.direction == "outbound-api" and each.date_created and each.date_created >= question.since
            ]
        except Lost as lost:
            return self._unclear(lost.why, talk)
        except TwilioException as error:
            status, code = _said(error)
            return self._unclear(str(code or status or "garbled"), talk)
        except (ValueError, TypeError, KeyError, AttributeError):
            return self._unclear("garbled", talk)
        free = [each for each in mine if not question.is_taken(str(each.sid))]
        same = [each for each in free if _plain(each.body) == _plain(question.body)]
        if same:
            return _found(same[-1])
        if free or (len(listed) >= LISTED and len(mine) == len(listed)):
            return Unknown("other words")
        return NotThere()

    def close(self) -> None:
        """Give the connection up."""
        if self._known is not None:
            self._known[1].close()

    # --- steps --------------------------------------------------------------------------------------------------------

    def _client(self) -> tuple[Client, Talk]:
        if self._known is None:
            from twilio.rest import Client

            from teamlet.bridges.channels.text.http_talk import Talk

            is_private = self.texts["SECURITY"] != "none"
            talk = Talk(self.texts["HOST"], int(self.texts["PORT"]), tls=is_private, patience=self.patience, idle=IDLE)
            # An environment of its own: what stands in ours for other programs changes nothing here.
            client = Client(self.texts["USER"], self.texts["PASSWORD"], http_client=talk, environment={"-": "-"})
            self._known = client, talk
        return self._known

    def _unclear(self, code: str, talk: Talk) -> Unknown:
        log.warning("text provider", provider=self.name, code=code, sent="unknown")
        return Unknown(code, talk.retry_after)

    def _refused(self, error: TwilioException, talk: Talk) -> Sent:
        """Say what an answer that is an error means."""
        status, code = _said(error)
        said = str(code) if code else f"HTTP {status}"
        if not 400 <= status <= 499 or status == 408:
            return self._unclear(said, talk)
        if code in TOLD_TO_STOP:
            return OptedOut(said)
        if code in NO_SUCH_NUMBER:
            return Rejected(said, is_permanent=True, scope=Scope.MESSAGE)
        if code in UNFIT:
            return Unfit(said)
        is_ours = status != 400 or code in OUR_SIDE
        log.warning("text provider", provider=self.name, code=said)
        return Rejected(
            said, is_permanent=False, retry_after=talk.retry_after, scope=Scope.PROVIDER if is_ours else Scope.MESSAGE
        )


def _said(error: TwilioException) -> tuple[int, int]:
    """Return the status and Twilio's own code of an error, 0 for none."""
    status, code = getattr(error, "status", 0), getattr(error, "code", 0)
    status, code = (value if isinstance(value, int) else 0 for value in (status, code))
    return status, code if code != status else 0


def _plain(text: Any) -> str:
    """Return words as they are compared: how a provider writes the ends of lines says nothing."""
    return " ".join(str(text or "").split())


def _found(message: Any) -> Asked:
    """Say what became of a message that is there: Twilio may have tried already, and in vain."""
    code = message.error_code if isinstance(message.error_code, int) else 0
    if str(message.status) == "failed" and code in TOLD_TO_STOP:
        return OptedOut(str(code))
    if str(message.status) == "failed" and code in NO_SUCH_NUMBER:
        return Rejected(str(code), is_permanent=True, scope=Scope.MESSAGE)
    return Accepted(str(message.sid))
