"""``users``: the accounts of the workspace. ``account``: one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hiring_desktop import bootstrap
from hiring_desktop.cli import tables
from hiring_desktop.cli.session import Format, FormatOption, Session, emit, read_secret, write
from hiring_desktop.core.errors import InvalidInput, NotFound
from hiring_desktop.core.model import Actor, Json
from hiring_desktop.core.trust.permissions import ROLES
from hiring_desktop.core.trust.sign_in import Proof
from hiring_desktop.core.trust.users import AccountView
from hiring_desktop.core.workspace import Workspace

users_commands = typer.Typer(no_args_is_help=True, help="Accounts of the workspace. The first is an administrator's.")
account_commands = typer.Typer(no_args_is_help=True, help="Your own account: its password and two-factor sign-in.")

Who = Annotated[str, typer.Argument(metavar="EMAIL", help="The account's e-mail address.")]
Role = Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")]
PasswordFile = Annotated[
    Path | None, typer.Option("--password-file", metavar="FILE", help="A file with the new one; else it is asked for.")
]  # fmt: skip


# ------------------------------------------------------------------ the accounts of the workspace
@users_commands.command("list")
def list_users(context: typer.Context, form: FormatOption = Format.TABLE) -> None:
    """Print the accounts that you look after.

    Example: hiring-desktop --user ada@example.org users list
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        rows = [_row(account) for account in workspace.accounts.list(actor)]
    if form is Format.JSONL:
        emit(rows)
    else:
        write(tables.items(rows, "email", "full_name", "role", "state", "two_factor"))


@users_commands.command("add")
def add(
    context: typer.Context,
    email: Who,
    role: Role,
    name: Annotated[str, typer.Option(help="What colleagues see.")],
    company: Annotated[str | None, typer.Option(help="The company it belongs to, where there are several.")] = None,
    password_file: PasswordFile = None,
) -> None:
    """Give somebody an account and print its id. They choose a password of their own when they first sign in.

    With the first one, an administrator's, the workspace opens no more from the keyring of one user.

    Example: hiring-desktop users add ada@example.org --role admin --name "Ada Quill" --password-file first.txt
    """
    session: Session = context.obj
    password = _new_password(password_file)
    with session.opened() as (workspace, actor):
        account = workspace.accounts.add(actor, email, name, role, password, company_id=company)
    write(f"{account.id}\n")


@users_commands.command("set-role")
def set_role(context: typer.Context, email: Who, role: Role) -> None:
    """Give an account another role; its owner is signed out.

    Example: hiring-desktop --user ada@example.org users set-role bo@example.org --role recruiter
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.accounts.set_role(actor, _id_of(workspace, actor, email), role)
    session.say("The role is changed.")


@users_commands.command("disable")
def disable(context: typer.Context, email: Who) -> None:
    """Let nobody sign in with an account until it is enabled again.

    Example: hiring-desktop --user ada@example.org users disable bo@example.org
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.accounts.disable(actor, _id_of(workspace, actor, email))
    session.say("Nobody can sign in with it any more.")


@users_commands.command("enable")
def enable(context: typer.Context, email: Who) -> None:
    """Let a disabled account work again.

    Example: hiring-desktop --user ada@example.org users enable bo@example.org
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.accounts.enable(actor, _id_of(workspace, actor, email))
    session.say("It works again, with the password it had.")


@users_commands.command("remove")
def remove(context: typer.Context, email: Who) -> None:
    """Take an account away for good. What its owner did stays in the trail.

    Example: hiring-desktop --user ada@example.org users remove bo@example.org
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.accounts.remove(actor, _id_of(workspace, actor, email))
    session.say("The account is removed.")


@users_commands.command("reset-password")
def reset_password(context: typer.Context, email: Who, password_file: PasswordFile = None) -> None:
    """Give somebody who forgot theirs another first password.

    Example: hiring-desktop --user ada@example.org users reset-password bo@example.org --password-file first.txt
    """
    session: Session = context.obj
    password = _new_password(password_file)
    with session.opened() as (workspace, actor):
        workspace.accounts.reset_password(actor, _id_of(workspace, actor, email), password)
    session.say("The password is changed. Its owner chooses another at the next sign-in.")


@users_commands.command("reset-two-factor")
def reset_two_factor(context: typer.Context, email: Who) -> None:
    """Turn two-factor sign-in off for somebody who lost phone and recovery codes. Make sure who is asking.

    Example: hiring-desktop --user ada@example.org users reset-two-factor bo@example.org
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        workspace.accounts.reset_two_factor(actor, _id_of(workspace, actor, email))
    session.say("Two-factor sign-in is off for this account.")


# ------------------------------------------------------------------ one's own
@account_commands.command("show")
def show(context: typer.Context) -> None:
    """Print your account as JSON.

    Example: hiring-desktop --user ada@example.org account show
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        emit([_row(workspace.own_account.get(actor))])


@account_commands.command("password")
def change_password(context: typer.Context, password_file: PasswordFile = None) -> None:
    """Choose another password. This is also how to begin, when an administrator chose the first one.

    Example: hiring-desktop --user ada@example.org account password --password-file mine.txt
    """
    session: Session = context.obj
    user = _user(session)
    password, new = session.secret("Password"), _new_password(password_file)
    bootstrap.sign_in(session.folder, user, Proof.given(password, session.code, new), source="cli").workspace.close()
    session.say("The password is changed.")


@account_commands.command("enrol-two-factor")
def enrol_two_factor(context: typer.Context) -> None:
    """Begin two-factor sign-in: prints the address that an authenticator app takes. Confirm it with a code.

    Example: hiring-desktop --user ada@example.org account enrol-two-factor
    """
    session: Session = context.obj
    password = session.secret("Password")
    with session.opened() as (workspace, actor):
        enrolment = workspace.own_account.enrol_two_factor(actor, password)
    write(f"{enrolment.uri}\n")
    session.say("Give it to your app, then confirm with the code that the app shows: account confirm-two-factor CODE")


@account_commands.command("confirm-two-factor")
def confirm_two_factor(
    context: typer.Context, code: Annotated[str, typer.Argument(help="What the app shows now.")]
) -> None:
    """Turn two-factor sign-in on, and print the recovery codes.

    Example: hiring-desktop --user ada@example.org account confirm-two-factor 123456
    """
    session: Session = context.obj
    with session.opened() as (workspace, actor):
        codes = workspace.own_account.confirm_two_factor(actor, code)
    write("".join(f"{one}\n" for one in codes))
    session.say("Two-factor sign-in is on. Keep these recovery codes on paper: they are not shown again.")


@account_commands.command("disable-two-factor")
def disable_two_factor(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="The next code of the app, or another recovery code.")],
) -> None:
    """Turn two-factor sign-in off. The code that signed you in is used up: this takes the next one.

    Example: hiring-desktop --user ada@example.org --code 123456 account disable-two-factor 654321
    """
    session: Session = context.obj
    given = Proof.given(session.secret("Password"), code)
    with session.opened() as (workspace, actor):
        workspace.own_account.disable_two_factor(
            actor, given.password, totp_code=given.totp_code, recovery_code=given.recovery_code
        )
    session.say("Two-factor sign-in is off.")


def _row(account: AccountView) -> Json:
    return {
        "id": account.id, "email": account.email, "full_name": account.full_name, "role": account.role,
        "company_id": account.company_id, "state": "disabled" if account.disabled else "active",
        "two_factor": account.two_factor_enabled,
        "last_sign_in_at": account.last_sign_in_at and account.last_sign_in_at.isoformat(),
    }  # fmt: skip


def _id_of(workspace: Workspace, actor: Actor, email: str) -> str:
    wanted = email.strip().casefold()
    for account in workspace.accounts.list(actor):
        if account.email.casefold() == wanted:
            return account.id
    raise NotFound("You look after no account with this address. See `users list`.", title="No such account")


def _user(session: Session) -> str:
    if session.user is None:
        raise InvalidInput("Say whose account it is: hiring-desktop --user EMAIL account ...")
    return session.user


def _new_password(file: Path | None) -> str:
    if file is not None:
        return read_secret(file, "password")
    if not sys.stdin.isatty():
        raise InvalidInput("Give the new password with --password-file.")
    return str(typer.prompt("New password", hide_input=True, confirmation_prompt=True, err=True))
