from __future__ import annotations

import re
from itertools import product

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from hiring_desktop.core.settings import resource
from hiring_desktop.ui.app import Application
from hiring_desktop.ui.theme import Theme, ThemeName, tokens

GROUNDS = ("window", "surface", "sunken", "hover", "selection")
READ = ("text", "text_muted")
SAID = ("positive", "caution", "negative", "accent")
PAIRS = [
    *product(READ, GROUNDS),
    *product(SAID, ("surface", "window")),
    ("accent_text", "accent"), ("accent_text", "accent_hover"), ("text", "negative_soft"), ("text", "caution_soft"),
    ("caution", "caution_soft"), ("caution", "selection"),
]  # fmt: skip
PARTS = ("skills_match", "experience", "education", "resume_similarity", "career_consistency")
SEEN = [("border_strong", "surface"), ("accent", "selection"), *product(PARTS, ("surface",))]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 has it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), PAIRS)
def test_text_has_a_contrast_of_four_and_a_half(name: ThemeName, front: str, ground: str) -> None:
    assert contrast(tokens(name)[front], tokens(name)[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SEEN)
def test_signs_and_edges_have_a_contrast_of_three(name: ThemeName, front: str, ground: str) -> None:
    assert contrast(tokens(name)[front], tokens(name)[ground]) >= 3.0


def test_both_themes_have_the_same_tokens() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def test_the_style_sheet_has_no_item_rules_and_knows_its_tokens() -> None:
    """``::item`` rules switch off the fast path of tables."""
    sheet = resource("theme", "style.qss").read_text("utf-8")
    assert "::item" not in sheet
    sizes = {f"size_{role}" for role in ("caption", "body", "strong", "heading", "title", "display")}
    assert set(re.findall(r"\$(\w+)", sheet)) <= {*tokens("light"), *sizes, "arrow_up", "arrow_down"}


def test_an_override_wins_over_the_system_and_can_be_taken_back(qapp: Application, theme: Theme) -> None:
    changes: list[bool] = []
    theme.changed.connect(lambda: changes.append(theme.is_dark))
    theme.set_mode("dark")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(tokens("dark")["window"])
    theme.set_mode("light")
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(tokens("light")["window"])
    assert changes == [True, False]


@pytest.mark.parametrize("name", sorted(path.stem for path in resource("icons").iterdir() if path.stem != "app"))
def test_icons_take_the_colour_of_the_theme_and_are_sharp(theme: Theme, name: str) -> None:
    icon = theme.icon(name, "accent")
    for size in (32, 64):
        picture = icon.pixmap(size, size).toImage()
        seen = {
            picture.pixelColor(x, y).name()
            for x in range(size)
            for y in range(size)
            if picture.pixelColor(x, y).alpha() > 250
        }
        assert tokens("light")["accent"] in seen
