"""Who may do what: one table, read at a glance, checked inside the use cases.

A permission is ``topic.verb``. The roles are the six of the system's design; a single-user workspace has one account,
its owner, with the role ``admin``.
"""

from __future__ import annotations

from typing import Final

from hiring_desktop.core.errors import NotPermitted
from hiring_desktop.core.model import Actor

ADMIN: Final = "admin"
COMPANY: Final = "company"
HIRING_MANAGER: Final = "hiring_manager"
RECRUITER: Final = "recruiter"
CANDIDATE: Final = "candidate"
AUDITOR: Final = "auditor"
ROLES: Final = (ADMIN, COMPANY, HIRING_MANAGER, RECRUITER, CANDIDATE, AUDITOR)

_STAFF = frozenset({ADMIN, COMPANY, RECRUITER})
_REVIEW = _STAFF | {HIRING_MANAGER}

PERMISSIONS: Final[dict[str, frozenset[str]]] = {
    "workspace.info": _REVIEW | {AUDITOR},
    "workspace.verify": frozenset({ADMIN, AUDITOR}),
    "jobs.read": _REVIEW | {AUDITOR},
    "jobs.add": _STAFF,
    "jobs.edit": _STAFF,
    "jobs.close": _STAFF,
    "jobs.weigh": _STAFF,
    "imports.read": _STAFF,
    "imports.accept": _STAFF,
    "imports.cancel": _STAFF,
    "imports.retry": _STAFF,
    "applications.receive": _STAFF,
    "applications.process": _STAFF,
    "ranking.read": _REVIEW,
    "candidates.read": _REVIEW,
    "candidates.document": _REVIEW,
}


def require(actor: Actor, permission: str) -> None:
    """Let the actor pass.

    Raises:
        NotPermitted: The actor's role does not have the permission.
        KeyError: The permission is not in the table (a defect of the caller).
    """
    if actor.role not in PERMISSIONS[permission]:
        raise NotPermitted(f"Your role ({actor.role}) does not allow this. Ask an administrator of the workspace.")
