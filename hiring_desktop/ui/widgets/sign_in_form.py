"""Signing in to a workspace with accounts: e-mail address and password; a code and a new password when asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hiring_desktop.core.errors import HiringError
from hiring_desktop.ui.presenters.sign_in import SignInState
from hiring_desktop.ui.theme import SPACE_1, SPACE_2, SPACE_5, SPACE_6
from hiring_desktop.ui.widgets.labels import Label


class SignInForm(QFrame):
    """``asked(email, password, code or None, new password or None)``, ``passphrase_asked()`` for the last resort."""

    asked = Signal(str, str, object, object)
    passphrase_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._wants_code = self._wants_new = False
        self.email = self._line(self.tr("E-mail address"))
        self.password = self._line(self.tr("Password"), secret=True)
        self.code = self._line(self.tr("Code of your app, or a recovery code"))
        self.new_password = self._line(self.tr("New password, 12 characters or more"), secret=True)
        self.again = self._line(self.tr("The same new password again"), secret=True)
        self.problem = Label("", "body", "negative", wrap=True)
        self.button = self._button(self.tr("Sign in"))
        self.button.setProperty("primary", True)
        self.passphrase_button = self._button(self.tr("Use the passphrase"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_6, SPACE_5, SPACE_6, SPACE_5)
        layout.setSpacing(SPACE_1 + 2)
        layout.addWidget(Label(self.tr("Sign in"), "title"))
        layout.addWidget(Label(self.tr("This workspace has accounts."), "body", "muted", wrap=True))
        layout.addSpacing(SPACE_2)
        self._rows = {field: self._row(field, layout) for field in self._fields()}
        layout.addWidget(self.problem)
        layout.addSpacing(SPACE_2)
        buttons = QHBoxLayout()
        buttons.addWidget(self.passphrase_button)
        buttons.addStretch(1)
        buttons.addWidget(self.button)
        layout.addLayout(buttons)
        for field in self._fields():
            field.textChanged.connect(self._edited)
            field.returnPressed.connect(self._send)
        self.button.clicked.connect(self._send)
        self.passphrase_button.clicked.connect(self.passphrase_asked)
        self._show()

    def state(self) -> SignInState:
        """What the form says now."""
        return SignInState(
            self.email.text(), self.password.text(), self.code.text(), self.new_password.text(), self.again.text(),
            self._wants_code, self._wants_new,
        )  # fmt: skip

    def offer_passphrase(self, available: bool) -> None:
        """Whether the workspace has a passphrase besides its accounts."""
        self.passphrase_button.setVisible(available)

    def answer(self, problem: HiringError) -> None:
        """What came of it, and the field that it asks for."""
        state = self.state().answered(problem)
        newly_code, newly_new = state.wants_code and not self._wants_code, state.wants_new and not self._wants_new
        self._wants_code, self._wants_new = state.wants_code, state.wants_new
        self._show()
        self.problem.setText(problem.message)
        self.problem.setVisible(True)
        (self.new_password if newly_new else self.code if newly_code else self.password).setFocus()

    def begin(self) -> None:
        """Nothing asked for yet but address and password; the cursor is where something is missing."""
        self.setEnabled(True)
        (self.password if self.email.text() else self.email).setFocus()

    def forget(self) -> None:
        """Drop what was typed, but for the address, and what was asked for besides."""
        for field in (self.password, self.code, self.new_password, self.again):
            field.clear()
        self._wants_code = self._wants_new = False
        self._edited()

    def _fields(self) -> tuple[QLineEdit, ...]:
        return (self.email, self.password, self.code, self.new_password, self.again)

    def _row(self, field: QLineEdit, layout: QVBoxLayout) -> Label:
        caption = Label(field.accessibleName(), "caption", "muted")
        layout.addWidget(caption)
        layout.addWidget(field)
        return caption

    def _line(self, name: str, *, secret: bool = False) -> QLineEdit:
        line = QLineEdit(self)
        line.setAccessibleName(name)
        line.setAcceptDrops(False)
        if secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        return line

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAccessibleName(text)
        return button

    def _edited(self) -> None:
        self.problem.setText("")
        self._show()

    def _show(self) -> None:
        state = self.state()
        wanted = {self.code: state.wants_code, self.new_password: state.wants_new, self.again: state.wants_new}
        for field, is_wanted in wanted.items():
            field.setVisible(is_wanted)
            self._rows[field].setVisible(is_wanted)
        self.button.setEnabled(state.ready)
        if state.hint:
            self.problem.setText(state.hint)
        self.problem.setVisible(bool(self.problem.text()))

    def _send(self) -> None:
        state = self.state()
        if state.ready:
            self.asked.emit(state.email.strip(), state.password, state.code.strip() or None, state.new_password or None)
