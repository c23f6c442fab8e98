"""Who may do what, in full: every role with every permission on every kind of owner.

The table (``permission_table``) is written by hand from SECURITY's six roles, not taken from the code. Whoever adds a
permission says there, too, who has it and how far it goes.
"""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from permission_table import TABLE

from hiring_desktop import core
from hiring_desktop.core.errors import NotPermitted
from hiring_desktop.core.model import Actor, Json, Resource
from hiring_desktop.core.storage.matching import parse_filter
from hiring_desktop.core.trust.permissions import (
    APPOINTS,
    NOBODY,
    PERMISSIONS,
    ROLES,
    may,
    require,
    require_on,
    resource_of,
    visible,
)

ME, COMPANY = "m" * 32, "acme"
CORE = Path(core.__file__).parent
CHECKS = {"change", "look", "allow", "require", "require_on", "may", "visible"}
"""What use cases call to have a permission checked; it is the second argument of each."""

OWNERS = {
    "mine, of my company, assigned to me": (Resource("x", "1", COMPANY, (ME,), ME), {"company", "assigned", "own"}),
    "of my company": (Resource("x", "1", COMPANY, ("o" * 32,), "o" * 32), {"company"}),
    "assigned to me among others": (Resource("x", "1", "other", ("o" * 32, ME), "o" * 32), {"assigned"}),
    "my own": (Resource("x", "1", "other", ("o" * 32,), ME), {"own"}),
    "of another company": (Resource("x", "1", "other", ("o" * 32,), "o" * 32), set()),
    "nobody's": (Resource("x"), set()),
}
"""Whose a record may be, and which reaches include it, for somebody of a company."""


def actor(role: str, company_id: str | None = COMPANY) -> Actor:
    return Actor(ME, role, company_id=company_id)


def test_the_table_names_every_permission_and_role() -> None:
    missing = PERMISSIONS.keys() ^ TABLE.keys()
    assert not missing, f"say in permission_table who may: {sorted(missing)}"
    assert len(TABLE) >= 30
    assert all(tuple(cells) == ROLES for cells in TABLE.values())


@pytest.mark.parametrize("permission", TABLE)
def test_every_role_with_every_permission_on_every_owner(permission: str) -> None:
    for role, (owner, (resource, reached_by)) in itertools.product(ROLES, OWNERS.items()):
        expected = TABLE[permission][role]
        allowed = expected in {"yes", "all"} or expected in reached_by
        assert may(actor(role), permission, resource) is allowed, (role, owner)
        if allowed:
            require_on(actor(role), permission, resource)
        else:
            with pytest.raises(NotPermitted, match=f"{role}.*administrator"):
                require_on(actor(role), permission, resource)


@pytest.mark.parametrize("permission", TABLE)
def test_without_a_resource_only_those_pass_who_reach_what_is_nobodys(permission: str) -> None:
    for role, expected in TABLE[permission].items():
        allowed = expected in {"yes", "all"}
        assert may(actor(role), permission) is allowed, role
        # In a workspace of one company nothing says which: its staff reach all of it.
        assert may(actor(role, company_id=None), permission) is (allowed or expected == "company"), role
        if not allowed:
            with pytest.raises(NotPermitted):
                require(actor(role), permission)


@pytest.mark.parametrize("role", [NOBODY, "", "Admin", "root"])
def test_whoever_is_none_of_the_six_may_nothing_but_try_to_sign_in(role: str) -> None:
    everywhere = [resource for resource, _ in OWNERS.values()]
    allowed = {permission for permission in TABLE if may(actor(role), permission, *everywhere)}
    assert allowed == ({"accounts.try_sign_in"} if role == NOBODY else set())


def test_an_auditor_has_nothing_that_shows_contact_data() -> None:
    shown = {"accounts", "candidates", "ranking", "search", "export", "imports", "applications", "privacy"}
    assert not [name for name, cells in TABLE.items() if name.split(".")[0] in shown and cells["auditor"] == "all"]
    assert not may(actor("auditor"), "workspace.export")


def test_one_of_several_places_is_enough() -> None:
    elsewhere, here = Resource("jobs", "1", "other"), Resource("jobs", "2", COMPANY)
    assert may(actor("recruiter"), "candidates.read", elsewhere, here)
    assert not may(actor("recruiter"), "candidates.read", elsewhere, elsewhere)


def test_a_permission_that_is_not_in_the_table_is_a_defect() -> None:
    for check in (may, require, require_on):
        with pytest.raises(KeyError):
            check(actor("admin"), "jobs.burn")
    with pytest.raises(KeyError):
        visible(actor("admin"), "jobs.burn", "jobs")


def test_every_permission_that_a_use_case_asks_for_is_in_the_table() -> None:
    asked = {}
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and len(node.args) > 1 and name_of(node.func) in CHECKS:
                permission = node.args[1]
                if isinstance(permission, ast.Constant):
                    asked[permission.value] = f"{path.name}:{node.lineno}"
    assert {permission: place for permission, place in asked.items() if permission not in PERMISSIONS} == {}
    assert {"jobs.add", "candidates.read", "accounts.read"} <= asked.keys()


def name_of(function: ast.expr) -> str | None:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)


def test_nobody_appoints_above_themselves() -> None:
    assert APPOINTS["admin"] == set(ROLES)
    assert APPOINTS["company"] == {"recruiter", "hiring_manager"}
    assert APPOINTS.keys() == {"admin", "company"}


# ------------------------------------------------------------------ lists
IDS = st.sampled_from([ME, "o" * 32, "p" * 32])
COMPANIES = st.sampled_from([COMPANY, "other", None])
DOCUMENTS = st.builds(
    lambda key, fields: {"_id": key, **fields},
    IDS,
    st.fixed_dictionaries({}, optional={"company_id": COMPANIES, "user_id": IDS, "assigned_to": st.lists(IDS)}),
)
LISTS = [("jobs.read", "jobs"), ("accounts.read", "users"), ("candidates.read", "candidates"), ("audit.read", "jobs")]


@given(DOCUMENTS, st.sampled_from(ROLES), COMPANIES, st.sampled_from(LISTS))
def test_a_list_shows_what_may_says_yes_to(
    document: Json, role: str, company_id: str | None, what: tuple[str, str]
) -> None:
    permission, collection = what
    somebody = actor(role, company_id)
    try:
        query = visible(somebody, permission, collection)
    except NotPermitted:
        # Nothing at all, or only by way of something else: no filter on this collection could tell.
        assert TABLE[permission][role] in {"-", "company", "assigned"}
        assert (collection, TABLE[permission][role]) not in {("jobs", "company"), ("jobs", "assigned")}
        return
    assert parse_filter(query).matches(document) is may(somebody, permission, resource_of(collection, document))


def test_what_cannot_be_told_from_a_list_is_not_listed() -> None:
    for role, collection in itertools.product(("company", "recruiter", "hiring_manager"), ("candidates", "resumes")):
        with pytest.raises(NotPermitted):
            visible(actor(role), "candidates.read", collection)
    with pytest.raises(NotPermitted):
        visible(actor("auditor"), "candidates.read", "candidates")
