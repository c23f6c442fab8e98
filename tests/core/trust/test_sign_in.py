"""Signing in: who gets in, and what nobody learns who does not."""

from __future__ import annotations

import pytest
from fake_accounts import FIRST, HERE, OWNER, SECRET, CountingHasher, House, Town, build_house

from hiring_desktop.core.errors import InvalidInput, NotPermitted, PasswordChangeDue, SignInFailed, TooManyAttempts
from hiring_desktop.core.model import Actor
from hiring_desktop.core.trust.lockout import Device, new_device_id
from hiring_desktop.core.trust.passwords import BcryptHasher

WRONG = "not the secret at all"


def test_the_right_password_makes_an_actor(house: House) -> None:
    account = house.person("bo", "recruiter", "acme")
    actor = house.enter("bo")
    assert (actor.id, actor.role, actor.company_id, actor.source) == (account.id, "recruiter", "acme", "desktop")
    assert house.own_account.get(actor).last_sign_in_at is not None


@pytest.mark.parametrize("email", ["ADA@EXAMPLE.ORG", " ada@example.org ", "ada\uff20example.org"])
def test_case_white_space_and_unicode_form_of_an_address_do_not_count(house: House, email: str) -> None:
    assert house.entrance.sign_in(email, SECRET, HERE).role == "admin"


@pytest.mark.parametrize("password", [WRONG, "", SECRET.upper(), SECRET + " ", "\ud800", "x" * 100_000])
def test_another_password_does_not(house: House, password: str) -> None:
    with pytest.raises(SignInFailed):
        house.enter("ada", password)


def test_an_address_without_an_account_is_told_the_same_and_costs_the_same(town: Town, house: House) -> None:
    house.person("off")
    house.accounts.disable(house.enter("ada"), house.users.with_email("off@example.org")["_id"])  # type: ignore[index]
    answers: dict[str, list[tuple[type, str, list[str]]]] = {}
    for name, password in {"ada": WRONG, "nobody": WRONG, "off": SECRET}.items():
        for attempt in range(5):
            town.hasher.work.clear()
            with pytest.raises(NotPermitted) as failure:
                house.enter(name, password, Device(f"198.51.100.{attempt // 4}"))
            answers.setdefault(name, []).append((type(failure.value), str(failure.value), list(town.hasher.work)))
    assert answers["ada"] == answers["nobody"] == answers["off"]
    assert [kind for kind, _, _ in answers["ada"]] == [SignInFailed] * 3 + [TooManyAttempts] + [SignInFailed]
    assert [work for _, _, work in answers["ada"]] == [["verify"]] * 3 + [[]] + [["verify"]]


def test_a_failure_says_no_more_to_the_trail_than_which_account(house: House) -> None:
    with pytest.raises(SignInFailed):
        house.enter("ada", WRONG)
    with pytest.raises(SignInFailed):
        house.enter("nobody", WRONG)
    known, unknown = house.trail.events
    ada = house.users.with_email("ada@example.org")
    assert ada is not None
    assert (known.key, unknown.key) == (ada["_id"], None)
    for event in (known, unknown):
        assert (event.actor.role, event.action, event.outcome) == ("nobody", "accounts.sign_in", "failed")
        assert event.detail == {"locked": False}


def test_a_first_password_has_to_be_replaced(house: House) -> None:
    house.accounts.add(house.enter("ada"), "bo@example.org", "Bo Marsh", "recruiter", FIRST)
    for _ in range(5):  # being asked for another one is no failure
        with pytest.raises(PasswordChangeDue):
            house.enter("bo", FIRST)
    for bad in ("too short", FIRST, "password1234", "bo@example.org"):
        for _ in range(4):
            with pytest.raises(InvalidInput):
                house.enter("bo", FIRST, new_password=bad)
    actor = house.enter("bo", FIRST, new_password=SECRET)
    assert house.entrance.current(actor) == actor
    with pytest.raises(SignInFailed):
        house.enter("bo", FIRST)
    assert house.enter("bo").id == actor.id


def test_a_new_password_takes_nobody_in_whose_old_one_is_wrong(house: House) -> None:
    with pytest.raises(SignInFailed):
        house.enter("ada", WRONG, new_password="yet another long secret")
    house.enter("ada")


def test_a_hash_of_another_cost_is_made_anew(town: Town, house: House) -> None:
    ada = house.enter("ada")
    later = build_house(town.store, town.keys, town.clock, CountingHasher(cost=13))
    with pytest.raises(SignInFailed):
        later.enter("ada", WRONG)
    assert house.stored(ada.id)["password_hash"].startswith("12:")
    later.enter("ada")
    assert house.stored(ada.id)["password_hash"].startswith("13:")
    assert later.enter("ada").epoch == ada.epoch


def test_it_works_with_bcrypt_itself(town: Town) -> None:
    pepper = town.keys.sub_key("passwords")
    house = build_house(town.store, town.keys, town.clock, BcryptHasher(pepper, cost=4))
    ada = house.person("ada", "admin")
    with pytest.raises(SignInFailed):
        house.enter("ada", WRONG)
    with pytest.raises(SignInFailed):
        house.enter("nobody", WRONG)
    house.enter("ada")
    assert house.stored(ada.id)["password_hash"].startswith("$2b$04$")
    build_house(town.store, town.keys, town.clock, BcryptHasher(pepper, cost=5)).enter("ada")
    assert house.stored(ada.id)["password_hash"].startswith("$2b$05$")


def test_whoever_was_changed_has_to_sign_in_again(house: House) -> None:
    ada = house.enter("ada")
    account = house.person("bo")
    for change in (
        lambda: house.accounts.set_role(ada, account.id, "auditor"),
        lambda: house.accounts.reset_two_factor(ada, account.id),
        lambda: house.own_account.change_password(house.enter("bo"), SECRET, "something else entirely"),
    ):
        bo = house.enter("bo")
        assert house.entrance.current(bo) == bo
        change()
        with pytest.raises(NotPermitted) as refusal:
            house.entrance.current(bo)
        assert refusal.value.code == "signed_out"
    bo = house.enter("bo", "something else entirely")
    house.accounts.disable(ada, account.id)
    with pytest.raises(NotPermitted):
        house.entrance.current(bo)
    house.accounts.remove(ada, account.id)
    with pytest.raises(NotPermitted):
        house.entrance.current(bo)


@pytest.mark.parametrize("how", ["disable", "remove", "set_role"])
def test_whoever_is_changed_while_the_password_is_looked_at_does_not_get_in(town: Town, house: House, how: str) -> None:
    bo = house.person("bo")
    others = town.house().accounts
    arguments = (OWNER, bo.id, "auditor") if how == "set_role" else (OWNER, bo.id)
    town.hasher.meanwhile = lambda: getattr(others, how)(*arguments)
    with pytest.raises(SignInFailed):
        house.enter("bo")


def test_a_workspace_without_accounts_asks_for_none(town: Town) -> None:
    house = town.house()
    owner = Actor("owner", "admin")
    assert not house.entrance.is_needed()
    assert house.entrance.current(owner) == owner
    house.person("ada", "admin")
    assert house.entrance.is_needed()
    with pytest.raises(NotPermitted):
        house.entrance.current(owner)


def test_at_most_ten_devices_are_remembered_and_none_as_it_is(house: House) -> None:
    devices = [Device("192.0.2.1", new_device_id()) for _ in range(12)]
    for device in [*devices, devices[5]]:
        actor = house.enter("ada", device=device)
    kept = house.stored(actor.id)["devices"]
    assert len(kept) == 10
    assert kept[0] == house.lockouts.device_hash(devices[5])
    assert kept[1] == house.lockouts.device_hash(devices[11])
    assert not {device.id for device in devices} & set(kept)


def test_a_device_whose_id_can_be_guessed_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Device("192.0.2.1", "my laptop")


def test_what_proves_who_somebody_is_shows_in_no_representation(house: House) -> None:
    enrolment = house.own_account.enrol_two_factor(house.enter("ada"), SECRET)
    assert enrolment.secret not in repr(enrolment)
