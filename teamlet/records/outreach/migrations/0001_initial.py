from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.outreach.words.letters
import teamlet.records.outreach.words.messages
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("access", "__first__"), ("patients", "0001_initial"), ("practice", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="HelperConsent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="patients.patient",
                    ),
                ),
                (
                    "helper",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="patients.helper",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("state", models.CharField(max_length=10)),
                ("how", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["helper", "-id"], name="consents_of_a_helper"),
                    models.Index(fields=["patient", "-id"], name="helper_consents_of_a_patient"),
                ]
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("how", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "channel", "purpose", "-id"], name="consents_of_a_patient")]
            },
        ),
        migrations.CreateModel(
            name="Reach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reaches", to="patients.patient"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                (
                    "point",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="patients.contactpoint",
                    ),
                ),
                ("is_allowed", models.BooleanField(default=True)),
                ("shared_is_fine", models.BooleanField(default=False)),
                ("may_leave_voicemail", models.BooleanField(default=False)),
                ("hides_sender", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("patient", "channel"), name="one_reach_per_way")]},
        ),
        migrations.CreateModel(
            name="StandingApproval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=10)),
                ("approved_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("practice", "purpose", "channel"),
                        name="one_approval_in_force",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("occurrence", models.CharField(max_length=120)),
                ("purpose", models.CharField(blank=True, max_length=20)),
                ("channel", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=20)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField()),
                ("why", models.JSONField()),
                ("fixed_answer", models.CharField(blank=True, max_length=12)),
                ("about", models.CharField(blank=True, max_length=40)),
                ("about_oid", models.CharField(blank=True, max_length=16)),
                (
                    "state",
                    models.CharField(
                        default=teamlet.records.outreach.words.messages.MessageState["DRAFT"], max_length=10
                    ),
                ),
                ("state_reason", models.JSONField(default=dict)),
                ("address", models.CharField(blank=True, max_length=240)),
                ("address_key", models.CharField(blank=True, max_length=240)),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="patients.contactpoint",
                    ),
                ),
                (
                    "to_helper",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="patients.helper",
                    ),
                ),
                ("is_shared", models.BooleanField(default=False)),
                ("send_after", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outreach.standingapproval",
                    ),
                ),
                ("reference", models.CharField(max_length=24, unique=True)),
                ("fence", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("worker", models.CharField(blank=True, max_length=32)),
                ("ask_after", models.DateTimeField(null=True)),
                ("asks", models.PositiveSmallIntegerField(default=0)),
                ("epoch", models.PositiveIntegerField(default=0)),
                ("went_out", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["QUEUED"])),
                        fields=["practice", "channel", "send_after", "id"],
                        name="messages_to_send",
                    ),
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["SENDING"])),
                        fields=["practice", "lease_until", "id"],
                        name="messages_with_a_lease",
                    ),
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["UNKNOWN"])),
                        fields=["practice", "ask_after", "id"],
                        name="messages_in_doubt",
                    ),
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["HELD"])),
                        fields=["practice", "id"],
                        name="messages_held",
                    ),
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["DRAFT"])),
                        fields=["practice", "id"],
                        name="messages_drafted",
                    ),
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["REJECTED"])),
                        fields=["practice", "id"],
                        name="messages_rejected",
                    ),
                    models.Index(
                        condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["SENT"])),
                        fields=["practice", "id"],
                        name="messages_sent",
                    ),
                    models.Index(fields=["patient", "-went_out"], name="messages_of_a_patient"),
                    models.Index(fields=["practice", "channel", "address_key"], name="messages_to_an_address"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "occurrence"), name="an_occurrence_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.outreach.words.messages.MessageState["DRAFT"],
                                    teamlet.records.outreach.words.messages.MessageState["QUEUED"],
                                    teamlet.records.outreach.words.messages.MessageState["SENDING"],
                                    teamlet.records.outreach.words.messages.MessageState["SENT"],
                                    teamlet.records.outreach.words.messages.MessageState["REJECTED"],
                                    teamlet.records.outreach.words.messages.MessageState["UNKNOWN"],
                                    teamlet.records.outreach.words.messages.MessageState["HELD"],
                                    teamlet.records.outreach.words.messages.MessageState["CANCELLED"],
                                ],
                            )
                        ),
                        name="message_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "channel__in",
                                [
                                    teamlet.records.outreach.words.messages.Channel["TEXT"],
                                    teamlet.records.outreach.words.messages.Channel["EMAIL"],
                                    teamlet.records.outreach.words.messages.Channel["LETTER"],
                                ],
                            )
                        ),
                        name="message_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "purpose__in",
                                    [
                                        teamlet.records.outreach.words.messages.Purpose["VISIT_PREPARATION"],
                                        teamlet.records.outreach.words.messages.Purpose["PLAN_COPY"],
                                        teamlet.records.outreach.words.messages.Purpose["CHECK_IN"],
                                        teamlet.records.outreach.words.messages.Purpose["CONTACT_LETTER"],
                                        teamlet.records.outreach.words.messages.Purpose["REMINDER"],
                                        teamlet.records.outreach.words.messages.Purpose["CLASS"],
                                    ],
                                ),
                                ("fixed_answer", ""),
                            ),
                            models.Q(("purpose", ""), models.Q(("fixed_answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_purpose_or_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", teamlet.records.outreach.words.messages.MessageState["SENDING"]),
                                _negated=True,
                            ),
                            ("lease_until__isnull", False),
                            _connector="OR",
                        ),
                        name="sending_has_a_lease",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="outreach.message"
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField()),
                ("fence", models.PositiveIntegerField()),
                ("provider", models.CharField(max_length=40)),
                ("reference", models.CharField(max_length=24)),
                ("provider_reference", models.CharField(blank=True, max_length=120)),
                ("outcome", models.CharField(max_length=16)),
                ("code", models.CharField(blank=True, max_length=80)),
                ("was_late", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("provider_reference", ""), _negated=True),
                        fields=["provider", "provider_reference"],
                        name="deliveries_by_provider",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    teamlet.records.outreach.words.messages.Outcome["ACCEPTED"],
                                    teamlet.records.outreach.words.messages.Outcome["REJECTED"],
                                    teamlet.records.outreach.words.messages.Outcome["PUT_OFF"],
                                    teamlet.records.outreach.words.messages.Outcome["UNKNOWN"],
                                    teamlet.records.outreach.words.messages.Outcome["NOT_THERE"],
                                    teamlet.records.outreach.words.messages.Outcome["TREATED_AS_SENT"],
                                    teamlet.records.outreach.words.messages.Outcome["SENT_AGAIN"],
                                    teamlet.records.outreach.words.messages.Outcome["ON_ITS_WAY"],
                                    teamlet.records.outreach.words.messages.Outcome["DELIVERED"],
                                    teamlet.records.outreach.words.messages.Outcome["UNDELIVERED"],
                                    teamlet.records.outreach.words.messages.Outcome["NEVER"],
                                    teamlet.records.outreach.words.messages.Outcome["COMPLAINT"],
                                ],
                            )
                        ),
                        name="delivery_outcome_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OptOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("channel", models.CharField(max_length=10)),
                ("address_key", models.CharField(max_length=240)),
                ("source", models.CharField(max_length=20)),
                ("began_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_source", models.CharField(blank=True, max_length=20)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("practice", "channel", "address_key"),
                        name="an_address_is_stopped_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    teamlet.records.outreach.words.messages.StopSource["REPLY"],
                                    teamlet.records.outreach.words.messages.StopSource["STAFF"],
                                    teamlet.records.outreach.words.messages.StopSource["OWN_PAGE"],
                                    teamlet.records.outreach.words.messages.StopSource["COMPLAINT"],
                                    teamlet.records.outreach.words.messages.StopSource["SUPPRESSION_FILE"],
                                ],
                            )
                        ),
                        name="stop_source_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("reason", models.CharField(max_length=60)),
                ("held_at", models.DateTimeField()),
                (
                    "held_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("released_at", models.DateTimeField(null=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("released_at__isnull", True)), fields=("practice",), name="one_open_hold"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("envelope", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(default=teamlet.records.outreach.words.letters.BatchState["OPEN"], max_length=12),
                ),
                ("prints", models.PositiveSmallIntegerField(default=0)),
                ("printed_at", models.DateTimeField(null=True)),
                (
                    "printed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "-id"], name="batches_of_a_practice")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.outreach.words.letters.BatchState["OPEN"],
                                    teamlet.records.outreach.words.letters.BatchState["POSTED"],
                                    teamlet.records.outreach.words.letters.BatchState["GIVEN_BACK"],
                                ],
                            )
                        ),
                        name="batch_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "envelope__in",
                                [
                                    teamlet.records.outreach.words.letters.Envelope["LEFT_WINDOW"],
                                    teamlet.records.outreach.words.letters.Envelope["DOUBLE_WINDOW"],
                                    teamlet.records.outreach.words.letters.Envelope["PLAIN"],
                                ],
                            )
                        ),
                        name="batch_envelope_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="outreach.letterbatch"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.message"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("fence", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(default=teamlet.records.outreach.words.letters.LetterState["IN"], max_length=12),
                ),
                ("why", models.CharField(blank=True, max_length=12)),
                ("moved_at", models.DateTimeField(null=True)),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", teamlet.records.outreach.words.letters.LetterState["IN"])),
                        fields=("message",),
                        name="a_letter_is_in_one_batch",
                    ),
                    models.UniqueConstraint(fields=("batch", "place"), name="a_place_in_a_batch_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.outreach.words.letters.LetterState["IN"],
                                    teamlet.records.outreach.words.letters.LetterState["POSTED"],
                                    teamlet.records.outreach.words.letters.LetterState["TAKEN_OUT"],
                                    teamlet.records.outreach.words.letters.LetterState["MOVED"],
                                ],
                            )
                        ),
                        name="letter_state_known",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("channel", models.CharField(max_length=10)),
                ("provider", models.CharField(max_length=40)),
                ("provider_reference", models.CharField(max_length=120)),
                ("address", models.CharField(blank=True, max_length=240)),
                ("address_key", models.CharField(max_length=240)),
                ("words", models.TextField(blank=True)),
                (
                    "patient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="patients.patient",
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="outreach.message",
                    ),
                ),
                ("classified_as", models.CharField(blank=True, max_length=20)),
                ("reasons", models.JSONField(default=list)),
                ("tier", models.CharField(blank=True, max_length=12)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("by_machine", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("note", models.TextField(blank=True)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at__isnull", True)),
                        fields=["practice", "-rank", "id"],
                        name="replies_that_wait",
                    ),
                    models.Index(fields=["practice", "channel", "address_key"], name="replies_from_an_address"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "provider", "provider_reference"), name="a_reply_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReplyStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="outreach.reply"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("was", models.CharField(blank=True, max_length=20)),
                ("now", models.CharField(blank=True, max_length=20)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
