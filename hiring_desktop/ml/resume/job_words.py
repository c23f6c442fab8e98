"""Words that tell a job title from an employer, in six languages. Tables, and two scores over them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from hiring_desktop.ml.skills.vocabulary import RESOURCES

_TITLE_WORDS: Final = """
intern internship trainee apprentice lead leader head chief officer executive manager director supervisor coordinator president vp svp evp ceo cto cfo
coo cio cmo chro founder cofounder co-founder owner proprietor partner principal associate assistant aide deputy fellow freelancer freelance consultant
contractor specialist expert professional analyst engineer developer programmer architect administrator designer scientist researcher technician
technologist operative operator worker employee staff clerk secretary receptionist representative rep agent advisor adviser planner buyer accountant
auditor controller comptroller bookkeeper recruiter paralegal solicitor barrister lawyer attorney counsel judge notary nurse midwife doctor physician
surgeon pharmacist therapist dentist paramedic carer caregiver teacher tutor lecturer professor instructor educator trainer coach headteacher
headmaster librarian editor writer copywriter journalist reporter photographer illustrator animator producer strategist marketer salesperson seller
cashier chef cook baker waiter waitress barista bartender server host hostess housekeeper cleaner porter driver mechanic electrician plumber carpenter
welder machinist fitter builder foreman labourer laborer guard officer soldier sergeant captain pilot steward stewardess scrum master tester student
volunteer postdoc member ambassador evangelist sysadmin devops commis sommelier dispatcher merchandiser buyer broker trader banker underwriter
economist statistician mathematician physicist chemist biologist psychologist sociologist historian translator interpreter curator demonstrator
registrar bursar warden matron optician radiographer dietitian surveyor inspector estimator underwriter actuary stylist hairdresser beautician
generalist practitioner liaison facilitator moderator owner modeller modeler drafter draftsman draughtsman sre dba dev pm po ba qa
leiter leiterin entwickler entwicklerin ingenieur ingenieurin mitarbeiter mitarbeiterin sachbearbeiter sachbearbeiterin kaufmann kauffrau berater beraterin
assistent assistentin assistenz referent referentin geschäftsführer geschäftsführerin praktikant praktikantin werkstudent werkstudentin auszubildende
auszubildender azubi pfleger pflegerin krankenschwester lehrer lehrerin verkäufer verkäuferin koch köchin techniker technikerin meister fahrer fahrerin
arzt ärztin anwalt anwältin rechtsanwalt rechtsanwältin buchhalter buchhalterin architekt architektin redakteur redakteurin kellner kellnerin trainerin
fachkraft aushilfe hilfskraft vorstand betreuer betreuerin erzieher erzieherin spezialist spezialistin experte expertin verantwortlicher vertreter
disponent lagerist controllerin juristin jurist programmierer programmiererin gestalter gestalterin designerin
développeur développeuse ingénieur ingénieure chef cheffe responsable directeur directrice assistante chargé chargée conseiller conseillère technicien
technicienne vendeur vendeuse comptable infirmier infirmière enseignant enseignante professeur professeure stagiaire gestionnaire consultante cuisinier
cuisinière serveur serveuse formateur formatrice avocat avocate juriste rédacteur rédactrice graphiste commercial commerciale alternant alternante apprenti
adjoint adjointe coordinateur coordinatrice analyste architecte éducateur éducatrice magasinier chauffeur employé employée ouvrier agent attaché préparateur
ingeniero ingeniera desarrollador desarrolladora directora jefe jefa gerente asistente analista consultor consultora técnico técnica enfermero enfermera
profesor profesora maestro maestra vendedor vendedora camarero camarera cocinero cocinera administrativo administrativa contable abogado abogada diseñador
diseñadora becario becaria encargado encargada auxiliar coordinador coordinadora dependiente dependienta redactor redactora programador programadora
especialista ayudante comercial médico médica operario operaria mozo supervisora arquitecto arquitecta
ingegnere sviluppatore sviluppatrice direttore direttrice impiegato impiegata consulente tecnico infermiere infermiera insegnante docente commesso commessa
cameriere cameriera cuoco cuoca contabile avvocato progettista stagista tirocinante addetto addetta operaio operaia magazziniere coordinatore coordinatrice
redattore grafico programmatore responsabile capo assistente medico segretaria ricercatore ricercatrice educatore educatrice architetto
inżynier programista programistka kierownik kierowniczka dyrektor specjalista specjalistka asystent asystentka analityk konsultant konsultantka technik
pielęgniarka pielęgniarz nauczyciel nauczycielka sprzedawca sprzedawczyni kelner kelnerka kucharz księgowy księgowa prawnik adwokat projektant projektantka
stażysta stażystka praktykant praktykantka koordynator koordynatorka magazynier pracownik doradca przedstawiciel handlowiec lekarz redaktor grafik tester
menedżer menadżer senior junior sister charge starszy młodszy główny zastępca radca
"""
TITLE_WORDS: Final = frozenset(_TITLE_WORDS.split())

_RANKS: Final = frozenset(
    """senior junior sr jr lead principal chief assistant associate deputy head regional global national international graduate trainee
    staff key vice general acting interim executive group area district country certified registered licensed apprentice mid-level
    starszy młodszy leitender leitende stellvertretender""".split()
)
_TITLE_ENDINGS: Final = re.compile(
    r"(?:leiter|entwickler|ingenieur|berater|mitarbeiter|assistent|techniker|arbeiter|händler|verkäufer|pfleger|lehrer|fahrer|meister|"
    r"führer|planer|prüfer|forscher|programmierer|gestalter|betreuer|vertreter|helfer)(?:in)?$|(?:kaufmann|kauffrau|fachkraft|hilfskraft|referent|referentin)$"
)
_TITLE_PHRASE: Final = re.compile(
    r"\b(?:head|director|vice president|vp|chef|member|chief|dean|master|manager|leader|president|secretary|responsable|jefe|jefa|direttore|responsabile|chargée?|"
    r"leiter(?:in)?|directeur|directrice|director|directora|addett[oa]|specjalist(?:a|ka)|kierownik)\s+(?:of|de|d['’]|du|des|of the|in|der|di|ds\.|für)\b",
    re.IGNORECASE,
)

_LEGAL: Final = re.compile(
    r"(?:^|[\s,(&])(?:inc|llc|l\.l\.c|ltd|limited|plc|llp|lp|pllc|corp|corporation|incorporated|gmbh|mbh|ag|kg|kgaa|ohg|ug|e\.?\s?k|e\.?\s?v|e\.?\s?g|gbr|se|sa|s\.a|s\.a\.s|sas|sasu|"
    r"sarl|s\.a\.r\.l|eurl|snc|sci|s\.n\.c|s\.s|s\.l|s\.l\.u|s\.l\.l|sl|slu|s\.coop|c\.b|s\.c|s\.a\.u|spa|s\.p\.a|srl|s\.r\.l|s\.a\.p\.a|bv|b\.v|nv|n\.v|oy|oyj|ab|as|a/s|aps|"
    r"sp\.\s?z\s?o\.?\s?o|s\.k\.a|sp\.\s?k|sp\.\s?j|sp\.j|p\.p\.h\.u|pvt|private limited|pty|k\.k|kk|co|company|bhd|sdn|"
    r"& co|und söhne|& söhne|& sons|and sons|e figli|& figli|y asociados|et fils|hermanos|hnos|frères|fratelli|stiftung(?: & co)?|e associati|& partners|"
    r"and partners|& associates|and associates)\.?(?=$|[\s,)&(.-])",
    re.IGNORECASE,
)
_EMPLOYER_WORDS: Final = frozenset(
    """university universität université universidad università uniwersytet politecnico politechnika college school schule école escuela scuola szkoła
    academy akademie institute institut instituto istituto instytut hospital krankenhaus klinik klinikum clinic clinique ospedale szpital hôpital bank
    banque banco banca insurance versicherung assurance seguros assicurazioni hotel hôtel restaurant ristorante restauracja café cafe bistro brasserie inn
    resort studio studios agency agentur agence agencia agenzia agencja partners associates solutions systems technologies technology consulting
    services service industries industrial labs laboratories laboratory foundation stiftung fondation fundación council ministry ministère ministerium
    ministerio authority government department group groupe gruppe grupo gruppo holding holdings enterprises ventures capital investments energy power
    logistics transport shipping airlines airways motors automotive pharmaceuticals pharma biotech health healthcare care medical nhs trust media press
    publishing news times magazine books records entertainment networks telecom communications software digital interactive games foods bakery brewery
    farms supermarket stores store shop retail market markets outlet pharmacy apotheke library museum theatre theater church parish charity society
    association verein federation union club center centre zentrum centro district county city borough state army navy corps construction builders
    manufacturing works factory plant mills steel chemicals materials electronics electric semiconductor instruments design architects analytics
    security securities finance financial accounting advisors legal law chambers court properties estates realty engineering research global worldwide
    international brothers sons werke werk bau haus kindergarten gymnasium grundschule realschule gesamtschule stadt amt gemeinde spółka urząd przedszkole
    lycée collège mairie ayuntamiento colegio comune liceo azienda empresa entreprise firma company
    data cloud apps mobile robotics aerospace space aviation water gas oil mining rail express delivery freight supply wholesale trading imports exports
    hospitality catering kitchen gardens park sports fitness spa salon beauty fashion clothing apparel furniture""".split()
)
_PARTS_OF_EMPLOYERS: Final = frozenset("unit ward department team division desk office section branch project programme program abteilung".split())
_NAME_LIST: Final = re.compile(
    r"^[A-ZÀ-Þ][\w'’.-]+(?:[ ,]+[A-ZÀ-Þ][\w'’.-]+){0,4},?\s(?:and|&|und|et|y|e|i)\s[A-ZÀ-Þ][\w'’.-]+(?:\s[\w'’.-]+){0,3}$"
)
_HYPHEN_NAMES: Final = re.compile(r"^[A-ZÀ-Þ][a-zß-ÿ'’]+[-/][A-ZÀ-Þ][a-zß-ÿ'’]+$")
_WORDS: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@lru_cache(maxsize=1)
def _occupation_words() -> frozenset[str]:
    """Words that end job titles in O*NET; rarer ones say less."""
    return frozenset((RESOURCES / "occupation_words.txt").read_text(encoding="utf-8").split())


def title_score(text: str) -> float:
    """How much a stretch of text reads like a job title: 0 not at all, 1 and more certainly."""
    words = [w.lower() for w in _WORDS.findall(text)]
    if not words or len(words) > 12 or len(text) > 110:
        return 0.0
    main = re.split(r"\s[-–—(/|]\s?|\s*[(,]|\s(?:at|bei|chez|presso)\s", text, maxsplit=1)[0]
    tail = [w.lower() for w in _WORDS.findall(main)] or words
    score = 0.0
    if tail[-1] in TITLE_WORDS or _TITLE_ENDINGS.search(tail[-1]):
        score = 1.0
    elif tail[-1] in _occupation_words():
        score = 0.8
    elif any(w in TITLE_WORDS or _TITLE_ENDINGS.search(w) for w in words):
        score = 0.6
    elif tail[-1].removesuffix("s") in TITLE_WORDS:
        score = 0.3
    if _TITLE_PHRASE.search(text):
        score = max(score, 0.9)
    if words[0] in _RANKS and score:
        score += 0.2
    if "," in text:
        score -= 0.15 * text.count(",")
    return max(0.0, score)


def employer_score(text: str) -> float:
    """How much a stretch of text reads like the name of an employer: 0 not at all, 1 and more certainly."""
    if not text or len(text) > 110:
        return 0.0
    if _LEGAL.search(text):
        return 1.3
    words = [w.lower() for w in _WORDS.findall(text)]
    if not words or text.endswith((".", "!", "?")):
        return 0.0
    if words[-1] in _PARTS_OF_EMPLOYERS:
        return 0.1
    if words[-1] in _EMPLOYER_WORDS or words[-1].removesuffix("s") in _EMPLOYER_WORDS:
        return 0.8 if len(words) > 1 else 0.35
    if _NAME_LIST.match(text) or _HYPHEN_NAMES.match(text):
        return 0.7
    if any(w in _EMPLOYER_WORDS for w in words):
        return 0.55
    if "&" in text or re.search(r"\b(?:and|und|et)\b", text):
        return 0.35
    return 0.2 if text[0].isupper() or text[0].isdigit() else 0.0
