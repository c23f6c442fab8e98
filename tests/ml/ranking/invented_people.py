"""Invented profiles of four trades and an ad for each; nobody here exists."""

from __future__ import annotations

import random
from typing import Final

from hiring_desktop.core.model import DEGREE_LADDER, JobAd, Profile, Requirements

_SENTENCES: Final = {
    "nurse": """Registered nurse on a surgical ward | Assessed patients and gave medication on time
        Cared for wounds after operations | Wrote care plans with doctors | Trained student nurses on the ward
        Worked nights in intensive care | Kept charts of vital signs | Led the morning handover of the ward""",
    "chef": """Chef de partie on the sauce section | Planned menus with the head chef | Kept food costs below target
        Led the kitchen after the HACCP audit | Prepared fish and pastry for banquets | Ordered from local suppliers
        Trained two commis chefs | Ran the grill in a busy restaurant""",
    "developer": """Backend software developer of payment services | Built REST interfaces in Python and Django
        Tuned queries of a PostgreSQL database | Moved services to Kubernetes | Wrote automated tests for every release
        Reviewed code of a team of six | Halved the response time of the search | Kept the build pipeline green""",
    "accountant": """Accountant for a wholesale group | Closed the monthly books in four days
        Prepared statutory accounts | Reconciled bank statements and ledgers | Filed VAT returns
        Answered the external auditors | Forecast the cash flow of three branches | Recovered overdue invoices""",
}
_SKILLS: Final = {
    "nurse": ("Patient Assessment", "Wound Care", "Medication Administration", "Intensive Care", "Care Planning"),
    "chef": ("HACCP", "Menu Planning", "Food Costing", "Pastry", "Sauces"),
    "developer": ("Python", "Django", "PostgreSQL", "Kubernetes", "REST API"),
    "accountant": ("VAT", "Bookkeeping", "Financial Reporting", "Excel", "Forecasting"),
}
TRADES: Final = tuple(_SENTENCES)

ADS: Final = {
    "nurse": JobAd(
        "Registered Nurse",
        "A registered nurse for our intensive care unit: patient assessment, medication, wounds, care plans.",
        Requirements(("Patient Assessment", "Wound Care"), ("Intensive Care",), (), 2, None, "bachelor"),
    ),
    "chef": JobAd(
        "Chef de Partie",
        "A restaurant looks for a chef de partie for sauces and pastry who plans menus and knows HACCP.",
        Requirements(("HACCP", "Menu Planning"), (), ("HACCP",), 2, 6),
    ),
    "developer": JobAd(
        "Software Developer",
        "Backend developer wanted: Python, Django, PostgreSQL, REST services on Kubernetes, tests and code review.",
        Requirements(("Python", "Django", "PostgreSQL"), ("Kubernetes",), ("Python",), 4, None, "master"),
    ),
    "accountant": JobAd(
        "Accountant",
        "Monthly books, statutory accounts, VAT returns, bank reconciliation, work with external auditors.",
        Requirements(("VAT", "Bookkeeping"), (), (), 3, 10, "bachelor"),
    ),
}


def trade_of(profile: Profile) -> str:
    """The trade that a profile of ``people`` was made for."""
    return profile.id.split("-")[0]


def people(many: int, seed: int = 1) -> list[Profile]:
    """So many profiles, the trades in turn; ids are ``trade-number``."""
    chance = random.Random(seed)
    return [_person(TRADES[number % len(TRADES)], number, chance) for number in range(many)]


def _person(trade: str, number: int, chance: random.Random) -> Profile:
    sentences = [part.strip() for line in _SENTENCES[trade].splitlines() for part in line.split("|")]
    chosen = chance.sample(sentences[1:], 5)
    text = "\n".join([sentences[0], *chosen])
    skills = chance.sample(_SKILLS[trade], chance.randint(1, 5))
    years = chance.choice([None, 0.5, 1.0, 2.5, 4.0, 7.0, 12.0])
    degree = chance.choice([None, *DEGREE_LADDER])
    cci = chance.choice([None, 40.0, 62.5, 80.0])
    return Profile(f"{trade}-{number:04d}", text, sentences[0], tuple(sorted(skills)), years, degree, cci)
