"""How people title the parts of a resume, in six languages. A table, no logic.

Titles are keyed without case, punctuation and modifiers (``PROFESSIONAL EXPERIENCE:`` is ``experience``).
"""

from __future__ import annotations

from typing import Final, Literal

SectionKind = Literal[
    "head", "summary", "experience", "education", "skills", "languages", "certificates", "projects", "awards", "publications",
    "volunteer", "interests", "references", "contact", "personal", "courses", "other",
]  # fmt: skip

_TITLES: Final[dict[SectionKind, str]] = {
    "summary": """
        summary|profile|about|about me|objective|career objective|objectives|career summary|career profile|overview|
        executive summary|executive profile|summary of qualifications|summary of experience|qualifications summary|
        profile summary|introduction|personal statement|statement|bio|biography|career goal|career goals|goal|goals|
        career overview|summary statement|at a glance|in brief|who i am|resume summary|career highlights|mission|
        profil|à propos|a propos|à propos de moi|résumé|présentation|objectif|accroche|
        über mich|ueber mich|zusammenfassung|kurzprofil|berufliches profil|persönliches profil|
        perfil|resumen|sobre mí|sobre mi|acerca de mí|extracto|objetivo|
        profilo|sommario|chi sono|riepilogo|obiettivo|
        podsumowanie|o mnie|podsumowanie zawodowe|cel zawodowy""",
    "experience": """
        experience|work experience|employment|employment history|work history|career history|career|job history|jobs|
        work|positions|positions held|employment record|experiences|work experiences|career experience|employment experience|
        career experience job history|relevant work history|history of employment|internships|internship|
        internship experience|internships and work experience|organizational experience|industry experience|
        experience highlights|experience summary|teaching experience|clinical experience|research experience|
        military experience|military service|leadership experience|past experience|previous experience|
        expérience|expériences|expérience professionnelle|expériences professionnelles|parcours professionnel|emplois|parcours|
        berufserfahrung|erfahrung|beruflicher werdegang|werdegang|praktische erfahrung|arbeitserfahrung|berufspraxis|
        berufliche erfahrung|beruflicher hintergrund|berufliche laufbahn|tätigkeiten|praktika|
        experiencia|experiencia laboral|experiencia profesional|trayectoria profesional|historial laboral|trayectoria|
        esperienza|esperienze|esperienza lavorativa|esperienze lavorative|esperienza professionale|esperienze professionali|
        doświadczenie|doświadczenie zawodowe|przebieg kariery|historia zatrudnienia|zatrudnienie|kariera""",
    "education": """
        education|academic background|educational background|education background|academic qualifications|
        educational qualifications|educational qualification|academic qualification|qualifications|qualification|studies|
        education and training|training and education|academics|academic history|academic details|scholastics|
        academic profile|education and qualifications|academic credentials|education details|education history|schooling|
        academic record|degrees|education and credentials|education qualification|academia|education and certifications|
        education and certificates|educational details|
        formation|formations|études|diplômes|parcours académique|formation académique|formation et diplômes|scolarité|cursus|
        ausbildung|bildung|studium|bildungsweg|schulbildung|akademischer werdegang|ausbildung und studium|
        studium und ausbildung|akademische ausbildung|hochschulbildung|bildungsgang|schule|schulische ausbildung|
        educación|formación|formación académica|estudios|educación y formación|estudios realizados|
        istruzione|formazione|istruzione e formazione|studi|formazione accademica|titoli di studio|
        wykształcenie|edukacja|wykształcenie i szkolenia|przebieg edukacji""",
    "skills": """
        skills|skill|technical skills|key skills|core skills|core competencies|competencies|competences|expertise|
        areas of expertise|area of expertise|technologies|technical expertise|skills and expertise|skill set|skillset|
        it skills|computer skills|software skills|technical proficiencies|technical proficiency|technical summary|
        technical knowledge|strengths|key strengths|core strengths|capabilities|tools|tools and technologies|
        skills and abilities|skills and tools|tech stack|technical competencies|proficiencies|specialties|specialities|
        skills summary|summary of skills|programming skills|soft skills|hard skills|personal skills|abilities|
        skills and competencies|skills and strengths|key competencies|skills highlights|skill highlights|
        technical toolbox|toolbox|knowledge|digital skills|professional skills|technical environment|technology|
        technology skills|programming languages|software|areas of strength|key skills and competencies|
        skills and qualifications|technical qualifications|software proficiency|technical skill set|it proficiency|
        computer knowledge|computer proficiency|skills profile|skills and interests|additional skills|transferable skills|
        compétences|compétences techniques|compétences clés|compétences professionnelles|savoir faire|savoir-faire|outils|
        connaissances|compétences informatiques|informatique|aptitudes|savoir être|
        kenntnisse|fähigkeiten|kompetenzen|fachkenntnisse|it kenntnisse|it-kenntnisse|edv kenntnisse|edv-kenntnisse|
        qualifikationen|stärken|technische kenntnisse|besondere kenntnisse|kenntnisse und fähigkeiten|
        fähigkeiten und kenntnisse|technische fähigkeiten|weitere kenntnisse|programmierkenntnisse|kernkompetenzen|
        habilidades|competencias|aptitudes y habilidades|conocimientos|habilidades técnicas|destrezas|
        conocimientos informáticos|competencias clave|capacidades|herramientas|conocimientos técnicos|
        competenze|competenze tecniche|capacità|abilità|conoscenze|competenze informatiche|capacità e competenze|
        competenze digitali|competenze professionali|
        umiejętności|kompetencje|umiejętności techniczne|znajomość programów|kluczowe umiejętności|technologie|narzędzia""",
    "languages": """
        languages|language|language skills|languages known|linguistic skills|foreign languages|spoken languages|
        language proficiency|languages spoken|language competencies|known languages|
        langues|langue|compétences linguistiques|langues étrangères|langues parlées|
        sprachen|sprachkenntnisse|fremdsprachen|
        idiomas|lenguas|idiomas y nivel|
        lingue|lingue straniere|competenze linguistiche|conoscenze linguistiche|lingue conosciute|
        języki|języki obce|znajomość języków|znajomość języków obcych""",
    "certificates": """
        certificates|certifications|certification|certificate|licenses|licences|licenses and certifications|
        licences and certificates|licenses and certificates|certifications and licenses|certificates and licenses|
        professional certifications|accreditations|credentials|certifications and training|trainings and certifications|
        training and certifications|certifications and courses|licensure|certificates and training|
        certifications and licences|licences and certifications|certified courses|licensure and certifications|
        professional qualifications|professional credentials|
        certifications et licences|certificats|habilitations|permis et certifications|
        zertifikate|zertifizierungen|zertifikate und weiterbildungen|lizenzen|bescheinigungen|
        certificados|certificaciones|licencias y certificados|licencias|
        certificati|certificazioni|attestati|
        certyfikaty|uprawnienia|certyfikaty i szkolenia|licencje""",
    "projects": """
        projects|project|key projects|personal projects|selected projects|project experience|academic projects|
        notable projects|project details|side projects|projects undertaken|portfolio|project work|project profile|
        open source|open source projects|major projects|projects handled|project summary|research projects|final year project|
        projets|projets personnels|réalisations|
        projekte|projekterfahrung|ausgewählte projekte|
        proyectos|proyectos personales|
        progetti|progetti personali|
        projekty""",
    "awards": """
        awards|award|honors|honours|achievements|accomplishments|key achievements|awards and honors|awards and honours|
        honors and awards|honours and awards|awards and achievements|achievements and awards|recognition|recognitions|
        awards and recognition|scholarships|key accomplishments|major achievements|accolades|distinctions|
        awards and scholarships|scholarships and awards|selected achievements|
        prix|distinctions et prix|récompenses|
        auszeichnungen|preise|erfolge|stipendien|ehrungen|
        premios|reconocimientos|logros|premios y reconocimientos|
        premi|riconoscimenti|premi e riconoscimenti|
        nagrody|osiągnięcia|wyróżnienia""",
    "publications": """
        publications|publication|papers|articles|patents|conference papers|presentations|talks|research papers|
        publications and presentations|conferences|patents and publications|publikationen|veröffentlichungen|publicaciones|
        pubblicazioni|publikacje|speaking|research interests""",
    "volunteer": """
        volunteer|volunteering|volunteer experience|volunteer work|voluntary work|community service|community involvement|
        community|social engagement|volunteering experience|extracurricular activities|extra curricular activities|
        extracurricular|activities|leadership and activities|co curricular activities|voluntary experience|
        extra-curricular activities|co-curricular activities|leadership|affiliations|memberships|professional affiliations|
        professional memberships|associations|membership|civic activities|
        bénévolat|engagement associatif|vie associative|activités extra professionnelles|
        ehrenamt|ehrenamtliches engagement|ehrenamtliche tätigkeiten|engagement|mitgliedschaften|
        voluntariado|volontariato|attività di volontariato|wolontariat|działalność społeczna""",
    "interests": """
        interests|hobbies|hobbies and interests|interests and hobbies|personal interests|pastimes|other interests|hobby|
        activities and interests|interests and activities|leisure activities|
        centres d'intérêt|centres d’intérêt|loisirs|intérêts|
        interessen|hobbys|hobbys und interessen|freizeit|interessen und hobbys|
        intereses|aficiones|pasatiempos|
        interessi|hobby e interessi|passioni|
        zainteresowania""",
    "references": """
        references|reference|referees|recommendations|testimonials|references available upon request|
        références|referenzen|referencias|referenze|referencje""",
    "contact": """
        contact|contacts|contact me|contact details|contact information|contact info|get in touch|personal contact|
        coordonnées|contacter|me contacter|
        kontakt|kontaktdaten|kontaktinformationen|
        contacto|datos de contacto|información de contacto|
        contatti|contatto|recapiti|
        dane kontaktowe|links|social|social media profiles|online profiles|profiles|find me online|web profiles""",
    "personal": """
        personal details|personal information|personal data|personal profile details|personal dossier|personal info|
        personal particulars|personal detail|informations personnelles|état civil|
        persönliche daten|persönliche angaben|persönliche informationen|zur person|angaben zur person|
        datos personales|información personal|
        dati personali|informazioni personali|
        dane osobowe|dane personalne""",
    "courses": """
        courses|coursework|relevant coursework|training|trainings|training courses|professional development|seminars|
        workshops|courses and training|courses and certifications|training and courses|training attended|
        continuing education|continuing professional development|relevant courses|professional training|
        courses and seminars|trainings attended|workshops and seminars|key courses|
        formation continue|stages et formations|
        weiterbildung|weiterbildungen|fortbildung|fortbildungen|kurse|seminare|schulungen|fort und weiterbildung|
        cursos|cursos y seminarios|formación complementaria|
        corsi|corsi di formazione|corsi e certificazioni|
        kursy|szkolenia|kursy i szkolenia|szkolenia i kursy""",
    "other": """
        additional information|other information|miscellaneous|other|additional|declaration|background|
        further information|additional details|availability|notes|keywords|other details|extra|general information|
        other activities|additional experience and skills|disclaimer|consent|rodo|klauzula|interests and other|
        informations complémentaires|autres|divers|
        sonstiges|weitere informationen|weiteres|verschiedenes|zusätzliche informationen|
        información adicional|otros|otros datos|otros datos de interés|
        altre informazioni|altro|ulteriori informazioni|informazioni aggiuntive|
        dodatkowe informacje|inne|informacje dodatkowe""",
}

TITLES: Final[dict[str, SectionKind]] = {
    title.strip(): kind
    for kind, block in _TITLES.items()
    for title in block.replace("\n", "").split("|")
    if title.strip()
}
"""Title (lower case) to the kind of section."""

MODIFIERS: Final = frozenset(
    """professional my key relevant selected main core recent other additional career personal general current past major
    full brief academic work employment technical all complete related detailed practical international top significant
    commercial industrial primary special featured basic applied""".split()
)
"""Words before a title that leave its kind as it is."""

SUBHEADINGS: Final = frozenset(
    title.strip()
    for title in """responsibilities|key responsibilities|duties|key achievements|achievements|accomplishments|key highlights|
    roles and responsibilities|role and responsibilities|responsibilities include|responsibilities included|highlights|
    main responsibilities|job responsibilities|job description|key accomplishments|description|main duties|courses|
    roles & responsibilities|my responsibilities|major responsibilities|tasks|key tasks|aufgaben|tätigkeiten|missions|
    tâches|responsabilités|responsabilidades|funciones|mansioni|attività|obowiązki|zakres obowiązków|technologies used|
    environment|tech stack|selected achievements|duties and responsibilities|keywords|summary of duties|key projects""".replace(
        "\n", ""
    ).split("|")
)
"""Lines inside an entry that title a list and are no value themselves."""
