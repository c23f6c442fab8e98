"""Accounts as administrators see them: who gets one, who looks after whom, and that somebody always can."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from fake_accounts import FIRST, OWNER, SECRET, House, Town

from hiring_desktop.core.errors import Conflict, InvalidInput, NotFound, NotPermitted, PasswordChangeDue, SignInFailed
from hiring_desktop.core.model import Actor

FRESH = "a fresh one to begin with"


def said(house: House) -> list[tuple[str, str]]:
    """What the trail got since it was last looked at: action and outcome."""
    lines = [(action, outcome) for _, action, outcome in house.trail.said()]
    house.trail.events.clear()
    return lines


# ------------------------------------------------------------------ making them
def test_an_account_comes_back_as_it_was_made(house: House) -> None:
    ada = house.enter("ada")
    made = house.accounts.add(ada, " Bo@Example.org ", " Bo Marsh ", "recruiter", FIRST, company_id="acme")
    assert (made.email, made.full_name, made.role, made.company_id) == (
        "Bo@Example.org",
        "Bo Marsh",
        "recruiter",
        "acme",
    )
    assert made.password_change_due
    assert (made.disabled, made.two_factor_enabled, made.recovery_codes_left) == (False, False, 0)
    assert made.last_sign_in_at is None
    assert house.accounts.get(ada, made.id) == made
    assert [view.full_name for view in house.accounts.list(ada)] == ["Ada", "Bo Marsh"]


@pytest.mark.parametrize("email", ["bo@example.org", "BO@example.ORG", " bo@example.org"])
def test_an_address_has_one_account(house: House, email: str) -> None:
    ada = house.enter("ada")
    house.person("bo")
    with pytest.raises(Conflict, match="address"):
        house.accounts.add(ada, email, "Bo Again", "recruiter", FIRST)
    assert len(house.accounts.list(ada)) == 2


def test_of_two_who_add_an_address_at_once_one_does(town: Town, house: House) -> None:
    def add(house: House) -> bool:
        try:
            house.accounts.add(OWNER, "bo@example.org", "Bo", "recruiter", FIRST)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(add, [town.house() for _ in range(4)])) == [False, False, False, True]


@pytest.mark.parametrize(
    ("email", "name", "role", "password"),
    [
        ("bo", "Bo", "recruiter", FIRST),
        ("bo@", "Bo", "recruiter", FIRST),
        ("b o@example.org", "Bo", "recruiter", FIRST),
        ("b" * 250 + "@example.org", "Bo", "recruiter", FIRST),
        ("bo@example.org", "  ", "recruiter", FIRST),
        ("bo@example.org", "Bo", "root", FIRST),
        ("bo@example.org", "Bo", "nobody", FIRST),
        ("bo@example.org", "Bo", "recruiter", "short"),
        ("bo@example.org", "Bo Marsh-Hollow", "recruiter", "marshhollow99"),
    ],
)
def test_what_makes_no_account_makes_none(house: House, email: str, name: str, role: str, password: str) -> None:
    with pytest.raises(InvalidInput):
        house.accounts.add(OWNER, email, name, role, password)
    assert len(house.accounts.list(OWNER)) == 1


def test_the_first_account_is_an_administrators(town: Town) -> None:
    house = town.house()
    with pytest.raises(InvalidInput, match="administrator"):
        house.accounts.add(OWNER, "bo@example.org", "Bo", "recruiter", FIRST)
    assert not house.entrance.is_needed()
    house.accounts.add(OWNER, "ada@example.org", "Ada", "admin", FIRST)
    house.accounts.add(house.enter("ada", FIRST), "bo@example.org", "Bo", "recruiter", FIRST)
    with pytest.raises(PasswordChangeDue):
        house.enter("bo", FIRST)


def test_no_address_and_no_password_is_stored_as_it_is(house: House) -> None:
    stored = house.stored(house.enter("ada").id)
    assert "example.org" not in str(stored).casefold()
    assert SECRET not in str(stored)
    assert len(stored["email_index"]) == 64


def test_what_is_no_account_is_not_found(house: House) -> None:
    ada = house.enter("ada")
    for use in (
        lambda: house.accounts.get(ada, "f" * 32),
        lambda: house.accounts.disable(ada, "f" * 32),
        lambda: house.own_account.get(OWNER),
    ):
        with pytest.raises(NotFound):
            use()


# ------------------------------------------------------------------ changing them
def test_another_role_is_another_actor(house: House) -> None:
    bo = house.person("bo")
    house.accounts.set_role(house.enter("ada"), bo.id, "auditor")
    assert house.enter("bo").role == "auditor"
    with pytest.raises(InvalidInput):
        house.accounts.set_role(house.enter("ada"), bo.id, "root")


def test_a_disabled_account_works_again_with_the_password_it_had(house: House) -> None:
    ada, bo = house.enter("ada"), house.person("bo")
    house.accounts.disable(ada, bo.id)
    assert house.accounts.get(ada, bo.id).disabled
    with pytest.raises(SignInFailed):
        house.enter("bo")
    house.accounts.enable(ada, bo.id)
    house.enter("bo")


def test_a_reset_password_is_the_only_one_and_has_to_be_replaced(house: House) -> None:
    bo = house.person("bo")
    house.accounts.reset_password(house.enter("ada"), bo.id, FRESH)
    with pytest.raises(SignInFailed):
        house.enter("bo")
    with pytest.raises(PasswordChangeDue):
        house.enter("bo", FRESH)
    with pytest.raises(InvalidInput):
        house.accounts.reset_password(house.enter("ada"), bo.id, "password1234")


def test_a_removed_account_is_gone_and_its_address_free(house: House) -> None:
    ada, bo = house.enter("ada"), house.person("bo")
    house.accounts.remove(ada, bo.id)
    with pytest.raises(SignInFailed):
        house.enter("bo")
    with pytest.raises(NotFound):
        house.accounts.get(ada, bo.id)
    assert house.person("bo").id != bo.id


def test_one_changes_the_own_password_and_nobody_elses(house: House) -> None:
    ada, bo = house.enter("ada"), house.person("bo")
    for new in ("short", SECRET, "ada@example.org", "password1234"):
        with pytest.raises(InvalidInput):
            house.own_account.change_password(ada, SECRET, new)
    with pytest.raises(SignInFailed):
        house.own_account.change_password(ada, "not the secret at all", FRESH)
    after = house.own_account.change_password(ada, SECRET, FRESH)
    assert house.entrance.current(after) == after == house.enter("ada", FRESH)
    assert house.enter("bo").id == bo.id


def test_what_somebody_else_changed_meanwhile_is_looked_at_again(town: Town, house: House) -> None:
    ada, bo = house.enter("ada"), house.person("bo")
    others = town.house()
    town.hasher.meanwhile = lambda: others.accounts.set_role(OWNER, bo.id, "admin")
    with pytest.raises(Conflict, match="meanwhile"):
        house.accounts.reset_password(ada, bo.id, FRESH)
    somebody = house.enter("bo")
    for change in (
        lambda: house.own_account.change_password(somebody, SECRET, FRESH),
        lambda: house.own_account.enrol_two_factor(somebody, SECRET),
        lambda: house.own_account.disable_two_factor(somebody, SECRET),
    ):
        town.hasher.meanwhile = lambda: others.accounts.reset_two_factor(OWNER, bo.id)
        with pytest.raises(Conflict, match="meanwhile"):
            change()
    assert house.enter("bo").role == "admin"


# ------------------------------------------------------------------ the last administrator
def last_admin_attempts(house: House, key: str) -> list[Callable[[], None]]:
    return [
        lambda: house.accounts.remove(OWNER, key),
        lambda: house.accounts.disable(OWNER, key),
        lambda: house.accounts.set_role(OWNER, key, "auditor"),
    ]


def test_the_last_administrator_stays(house: House) -> None:
    ada = house.enter("ada")
    house.person("bo")
    second = house.person("cy", "admin")
    house.accounts.disable(ada, second.id)  # who is disabled administrates nothing
    for attempt in last_admin_attempts(house, ada.id):
        with pytest.raises(Conflict) as refusal:
            attempt()
        assert refusal.value.code == "last_admin"
    assert house.entrance.current(ada) == ada
    house.accounts.set_role(ada, ada.id, "admin")
    house.accounts.enable(OWNER, second.id)
    house.accounts.set_role(OWNER, ada.id, "auditor")
    assert house.enter("cy").role == "admin"


def test_a_disabled_administrator_may_go_whoever_is_last(house: House) -> None:
    cy = house.person("cy", "admin")
    house.accounts.disable(OWNER, cy.id)
    house.accounts.set_role(OWNER, cy.id, "recruiter")
    house.accounts.remove(OWNER, cy.id)


def test_two_administrators_who_dismiss_each_other_at_once_leave_one(town: Town, house: House) -> None:
    keys = [house.enter("ada").id, house.person("bo", "admin").id]

    def dismiss(key: str) -> bool:
        try:
            town.house().accounts.set_role(OWNER, key, "recruiter")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(dismiss, keys)) == [False, True]
    assert [view.role for view in house.accounts.list(OWNER)].count("admin") == 1


# ------------------------------------------------------------------ who looks after whom
def uses(house: House, actor: Actor, key: str) -> dict[str, Callable[[], object]]:
    return {
        "accounts.read": lambda: house.accounts.get(actor, key),
        "accounts.set_role": lambda: house.accounts.set_role(actor, key, "hiring_manager"),
        "accounts.disable": lambda: house.accounts.disable(actor, key),
        "accounts.enable": lambda: house.accounts.enable(actor, key),
        "accounts.reset_password": lambda: house.accounts.reset_password(actor, key, FRESH),
        "accounts.reset_two_factor": lambda: house.accounts.reset_two_factor(actor, key),
        "accounts.remove": lambda: house.accounts.remove(actor, key),
    }


@pytest.mark.parametrize("use", uses(None, OWNER, ""))  # type: ignore[arg-type]
def test_somebody_of_a_company_looks_after_its_recruiters_and_managers_alone(house: House, use: str) -> None:
    house.person("lead", "company", "acme")
    lead = house.enter("lead")
    theirs = house.person("bo", "recruiter", "acme")
    others = {
        "of another company": house.person("cy", "recruiter", "other"),
        "of no company": house.person("di", "recruiter"),
    }
    if use != "accounts.read":  # seeing is for all of the company, changing is not
        others["the administrator of the company"] = house.person("ed", "admin", "acme")
        others["an equal"] = house.person("fo", "company", "acme")
        others["themselves"] = house.accounts.get(OWNER, lead.id)
    said(house)
    for whose, other in others.items():
        before = house.stored(other.id)
        with pytest.raises(NotPermitted):
            uses(house, lead, other.id)[use]()
        assert house.stored(other.id) == before, whose
    assert said(house) == [(use, "denied")] * len(others)
    uses(house, lead, theirs.id)[use]()


@pytest.mark.parametrize("role", ["hiring_manager", "recruiter", "candidate", "auditor"])
def test_nobody_else_looks_after_accounts(house: House, role: str) -> None:
    account = house.person("bo", role)
    somebody = house.enter("bo")
    for key in (account.id, house.enter("ada").id):
        for use in uses(house, somebody, key).values():
            with pytest.raises(NotPermitted):
                use()
    with pytest.raises(NotPermitted):
        house.accounts.list(somebody)
    with pytest.raises(NotPermitted):
        house.accounts.add(somebody, "x@example.org", "X", "candidate", FIRST)
    assert house.own_account.get(somebody).id == account.id


def test_nobody_makes_accounts_above_themselves_or_elsewhere(house: House) -> None:
    house.person("lead", "company", "acme")
    lead = house.enter("lead")
    for role, company_id in (("admin", "acme"), ("company", "acme"), ("auditor", "acme"), ("candidate", "acme"),
                             ("recruiter", "other"), ("recruiter", None)):  # fmt: skip
        with pytest.raises(NotPermitted):
            house.accounts.add(lead, "x@example.org", "X", role, FIRST, company_id=company_id)
    made = house.accounts.add(lead, "x@example.org", "X", "recruiter", FIRST, company_id="acme")
    for role in ("admin", "company"):
        with pytest.raises(NotPermitted):
            house.accounts.set_role(lead, made.id, role)
    assert {view.id for view in house.accounts.list(lead)} == {lead.id, made.id}


# ------------------------------------------------------------------ the trail
def test_every_use_leaves_one_entry(house: House) -> None:
    ada = house.enter("ada")
    said(house)
    bo = house.accounts.add(ada, "bo@example.org", "Bo", "recruiter", FIRST)
    assert said(house) == [("accounts.add", "done")]
    for use in ("accounts.disable", "accounts.enable", "accounts.reset_password", "accounts.set_role",
                "accounts.reset_two_factor", "accounts.remove"):  # fmt: skip
        uses(house, ada, bo.id)[use]()
        [event] = house.trail.events
        assert (event.actor, event.action, event.key, event.outcome) == (ada, use, bo.id, "done")
        assert event.seq
        said(house)
    ada = house.own_account.change_password(ada, SECRET, FRESH)
    house.own_account.enrol_two_factor(ada, FRESH)
    house.enter("ada", FRESH)
    assert said(house) == [
        ("accounts.change_password", "done"),
        ("accounts.enrol_two_factor", "done"),
        ("accounts.sign_in", "done"),
    ]


def test_the_trail_holds_no_personal_data(house: House) -> None:
    ada = house.enter("ada")
    bo = house.person("bo")
    house.accounts.reset_password(ada, bo.id, FRESH)
    with pytest.raises(SignInFailed):
        house.enter("bo")
    text = str(house.trail.events)
    assert not [secret for secret in ("@", "Bo", "Ada", SECRET, FRESH, FIRST) if secret in text]
