import teamlet.records.tasks.words
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("patients", "0005_practice_index"),
        ("practice", "0003_membership_languages"),
        ("tasks", "0007_call_blocks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="task",
            name="task_kind_known",
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            teamlet.records.tasks.words.TaskKind["CONTACT"],
                            teamlet.records.tasks.words.TaskKind["CAUTION"],
                            teamlet.records.tasks.words.TaskKind["RED_FLAG"],
                            teamlet.records.tasks.words.TaskKind["UPDATE_CONTACT_POINT"],
                            teamlet.records.tasks.words.TaskKind["HANDOFF"],
                            teamlet.records.tasks.words.TaskKind["READING_REVIEW"],
                            teamlet.records.tasks.words.TaskKind["SAFETY_ALERT"],
                            teamlet.records.tasks.words.TaskKind["ASK_IN_PERSON"],
                            teamlet.records.tasks.words.TaskKind["RETURNED_FORM"],
                            teamlet.records.tasks.words.TaskKind["LOCKED_LINK"],
                            teamlet.records.tasks.words.TaskKind["VISIT_ITEM"],
                            teamlet.records.tasks.words.TaskKind["BOOK_HELP"],
                            teamlet.records.tasks.words.TaskKind["REPLY"],
                        ],
                    )
                ),
                name="task_kind_known",
            ),
        ),
    ]
