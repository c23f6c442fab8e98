"""Two-factor sign-in: codes, that none counts twice, and recovery codes."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from fake_accounts import SECRET, House, Town
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Conflict, InvalidInput, PasswordChangeDue, SignInFailed, TooManyAttempts
from hiring_desktop.core.model import Actor
from hiring_desktop.core.trust.totp import accepted_step, new_recovery_codes, recovery_hash, spend_recovery_code

STEP = timedelta(seconds=30)
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def enrol(house: House, name: str = "ada") -> tuple[Actor, str, tuple[str, ...]]:
    """Turn it on; the actor, the secret, the recovery codes."""
    actor = house.enter(name)
    secret = house.own_account.enrol_two_factor(actor, SECRET).secret
    codes = house.own_account.confirm_two_factor(actor, code(house, secret))
    return actor, secret, codes


def code(house: House, secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(house.clock.now() + steps * STEP)


# ------------------------------------------------------------------ the codes by themselves
@pytest.mark.parametrize(
    ("second", "digits"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(second: int, digits: str) -> None:
    now = datetime.fromtimestamp(second, UTC)
    assert accepted_step(RFC_SECRET, digits, now, None) == second // 30
    assert accepted_step(RFC_SECRET, f" {digits[:3]} {digits[3:]} ", now, None) == second // 30


@given(
    start=st.integers(10**9, 2 * 10**9),
    attempts=st.lists(st.tuples(st.integers(-40, 90), st.integers(-3, 3)), max_size=40),
)
def test_no_code_counts_twice_nor_after_a_later_one(start: int, attempts: list[tuple[int, int]]) -> None:
    second, last = start, None
    accepted: list[int] = []
    for wait, offset in attempts:
        second += wait  # also backwards, as clocks are set
        before = last
        step = second // 30 + offset
        given_code = pyotp.TOTP(RFC_SECRET).generate_otp(step)
        taken = accepted_step(RFC_SECRET, given_code, datetime.fromtimestamp(second, UTC), last)
        if taken is not None:
            accepted.append(taken)
            last = taken
        counts = abs(offset) <= 1 and (before is None or step > before)
        assert taken == (step if counts else None)
    assert accepted == sorted(set(accepted))


@pytest.mark.parametrize("wrong", ["", "28708", "2870821", "28708x", "٢٨٧٠٨٢", "000000", "\ud800"])
def test_whatever_is_no_code_is_none(wrong: str) -> None:
    assert accepted_step(RFC_SECRET, wrong, datetime.fromtimestamp(59, UTC), None) is None


def test_the_first_half_minute_of_1970_has_no_step_before() -> None:
    assert accepted_step(RFC_SECRET, "755224", datetime.fromtimestamp(0, UTC), None) == 0


def test_recovery_codes_are_ten_long_and_different() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    # 24 signs of 32: 120 bits, from which on ASVS 6.5.2 asks for no slow hash.
    assert all(len(one.replace("-", "")) == 24 for one in codes)
    assert not set("".join(codes)) & set("01IO")


@given(st.integers(0, 9), st.sampled_from([str, str.lower, lambda c: c.replace("-", " "), lambda c: f" {c}\n"]))
def test_a_recovery_code_may_be_typed_as_people_do_and_counts_once(number: int, typed) -> None:  # type: ignore[no-untyped-def]
    codes = tuple(f"CODE-{n}" for n in range(10))
    kept = [recovery_hash(b"key", one) for one in codes]
    left = spend_recovery_code(b"key", typed(codes[number]), kept)
    assert left == [one for one in kept if one != kept[number]]
    assert spend_recovery_code(b"key", codes[number], left) is None
    assert spend_recovery_code(b"other key", codes[number], kept) is None


# ------------------------------------------------------------------ at the door
def test_the_enrolment_says_what_an_app_needs(house: House) -> None:
    enrolment = house.own_account.enrol_two_factor(house.enter("ada"), SECRET)
    parts = urlsplit(enrolment.uri)
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/Smart Hiring:ada@example.org")
    assert parse_qs(parts.query)["secret"] == [enrolment.secret]
    assert parse_qs(parts.query)["issuer"] == ["Smart Hiring"]
    assert len(base64.b32decode(enrolment.secret)) >= 20


def test_an_enrolment_that_is_not_confirmed_changes_nothing(house: House) -> None:
    ada = house.enter("ada")
    house.own_account.enrol_two_factor(ada, SECRET)
    with pytest.raises(InvalidInput):
        house.own_account.confirm_two_factor(ada, "000000")
    assert not house.own_account.get(ada).two_factor_enabled
    house.enter("ada")


def test_there_is_nothing_to_confirm_without_an_enrolment(house: House) -> None:
    with pytest.raises(InvalidInput, match="QR"):
        house.own_account.confirm_two_factor(house.enter("ada"), "000000")


def test_the_password_alone_is_not_enough_and_says_no_more_than_a_wrong_one(house: House) -> None:
    _, secret, _ = enrol(house)
    answers = set()
    for password, digits in ((SECRET, None), (SECRET, "000000"), ("not the secret at all", code(house, secret, 1))):
        with pytest.raises(SignInFailed) as failure:
            house.enter("ada", password, totp_code=digits)
        answers.add(str(failure.value))
        house.clock.moment += timedelta(days=3)  # type: ignore[attr-defined]
    assert len(answers) == 1


def test_a_code_counts_once_also_in_another_process_and_the_one_that_confirmed_not_at_all(town: Town) -> None:
    house, other = town.house(), town.house()
    house.person("ada", "admin")
    _, secret, _ = enrol(house)
    with pytest.raises(SignInFailed):
        house.enter("ada", totp_code=code(house, secret))
    town.clock.moment += STEP
    digits = code(house, secret)
    house.enter("ada", totp_code=digits)
    with pytest.raises(SignInFailed):
        other.enter("ada", totp_code=digits)
    town.clock.moment += STEP
    with pytest.raises(SignInFailed):
        other.enter("ada", totp_code=digits)
    other.enter("ada", totp_code=code(house, secret))


def test_of_two_who_use_a_code_at_once_one_gets_in(town: Town, house: House) -> None:
    _, secret, _ = enrol(house)
    town.clock.moment += STEP
    digits = code(house, secret)

    def attempt(house: House) -> bool:
        try:
            house.enter("ada", totp_code=digits)
        except (SignInFailed, TooManyAttempts):
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, [house, town.house(), town.house()])) == [False, False, True]


@pytest.mark.parametrize(("steps", "works"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_be_half_a_minute_off(town: Town, house: House, steps: int, works: bool) -> None:
    _, secret, _ = enrol(house)
    town.clock.moment += 10 * STEP
    if works:
        house.enter("ada", totp_code=code(house, secret, steps))
    else:
        with pytest.raises(SignInFailed):
            house.enter("ada", totp_code=code(house, secret, steps))


def test_a_recovery_code_gets_in_once(house: House) -> None:
    ada, _, codes = enrol(house)
    house.enter("ada", recovery_code=codes[3].lower())
    with pytest.raises(SignInFailed):
        house.enter("ada", recovery_code=codes[3])
    house.enter("ada", recovery_code=codes[4])
    assert house.own_account.get(ada).recovery_codes_left == 8


def test_no_code_is_used_up_where_another_password_is_due(town: Town, house: House) -> None:
    ada, secret, codes = enrol(house)
    house.accounts.reset_password(ada, ada.id, "a fresh one to begin with")
    with pytest.raises(PasswordChangeDue):
        house.enter("ada", "a fresh one to begin with", recovery_code=codes[0])
    with pytest.raises(PasswordChangeDue):
        house.enter("ada", "a fresh one to begin with", totp_code=code(house, secret, 1))
    house.enter("ada", "a fresh one to begin with", recovery_code=codes[0], new_password=SECRET)
    town.clock.moment += STEP
    house.enter("ada", totp_code=code(house, secret))


def test_it_takes_password_and_code_to_turn_it_off(town: Town, house: House) -> None:
    ada, secret, codes = enrol(house)
    with pytest.raises(Conflict):
        house.own_account.enrol_two_factor(ada, SECRET)
    with pytest.raises(SignInFailed):
        house.own_account.disable_two_factor(ada, SECRET)
    with pytest.raises(SignInFailed):
        house.own_account.disable_two_factor(ada, "not the secret at all", recovery_code=codes[0])
    house.own_account.disable_two_factor(ada, SECRET, recovery_code=codes[0])
    house.enter("ada")
    assert secret not in str(house.stored(ada.id))


def test_an_administrator_turns_it_off_for_whoever_lost_everything(house: House) -> None:
    bo = house.person("bo")
    enrol(house, "bo")
    house.accounts.reset_two_factor(house.enter("ada"), bo.id)
    house.enter("bo")


def test_neither_secret_nor_recovery_codes_are_stored_as_they_are(house: House) -> None:
    ada, secret, codes = enrol(house)
    stored = str(house.stored(ada.id))
    assert secret not in stored
    assert not [one for one in codes if one in stored or one.replace("-", "") in stored]
