from django.db import migrations, models


def column(name: str, title: str) -> migrations.AddField:
    return migrations.AddField("classdetailcounter", name, models.SmallIntegerField(db_default=0, verbose_name=title))


class Migration(migrations.Migration):
    """A recount fills the columns of the rows that stand."""

    dependencies = [("contingent", "0011_groups_hours_level_funding")]

    operations = [
        migrations.RemoveIndex("classdetailcounter", "class_detail_counters_as_of"),
        column("sets", "class sets"),
        column("set_classes", "classes in class sets"),
        column("single_under_25", "classes of fewer than 25 students"),
        column("single_under_14", "classes of fewer than 14 students"),
        column("sets_under_25", "class sets of fewer than 25 students"),
        column("sets_under_14", "class sets of fewer than 14 students"),
        migrations.AddIndex(
            "classdetailcounter",
            models.Index(
                fields=["period", "valid_from", "organisation_id"],
                include=["cell_id", "valid_to", "classes", "students", "girls", "places", "overfull", "sets"]
                + ["set_classes", "single_under_25", "single_under_14", "sets_under_25", "sets_under_14"],
                name="class_details_as_of",
            ),
        ),
    ]
