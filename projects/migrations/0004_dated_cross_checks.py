"""Cross-checks are terms of the plan: a pair of targets names one, and past terms keep them."""

from django.db import migrations, models


def add_to_past_terms(apps, _editor):
    """Those of now held on all days, since nothing has changed any."""
    checks = apps.get_model("projects", "CrossCheck").objects.select_related(
        "target__project", "part__project"
    )
    rows = {
        f"{each.target.project.number} {each.target.number} "
        f"{each.part.project.number} {each.part.number}": {"id": each.pk, "relation": each.relation}
        for each in checks
    }
    for terms in apps.get_model("projects", "PastTerms").objects.all():
        terms.content["勾稽关系"] = {
            key: row
            for key, row in rows.items()
            if {" ".join(key.split()[:2]), " ".join(key.split()[2:])} <= set(terms.content["目标"])
        }
        terms.save(update_fields=["content"])


def drop_from_past_terms(apps, _editor):
    for terms in apps.get_model("projects", "PastTerms").objects.all():
        del terms.content["勾稽关系"]
        terms.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0003_cross_checks")]

    operations = [
        migrations.RemoveConstraint("crosscheck", "cross_check_once_per_part"),
        migrations.AddConstraint(
            "crosscheck",
            models.UniqueConstraint(
                fields=("target", "part"),
                name="cross_check_once_per_part",
                violation_error_message="该目标已有此勾稽关系。",
            ),
        ),
        migrations.RunPython(add_to_past_terms, drop_from_past_terms),
    ]
