"""Failed attempts: what they cost, whom they lock, and that nobody stays locked out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from fake_accounts import HERE, SECRET, House, Town
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import SignInFailed, TooManyAttempts
from hiring_desktop.core.trust.lockout import Device, Tally, new_device_id

WRONG = "not the secret at all"
MINUTE = timedelta(minutes=1)
START = datetime(2026, 3, 1, tzinfo=UTC)
WAITS = st.sampled_from([n * MINUTE for n in (0, 0.1, 5, 15, 16, 31, 100, 700, 1441, 3000)])


def fail(house: House, name: str = "ada", device: Device = HERE) -> None:
    with pytest.raises(SignInFailed):
        house.enter(name, WRONG, device)


def lock(house: House, name: str = "ada", device: Device = HERE) -> datetime:
    """Fail until it locks; until when."""
    for _ in range(3):
        fail(house, name, device)
    return locked_until(house, name, device)


def locked_until(house: House, name: str = "ada", device: Device = HERE) -> datetime:
    with pytest.raises(TooManyAttempts) as refusal:
        house.enter(name, SECRET, device)
    return refusal.value.retry_at


# ------------------------------------------------------------------ the rule by itself
@given(st.lists(WAITS, max_size=60))
def test_at_most_three_attempts_between_locks_that_double_up_to_a_day(waits: list[timedelta]) -> None:
    now, tally, since_lock, locks = START, Tally(), 0, 0
    quiet_since = START
    for wait in waits:
        now += wait
        if tally.locked_until is not None and now < tally.locked_until:
            with pytest.raises(TooManyAttempts) as refusal:
                tally.counted(now)
            assert refusal.value.retry_at == tally.locked_until
            continue
        if now - quiet_since >= timedelta(days=1):
            since_lock = locks = 0
        since_lock += 1
        tally = tally.counted(now)
        quiet_since = now
        if since_lock == 3:
            length = min(15 * MINUTE * 2**locks, timedelta(days=1))
            assert tally.locked_until == now + length
            quiet_since += length
            since_lock, locks = 0, locks + 1
        else:
            assert tally.locked_until is None


@given(st.lists(WAITS, max_size=30))
def test_never_for_ever_a_day_later_there_is_always_another_attempt(waits: list[timedelta]) -> None:
    now, tally = START, Tally()
    for wait in waits:
        now += wait
        try:
            tally = tally.counted(now)
        except TooManyAttempts:
            continue
    tally.counted(now + timedelta(days=1))


def test_a_thousand_locks_do_not_overflow() -> None:
    assert Tally(failures=2, locks=10**9).counted(START).locked_until == START + timedelta(days=1)


# ------------------------------------------------------------------ at the door
def test_the_third_failure_locks_for_a_quarter_of_an_hour_then_for_half(town: Town, house: House) -> None:
    for minutes in (15, 30, 60, 120, 240, 480, 960, 1440, 1440):
        until = lock(house)
        assert until - town.clock.moment == pytest.approx(minutes * MINUTE, abs=timedelta(seconds=1))
        town.clock.moment = until - timedelta(seconds=1)
        assert locked_until(house) == until
        town.clock.moment = until
    house.enter("ada")
    assert lock(house) - town.clock.moment < 16 * MINUTE


def test_a_success_forgets_the_failures_before_it(house: House) -> None:
    for _ in range(5):
        fail(house)
        fail(house)
        house.enter("ada")


def test_while_locked_not_even_the_right_password_is_hashed_and_nothing_counts(town: Town, house: House) -> None:
    until = lock(house)
    town.hasher.work.clear()
    for _ in range(10):
        assert locked_until(house) == until
    assert town.hasher.work == []
    town.clock.moment = until
    house.enter("ada")


def test_a_stranger_locks_nobody_out_of_a_known_device(house: House) -> None:
    laptop = Device(HERE.address, new_device_id())
    house.enter("ada", device=laptop)
    lock(house, device=HERE)
    lock(house, device=Device("203.0.113.9", new_device_id()))  # one that only says it is known
    house.enter("ada", device=laptop)
    house.enter("ada", device=Device("203.0.113.9", laptop.id))  # at home as well as in the office


def test_a_known_device_locks_by_itself(house: House) -> None:
    laptop = Device(HERE.address, new_device_id())
    house.enter("ada", device=laptop)
    lock(house, device=laptop)
    house.enter("ada", device=HERE)


def test_every_address_has_its_own_count_and_every_account(house: House) -> None:
    house.person("bo")
    lock(house)
    house.enter("bo")
    house.enter("ada", device=Device("198.51.100.1"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("local", "local", True),
        ("local", "other", False),
    ],
)
def test_the_holder_of_an_ipv6_network_is_one_stranger(house: House, one: str, other: str, same: bool) -> None:
    lock(house, device=Device(one))
    if same:
        locked_until(house, device=Device(other))
    else:
        house.enter("ada", device=Device(other))


def test_a_new_password_from_the_administrator_ends_the_lock(house: House) -> None:
    ada = house.enter("ada", device=Device("198.51.100.1"))
    bo = house.person("bo")
    lock(house, "bo")
    house.accounts.reset_password(ada, bo.id, "a fresh one to begin with")
    house.enter("bo", "a fresh one to begin with", new_password="and one that only bo knows")


def test_the_lock_holds_in_every_process_and_says_so_in_the_trail(town: Town, house: House) -> None:
    other = town.house()
    fail(house)
    fail(other)
    fail(house)
    assert locked_until(other) == locked_until(house)
    assert [event.detail["locked"] for event in (*house.trail.events, *other.trail.events)] == [False, True, False]


def test_of_many_attempts_at_once_three_are_looked_at(town: Town, house: House) -> None:
    def attempt(_: int) -> type[Exception]:
        try:
            house.enter("ada", WRONG)
        except (SignInFailed, TooManyAttempts) as error:
            return type(error)
        raise AssertionError("that was the wrong password")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(24)))
    assert answers.count(SignInFailed) == 3
    assert town.hasher.work == ["verify"] * 3


def test_confirming_the_password_has_a_limit_of_its_own(town: Town, house: House) -> None:
    ada = house.enter("ada")
    for _ in range(3):
        with pytest.raises(SignInFailed):
            house.own_account.enrol_two_factor(ada, WRONG)
    with pytest.raises(TooManyAttempts) as refusal:
        house.own_account.change_password(ada, SECRET, "something else entirely")
    assert house.enter("ada") == ada
    town.clock.moment = refusal.value.retry_at
    house.own_account.change_password(ada, SECRET, "something else entirely")


def test_attempts_on_made_up_addresses_do_not_pile_up(town: Town, house: House) -> None:
    for number in range(30):
        fail(house, f"nobody{number}")
    assert town.store["lockouts"].count_documents({}) == 30
    town.clock.moment += timedelta(days=2)
    fail(house)
    assert town.store["lockouts"].count_documents({}) == 1


def test_what_is_counted_names_nobody(town: Town, house: House) -> None:
    fail(house, "bo", Device("203.0.113.77"))
    text = str(town.store["lockouts"].find({}))
    assert "bo@" not in text
    assert "203.0.113.77" not in text


@pytest.mark.parametrize(("minutes", "said"), [(15, "15 minutes"), (45, "45 minutes"), (960, "16 hours")])
def test_the_message_says_when_to_try_again(minutes: int, said: str) -> None:
    with pytest.raises(TooManyAttempts, match=said):
        Tally(locked_until=START + minutes * MINUTE).counted(START)
