"""How passwords are kept, and which are refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import inspect

import bcrypt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.settings import resource
from hiring_desktop.core.trust.password_rules import HASH_BYTES, check_new_password, check_password, stems
from hiring_desktop.core.trust.passwords import BcryptHasher

PEPPER = b"p" * 32
FAST = 4


@pytest.fixture(scope="module")
def hasher() -> BcryptHasher:
    return BcryptHasher(PEPPER, cost=FAST)


# ------------------------------------------------------------------ the hash
def test_twelve_rounds_are_what_is_shipped() -> None:
    assert inspect.signature(BcryptHasher).parameters["cost"].default == 12
    shipped = BcryptHasher(PEPPER)
    assert shipped.decoy.startswith("$2b$12$")
    hashed = shipped.hash("velvet tram quietly sings")
    assert hashed.startswith("$2b$12$")
    assert shipped.verify("velvet tram quietly sings", hashed)
    assert not shipped.verify("velvet tram quietly sings", shipped.decoy)


def test_it_is_bcrypt_over_base64_of_the_keyed_hash(hasher: BcryptHasher) -> None:
    keyed = base64.b64encode(hmac.new(PEPPER, b"velvet tram", hashlib.sha384).digest())
    assert len(keyed) == 64
    assert bcrypt.checkpw(keyed, hasher.hash("velvet tram").encode())
    assert hasher.verify("velvet tram", bcrypt.hashpw(keyed, bcrypt.gensalt(FAST)).decode())


def test_what_is_hashed_is_no_password_itself(hasher: BcryptHasher) -> None:
    keyed = base64.b64encode(hmac.new(PEPPER, b"velvet tram", hashlib.sha384).digest())
    assert not hasher.verify(keyed.decode(), hasher.hash("velvet tram"))


def test_every_character_of_a_long_password_counts(hasher: BcryptHasher) -> None:
    long = "é" * 500
    assert hasher.verify(long, hasher.hash(long))
    assert not hasher.verify(long[:-1], hasher.hash(long))
    assert not hasher.verify("\0", hasher.hash("\0\0"))


def test_a_stolen_hash_is_worthless_without_the_pepper(hasher: BcryptHasher) -> None:
    assert not BcryptHasher(b"q" * 32, cost=FAST).verify("velvet tram", hasher.hash("velvet tram"))


def test_two_hashes_of_a_password_differ_and_both_work(hasher: BcryptHasher) -> None:
    one, other = hasher.hash("velvet tram"), hasher.hash("velvet tram")
    assert one != other
    assert hasher.verify("velvet tram", one)


def test_the_unicode_form_of_a_password_does_not_count(hasher: BcryptHasher) -> None:
    assert hasher.verify("cafe\u0301 au lait", hasher.hash("caf\u00e9 au lait"))
    assert not hasher.verify("\ud800", hasher.hash("?"))


@pytest.mark.parametrize("password", ["", "x", "velvet tram"])
def test_nothing_fits_the_decoy_which_costs_as_much_as_any(hasher: BcryptHasher, password: str) -> None:
    assert not hasher.verify(password, hasher.decoy)
    assert hasher.decoy[:7] == hasher.hash(password)[:7]


def test_another_cost_or_another_kind_of_hash_is_outdated(hasher: BcryptHasher) -> None:
    assert not hasher.is_outdated(hasher.hash("x"))
    assert BcryptHasher(PEPPER, cost=FAST + 1).is_outdated(hasher.hash("x"))
    assert hasher.is_outdated("$argon2id$")


# ------------------------------------------------------------------ the rules
REFUSED = """
velvet tram|Tr0mbone!!!|password1234|Password123!|P@ssw0rd2024|p4$$w0rd1234|iloveyou1234|letmein12345|let me in 123
adminadmin12|administrator|passwordpassword|changeme1234|Football1234|welcome12345|charlie12345|basketball12
sunshine2024!|monkeymonkey|dragon123456|Summer2024!!|January2024!|jennifer1990|trustno1trustno1|Password Password 1
qazwsxedcrfv|!QAZ2wsx#EDC|1q2w3e4r5t6y|qwertyuiop12|1234567890ab|abcdefghijkl|aaaaaaaaaaaa|123123123123|k9$xv!k9$xv!
123456789012|102030405060|00000password|unbelievable|christopher1|ＰＡＳＳＷＯＲＤ１２３４|smart-hiring
Smart Hiring 2024|ada.quill2024!|adaquill1985!!|QUILL-12345678|ada.quill@example.org|example12345|Ada Quill 1234
"""
ACCEPTED = """
velvet tram quietly sings|correct horse battery staple|my dog eats blue cheese|Xk29$fj2LmQz|jazz8391027465
zebra tango river|482915077316|horse-lamp-9-cloud|korrekt pferd batterie|密码很长很长很长很长很长很长|a long passphrase
Ada Quill likes the sea at night
"""


def listed(text: str) -> list[str]:
    return [one for line in text.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize("password", listed(REFUSED))
def test_what_would_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match=r"[tT]ake "):
        check_password(password, ("ada.quill@example.org", "Ada Quill"))


@pytest.mark.parametrize("password", listed(ACCEPTED))
def test_what_would_not_is_taken(password: str) -> None:
    check_password(password, ("ada.quill@example.org", "Ada Quill"))


def test_the_length_is_counted_in_characters_not_in_disguises() -> None:
    for fine in ("velvet tram 9", "x" + "yz velvet tram " * 68):
        check_password(fine)
    for short_or_long in ("velvet tra\u0301m", "velvet tram " * 100):
        with pytest.raises(InvalidInput, match=r" 12 | 1024 "):
            check_password(short_or_long)


def test_the_old_password_is_no_new_one() -> None:
    with pytest.raises(InvalidInput, match="old one"):
        check_new_password("caf\u00e9 velvet tram", "cafe\u0301 velvet tram")
    with pytest.raises(InvalidInput, match="too short"):
        check_new_password("short", "cafe velvet tram")
    check_new_password("velvet tram quietly", "cafe velvet tram")


COMMON = st.sampled_from(["password", "sunshine", "michael", "football", "letmein", "dragon", "shadow", "jessica"])
ORNAMENT = st.text(st.sampled_from("0123456789!?.-_ "), min_size=4, max_size=8)


@given(COMMON, ORNAMENT, st.sampled_from([str, str.upper, str.title, str.swapcase]), st.booleans())
def test_no_ornament_makes_a_common_word_a_password(word: str, ornament: str, case, before: bool) -> None:  # type: ignore[no-untyped-def]
    password = ornament + case(word) if before else case(word) + ornament
    with pytest.raises(InvalidInput):
        check_password(password)


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer_and_stems_are_four_long(password: str) -> None:
    assert all(len(stem) >= 4 for stem in stems(password))
    try:
        check_password(password)
    except InvalidInput:
        return
    assert len(password) >= 4  # one sign can stand for several, as a ligature does


def test_the_list_is_sorted_and_long_enough() -> None:
    data = resource("trust", "common_passwords.bin").read_bytes()
    hashes = [data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES)]
    assert hashes == sorted(set(hashes))
    assert len(hashes) >= 20_000
