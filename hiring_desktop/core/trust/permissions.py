"""Who may do what: two tables, read at a glance, checked inside the use cases.

A permission is ``topic.verb``. The first table says which of the six roles has it; the second, ``REACH``, how far that
role goes with it: to every record, to those of its company, to those assigned to the person, to the person's own.
A single-user workspace has one user, its owner, with the role ``admin``.

    require(actor, "backup.create")                               # about the workspace as a whole
    require_on(actor, "jobs.edit", resource_of("jobs", job))      # about one record
    store["jobs"].find(visible(actor, "jobs.read", "jobs"))       # about as many as the actor may see

``ownership`` knows whose a record is that hangs on others.

A use case that forgets to say which record it is about is closed to every role that does not reach all of them:
``require`` then takes a record that belongs to no company, is assigned to nobody and owned by nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from hiring_desktop.core.errors import NotPermitted
from hiring_desktop.core.model import Actor, Json, Resource

ADMIN: Final = "admin"
COMPANY: Final = "company"
HIRING_MANAGER: Final = "hiring_manager"
RECRUITER: Final = "recruiter"
CANDIDATE: Final = "candidate"
AUDITOR: Final = "auditor"
ROLES: Final = (ADMIN, COMPANY, HIRING_MANAGER, RECRUITER, CANDIDATE, AUDITOR)

NOBODY: Final = "nobody"
"""What whoever has not signed in acts as; no account has it."""

_ADMIN = frozenset({ADMIN})
_LEADS = frozenset({ADMIN, COMPANY})
_STAFF = _LEADS | {RECRUITER}
_REVIEW = _STAFF | {HIRING_MANAGER}
_OVERSIGHT = frozenset({ADMIN, AUDITOR})
_EVERYBODY = frozenset(ROLES)
_NOBODY = frozenset({NOBODY})

_ABOUT_THE_WORKSPACE: Final[dict[str, frozenset[str]]] = {
    "workspace.info": _REVIEW | {AUDITOR},
    "workspace.verify": _OVERSIGHT,
    "workspace.rekey": _ADMIN,
    "workspace.enter_as_owner": _ADMIN,
    "workspace.make_recovery_code": _ADMIN,
    "workspace.import": _ADMIN,
    "workspace.export": _ADMIN,
    "fields.rotate": _ADMIN,
    "audit.read": _OVERSIGHT,
    "audit.verify": _OVERSIGHT,
    "audit.export": _OVERSIGHT,
    "audit.prune": _ADMIN,
    "audit.set_retention": _ADMIN,
    "audit.accept": _ADMIN,
    "backup.create": _ADMIN,
    "backup.verify": _OVERSIGHT,
    "backup.restore": _ADMIN,
    "backup.schedule": _ADMIN,
    "privacy.prune": _ADMIN,
    "privacy.replay": _ADMIN,
    "privacy.configure": _ADMIN,
    "demographics.import": _ADMIN,
    "demographics.aggregate": _OVERSIGHT,
}

_ABOUT_ONESELF: Final[dict[str, frozenset[str]]] = {
    "accounts.try_sign_in": _NOBODY,
    "accounts.sign_in": _EVERYBODY,
    "accounts.read_own": _EVERYBODY,
    "accounts.confirm_password": _EVERYBODY,
    "accounts.change_password": _EVERYBODY,
    "accounts.enrol_two_factor": _EVERYBODY,
    "accounts.confirm_two_factor": _EVERYBODY,
    "accounts.disable_two_factor": _EVERYBODY,
    "changes.read": _EVERYBODY,
    "changes.undo": _EVERYBODY,
    "changes.redo": _EVERYBODY,
    "search.save": _REVIEW,
    "search.forget": _REVIEW,
}

_ABOUT_RECORDS: Final[dict[str, frozenset[str]]] = {
    "accounts.read": _LEADS,
    "accounts.add": _LEADS,
    "accounts.set_role": _LEADS,
    "accounts.disable": _LEADS,
    "accounts.enable": _LEADS,
    "accounts.remove": _LEADS,
    "accounts.reset_password": _LEADS,
    "accounts.reset_two_factor": _LEADS,
    "jobs.read": _REVIEW | {AUDITOR},
    "jobs.add": _STAFF,
    "jobs.edit": _STAFF,
    "jobs.close": _STAFF,
    "jobs.weigh": _STAFF,
    "jobs.assign": _LEADS,
    "imports.read": _STAFF,
    "imports.accept": _STAFF,
    "imports.cancel": _STAFF,
    "imports.retry": _STAFF,
    "applications.receive": _STAFF,
    "applications.process": _STAFF,
    "ranking.read": _REVIEW,
    "candidates.read": _REVIEW | {CANDIDATE},
    "candidates.document": _REVIEW | {CANDIDATE},
    "search.run": _REVIEW,
    "export.candidates": _STAFF,
    "export.ranking": _REVIEW,
    "privacy.read": _LEADS | {CANDIDATE},
    "privacy.open": _STAFF | {CANDIDATE},
    "privacy.withdraw": _STAFF | {CANDIDATE},
    "privacy.identify": _LEADS,
    "privacy.extend": _LEADS,
    "privacy.refuse": _LEADS,
    "privacy.access": _LEADS | {CANDIDATE},
    "privacy.portability": _LEADS | {CANDIDATE},
    "privacy.rectify": _LEADS,
    "privacy.erase": _LEADS,
    "privacy.hold": _LEADS,
    "privacy.release": _LEADS,
    "privacy.retention": _LEADS,
    "privacy.consent": _LEADS | {CANDIDATE},
    "demographics.record": frozenset({CANDIDATE}),
    "demographics.withdraw": _LEADS | {CANDIDATE},
}

PERMISSIONS: Final[dict[str, frozenset[str]]] = {**_ABOUT_THE_WORKSPACE, **_ABOUT_ONESELF, **_ABOUT_RECORDS}
"""Permission to the roles that have it."""

Reach = Literal["all", "company", "assigned", "own"]

REACH: Final[dict[str, Reach]] = {
    ADMIN: "all",
    COMPANY: "company",
    RECRUITER: "company",
    HIRING_MANAGER: "assigned",
    CANDIDATE: "own",
    AUDITOR: "all",  # of the few records that the first table leaves: no contact data is among them
}
"""Role to the records that its permissions about records hold for."""

APPOINTS: Final[dict[str, frozenset[str]]] = {
    ADMIN: _EVERYBODY,
    COMPANY: frozenset({RECRUITER, HIRING_MANAGER}),
}
"""Role to the roles whose accounts it may add, change and take away: nobody lifts anybody above themselves."""

NO_COMPANY: Final = ""
"""Of no company, as people are, whom a company reaches by the jobs that they applied for. None is the one company of a
workspace that names none."""

_OWNER_FIELDS: Final[dict[str, str]] = {"candidates": "user_id", "users": "_id"}
"""Where a document of a collection names the account that it belongs to."""


def resource_of(kind: str, document: Mapping[str, Any]) -> Resource:
    """A stored document of a collection as a resource; fields that are missing are those of nobody."""
    owner = document.get(_OWNER_FIELDS[kind]) if kind in _OWNER_FIELDS else None
    assigned = tuple(document.get("assigned_to") or ())
    company = NO_COMPANY if kind == "candidates" else document.get("company_id")
    return Resource(kind, document.get("_id"), company, assigned, owner)


def within_reach(actor: Actor, kind: str) -> Resource:
    """What stands for all records of a kind that the actor reaches: a use case that hands out no others is about it."""
    return Resource(kind, None, actor.company_id, (actor.id,), actor.id)


def may(actor: Actor, permission: str, *resources: Resource) -> bool:
    """Whether the actor has a permission, and reaches at least one of the resources with it.

    A candidate who applied for several jobs stands in several places; one that the actor reaches is enough.

    Args:
        actor: Who asks.
        permission: A line of the first table.
        *resources: What it is about; none stands for a record of nobody. Ignored for what is not about records.

    Raises:
        KeyError: The permission is not in the table (a defect of the caller).
    """
    if actor.role not in PERMISSIONS[permission]:
        return False
    if permission not in _ABOUT_RECORDS:
        return True
    return any(_reaches(actor, resource) for resource in resources or (Resource(permission.partition(".")[0]),))


def require(actor: Actor, permission: str) -> None:
    """Let the actor pass with something that is about no single record, or about one that belongs to nobody.

    Raises:
        NotPermitted: The actor's role does not have the permission, or has it for certain records only.
        KeyError: The permission is not in the table (a defect of the caller).
    """
    require_on(actor, permission)


def require_on(actor: Actor, permission: str, *resources: Resource) -> None:
    """Let the actor pass with a permission on a resource; with several, on at least one of them.

    Raises:
        NotPermitted: The actor's role does not have the permission, or does not reach what it is about.
        KeyError: The permission is not in the table (a defect of the caller).
    """
    if actor.role not in PERMISSIONS[permission]:
        raise NotPermitted(f"Your role ({actor.role}) does not allow this. Ask an administrator of the workspace.")
    if not may(actor, permission, *resources):
        raise NotPermitted(
            f"Your role ({actor.role}) allows this for other records only. Ask an administrator of the workspace "
            "for access to this one."
        )


def visible(actor: Actor, permission: str, collection: str) -> Json:
    """The filter that leaves, of a collection, the documents for which ``may`` says yes.

    Raises:
        NotPermitted: The actor's role does not have the permission, or reaches nothing in this collection by itself
            (a hiring manager finds candidates through the jobs, for one).
        KeyError: The permission is not in the table (a defect of the caller).
    """
    if actor.role not in PERMISSIONS[permission]:
        require_on(actor, permission)
    reach = REACH[actor.role]
    if reach == "all" or permission not in _ABOUT_RECORDS:
        return {}
    if reach == "company" and collection in ("jobs", "users"):
        return {"company_id": actor.company_id}
    if reach == "assigned" and collection == "jobs":
        return {"assigned_to": actor.id}
    if reach == "own" and collection in _OWNER_FIELDS:
        return {_OWNER_FIELDS[collection]: actor.id}
    raise NotPermitted(f"Your role ({actor.role}) does not allow a list of all of these. Start from a job of yours.")


def _reaches(actor: Actor, resource: Resource) -> bool:
    match REACH[actor.role]:
        case "all":
            return True
        case "company":
            return resource.company_id == actor.company_id != NO_COMPANY
        case "assigned":
            return actor.id in resource.assigned_to
        case "own":
            return resource.owner_id == actor.id
