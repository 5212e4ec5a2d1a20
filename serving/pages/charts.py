"""Charts as SVG images, drawn on the server. Each stands above a table with the same figures."""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pygal
from markupsafe import Markup
from pygal.style import Style

sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, pygal.PluginImportFixer)]
# It looks for maps, which we do not draw, by a protocol that Python 3.12 dropped: every later import would warn of it.

_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#51636b",
    foreground_strong="#16252b",
    foreground_subtle="#d5dfe2",
    font_family="Segoe UI, Noto Sans, sans-serif",
    label_font_size=14,
    major_label_font_size=14,
    legend_font_size=15,
    value_font_size=12,
    opacity="1",
    stroke_width=3,
    guide_stroke_color="#d5dfe2",
    major_guide_stroke_color="#d5dfe2",
    guide_stroke_dasharray="1,0",
    major_guide_stroke_dasharray="1,0",
    colors=("#0b5563", "#2e8b57", "#c47f00", "#a8430f", "#6a5acd", "#51636b"),
)
GOAL = 0.6
"""The share of complaints that an office is asked to handle."""
_SIZE: dict[str, Any] = {"width": 600, "height": 320}
_TURNED = 45
"""Degrees by which the names of months are turned, so that a year of them fits."""
_LEVELS = ("#a8430f", "#c47f00", "#19653a")


def shares(title: str, labels: Sequence[str], lines: Mapping[str, Sequence[float | None]], goal: float = 0) -> Markup:
    """Lines of shares between 0 and 1 over ``labels``; ``goal`` draws a dashed line.

    ``None`` leaves a gap, as where a count is too small to be shown; with gaps alone there is no chart.
    """
    if all(value is None for values in lines.values() for value in values):
        return Markup("")
    chart = pygal.Line(
        style=_STYLE,
        **_SIZE,
        range=(0, 100),
        dots_size=3.5,
        x_label_rotation=_TURNED,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        show_y_guides=True,
        js=(),
        allow_interruptions=True,
    )
    chart.x_labels = labels
    chart.y_labels = [0, 20, 40, 60, 80, 100]
    chart.value_formatter = _percent
    for name, values in lines.items():
        drawn = [None if value is None else 100 * value for value in values]
        chart.add(name, drawn, stroke_style={"width": 4})
    if goal:
        dashed = {"width": 3, "dasharray": "8, 8"}
        chart.add(f"Batas {100 * goal:.0f}%", [100 * goal] * len(labels), stroke_style=dashed, show_dots=False)
    return _image(chart, title)


def levels(title: str, labels: Sequence[str], counts: Sequence[tuple[int, int, int]]) -> Markup:
    """Stacked bars of normative, partial and substantive replies."""
    style = Style(**{**_STYLE.__dict__, "colors": _LEVELS})
    chart = pygal.StackedBar(
        style=style,
        **_SIZE,
        legend_at_bottom=True,
        legend_at_bottom_columns=3,
        x_label_rotation=_TURNED,
        show_x_guides=False,
        max_scale=6,
        js=(),
    )
    chart.x_labels = labels
    for number, name in enumerate(("Normatif", "Sebagian", "Substantif")):
        chart.add(name, [each[number] for each in counts])
    return _image(chart, title)


def _percent(value: float) -> str:
    return f"{value:.0f}%"


def _image(chart: pygal.graph.graph.Graph, title: str) -> Markup:
    """The chart as an image: inside of one, the styles that the library writes do not touch the page."""
    svg = base64.b64encode(chart.render(disable_xml_declaration=False)).decode()
    return Markup('<img class="chart" width="600" height="320" src="data:image/svg+xml;base64,{}" alt="{}">').format(
        svg, title
    )
