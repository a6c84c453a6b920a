"""Charts: SVG drawn by the server, readable without colour, with links and a table. No script.

    Chart(
        kind="bar",
        title=_("Krasnodar holds a third of the region's students"),
        subtitle=_("Students by municipality, 20.09.2026"),
        unit=_("students"),
        labels=[m.name for m in rows],
        series=[Series(_("Students"), [m.students for m in rows])],
        links=[m.url for m in rows],
    )

The title says the finding, the subtitle the measure, unit, population and date. ``{% chart chart %}`` draws it.
"""

from shared_apps.ui.charts.chart import KINDS, Chart, Series

__all__ = ["KINDS", "Chart", "Series"]
