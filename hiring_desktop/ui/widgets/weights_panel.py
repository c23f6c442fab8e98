"""Five sliders over the ranked list: what counts how much, tried live, stored only by Apply."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from hiring_desktop.core.model import COMPONENTS, Weights
from hiring_desktop.ui.presenters.ranking import component_words
from hiring_desktop.ui.presenters.weights import WeightsState
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4
from hiring_desktop.ui.widgets.labels import Label

TRY_MS = 40


class WeightsPanel(QFrame):
    """``tried``: weights to preview (at most every ``TRY_MS``), None for the stored; ``applied``: those to store."""

    tried = Signal(object)
    applied = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", "true")
        self._state = WeightsState()
        self._sliders: dict[str, QSlider] = {}
        self._numbers: dict[str, Label] = {}
        self._coalesce = QTimer(self, singleShot=True, interval=TRY_MS)
        self._coalesce.timeout.connect(self._tell)

        self._balanced = self._preset_button(
            "balanced", self.tr("Balanced"), self.tr("What measuring showed to rank best")
        )
        self._seed = self._preset_button(
            "seed", self.tr("Seed"), self.tr("The original formula: skills 35, experience 25, text 20")
        )
        self._hint = Label("", "caption", "muted")
        self._revert = QPushButton(self.tr("Revert"), self)
        self._apply = QPushButton(self.tr("Apply"), self)
        self._apply.setProperty("primary", True)
        for button, name in (
            (self._revert, self.tr("Revert the weights")),
            (self._apply, self.tr("Apply the weights")),
        ):
            button.setAccessibleName(name)
        self._revert.clicked.connect(self.revert)
        self._apply.clicked.connect(self._store)

        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(Label(self.tr("What counts"), "strong"))
        head.addSpacing(SPACE_2)
        head.addWidget(self._balanced)
        head.addWidget(self._seed)
        head.addSpacing(SPACE_2)
        head.addWidget(self._hint, 1)
        head.addWidget(self._revert)
        head.addWidget(self._apply)
        sliders = QGridLayout()
        sliders.setHorizontalSpacing(SPACE_4)
        sliders.setVerticalSpacing(SPACE_1)
        for column, component in enumerate(COMPONENTS):
            self._add_slider(sliders, column, component)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_4, SPACE_2, SPACE_4, SPACE_3)
        layout.setSpacing(SPACE_2)
        layout.addLayout(head)
        layout.addLayout(sliders)
        self._show_state()

    # ------------------------------------------------------------------ what it stands at
    @property
    def state(self) -> WeightsState:
        """What is stored and what is tried."""
        return self._state

    def set_stored(self, weights: Weights, asked: tuple[str, ...]) -> None:
        """The job's own weights and what it asks for; what is being tried is kept if there is something."""
        tried = self._state.tried if self._state.changed else weights
        self._state = WeightsState(weights, tried, asked)
        self._show_state()

    def reset(self, weights: Weights, asked: tuple[str, ...]) -> None:
        """Another job: nothing is tried."""
        self._coalesce.stop()
        self._state = WeightsState.of(weights, asked)
        self._show_state()

    def revert(self) -> None:
        """Back to what is stored."""
        self._change(self._state.revert())

    def slider(self, component: str) -> QSlider:
        """The slider of a component."""
        return self._sliders[component]

    # ------------------------------------------------------------------ building
    def _preset_button(self, preset: str, text: str, meaning: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setCheckable(True)
        button.setToolTip(meaning)
        button.setAccessibleName(self.tr("Preset {0}").format(text))
        button.clicked.connect(lambda: self._change(self._state.choose(preset)))
        return button

    def _add_slider(self, grid: QGridLayout, column: int, component: str) -> None:
        words = component_words(component)
        slider = QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(0, 100)
        slider.setPageStep(10)
        slider.setAccessibleName(self.tr("Weight of {0}").format(words.name))
        slider.setToolTip(words.meaning)
        slider.setMinimumWidth(60)
        slider.valueChanged.connect(lambda value, component=component: self._moved(component, value))
        number = Label("", "caption")
        number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.addWidget(Label(words.name, "caption", "muted"))
        head.addWidget(number, 1)
        grid.addLayout(head, 0, column)
        grid.addWidget(slider, 1, column)
        grid.setColumnStretch(column, 1)
        self._sliders[component] = slider
        self._numbers[component] = number

    # ------------------------------------------------------------------ moving
    def _moved(self, component: str, value: int) -> None:
        self._change(self._state.move(component, float(value)))

    def _change(self, state: WeightsState) -> None:
        self._state = state
        self._show_state()
        if state.usable and not self._coalesce.isActive():
            self._coalesce.start()

    def _tell(self) -> None:
        if self._state.usable:
            self.tried.emit(self._state.tried if self._state.changed else None)

    def _store(self) -> None:
        self._coalesce.stop()
        self._state = self._state.applied()
        self._show_state()
        self.applied.emit(self._state.stored)

    def _show_state(self) -> None:
        shares = self._state.shares()
        for component, value in self._state.tried.as_dict().items():
            slider = self._sliders[component]
            slider.blockSignals(True)
            slider.setValue(round(value))
            slider.blockSignals(False)
            counts = self._state.counts(component)
            slider.setEnabled(counts)
            number = self.tr("{0} %").format(f"{round(shares[component], 1):g}") if counts else self.tr("not asked for")
            self._numbers[component].setText(number)
        preset = self._state.tried.preset
        self._balanced.setChecked(preset == "balanced")
        self._seed.setChecked(preset == "seed")
        changed = self._state.changed
        self._revert.setEnabled(changed)
        self._apply.setEnabled(changed and self._state.usable)
        if not self._state.usable:
            self._hint.setText(self.tr("Give at least one part a weight."))
        elif changed and self._state.approximate:
            self._hint.setText(self.tr("Close to what Apply gives: it computes some parts in another way."))
        elif changed:
            self._hint.setText(self.tr("Trying these weights. Nothing is stored until you apply them."))
        else:
            self._hint.setText(self.tr("Move a slider: the list below follows at once."))
