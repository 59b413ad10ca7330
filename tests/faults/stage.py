"""Puts a demo practice, a signed-in nurse and visits into an installation: ``python -m tests.faults.stage 4``."""

from __future__ import annotations

import json
import sys


def main(visits: int) -> None:
    import django

    django.setup()
    from django.conf import settings

    from teamlet.conftest import make_patient, make_person, make_practice, sign_in
    from teamlet.ground import clock
    from teamlet.records.visits.actions import start_visit

    practice = make_practice("cedar", "Cedar Family Practice")
    nurse = make_person(practice, "nurse")
    client = sign_in(nurse.user)
    client.stay()
    oids = []
    for number in range(visits):
        patient = make_patient(practice, given=f"Rosa {number}", record_number=f"cedar-{number}")
        oids.append(start_visit(patient=patient, at=clock.now(), by=nurse.principal).oid)
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    assert settings.SESSION_COOKIE_NAME in cookies
    sys.stdout.write(json.dumps({"cookies": cookies, "visits": oids}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
