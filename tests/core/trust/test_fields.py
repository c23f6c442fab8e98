"""Sealed fields: what is stored tells nothing, and rotation leaves nothing unreadable."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_accounts import OWNER, SECRET, House, Town
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import Damaged, Locked, NotPermitted
from hiring_desktop.core.model import Actor
from hiring_desktop.core.trust.fields import email_index, normal_phone, phone_index
from hiring_desktop.core.trust.keys import WorkspaceKeys

KEYS = WorkspaceKeys("0" * 32, "Test", b"m" * 32)


@pytest.mark.parametrize(
    "value", ["ada@example.org", "+442079460018", "65000 EUR", "078-05-1120", "", "日本 🙂", "x" * 9999]
)
def test_a_value_comes_back_and_its_token_does_not_show_it(house: House, value: str) -> None:
    token = house.fields.seal(value)
    assert token.startswith("gAAAA")  # Fernet
    assert house.fields.unseal(token) == value
    assert not value or value not in token
    assert house.fields.seal(value) != token


def test_another_process_reads_it_and_another_workspace_does_not(town: Town, house: House) -> None:
    token = house.fields.seal("ada@example.org")
    assert town.house().fields.unseal(token) == "ada@example.org"
    stranger = Town(town.store, WorkspaceKeys("1" * 32, "Other", b"m" * 32), town.clock, town.hasher).house()
    with pytest.raises(Damaged):
        stranger.fields.unseal(token)


@pytest.mark.parametrize("token", ["", "gAAAA", "ada@example.org", "gAAAAA\u00e9"])
def test_what_is_no_token_is_damage(house: House, token: str) -> None:
    with pytest.raises(Damaged):
        house.fields.unseal(token)


def test_a_changed_token_is_damage(house: House) -> None:
    token = house.fields.seal("ada@example.org")
    for place in range(0, len(token) - 2, 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(Damaged):
            house.fields.unseal(changed)


def test_rotation_seals_everything_anew_and_old_tokens_can_still_be_read(town: Town, house: House) -> None:
    for number in range(250):
        house.store["users"].insert_one({"_id": f"{number:032x}", "email": house.fields.seal(f"n{number}@example.org")})
    house.own_account.enrol_two_factor(house.enter("ada"), SECRET)
    before = {user["_id"]: user["email"] for user in town.store["users"].find({})}
    count = house.fields.rotate(house.door, OWNER)
    assert count == 252  # every address, and a secret that waits to be confirmed
    after = {user["_id"]: user["email"] for user in town.store["users"].find({})}
    assert after.keys() == before.keys()
    for key, token in after.items():
        assert token != before[key]
        for fields in (house.fields, town.house().fields):
            assert fields.unseal(token) == fields.unseal(before[key])
    assert town.store["field_keys"].count_documents({}) == 2
    house.enter("ada")


def test_after_rotation_nothing_needs_an_old_key(town: Town, house: House) -> None:
    for _ in range(3):
        house.fields.rotate(house.door, OWNER)
    newest = town.store["field_keys"].find_one({}, sort=[("generation", -1)])
    assert newest is not None
    assert newest["generation"] == 4
    town.store["field_keys"].delete_many({"generation": {"$lt": 4}})
    assert [view.email for view in town.house().accounts.list(OWNER)] == ["ada@example.org"]


def test_a_process_that_does_not_know_the_new_key_yet_finds_it(town: Town, house: House) -> None:
    other = town.house()
    other.fields.unseal(other.fields.seal("x"))
    house.fields.rotate(house.door, OWNER)
    assert other.fields.unseal(house.fields.seal("ada@example.org")) == "ada@example.org"
    assert house.fields.unseal(other.fields.seal("ada@example.org")) == "ada@example.org"


def test_rotation_runs_while_others_write_and_loses_nothing(town: Town, house: House) -> None:
    stop = threading.Event()
    problems: list[BaseException] = []

    def write(house: House, name: str) -> None:
        number = 0
        try:
            while not stop.is_set() or number < 5:
                with house.store.transaction():
                    key = f"{name}{number % 40:031x}"
                    house.store["users"].update_one(
                        {"_id": key}, {"$set": {"email": house.fields.seal(f"{key}@example.org")}}, upsert=True
                    )
                number += 1
        except BaseException as error:
            problems.append(error)
            raise

    writers = [threading.Thread(target=write, args=(town.house(), name)) for name in "xy"]
    for writer in writers:
        writer.start()
    for _ in range(4):
        house.fields.rotate(house.door, OWNER)
    stop.set()
    for writer in writers:
        writer.join()
    assert not problems
    fresh = town.house().fields
    for user in town.store["users"].find({"_id": {"$regex": "^x"}}):
        assert fresh.unseal(user["email"]).startswith(user["_id"])


def test_rotation_is_the_administrators_and_is_written_down(house: House) -> None:
    with pytest.raises(NotPermitted):
        house.fields.rotate(house.door, Actor("x", "company"))
    house.trail.events.clear()
    house.fields.rotate(house.door, OWNER)
    assert house.trail.said() == [("owner", "fields.rotate", "done")]


def test_a_locked_workspace_seals_and_opens_nothing(tmp_path: Path) -> None:
    town = Town.found(tmp_path / "store")
    house = town.house()
    token = house.fields.seal("ada@example.org")
    town.keys.forget()
    uses: list[Callable[[], str]] = [
        lambda: house.fields.seal("x"),
        lambda: house.fields.unseal(token),
        lambda: town.house().fields.seal("x"),
    ]
    for use in uses:
        with pytest.raises(Locked):
            use()
    house.fields.forget()
    with pytest.raises(Locked):
        house.fields.unseal(token)
    town.store.close()


def test_a_damaged_key_says_so(town: Town, house: House) -> None:
    token = house.fields.seal("x")
    town.store["field_keys"].update_many({}, {"$set": {"wrapped": "gAAAA"}})
    with pytest.raises(Damaged, match="backup"):
        town.house().fields.unseal(token)


# ------------------------------------------------------------------ blind indexes
def test_an_address_is_found_in_whatever_form_and_its_index_says_nothing() -> None:
    index = email_index(KEYS, "Ada.Quill@Example.org")
    assert index == email_index(KEYS, " ada.quill@example.ORG ")
    assert index != email_index(KEYS, "ada.quil@example.org")
    assert index != email_index(WorkspaceKeys("0" * 32, "Test", b"n" * 32), "ada.quill@example.org")
    assert len(index) == 64


@pytest.mark.parametrize(
    ("text", "region", "normal"),
    [
        ("+44 20 7946 0018", None, "+442079460018"),
        ("+44 (0)20 7946-0018", None, "+442079460018"),
        ("0044 20 7946 0018", None, "+442079460018"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("020 7946 0018", None, "02079460018"),
        ("(202) 555-0143", "US", "+12025550143"),
        ("+1 202 555 0143 ext. 9", None, "+12025550143"),
        ("٠٢٠ ٧٩٤٦ ٠٠١٨", "GB", "+442079460018"),
        ("Tel.: 030 901820", "DE", "+4930901820"),
        ("12", None, None),
        ("", None, None),
        ("call me", "GB", None),
    ],
)
def test_phone_numbers_have_one_form(text: str, region: str | None, normal: str | None) -> None:
    assert normal_phone(text, region) == normal
    assert phone_index(KEYS, text, region) == (None if normal is None else KEYS.blind_index(normal))


@given(st.text(max_size=40))
def test_any_text_has_a_normal_form_or_none_which_is_its_own(text: str) -> None:
    normal = normal_phone(text)
    assert normal is None or normal_phone(normal) == normal
