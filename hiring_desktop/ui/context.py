"""What every page is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hiring_desktop.core.model import Actor
from hiring_desktop.ui.changes import ChangeFeed
from hiring_desktop.ui.notify import Notifier
from hiring_desktop.ui.tasks import Tasks
from hiring_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from hiring_desktop.core.workspace import Workspace


@dataclass(frozen=True)
class Context:
    """An open workspace and the ways to it: ``tasks`` for calls, ``feed`` for what changed, ``notify`` for messages."""

    workspace: Workspace
    actor: Actor
    tasks: Tasks
    feed: ChangeFeed
    notify: Notifier
    theme: Theme
