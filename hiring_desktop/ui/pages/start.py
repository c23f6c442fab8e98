"""Before a workspace is open: the form of the first start, the passphrase of a locked one, or a moment's patience."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hiring_desktop.ui.presenters.start import FirstStart
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5, SPACE_6, Theme
from hiring_desktop.ui.widgets.labels import Label
from hiring_desktop.ui.widgets.sign_in_form import SignInForm

Form = Literal["opening", "first", "unlock", "sign_in", "locked"]


class StartPage(QWidget):
    """``create_asked(name, passphrase or None)``, ``unlock_asked(passphrase or None)``, ``demo_asked()``.

    Its ``sign_in`` form has signals of its own.
    """

    create_asked = Signal(str, object)
    unlock_asked = Signal(object)
    demo_asked = Signal()

    def __init__(self, theme: Theme, *, keyring: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keyring = keyring
        self._failure = ""
        self._logo = QLabel(self)
        self._logo.setPixmap(theme.logo(56))
        self._opening_text = Label(self.tr("Opening the workspace…"), "heading", "muted")
        self._forms: dict[Form, QWidget] = {
            "opening": self._make_opening(),
            "first": self._make_first(),
            "unlock": self._make_unlock(),
            "sign_in": self._make_sign_in(),
            "locked": self._make_locked(),
        }
        self.stack = QStackedWidget(self)
        for form in self._forms.values():
            holder = QWidget(self)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.addWidget(form)
            inside.addStretch(1)
            self.stack.addWidget(holder)
        column = QVBoxLayout()
        column.setSpacing(SPACE_3)
        column.addStretch(2)
        column.addWidget(self._logo, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.stack)
        column.addStretch(3)
        layout = QHBoxLayout(self)
        layout.addStretch(1)
        layout.addLayout(column)
        layout.addStretch(1)
        self.stack.setFixedWidth(max(440, 58 * self.fontMetrics().averageCharWidth()))
        self.show_form("opening")

    # ------------------------------------------------------------------ building
    def _make_opening(self) -> QWidget:
        box = QWidget(self)
        layout = QVBoxLayout(box)
        layout.addWidget(self._opening_text, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return box

    def _make_first(self) -> QWidget:
        self.workspace_name = self._line(self.tr("Name of the workspace"))
        self.workspace_name.setText(self.tr("My hiring"))
        self.by_keyring = QRadioButton(self.tr("Keep the key in the keyring of this computer"), self)
        self.by_passphrase = QRadioButton(self.tr("Protect it with a passphrase"), self)
        for choice in (self.by_keyring, self.by_passphrase):
            choice.setAccessibleName(choice.text())
            choice.toggled.connect(self._show_first)
        self.passphrase = self._line(self.tr("Passphrase, 12 characters or more"), secret=True)
        self.again = self._line(self.tr("The same passphrase again"), secret=True)
        self.first_problem = Label("", "body", "negative", wrap=True)
        self.create_button = self._button(self.tr("Create the workspace"), primary=True)
        self.demo_button = self._button(self.tr("Open the demo workspace"))
        card, layout = self._card()
        layout.addWidget(Label(self.tr("Welcome to Smart Hiring"), "title"))
        text = self.tr(
            "Drop resumes on a job and read a ranked list that explains itself. "
            "Everything stays on this computer, encrypted."
        )
        layout.addWidget(Label(text, "body", "muted", wrap=True))
        layout.addSpacing(SPACE_3)
        layout.addWidget(Label(self.tr("Name of the workspace"), "caption", "muted"))
        layout.addWidget(self.workspace_name)
        layout.addSpacing(SPACE_2)
        layout.addWidget(self.by_keyring)
        layout.addWidget(self.by_passphrase)
        self._no_keyring = Label(
            self.tr("This computer offers no keyring that may hold a key, so a passphrase is needed."),
            "caption",
            "muted",
            wrap=True,
        )
        layout.addWidget(self._no_keyring)
        self._secret_captions = [Label(self.passphrase.accessibleName(), "caption", "muted")]
        self._secret_captions.append(Label(self.again.accessibleName(), "caption", "muted"))
        for caption, field in zip(self._secret_captions, (self.passphrase, self.again), strict=True):
            layout.addWidget(caption)
            layout.addWidget(field)
        self._no_recovery = Label(
            self.tr("There is no way in without the passphrase. Keep it in a safe place."),
            "caption",
            "muted",
            wrap=True,
        )
        layout.addWidget(self._no_recovery)
        layout.addWidget(self.first_problem)
        layout.addSpacing(SPACE_2)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_2)
        buttons.addWidget(self.demo_button)
        buttons.addStretch(1)
        buttons.addWidget(self.create_button)
        layout.addLayout(buttons)
        for field in (self.workspace_name, self.passphrase, self.again):
            field.textChanged.connect(self._first_edited)
            field.returnPressed.connect(self._create)
        self.create_button.clicked.connect(self._create)
        self.demo_button.clicked.connect(self.demo_asked)
        self.offer_keyring(self._keyring)
        return card

    def _make_unlock(self) -> QWidget:
        self.unlock_passphrase = self._line(self.tr("Passphrase"), secret=True)
        self.unlock_problem = Label("", "body", "negative", wrap=True)
        self.unlock_button = self._button(self.tr("Unlock"), primary=True)
        self.unlock_demo_button = self._button(self.tr("Open the demo workspace"))
        card, layout = self._card()
        layout.addWidget(Label(self.tr("The workspace is locked"), "title"))
        layout.addWidget(Label(self.tr("Give its passphrase to open it."), "body", "muted", wrap=True))
        layout.addSpacing(SPACE_2)
        layout.addWidget(Label(self.tr("Passphrase"), "caption", "muted"))
        layout.addWidget(self.unlock_passphrase)
        layout.addWidget(self.unlock_problem)
        layout.addSpacing(SPACE_2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.unlock_demo_button)
        buttons.addStretch(1)
        buttons.addWidget(self.unlock_button)
        layout.addLayout(buttons)
        self.unlock_passphrase.textChanged.connect(self._show_unlock)
        self.unlock_passphrase.returnPressed.connect(self._unlock)
        self.unlock_button.clicked.connect(self._unlock)
        self.unlock_demo_button.clicked.connect(self.demo_asked)
        return card

    def _make_sign_in(self) -> QWidget:
        self.sign_in = SignInForm(self)
        self.sign_in.asked.connect(lambda: self._busy(True))
        self.sign_in.passphrase_asked.connect(lambda: self.show_form("unlock"))
        return self.sign_in

    def _make_locked(self) -> QWidget:
        self.keyring_button = self._button(self.tr("Unlock"), primary=True)
        card, layout = self._card()
        layout.addWidget(Label(self.tr("The workspace is locked"), "title"))
        text = self.tr("Its key is in the keyring of this computer.")
        layout.addWidget(Label(text, "body", "muted", wrap=True))
        layout.addSpacing(SPACE_2)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.keyring_button)
        layout.addLayout(buttons)
        self.keyring_button.clicked.connect(lambda: self.unlock_asked.emit(None))
        return card

    def _card(self) -> tuple[QFrame, QVBoxLayout]:
        card = QFrame(self)
        card.setProperty("card", "true")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        layout.setSpacing(SPACE_1 + 2)
        return card, layout

    def _line(self, name: str, *, secret: bool = False) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        line.setAcceptDrops(False)
        if secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        return line

    def _button(self, text: str, *, primary: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        button.setProperty("primary", primary)
        return button

    # ------------------------------------------------------------------ showing
    def offer_keyring(self, available: bool) -> None:
        """Whether the key may go into the keyring; if so, that is the usual choice."""
        self._keyring = available
        self.by_keyring.setEnabled(available)
        (self.by_keyring if available else self.by_passphrase).setChecked(True)

    def show_locked(self, ways: frozenset[str]) -> None:
        """What a closed workspace asks for, by the ways in that it has."""
        self.sign_in.offer_passphrase("passphrase" in ways)
        if "account" in ways:
            self.show_form("sign_in")
        else:
            self.show_form("locked" if "keyring" in ways else "unlock")

    def show_form(self, form: Form, problem: str = "") -> None:
        """One of them, with what went wrong before in it."""
        self._busy(False)
        self.stack.setCurrentIndex(list(self._forms).index(form))
        self.unlock_problem.setText(problem if form == "unlock" else "")
        self._failure = problem if form == "first" else ""
        self._show_first()
        self._show_unlock()
        if form == "first":
            self.workspace_name.setFocus()
            self.workspace_name.selectAll()
        elif form == "unlock":
            self.unlock_passphrase.setFocus()
            self.unlock_passphrase.selectAll()
        elif form == "sign_in":
            self.sign_in.begin()
        elif form == "locked":
            self.keyring_button.setFocus()

    def form(self) -> Form:
        """The one that is shown."""
        return list(self._forms)[self.stack.currentIndex()]

    def first_start(self) -> FirstStart:
        """What the form of the first start says now."""
        keyring = self.by_keyring.isChecked()
        return FirstStart(self.workspace_name.text(), keyring, self.passphrase.text(), self.again.text())

    def _show_first(self) -> None:
        state = self.first_start()
        for widget in (self.passphrase, self.again, self._no_recovery, *self._secret_captions):
            widget.setVisible(not state.keyring)
        self._no_keyring.setVisible(not self._keyring)
        self.create_button.setEnabled(state.problem is None)
        self.first_problem.setText(state.hint or self._failure)
        self.first_problem.setVisible(bool(self.first_problem.text()))

    def _first_edited(self) -> None:
        """What went wrong before is taken up."""
        self._failure = ""
        self._show_first()

    def _show_unlock(self) -> None:
        self.unlock_button.setEnabled(bool(self.unlock_passphrase.text()))
        self.unlock_problem.setVisible(bool(self.unlock_problem.text()))

    # ------------------------------------------------------------------ what a person does
    def _create(self) -> None:
        state = self.first_start()
        if state.problem is None:
            self._busy(True)
            self.create_asked.emit(state.name.strip(), None if state.keyring else state.passphrase)

    def _unlock(self) -> None:
        if self.unlock_passphrase.text():
            self.unlock_problem.setText("")
            self._busy(True)
            self.unlock_asked.emit(self.unlock_passphrase.text())

    def _busy(self, busy: bool) -> None:
        """While a key is derived nothing can be asked for again."""
        for form in self._forms.values():
            form.setEnabled(not busy)

    def forget(self) -> None:
        """Drop what was typed."""
        for field in (self.passphrase, self.again, self.unlock_passphrase):
            field.clear()
        self.sign_in.forget()
