"""Colours, spaces, fonts and icons: a set of tokens for light and one for dark, as the system says or the user.

The tokens are ``resources/theme/*.json``; a test holds every pair that is read to a contrast of 4.5 : 1. Painters ask
for colours by token name when they paint, so a change of theme is a repaint. The style sheet is small on purpose,
since each rule costs time in every widget; it has no ``::item`` rules, which would switch off the fast path of
tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from string import Template
from typing import Final, Literal

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from hiring_desktop.core.settings import resource
from hiring_desktop.ui.preferences import ThemeMode

SPACE_1: Final = 4
SPACE_2: Final = 8
SPACE_3: Final = 12
SPACE_4: Final = 16
SPACE_5: Final = 24
SPACE_6: Final = 32
ICON_SIZE: Final = QSize(16, 16)

ThemeName = Literal["light", "dark"]
FontRole = Literal["caption", "body", "strong", "heading", "title", "display"]
_FONTS: Final[Mapping[FontRole, tuple[float, QFont.Weight]]] = {
    "caption": (0.9, QFont.Weight.Normal),
    "body": (1.0, QFont.Weight.Normal),
    "strong": (1.0, QFont.Weight.DemiBold),
    "heading": (1.12, QFont.Weight.DemiBold),
    "title": (1.5, QFont.Weight.DemiBold),
    "display": (2.2, QFont.Weight.DemiBold),
}


@lru_cache(maxsize=2)
def tokens(name: ThemeName) -> Mapping[str, str]:
    """Token name to ``#rrggbb``."""
    read: dict[str, str] = json.loads(resource("theme", f"{name}.json").read_text("utf-8"))
    return read


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text("utf-8")


class Theme(QObject):
    """The look of the application; one for its whole life. ``changed`` tells painters that hold pixmaps."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: ThemeMode = "system") -> None:
        super().__init__(app)
        self._app = app
        self._mode: ThemeMode = mode
        self._base = QFont(app.font())
        self._colours: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def mode(self) -> ThemeMode:
        """Light, dark, or as the system says."""
        return self._mode

    @property
    def is_dark(self) -> bool:
        """What is shown now."""
        if self._mode == "system":
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._mode == "dark"

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or override it."""
        if mode != self._mode:
            self._mode = mode
            self._apply()

    def colour(self, token: str) -> QColor:
        """The colour of a token in the present theme."""
        return self._colours[token]

    def font(self, role: FontRole) -> QFont:
        """The font of a role: the system's own, in our sizes."""
        scale, weight = _FONTS[role]
        font = QFont(self._base)
        font.setPointSizeF(self._base.pointSizeF() * scale)
        font.setWeight(weight)
        return font

    def icon(self, name: str, token: str = "text_muted") -> QIcon:
        """One of our drawings in the colour of a token, sharp at one to four times its size."""
        key = (name, token)
        if key not in self._icons:
            icon = QIcon()
            for mode, colour in ((QIcon.Mode.Normal, token), (QIcon.Mode.Disabled, "text_disabled")):
                for scale in (1, 2, 3, 4):
                    icon.addPixmap(self._render(name, self._colours[colour].name(), scale), mode)
            self._icons[key] = icon
        return self._icons[key]

    def logo(self, size: int) -> QPixmap:
        """The application's own sign, ``size`` pixels wide at 100 %."""
        ratio = self._app.devicePixelRatio()
        drawing = _drawing("app").replace(
            'width="64" height="64"', f'width="{size * ratio}" height="{size * ratio}"', 1
        )
        picture = QPixmap.fromImage(QImage.fromData(drawing.encode()))
        picture.setDevicePixelRatio(ratio)
        return picture

    @staticmethod
    def _render(name: str, colour: str, scale: int) -> QPixmap:
        drawing = _drawing(name).replace("currentColor", colour)
        size = ICON_SIZE.width() * scale
        drawing = drawing.replace('width="16" height="16"', f'width="{size}" height="{size}"', 1)
        return QPixmap.fromImage(QImage.fromData(drawing.encode()))

    def _system_changed(self) -> None:
        if self._mode == "system":
            self._apply()

    def _apply(self) -> None:
        name: ThemeName = "dark" if self.is_dark else "light"
        self._colours = {token: QColor(value) for token, value in tokens(name).items()}
        self._icons.clear()
        self._app.setPalette(_palette(self._colours))
        self._app.setStyleSheet(_style_sheet(name, self._base.pointSizeF()))
        self.changed.emit()


def _palette(colour: Mapping[str, QColor]) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, token in (
        (role.Window, "window"), (role.WindowText, "text"), (role.Base, "surface"), (role.AlternateBase, "window"),
        (role.Text, "text"), (role.Button, "surface"), (role.ButtonText, "text"), (role.BrightText, "negative"),
        (role.ToolTipBase, "surface"), (role.ToolTipText, "text"), (role.PlaceholderText, "text_muted"),
        (role.Highlight, "selection"), (role.HighlightedText, "text"), (role.Link, "accent"), (role.Accent, "accent"),
        (role.Light, "surface"), (role.Midlight, "hover"), (role.Mid, "border"), (role.Dark, "border_strong"),
        (role.Shadow, "border"),
    ):  # fmt: skip
        palette.setColor(target, colour[token])
    for target in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, colour["text_disabled"])
    return palette


def _style_sheet(name: ThemeName, points: float) -> str:
    sheet = Template(resource("theme", "style.qss").read_text("utf-8"))
    arrows = {f"arrow_{way}": resource("theme", f"arrow_{way}_{name}.svg").as_posix() for way in ("up", "down")}
    sizes = {f"size_{role}": f"{points * scale:.2f}pt" for role, (scale, _) in _FONTS.items()}
    return sheet.substitute(tokens(name), **sizes, **arrows)
