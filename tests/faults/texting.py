"""The channel to the fake provider, and workers that send through it; see ``provider`` and ``test_outreach``.

python -m tests.faults.texting      reads one command of JSON a line, answers with one

Each worker is a process of its own, forked from one that is set up already: two hundred of them are started.  It runs
the product's ``Drain``; a negative control runs one of the two ways in which everybody writes it first.  A worker may
be told to kill or to stop itself at a named point.
"""

from __future__ import annotations

import ctypes
import http.client
import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

#: Seconds: a call, the wait before asking, a worker's lease.  The product's are minutes.
LONGEST_CALL = 0.3
QUIET = 0.6
LEASE = 1.0
#: Seconds between the two steps of the negative controls.
BETWEEN = 0.02
POINTS = ("before the claim commits", "claimed, not sent", "accepted, not marked", "marked")


class FakeText:
    """Text messages through the fake provider on ``port``."""

    name = "fake"
    can_ask = True
    longest_call = LONGEST_CALL
    quiet = QUIET
    is_for_demos = False

    def __init__(self, port: int = 0) -> None:
        self.port = port or int(os.environ["FAKE_TEXT_PORT"])

    def call(self, method: str, path: str, body: str | None = None) -> tuple[int, dict[str, Any], float | None]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_CALL)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            wait = answer.getheader("Retry-After")
            return answer.status, json.loads(answer.read()), float(wait) if wait else None
        finally:
            connection.close()

    def send(self, outgoing: Any, reference: str) -> Any:
        from teamlet.bridges.channels import Accepted, NotBegun, Rejected, Unknown

        if not outgoing.still_ours():
            return NotBegun()
        try:
            status, body, wait = self.call("POST", "/messages", json.dumps({"reference": reference}))
        except ConnectionRefusedError:
            return Rejected("away", is_permanent=False)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Unknown(type(error).__name__)
        if status == 429:
            return Rejected("429", is_permanent=False, retry_after=wait)
        return Accepted(body["id"]) if status == 201 and body.get("id") else Unknown(str(status), wait)

    def ask(self, question: Any) -> Any:
        from teamlet.bridges.channels import Accepted, CannotAsk, NotThere, Unknown

        try:
            status, body, _ = self.call("GET", f"/messages?reference={question.reference}")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Unknown(type(error).__name__)
        if status == 501:
            return CannotAsk()
        return Accepted(body["messages"][0]["id"]) if body["messages"] else NotThere()


def hurry() -> None:
    """Let this process wait for parts of a second where the product waits for minutes."""
    from teamlet.records.outreach.rules import outcomes

    outcomes.BACKOFF = (0.05,) * 40  # type: ignore[assignment]
    outcomes.ASK_AGAIN = (0.05,)  # type: ignore[assignment]


def at_point(point: str, nth: int, number: int) -> None:
    """Send this process the signal ``number`` when it comes to the named point for the ``nth`` time."""
    from teamlet.records.outreach import actions
    from teamlet.records.outreach.actions import sending

    left = nth

    def here() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), number)

    def after(function: Callable[..., Any], when: Callable[[Any], object] = bool) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            result = function(*given, **named)
            if when(result):
                here()
            return result

        return wrapped

    if point == "before the claim commits":
        audit = sending.audit

        def audit_then_die(*given: Any, **named: Any) -> None:
            audit(*given, **named)
            if named.get("claimed"):
                here()

        sending.audit = audit_then_die
    elif point == "claimed, not sent":
        actions.claim_messages = after(actions.claim_messages)
    elif point == "accepted, not marked":
        from teamlet.bridges.channels import Accepted

        FakeText.send = after(FakeText.send, lambda said: isinstance(said, Accepted))  # type: ignore[method-assign]
    elif point == "marked":
        actions.record_outcomes = after(actions.record_outcomes, lambda recorded: True)


def work(port: int, style: str, batch: int) -> None:
    """Send until killed."""
    from teamlet.bridges.channels import Way
    from teamlet.bridges.channels.drain import Drain
    from teamlet.records.outreach import actions
    from teamlet.records.outreach.models import Message

    channel = FakeText(port)
    if style in {"send, then mark", "mark, then send"}:
        while True:
            _first_draft(channel, style)
    if style == "queue again without asking":

        def queue_again(*, found: Any, **rest: Any) -> int:
            numbers = [each.pk for each in found]
            return Message.objects.filter(pk__in=numbers, state="sending").update(state="queued", lease_until=None)

        actions.find_cut_off = queue_again
    drain = Drain(
        f"w{os.getpid()}", providers={Way.TEXT: channel}, lease=LEASE, batch=batch, turn_seconds=0.5, pauses=(0.02,)
    )
    while True:
        if not drain.turn():
            time.sleep(0.02)


def note_claims(path: str) -> None:
    """Note of each claim when it began (monotonic seconds) and to which addresses, in a file of this process."""
    from teamlet.records.outreach import actions

    claim = actions.claim_messages

    def claim_and_note(**said: Any) -> Any:
        began = time.monotonic()
        claimed = claim(**said)
        with Path(f"{path}.{os.getpid()}").open("a") as file:
            file.write("".join(f"{began} {each.address}\n" for each in claimed))
        return claimed

    actions.claim_messages = claim_and_note


def forget_stops(do: bool) -> None:
    """A negative control: stops are written down, and nobody looks."""
    if not do:
        return
    from teamlet.bridges.channels import drain
    from teamlet.records.outreach.queries import eligibility

    eligibility.Judge._find_stops = lambda *_: {}  # type: ignore[method-assign]
    drain.may_still_go = lambda _, rows: dict.fromkeys(rows)  # type: ignore[assignment]


def stop(addresses: list[str], path: str, style: str) -> None:
    """Stop one address after the other; note when each stop was committed (monotonic seconds)."""
    from teamlet.ground import clock
    from teamlet.ground.access.principal import system
    from teamlet.records.outreach import actions
    from teamlet.records.outreach.models import OptOut
    from teamlet.records.outreach.words import Channel, StopSource
    from teamlet.records.practice.models import Practice

    practice = Practice.objects.get(key="cedar")
    chance = random.Random(addresses[0])
    with Path(path).open("a") as file:
        for address in addresses:
            time.sleep(chance.uniform(0, 0.02))
            if style == "stops are not looked at":
                OptOut.objects.create(
                    practice=practice, channel="text", address_key=address, source="reply", began_at=clock.now()
                )
            else:
                actions.stop_address(
                    practice=practice,
                    channel=Channel.TEXT,
                    address=address,
                    source=StopSource.REPLY,
                    at=clock.now(),
                    by=system(practice, "text"),
                )
            file.write(f"{time.monotonic()} {address}\n")


def _first_draft(channel: FakeText, style: str) -> None:
    """One message in the way in which everybody writes it first."""
    from teamlet.records.outreach.models import Message

    row = Message.objects.filter(state="queued").order_by("id").first()
    if row is None:
        time.sleep(0.02)
        return
    mark = Message.objects.filter(pk=row.pk)
    if style == "mark, then send":
        mark.update(state="sent")
        time.sleep(BETWEEN)
    channel.call("POST", "/messages", json.dumps({"reference": row.reference}))
    if style == "send, then mark":
        time.sleep(BETWEEN)
        mark.update(state="sent")


def seed(many: int) -> None:
    """Queue one check-in for each of so many people who agreed to them."""
    from datetime import timedelta

    from teamlet.ground import clock
    from teamlet.ground.jobs.hold import installation
    from teamlet.ground.oids import new_oid
    from teamlet.records.outreach.models import Consent, Message
    from teamlet.records.patients.models import ContactPoint, Patient
    from teamlet.records.practice.models import Practice

    practice = Practice.objects.get(key="cedar")
    at = clock.now()
    epoch = installation().epoch
    first = Message.objects.count()
    numbers = range(first, first + many)
    people = Patient.objects.bulk_create(
        Patient(practice=practice, given="Ana", family=f"Rios {number}", language="en", created_at=at)
        for number in numbers
    )
    phones = ContactPoint.objects.bulk_create(
        ContactPoint(patient=patient, kind="mobile", value=f"+1555{number:07}")
        for number, patient in zip(numbers, people, strict=True)
    )
    agreed = {"practice": practice, "purpose": "check_in", "channel": "text", "state": "given", "how": "in_person"}
    Consent.objects.bulk_create(Consent(patient=patient, at=at, **agreed) for patient in people)
    Message.objects.bulk_create(
        Message(
            practice=practice,
            patient=patient,
            point=phone,
            address=phone.value,
            address_key=phone.value,
            occurrence=f"check-in/{number}",
            reference=new_oid(),
            purpose="check_in",
            channel="text",
            language="en",
            body="How did it go?",
            why={},
            state="queued",
            epoch=epoch,
            send_after=at,
            expires_at=at + timedelta(days=2),
            created_at=at,
        )
        for number, patient, phone in zip(numbers, people, phones, strict=True)
    )


def release() -> None:
    """Let the practice's messages go on after a restore, as a person of it does on *Messages*."""
    from teamlet.ground import clock
    from teamlet.ground.access.models import User
    from teamlet.ground.access.principal import Principal
    from teamlet.records.outreach import actions
    from teamlet.records.practice.models import Practice

    practice = Practice.objects.get(key="cedar")
    person, _ = User.objects.get_or_create(
        email="maya@cedar.example", defaults={"name": "Maya", "created_at": clock.now()}
    )
    by = Principal(practice_id=practice.pk, practice_key="cedar", name="Maya", user_id=person.pk)
    actions.release_everything(practice=practice, at=clock.now(), by=by)


def forked(do: Callable[[], None]) -> int:
    """Start a process that does this and ends; return its number."""
    number = os.fork()
    if number:
        return number
    try:
        # However the tests end, no worker goes on by itself.
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
        sys.stdin.close()
        # What the product logs is not an answer.
        os.dup2(2, 1)
        do()
        sys.stderr.flush()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  (whatever it was, this process ends here)
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


def carry_out(said: dict[str, Any]) -> int:
    """Carry one command out; return the new worker's number, or how a process ended."""
    if said["do"] == "start":

        def run() -> None:
            if said.get("point"):
                at_point(said["point"], said["nth"], getattr(signal, said.get("signal", "SIGKILL")))
            if said.get("claims"):
                note_claims(said["claims"])
            forget_stops(said["style"] == "stops are not looked at")
            work(said["port"], said["style"], said["batch"])

        return forked(run)
    if said["do"] == "stop":
        return forked(lambda: stop(said["addresses"], said["stops"], said["style"]))
    if said["do"] == "seed":
        return os.waitpid(forked(lambda: seed(said["many"])), 0)[1]
    if said["do"] == "release":
        return os.waitpid(forked(release), 0)[1]
    deadline = time.monotonic() + said["seconds"]
    while time.monotonic() < deadline:
        number, status = os.waitpid(said["pid"], os.WNOHANG)
        if number:
            return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 1000 + os.WEXITSTATUS(status)
        time.sleep(0.005)
    return 0


def main() -> None:
    import django

    django.setup()
    # Here and not in each worker, so that it begins to send at once.
    importlib.import_module("teamlet.bridges.channels.drain")
    hurry()
    for line in sys.stdin:
        print(json.dumps(carry_out(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
