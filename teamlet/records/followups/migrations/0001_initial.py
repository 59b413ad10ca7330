from __future__ import annotations

import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.followups.words.batches
import teamlet.records.followups.words.bookings
import teamlet.records.followups.words.contacts
import teamlet.records.followups.words.own_page
import teamlet.records.followups.words.slips
import teamlet.records.followups.words.specialists
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "__first__"),
        ("outreach", "0001_initial"),
        ("patients", "0001_initial"),
        ("plans", "0001_initial"),
        ("practice", "0001_initial"),
        ("tasks", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MessageBatch",
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
                    "state",
                    models.CharField(
                        default=teamlet.records.followups.words.batches.BatchState["PREPARING"], max_length=10
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=10)),
                ("query", models.CharField(blank=True, max_length=400)),
                ("subject", models.JSONField(default=dict)),
                ("body", models.JSONField()),
                ("size", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["practice", "-id"], name="message_batches")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.batches.BatchState["PREPARING"],
                                    teamlet.records.followups.words.batches.BatchState["READY"],
                                    teamlet.records.followups.words.batches.BatchState["RELEASING"],
                                    teamlet.records.followups.words.batches.BatchState["RELEASED"],
                                    teamlet.records.followups.words.batches.BatchState["CANCELLED"],
                                ],
                            )
                        ),
                        name="message_batch_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="followups.messagebatch",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="patients.patient"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        default=teamlet.records.followups.words.batches.MemberState["WAITING"], max_length=10
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=60)),
                (
                    "message",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.message"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["batch", "state", "reason", "id"], name="members_of_a_batch")],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "patient"), name="a_patient_of_a_batch_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.batches.MemberState["WAITING"],
                                    teamlet.records.followups.words.batches.MemberState["DRAFTED"],
                                    teamlet.records.followups.words.batches.MemberState["LEFT_OUT"],
                                    teamlet.records.followups.words.batches.MemberState["RELEASED"],
                                    teamlet.records.followups.words.batches.MemberState["CANCELLED"],
                                ],
                            )
                        ),
                        name="member_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="patients.patient"
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="plans.goal"
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="plans.planversion"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contact", to="tasks.task"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                (
                    "state",
                    models.CharField(
                        default=teamlet.records.followups.words.contacts.ContactState["OPEN"], max_length=20
                    ),
                ),
                ("agreed_on", models.DateField(null=True)),
                ("due_on", models.DateField()),
                ("window_first", models.DateField()),
                ("window_last", models.DateField()),
                ("from_time", models.TimeField(null=True)),
                ("to_time", models.TimeField(null=True)),
                (
                    "channel",
                    models.CharField(default=teamlet.records.followups.words.contacts.Channel["CALL"], max_length=10),
                ),
                ("phone", models.CharField(blank=True, max_length=40)),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_contacts",
                        to="followups.contact",
                    ),
                ),
                ("closing_reason", models.CharField(blank=True, max_length=40)),
                ("ask_again_on", models.DateField(null=True)),
                ("with_help", models.BooleanField(db_default=False, default=False)),
                ("rhythm_after", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["practice", "due_on", "id"],
                        name="contacts_due_in_a_practice",
                    ),
                    models.Index(fields=["patient", "state", "due_on"], name="contacts_of_a_patient"),
                    models.Index(fields=["practice", "window_last", "state"], name="contacts_promised"),
                    models.Index(
                        condition=models.Q(("rhythm_after__isnull", False), ("state", "open")),
                        fields=["practice", "rhythm_after", "id"],
                        name="contacts_to_look_at",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.contacts.ContactState["OPEN"],
                                    teamlet.records.followups.words.contacts.ContactState["REACHED"],
                                    teamlet.records.followups.words.contacts.ContactState["CLOSED"],
                                    teamlet.records.followups.words.contacts.ContactState["WITHDRAWN"],
                                    teamlet.records.followups.words.contacts.ContactState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="contact_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("goal",), name="one_open_contact_per_goal"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="followups.contact"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=60)),
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
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="followups.contact"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("at", models.DateTimeField()),
                ("channel", models.CharField(max_length=10)),
                ("result", models.CharField(max_length=14)),
                ("next_try_on", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ContactReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="followups.contact"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                (
                    "urgency",
                    models.CharField(
                        default=teamlet.records.followups.words.contacts.UrgencyTier["NONE"], max_length=12
                    ),
                ),
                ("outcome", models.CharField(max_length=18)),
                ("times_done", models.PositiveSmallIntegerField(null=True)),
                ("times_planned", models.PositiveSmallIntegerField(null=True)),
                ("helped_words", models.TextField(blank=True)),
                ("barriers", models.JSONField(default=list)),
                ("barrier_words", models.TextField(blank=True)),
                ("confidence", models.PositiveSmallIntegerField(null=True)),
                ("next_step", models.CharField(max_length=12)),
                ("closing_words", models.TextField(blank=True)),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confidence__isnull", True), ("confidence__lte", 10), _connector="OR"),
                        name="contact_confidence_zero_to_ten",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="RedFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="red_flags",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="red_flags", to="patients.patient"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="red_flags",
                        to="followups.contact",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="red_flag", to="tasks.task"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("tier", models.CharField(max_length=12)),
                ("signs", models.JSONField(default=list)),
                ("words", models.TextField(blank=True)),
                ("raised_at", models.DateTimeField()),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                ("what_was_done", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Booking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bookings", to="followups.contact"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("help", models.CharField(max_length=12)),
                ("language", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        default=teamlet.records.followups.words.bookings.BookingState["NEEDED"], max_length=14
                    ),
                ),
                ("booked_on", models.DateField(null=True)),
                ("booked_from", models.TimeField(null=True)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("was_on", models.DateField(null=True)),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.task"
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("contact", "help"), name="one_booking_of_a_kind"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.bookings.BookingState["NEEDED"],
                                    teamlet.records.followups.words.bookings.BookingState["BOOKED"],
                                    teamlet.records.followups.words.bookings.BookingState["NOT_AVAILABLE"],
                                    teamlet.records.followups.words.bookings.BookingState["NOT_NEEDED"],
                                    teamlet.records.followups.words.bookings.BookingState["OVER"],
                                ],
                            )
                        ),
                        name="booking_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "help__in",
                                [
                                    teamlet.records.followups.words.bookings.Help["INTERPRETER"],
                                    teamlet.records.followups.words.bookings.Help["RELAY"],
                                ],
                            )
                        ),
                        name="booking_help_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", teamlet.records.followups.words.bookings.BookingState["BOOKED"]),
                                _negated=True,
                            ),
                            ("booked_on__isnull", False),
                            _connector="OR",
                        ),
                        name="booked_for_a_day",
                    ),
                ]
            },
        ),
        migrations.CreateModel(
            name="BookingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "booking",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="followups.booking"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=14)),
                ("to_state", models.CharField(max_length=14)),
                ("booked_on", models.DateField(null=True)),
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
        migrations.CreateModel(
            name="NeedLevel",
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
                        related_name="need_levels",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("from_inputs", models.PositiveSmallIntegerField()),
                ("inputs", models.JSONField()),
                ("digest", models.CharField(max_length=16)),
                ("set_level", models.PositiveSmallIntegerField(null=True)),
                ("set_why", models.CharField(blank=True, max_length=16)),
                ("set_words", models.CharField(blank=True, max_length=240)),
                ("set_on", models.DateField(null=True)),
                ("set_until", models.DateField(null=True)),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_current", models.BooleanField(default=True)),
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
            options={
                "indexes": [
                    models.Index(fields=["patient", "-id"], name="levels_of_a_patient"),
                    models.Index(
                        condition=models.Q(("is_current", True)),
                        fields=["practice", "level", "patient"],
                        name="levels_in_force",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)), fields=("patient",), name="one_level_in_force"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_inputs__gte", 1), ("from_inputs__lte", 4), ("level__gte", 1), ("level__lte", 4)
                        ),
                        name="level_one_to_four",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("set_level__isnull", True),
                            models.Q(("set_level__gte", 1), ("set_level__lte", 4)),
                            _connector="OR",
                        ),
                        name="set_level_one_to_four",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnPageLink",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_page_links",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("helper_oid", models.CharField(blank=True, max_length=16)),
                ("epoch", models.CharField(max_length=32)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("tries_left", models.PositiveSmallIntegerField(default=5)),
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
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OwnPageKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="followups.ownpagelink"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("key_hash", models.CharField(max_length=64, unique=True)),
                ("began_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OwnPageSaid",
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
                        related_name="own_page_said",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("kind", models.CharField(max_length=10)),
                ("form_key", models.CharField(max_length=40)),
                (
                    "plan_version",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.planversion"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_page_said",
                        to="followups.contact",
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("values", models.JSONField(default=dict)),
                ("author_name", models.CharField(blank=True, max_length=120)),
                ("relation", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(max_length=8)),
                ("alert_oid", models.CharField(blank=True, max_length=16)),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_page_said",
                        to="tasks.task",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["patient", "-id"], name="said_on_the_own_page")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    teamlet.records.followups.words.own_page.OwnSaid["SURE"],
                                    teamlet.records.followups.words.own_page.OwnSaid["SMALLER"],
                                    teamlet.records.followups.words.own_page.OwnSaid["CHANGE"],
                                    teamlet.records.followups.words.own_page.OwnSaid["NO_CALL"],
                                    teamlet.records.followups.words.own_page.OwnSaid["OFF_TRACK"],
                                    teamlet.records.followups.words.own_page.OwnSaid["WISH"],
                                    teamlet.records.followups.words.own_page.OwnSaid["COMMENT"],
                                    teamlet.records.followups.words.own_page.OwnSaid["STOP"],
                                ],
                            )
                        ),
                        name="own_said_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "answer__in",
                                [
                                    "",
                                    teamlet.records.followups.words.own_page.OwnAnswer["SEEN"],
                                    teamlet.records.followups.words.own_page.OwnAnswer["ACCEPTED"],
                                    teamlet.records.followups.words.own_page.OwnAnswer["DECLINED"],
                                ],
                            )
                        ),
                        name="own_answer_known",
                    ),
                    models.UniqueConstraint(fields=("patient", "form_key"), name="said_once_on_the_own_page"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pulse",
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
                        related_name="pulses",
                        to="patients.patient",
                    ),
                ),
                ("listened", models.PositiveSmallIntegerField(null=True)),
                ("knows_next", models.PositiveSmallIntegerField(null=True)),
                ("language", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["patient", "-at"], name="pulses_of_a_patient"),
                    models.Index(fields=["practice", "-at"], name="pulses_of_a_practice"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("listened__isnull", True), ("listened__range", (1, 5)), _connector="OR"),
                        name="listened_1_5",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("knows_next__isnull", True), ("knows_next__range", (1, 5)), _connector="OR"
                        ),
                        name="knows_next_1_5",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistryRow",
            fields=[
                (
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="registry_row",
                        serialize=False,
                        to="patients.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                ("name_key", models.CharField(blank=True, max_length=240)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("standing", models.CharField(max_length=12)),
                ("reason", models.CharField(max_length=40)),
                (
                    "goal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="plans.goal",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="followups.contact",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practice.membership",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="practice.team",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=2)),
                ("risk", models.PositiveSmallIntegerField(default=0)),
                ("place", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("last_on", models.DateField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sure_first", models.PositiveSmallIntegerField(null=True)),
                ("sure_last", models.PositiveSmallIntegerField(null=True)),
                ("has_worry", models.BooleanField(default=False)),
                ("is_not_reached", models.BooleanField(default=False)),
                ("is_stalled", models.BooleanField(default=False)),
                ("is_unsure", models.BooleanField(default=False)),
                ("is_ownerless", models.BooleanField(default=False)),
                ("kept_to", models.CharField(blank=True, max_length=120)),
                ("populations", models.JSONField(default=list)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "place", "patient"], name="registry_in_order"),
                    models.Index(fields=["owner", "place", "patient"], name="registry_of_an_owner"),
                    models.Index(fields=["team", "place", "patient"], name="registry_of_a_team"),
                    models.Index(fields=["practice", "standing", "place", "patient"], name="registry_by_standing"),
                    models.Index(fields=["practice", "level", "place", "patient"], name="registry_by_level"),
                    models.Index(fields=["practice", "language", "place", "patient"], name="registry_by_language"),
                    models.Index(
                        condition=models.Q(("has_worry", True)),
                        fields=["practice", "place", "patient"],
                        name="registry_worries",
                    ),
                    models.Index(
                        condition=models.Q(("is_not_reached", True)),
                        fields=["practice", "place", "patient"],
                        name="registry_not_reached",
                    ),
                    models.Index(
                        condition=models.Q(("is_stalled", True)),
                        fields=["practice", "place", "patient"],
                        name="registry_stalled",
                    ),
                    models.Index(
                        condition=models.Q(("is_unsure", True)),
                        fields=["practice", "place", "patient"],
                        name="registry_unsure",
                    ),
                    models.Index(
                        condition=models.Q(("is_ownerless", True)),
                        fields=["practice", "place", "patient"],
                        name="registry_ownerless",
                    ),
                    models.Index(fields=["practice", "due_on", "patient"], name="registry_by_due_day"),
                    models.Index(fields=["practice", "last_on", "patient"], name="registry_by_last_talk"),
                    models.Index(fields=["practice", "name_key", "patient"], name="registry_by_name"),
                ]
            },
        ),
        migrations.CreateModel(
            name="RegistryPopulation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="followups.registryrow",
                    ),
                ),
                ("population", models.CharField(max_length=60)),
                ("labels", models.CharField(blank=True, max_length=120)),
                ("title", models.JSONField()),
                ("place", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "population", "place", "patient"], name="registry_by_population")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "population"), name="a_population_of_a_line_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistryMark",
            fields=[
                (
                    "practice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="practice.practice",
                    ),
                ),
                ("event", models.BigIntegerField(default=0)),
                ("move", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="SavedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="practice.practice",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=400)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practice.membership"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practice.team"
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("owner", "name"), name="a_list_name_once")]},
        ),
        migrations.CreateModel(
            name="ContactAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="followups.contact"
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contact_answers", to="outreach.reply"
                    ),
                ),
                ("answer", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["contact", "-id"], name="answers_of_a_contact")]},
        ),
        migrations.CreateModel(
            name="RhythmVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField(default=dict)),
                ("restores", models.PositiveIntegerField(null=True)),
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
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "number"), name="rhythm_numbers_unique")]
            },
        ),
        migrations.CreateModel(
            name="Slip",
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
                        related_name="slips",
                        to="patients.patient",
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("measure", models.CharField(max_length=12)),
                ("reasons", models.JSONField()),
                ("ref", models.CharField(max_length=30)),
                ("day", models.DateField()),
                ("labels", models.CharField(blank=True, max_length=120)),
                ("noticed_on", models.DateField()),
                (
                    "state",
                    models.CharField(default=teamlet.records.followups.words.slips.SlipState["OPEN"], max_length=10),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="slips", to="tasks.task"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slips",
                        to="followups.contact",
                    ),
                ),
                ("result", models.CharField(blank=True, max_length=16)),
                ("what_changed", models.JSONField(default=list)),
                ("words", models.CharField(blank=True, max_length=240)),
                ("look_again_on", models.DateField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["practice", "noticed_on", "id"],
                        name="slips_open",
                    ),
                    models.Index(fields=["patient", "measure", "-id"], name="slips_of_a_patient"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.slips.SlipState["OPEN"],
                                    teamlet.records.followups.words.slips.SlipState["ANSWERED"],
                                    teamlet.records.followups.words.slips.SlipState["OVER"],
                                ],
                            )
                        ),
                        name="slip_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("patient", "measure"), name="an_open_slip_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialistVisit",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="specialist_visits",
                        to="patients.patient",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tasks.task"
                    ),
                ),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("on", models.DateField()),
                ("whom", models.CharField(blank=True, max_length=80)),
                (
                    "told_by",
                    models.CharField(default=teamlet.records.followups.words.specialists.ToldBy["STAFF"], max_length=8),
                ),
                ("source_key", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        default=teamlet.records.followups.words.specialists.SpecialistState["OPEN"], max_length=18
                    ),
                ),
                ("rhythm_after", models.DateTimeField(null=True)),
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
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
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
                        condition=models.Q(("rhythm_after__isnull", False), ("state", "open")),
                        fields=["practice", "rhythm_after", "id"],
                        name="specialist_visits_to_look_at",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    teamlet.records.followups.words.specialists.SpecialistState["OPEN"],
                                    teamlet.records.followups.words.specialists.SpecialistState["TALKED"],
                                    teamlet.records.followups.words.specialists.SpecialistState["DID_NOT_HAPPEN"],
                                    teamlet.records.followups.words.specialists.SpecialistState["ENTERED_IN_ERROR"],
                                ],
                            )
                        ),
                        name="specialist_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "told_by__in",
                                [
                                    teamlet.records.followups.words.specialists.ToldBy["STAFF"],
                                    teamlet.records.followups.words.specialists.ToldBy["FORM"],
                                    teamlet.records.followups.words.specialists.ToldBy["FILE"],
                                ],
                            )
                        ),
                        name="specialist_told_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "entered_in_error"), _negated=True),
                        fields=("patient", "on"),
                        name="a_specialist_visit_a_day",
                    ),
                ],
            },
        ),
    ]
