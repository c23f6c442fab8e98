"""The recovery code: opens a workspace when all else is lost, as a person writes and types it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import InvalidInput, Locked
from hiring_desktop.core.trust.keys import (
    MANIFEST_NAME,
    change_passphrase,
    create_workspace_keys,
    make_recovery_code,
    read_workspace,
    unlock,
)
from hiring_desktop.core.trust.recovery_codes import new_code, read_code

PASSPHRASE = "correct horse battery staple"


def test_a_code_opens_the_workspace_in_any_spelling(tmp_path: Path) -> None:
    keys = create_workspace_keys(tmp_path, "Office", passphrase=PASSPHRASE, keyring=None)
    code = make_recovery_code(tmp_path, keys)
    assert code not in (tmp_path / MANIFEST_NAME).read_text()
    assert read_workspace(tmp_path).kinds == ("passphrase", "recovery")
    for written in (code, code.lower().replace("-", " "), code.replace("0", "O").replace("1", "l")):
        assert unlock(tmp_path, recovery_code=written).sub_key("store") == keys.sub_key("store")
    assert unlock(tmp_path, passphrase=PASSPHRASE).sub_key("store") == keys.sub_key("store")


def test_a_lost_passphrase_is_replaced_and_the_code_stays(tmp_path: Path) -> None:
    code = make_recovery_code(tmp_path, create_workspace_keys(tmp_path, "Office", passphrase=PASSPHRASE, keyring=None))
    change_passphrase(tmp_path, unlock(tmp_path, recovery_code=code), "another passphrase")
    unlock(tmp_path, passphrase="another passphrase")
    unlock(tmp_path, recovery_code=code)


def test_a_new_code_makes_the_old_one_invalid(tmp_path: Path) -> None:
    keys = create_workspace_keys(tmp_path, "Office", passphrase=PASSPHRASE, keyring=None)
    with pytest.raises(Locked):
        unlock(tmp_path, recovery_code=new_code())
    old, new = make_recovery_code(tmp_path, keys), make_recovery_code(tmp_path, keys)
    unlock(tmp_path, recovery_code=new)
    with pytest.raises(Locked, match="older ones invalid"):
        unlock(tmp_path, recovery_code=old)


def test_codes_look_as_they_should() -> None:
    codes = [new_code() for _ in range(100)]
    assert len(set(codes)) == 100
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


@given(st.integers(0, 31), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_slip_is_told_from_another_code(place: int, letter: str) -> None:
    code = read_code("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXDQ")
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code and place >= 30:  # in the others a slip is missed once in 1,024 times
        with pytest.raises(InvalidInput, match="slip"):
            read_code(wrong)


@pytest.mark.parametrize("written", ["", "correct horse battery staple", "0123-4567", "é" * 32])
def test_what_is_no_code_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match="eight groups"):
        read_code(written)
