"""Messages to the person at the window, without Qt. Exactly one widget renders them (``widgets.message_bar``)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hiring_desktop.core.errors import HiringError
from hiring_desktop.ui.words import translate

log = logging.getLogger(__name__)

Level = Literal["info", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    """What the bar shows: a heading of a few words, a sentence, and at most one thing to do about it.

    ``lasting`` messages stay until they are dismissed; others leave by themselves.
    """

    level: Level
    title: str
    text: str = ""
    action_text: str = ""
    action: Callable[[], None] | None = None
    lasting: bool = False


Listener = Callable[[Message], None]


class Notifier:
    """Takes messages from anywhere on the UI thread and hands them to whoever renders them."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` for each message from now on; the returned function ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def info(
        self, title: str, text: str = "", *, action_text: str = "", action: Callable[[], None] | None = None
    ) -> None:
        """Say that something was done, with an optional action such as Undo or Show."""
        self._tell(Message("info", title, text, action_text, action))

    def error(self, problem: BaseException | str, text: str = "") -> None:
        """Say that something failed. A domain error speaks for itself; of any other only its kind is told and logged.

        The message of an unforeseen exception may quote a resume, so it goes neither on the screen nor into the log.
        """
        if isinstance(problem, str):
            self._tell(Message("error", problem, text, lasting=True))
        elif isinstance(problem, HiringError):
            self._tell(Message("error", problem.title, problem.message, lasting=True))
        else:
            log.error("unforeseen %s at %s", type(problem).__name__, _place(problem))
            title = translate("Notify", "Something went wrong")
            advice = translate(
                "Notify", "Nothing was lost. Try again; if it comes back, restart the application. ({0})"
            )
            self._tell(Message("error", title, advice.format(type(problem).__name__), lasting=True))

    def _tell(self, message: Message) -> None:
        if not self._listeners:
            log.warning("nobody shows a message of level %s", message.level)
        for listener in list(self._listeners):
            listener(message)


def _place(problem: BaseException) -> str:
    """File and line where an exception was raised; code only, no data."""
    trace = problem.__traceback__
    if trace is None:
        return "an unknown place"
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
