"""Countries, and the states that are written by two letters. Tables for recognising places and telephone regions."""

from __future__ import annotations

from typing import Final

_COUNTRIES: Final = """
US United States|United States of America|USA|U.S.A.|U.S.|US|Estados Unidos|États-Unis|Vereinigte Staaten|Stati Uniti|Stany Zjednoczone
GB United Kingdom|UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|GB|Royaume-Uni|Großbritannien|Reino Unido|Regno Unito|Wielka Brytania
DE Germany|Deutschland|Allemagne|Alemania|Germania|Niemcy|DE
FR France|Frankreich|Francia|Francja|FR
ES Spain|España|Espagne|Spanien|Spagna|Hiszpania|ES
IT Italy|Italia|Italie|Italien|Włochy|IT
PL Poland|Polska|Pologne|Polen|Polonia|PL
AT Austria|Österreich|Autriche|AT
CH Switzerland|Schweiz|Suisse|Svizzera|Suiza|Szwajcaria|CH
NL Netherlands|The Netherlands|Nederland|Niederlande|Pays-Bas|Países Bajos|Paesi Bassi|Holandia|NL
BE Belgium|Belgien|Belgique|België|Bélgica|Belgio|Belgia|BE
LU Luxembourg|Luxemburg|LU
IE Ireland|Irland|Irlande|Irlanda|Irlandia|Republic of Ireland|IE
PT Portugal|Portugalia|PT
DK Denmark|Danmark|Dänemark|Danemark|Dania|DK
SE Sweden|Sverige|Schweden|Suède|Szwecja|SE
NO Norway|Norge|Norwegen|Norvège|Norwegia|NO
FI Finland|Suomi|Finnland|Finlande|Finlandia|FI
CZ Czech Republic|Czechia|Česko|Tschechien|CZ
SK Slovakia|Slovensko|SK
HU Hungary|Magyarország|Ungarn|HU
RO Romania|România|Rumänien|RO
BG Bulgaria|Bulgarien|BG
GR Greece|Griechenland|Grèce|GR
HR Croatia|Hrvatska|HR
RS Serbia|RS
SI Slovenia|SI
UA Ukraine|Ukraina|UA
RU Russia|Russian Federation|RU
TR Turkey|Türkiye|Türkei|TR
IL Israel|IL
AE United Arab Emirates|UAE|U.A.E.|AE
SA Saudi Arabia|KSA|SA
QA Qatar|QA
EG Egypt|EG
MA Morocco|Maroc|Marruecos|MA
TN Tunisia|Tunisie|TN
NG Nigeria|NG
KE Kenya|KE
GH Ghana|GH
ZA South Africa|ZA
IN India|Indien|Inde|IN
PK Pakistan|PK
BD Bangladesh|BD
LK Sri Lanka|LK
NP Nepal|NP
CN China|PRC|People's Republic of China|CN
HK Hong Kong|HK
TW Taiwan|TW
JP Japan|Japon|JP
KR South Korea|Korea|Republic of Korea|KR
SG Singapore|SG
MY Malaysia|MY
ID Indonesia|ID
TH Thailand|TH
VN Vietnam|Viet Nam|VN
PH Philippines|PH
AU Australia|AU
NZ New Zealand|NZ
CA Canada|Kanada|CA
MX Mexico|México|MX
BR Brazil|Brasil|BR
AR Argentina|AR
CL Chile|CL
CO Colombia|CO
PE Peru|Perú|PE
UY Uruguay|UY
EC Ecuador|EC
VE Venezuela|VE
CR Costa Rica|CR
"""

COUNTRIES: Final[dict[str, str]] = {
    name.lower(): row[:2] for row in _COUNTRIES.strip().splitlines() for name in row[3:].split("|")
}
"""Name or code of a country (lower case) to its ISO 3166 code. Two-letter codes are trusted only in capitals."""

_STATES: Final = """
US AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico
CA AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|QC Québec
AU NSW New South Wales|VIC Victoria|QLD Queensland|TAS Tasmania|ACT Australian Capital Territory
IN AP Andhra Pradesh|KA Karnataka|KL Kerala|MH Maharashtra|TN Tamil Nadu|TS Telangana|UP Uttar Pradesh|WB West Bengal|GJ Gujarat|RJ Rajasthan|MP Madhya Pradesh|HR Haryana|PB Punjab|BR Bihar
"""

STATE_CODES: Final[dict[str, str]] = {}
"""State or province by its letters (``TX``) to the ISO code of its country."""
STATE_NAMES: Final[dict[str, str]] = {}
"""State or province by its name (lower case) to the ISO code of its country."""
for _row in _STATES.strip().splitlines():
    _country, _entries = _row[:2], _row[3:].split("|")
    for _entry in _entries:
        _code, _, _name = _entry.partition(" ")
        STATE_CODES.setdefault(_code, _country)
        STATE_NAMES.setdefault(_name.lower(), _country)


def country_of(text: str) -> str | None:
    """The ISO code of a country named by ``text`` as a whole, else None. A bare code must be in capitals."""
    name = text.strip(" .()")
    if len(name) <= 3 and not name.isupper():
        return None
    return COUNTRIES.get(name.lower())


def state_of(text: str) -> str | None:
    """The ISO code of the country of a state given by its letters or its name, else None."""
    name = text.strip(" .()")
    return STATE_CODES.get(name) or STATE_NAMES.get(name.lower())
