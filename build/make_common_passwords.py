"""Make ``resources/trust/common_passwords.bin`` from the lists of the zxcvbn project.

    pip install zxcvbn==4.5.0 && python build/make_common_passwords.py

Kept are the stems (see ``hiring_desktop.core.trust.password_rules``) of the most frequent passwords, words and names,
and every password that is long enough to be one here by itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from hiring_desktop.core.trust.password_rules import MIN_PASSWORD, MIN_STEM, fingerprint, plain_stem

TAKEN: Final = {
    "passwords": 14_000,
    "english_wikipedia": 8_000,
    "us_tv_and_film": 4_000,
    "male_names": 1_000,
    "female_names": 2_000,
    "surnames": 2_000,
}
"""How many of each list, by frequency. A word or name by itself, whatever the digits around it, is guessed soon."""

TARGET: Final = Path(__file__).resolve().parents[1] / "resources" / "trust" / "common_passwords.bin"

OURS: Final = (
    "admin", "administrator", "changeit", "changeme", "letmein", "passphrase", "password", "secret", "welcome",
    "hiring", "recruiter", "recruiting", "spring", "summer", "autumn", "winter", "january", "february", "march",
    "april", "june", "july", "august", "september", "october", "november", "december", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
"""Words that guides and programs give as examples, and what people make passwords of that they must change often."""


def main() -> None:
    """Write the file; the same bytes on every machine."""
    taken = [word for name, count in TAKEN.items() for word in FREQUENCY_LISTS[name][:count]]
    kept = {plain_stem(word) for word in (*OURS, *taken)}
    kept |= {word.casefold() for word in FREQUENCY_LISTS["passwords"] if len(word) >= MIN_PASSWORD}
    kept = {stem for stem in kept if len(stem) >= MIN_STEM}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(b"".join(sorted({fingerprint(stem) for stem in kept})))
    print(f"{len(kept)} stems, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
