import django.db.models.deletion
import teamlet.ground.oids
import teamlet.records.outreach.words.letters
import teamlet.records.outreach.words.messages
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0002_message_indexes"),
        ("patients", "0005_practice_index"),
        ("practice", "0003_membership_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BatchLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "oid",
                    models.CharField(default=teamlet.ground.oids.new_oid, editable=False, max_length=16, unique=True),
                ),
                ("place", models.PositiveIntegerField()),
                ("fence", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(default=teamlet.records.outreach.words.letters.LetterState["IN"], max_length=12),
                ),
                ("why", models.CharField(blank=True, max_length=12)),
                ("moved_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="LetterBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("created_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["REJECTED"])),
                fields=["practice", "id"],
                name="messages_rejected",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", teamlet.records.outreach.words.messages.MessageState["SENT"])),
                fields=["practice", "id"],
                name="messages_sent",
            ),
        ),
        migrations.AddField(
            model_name="batchletter",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.message"
            ),
        ),
        migrations.AddField(
            model_name="batchletter",
            name="moved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="batchletter",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AddField(
            model_name="letterbatch",
            name="closed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="letterbatch",
            name="created_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="letterbatch",
            name="practice",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="practice.practice"
            ),
        ),
        migrations.AddField(
            model_name="letterbatch",
            name="printed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="batchletter",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="outreach.letterbatch"
            ),
        ),
        migrations.AddIndex(
            model_name="letterbatch",
            index=models.Index(fields=["practice", "-id"], name="batches_of_a_practice"),
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="letterbatch",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="batchletter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", teamlet.records.outreach.words.letters.LetterState["IN"])),
                fields=("message",),
                name="a_letter_is_in_one_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchletter",
            constraint=models.UniqueConstraint(fields=("batch", "place"), name="a_place_in_a_batch_once"),
        ),
        migrations.AddConstraint(
            model_name="batchletter",
            constraint=models.CheckConstraint(
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
        ),
    ]
