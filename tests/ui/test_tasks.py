from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from hiring_desktop.ui.tasks import Priority, Tasks


@pytest.fixture
def errors() -> list[BaseException]:
    return []


@pytest.fixture
def tasks(qtbot: QtBot, errors: list[BaseException]) -> Iterator[Tasks]:
    made = Tasks(errors.append)
    yield made
    assert made.close()


def test_work_runs_off_the_ui_thread_and_answers_on_it(tasks: Tasks, qtbot: QtBot) -> None:
    threads: list[str] = []
    tasks.run(
        lambda: threading.current_thread().name, lambda name: threads.extend([name, threading.current_thread().name])
    )
    qtbot.waitUntil(lambda: len(threads) == 2)
    assert threads == ["hiring-io", threading.current_thread().name]


def test_a_future_is_answered_when_it_is_done(tasks: Tasks, qtbot: QtBot) -> None:
    future: Future[int] = Future()
    answers: list[int] = []
    tasks.request(lambda: future, answers.append)
    threading.Thread(target=future.set_result, args=(7,)).start()
    qtbot.waitUntil(lambda: answers == [7])


def test_a_cancelled_future_is_no_answer_and_no_error(
    tasks: Tasks, qtbot: QtBot, errors: list[BaseException]
) -> None:  # fmt: skip
    future: Future[int] = Future()
    future.cancel()
    answers: list[int] = []
    tasks.request(lambda: future, answers.append)
    tasks.run(lambda: 1, answers.append)
    qtbot.waitUntil(lambda: answers == [1])
    assert errors == []


def test_an_exception_goes_to_the_one_who_asked_or_to_the_errors(
    tasks: Tasks, qtbot: QtBot, errors: list[BaseException]
) -> None:  # fmt: skip
    mine: list[BaseException] = []
    tasks.run(lambda: 1 / 0, failed=mine.append)
    tasks.run(lambda: [][0])
    qtbot.waitUntil(lambda: bool(mine) and bool(errors))
    assert isinstance(mine[0], ZeroDivisionError)
    assert isinstance(errors[0], IndexError)


def test_only_the_newest_of_a_key_is_answered(tasks: Tasks, qtbot: QtBot) -> None:
    gate, answers = threading.Event(), list[int]()
    ran: list[int] = []
    tasks.run(gate.wait)

    def work(number: int) -> int:
        ran.append(number)
        return number

    for number in range(5):
        tasks.run(partial(work, number), answers.append, key="same")
    gate.set()
    qtbot.waitUntil(lambda: answers == [4])
    assert ran == [4], "the older ones are not even begun"


def test_forgotten_keys_are_not_answered(tasks: Tasks, qtbot: QtBot) -> None:
    gate, answers = threading.Event(), list[str]()
    tasks.run(gate.wait)
    tasks.run(lambda: "old", answers.append, key="a")
    tasks.forget("a")
    tasks.run(lambda: "other", answers.append)
    gate.set()
    qtbot.waitUntil(lambda: answers == ["other"])


def test_nobody_answers_to_an_object_that_is_gone(tasks: Tasks, qtbot: QtBot) -> None:
    gate, answers, owner = threading.Event(), list[str](), QObject()
    tasks.run(lambda: str(gate.wait()), answers.append, owner=owner)
    tasks.run(lambda: "end", answers.append)
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: answers[-1:] == ["end"])
    assert answers == ["end"]


def test_what_a_person_waits_for_goes_first(tasks: Tasks, qtbot: QtBot) -> None:
    gate, order = threading.Event(), list[str]()
    tasks.run(gate.wait)
    tasks.run(lambda: order.append("nobody waits"), priority=Priority.BACKGROUND)
    tasks.run(lambda: order.append("a person waits"))
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["a person waits", "nobody waits"]


def test_idle_turns_go_on_until_nothing_is_left_and_begin_again_after_a_request(tasks: Tasks, qtbot: QtBot) -> None:
    left = [5]

    def step(seconds: float) -> bool:
        assert seconds < 1, "closing must not wait long"
        if left[0]:
            left[0] -= 1
        return bool(left[0])

    tasks.follow(step)
    qtbot.waitUntil(lambda: left == [0])
    left[0] = 3
    tasks.run(lambda: None)
    qtbot.waitUntil(lambda: left == [0])


def test_a_failing_turn_is_told_and_the_thread_lives_on(
    tasks: Tasks, qtbot: QtBot, errors: list[BaseException]
) -> None:  # fmt: skip
    def step(_seconds: float) -> bool:
        raise OSError("disk")

    tasks.follow(step)
    qtbot.waitUntil(lambda: bool(errors))
    tasks.follow(None)
    answers: list[int] = []
    tasks.run(lambda: 1, answers.append)
    qtbot.waitUntil(lambda: answers == [1])


def test_no_request_waits_for_a_turn(tasks: Tasks, qtbot: QtBot) -> None:
    turning, gate, answers = threading.Event(), threading.Event(), list[int]()

    def step(_seconds: float) -> bool:
        turning.set()
        return gate.wait() and False

    tasks.follow(step)
    turning.wait()
    tasks.run(lambda: 1, answers.append)
    qtbot.waitUntil(lambda: answers == [1])
    gate.set()


def test_a_thousand_answers_leave_the_event_loop_room(tasks: Tasks, qtbot: QtBot) -> None:
    """Answers are handed out in slices: others get turns of the event loop between them."""
    answers: list[int] = []
    seen: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: seen.append(len(answers)))
    timer.start(0)

    def take(number: int) -> None:
        end = threading.Event()
        end.wait(0.0005)
        answers.append(number)

    for number in range(200):
        tasks.run(partial(int, number), take)
    qtbot.waitUntil(lambda: len(answers) == 200)
    timer.stop()
    assert any(0 < count < 200 for count in seen)


def test_close_runs_the_last_work_and_delivers_nothing_more(qtbot: QtBot) -> None:
    tasks, answers, last = Tasks(lambda problem: None), list[int](), list[str]()
    gate = threading.Event()
    tasks.run(gate.wait)
    tasks.run(lambda: 1, answers.append)
    gate.set()
    assert tasks.close(last=lambda: last.append(threading.current_thread().name))
    qtbot.wait(1)
    assert (answers, last) == ([], ["hiring-io"])


def test_what_lasts_holds_up_nobody(tasks: Tasks, qtbot: QtBot) -> None:
    go_on = threading.Event()
    answers: list[str] = []

    def last_long() -> str:
        assert go_on.wait(20)
        return threading.current_thread().name

    tasks.run_long(last_long, answers.append)
    tasks.run(lambda: "served", answers.append)
    qtbot.waitUntil(lambda: answers == ["served"])
    go_on.set()
    qtbot.waitUntil(lambda: answers == ["served", "hiring-import"])


def test_after_a_rest_neither_turns_nor_what_lasts_are_taken(tasks: Tasks, qtbot: QtBot) -> None:
    begun, go_on, rested = threading.Event(), threading.Event(), threading.Event()
    answers: list[str] = []

    def first() -> str:
        begun.set()
        assert go_on.wait(20)
        return "first"

    tasks.run_long(first, answers.append)

    def take_turn(_seconds: float) -> bool:
        answers.append("a turn")
        return False

    def rest() -> None:
        tasks.rest()
        rested.set()

    assert begun.wait(20)
    tasks.run_long(lambda: "second", answers.append)
    tasks.follow(take_turn)
    tasks.run(rest)
    tasks.run(lambda: "after", answers.append)
    assert not rested.is_set(), "what has begun is waited for"
    qtbot.waitUntil(lambda: not tasks._long)
    go_on.set()
    qtbot.waitUntil(lambda: answers == ["first", "after"])
    assert rested.is_set()
