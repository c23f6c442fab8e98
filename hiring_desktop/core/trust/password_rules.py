"""Which passwords an account may have: long ones that are not the first that somebody would try.

Nothing is asked about kinds of characters: such rules make passwords worse (OWASP ASVS 5.0, 6.2.5). Refused are

- the short ones,
- those of a list of common passwords, also in other case, with digits and signs around, written ``p4$$w0rd``, or twice,
- repetitions, walks over the keyboard and runs such as ``abcdef123456``,
- the name and e-mail address of their owner and the name of this application, in the same disguises.

The list is ``resources/trust/common_passwords.bin``: sorted hashes of five bytes each, made by
``build/make_common_passwords.py``, so that neither foul language nor anybody's secret stands in the repository.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from hiring_desktop.core.errors import InvalidInput
from hiring_desktop.core.settings import APP_NAME, resource

MIN_PASSWORD: Final = 12
"""Characters, after Unicode normalisation."""
MAX_PASSWORD: Final = 1024

HASH_BYTES: Final = 5
"""So a password that is not in the list seems to be with a chance of one in forty million."""

MIN_STEM: Final = 4
_MOST_DECORATION: Final = 8
"""So many digits and signs around a common word add nothing; more of them may be a secret of their own."""
_PREDICTABLE: Final = 0.75
"""Share of steps along the keyboard or alphabet from which on a password is a walk. Words of English have 0.2."""

_LEET: Final = tuple(str.maketrans("@430$5!17+", "aaeoss" + ones + "t" + "t") for ones in ("ii", "ll"))

_JOINTS: Final = re.compile(r"[\W_]+")
_YEAR: Final = re.compile(r"(?:19|20)\d\d\W*$")

_ROWS: Final = ("`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./")
_PLACES: Final = {key: (row, column) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
_UNSHIFTED: Final = str.maketrans('~!@#$%^&*()_+{}|:"<>?', "`1234567890-=[]\\;',./")


def check_password(password: str, personal: Iterable[str] = ()) -> None:
    """Refuse a password that would be guessed.

    Args:
        password: The password that somebody wants to have.
        personal: What belongs to its owner and so is no secret: the e-mail address, the name.

    Raises:
        InvalidInput: It is too short, too long, or common; the message says what to take instead.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < MIN_PASSWORD:
        raise InvalidInput(f"The password is too short: take {MIN_PASSWORD} characters or more, a few words say.")
    if len(text) > MAX_PASSWORD:
        raise InvalidInput(f"The password is too long: take {MAX_PASSWORD} characters at most.")
    if _is_walk(text) or len(_repeated_unit(text.casefold())) < MIN_PASSWORD:
        raise InvalidInput(
            "The password repeats itself or runs over neighbouring keys. Take a few unrelated words instead."
        )
    forms = stems(text)
    if any(fingerprint(form) in _common() for form in forms):
        raise InvalidInput("The password is one of those that are tried first. Take a few unrelated words instead.")
    if forms & _personal_stems((APP_NAME, *personal)):
        raise InvalidInput("The password is made of your name or address. Take a few unrelated words instead.")


def check_new_password(new_password: str, password: str, personal: Iterable[str] = ()) -> None:
    """Refuse a password as ``check_password`` does, or because it is the one that it is to replace.

    Raises:
        InvalidInput: The message says what to take instead.
    """
    if unicodedata.normalize("NFKC", new_password) == unicodedata.normalize("NFKC", password):
        raise InvalidInput("The new password is the old one. Choose another.")
    check_password(new_password, personal)


def stems(password: str) -> frozenset[str]:
    """What is left of a password without its disguises; each way of taking them off gives one. Four letters or more."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    forms = {folded, _JOINTS.sub("", folded)}
    forms |= {form.translate(table) for form in forms for table in _LEET}
    forms |= {_repeated_unit(plain_stem(form)) for form in forms}
    forms |= {form.translate(table) for form in forms for table in _LEET}
    return frozenset(form for form in forms if len(form) >= MIN_STEM)


def plain_stem(password: str) -> str:
    """The password in small letters without the digits and signs around it, if these are few or a run.

    Of a number, what stands before a year. This is how passwords stand in the list.
    """
    text = unicodedata.normalize("NFKC", password).casefold()
    letters = [place for place, character in enumerate(text) if character.isalpha()]
    if not letters:
        return _YEAR.sub("", text)
    start, end = letters[0], letters[-1] + 1
    around = text[:start] + text[end:]
    core = text[start:end] if len(around) <= _MOST_DECORATION or _is_walk(around) else text
    return core if len(core) >= MIN_STEM else text


def fingerprint(stem: str) -> bytes:
    """How a stem stands in the list."""
    return hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()


def _repeated_unit(text: str) -> str:
    """What the text repeats: ``abc`` for ``abcabc``; the text itself if it repeats nothing."""
    return text[: (text + text).index(text, 1)] if text else text


def _is_walk(text: str) -> bool:
    """Whether most characters follow from the one before: the same, or its neighbour on the keyboard or in the abc."""
    plain = text.casefold().translate(_UNSHIFTED)
    steps = [_is_near(a, b) for a, b in pairwise(plain)]
    return sum(steps) >= _PREDICTABLE * len(steps)


def _is_near(a: str, b: str) -> bool:
    if abs(ord(a) - ord(b)) <= 1:
        return True
    if a not in _PLACES or b not in _PLACES:
        return False
    (row_a, column_a), (row_b, column_b) = _PLACES[a], _PLACES[b]
    return abs(row_a - row_b) <= 1 and abs(column_a - column_b) <= 1


def _personal_stems(texts: Iterable[str]) -> frozenset[str]:
    parts = {part for text in texts for part in (text, *re.split(r"[@\s]+", text), *_JOINTS.split(text))}
    return frozenset(stem for part in parts for stem in stems(part))


@functools.cache
def _common() -> frozenset[bytes]:
    data = resource("trust", "common_passwords.bin").read_bytes()
    return frozenset(data[start : start + HASH_BYTES] for start in range(0, len(data), HASH_BYTES))
