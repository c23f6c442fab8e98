"""Whole resumes in the six languages."""

from __future__ import annotations

from reading import read


def facts(text: str) -> tuple[object, ...]:
    """What a resume says in short."""
    resume = read(text).resume
    return (
        resume["basics"]["name"],
        [(w.get("position"), w.get("name"), w.get("startDate"), w.get("endDate")) for w in resume["work"]],
        [(e.get("canonical"), e.get("institution")) for e in resume["education"]],
        [x["language"] for x in resume["languages"]],
    )


def test_german() -> None:
    assert facts(
        """
        Lebenslauf

        Persönliche Daten
        Name: Annegret Möller-Lüders
        E-Mail: a.moeller-lueders@example.org
        Geburtsdatum: 12.03.1988

        Berufserfahrung
        04/2018 – heute | Projektleiterin, Siebert AG, München
        - Leitung von 5 Projekten
        10/2014 – 03/2018 | Ingenieurin, Bauwerk Nord GmbH & Co. KG, Hamburg
        - Planung

        Ausbildung
        10/2008 – 09/2014 | Dipl.-Ing. Bauingenieurwesen, Technische Universität Elbtal

        Sprachen
        Deutsch (Muttersprache), Englisch (verhandlungssicher)
        """
    ) == (
        "Annegret Möller-Lüders",
        [
            ("Projektleiterin", "Siebert AG", "2018-04", None),
            ("Ingenieurin", "Bauwerk Nord GmbH & Co. KG", "2014-10", "2018-03"),
        ],
        [("master", "Technische Universität Elbtal")],
        ["Deutsch", "Englisch"],
    )


def test_french() -> None:
    assert facts(
        """
        Benoît LEFÈVRE
        06 39 98 22 11
        benoit.lefevre@example.com

        EXPÉRIENCE PROFESSIONNELLE

        Depuis mars 2019 : Ingénieur logiciel chez Novatech SA (Lyon)
          • Développement en Python

        De septembre 2015 à février 2019 : Développeur web, Studio Bleu SARL, Grenoble
          • Applications PHP

        FORMATION
        2012 - 2015 : Licence d'informatique, Université de Basse-Loire

        LANGUES
        Français : langue maternelle
        Anglais : courant
        """
    ) == (
        "Benoît LEFÈVRE",
        [
            ("Ingénieur logiciel", "Novatech SA", "2019-03", None),
            ("Développeur web", "Studio Bleu SARL", "2015-09", "2019-02"),
        ],
        [("bachelor", "Université de Basse-Loire")],
        ["Français", "Anglais"],
    )


def test_spanish() -> None:
    assert facts(
        """
        María José Fernández de la Vega
        Tel.: 600 000 123 | mj.fernandez@example.es

        Experiencia laboral
        Enfermera de urgencias
        Hospital Universitario San Telmo, Madrid
        enero de 2018 - actualidad
        - Triaje
        Enfermera
        Clínica San Rafael, Toledo
        junio de 2014 - diciembre de 2017
        - Cuidados generales

        Formación académica
        Grado en Enfermería, Universidad de Monteverde, 2010 - 2014

        Idiomas
        Español (nativo), Inglés (B2)
        """
    ) == (
        "María José Fernández de la Vega",
        [
            ("Enfermera de urgencias", "Hospital Universitario San Telmo", "2018-01", None),
            ("Enfermera", "Clínica San Rafael", "2014-06", "2017-12"),
        ],
        [("bachelor", "Universidad de Monteverde")],
        ["Español", "Inglés"],
    )


def test_italian() -> None:
    assert facts(
        """
        CURRICULUM VITAE
        Informazioni personali
        Nome: Giulia D'Angelo
        E-mail: giulia.dangelo@example.it

        Esperienza lavorativa
        Da marzo 2019 ad oggi
        Contabile presso Rossini & Figli S.r.l., Milano

        Settembre 2015 – febbraio 2019
        Impiegata amministrativa, Studio Bianchi, Torino

        Istruzione e formazione
        2012 – 2015 Laurea Triennale in Economia, Università di Valserena

        Lingue
        Italiano (madrelingua), Inglese (buono)
        """
    ) == (
        "Giulia D'Angelo",
        [
            ("Contabile", "Rossini & Figli S.r.l.", "2019-03", None),
            ("Impiegata amministrativa", "Studio Bianchi", "2015-09", "2019-02"),
        ],
        [("bachelor", "Università di Valserena")],
        ["Italiano", "Inglese"],
    )


def test_polish() -> None:
    assert facts(
        """
        Małgorzata Wiśniewska-Kowal
        malgorzata.wk@example.pl, tel. +48 600 000 111, Kraków

        Doświadczenie zawodowe
        Starszy tester oprogramowania, Comarko S.A., Kraków
        05.2019 – obecnie
        - testy w Selenium
        Tester oprogramowania, SoftDom Sp. z o.o., Katowice
        09.2015 – 04.2019
        - testy manualne

        Wykształcenie
        Politechnika Brzegowska, Informatyka, inżynier, 2011 – 2015

        Języki obce
        angielski (C1), niemiecki (A2)
        """
    ) == (
        "Małgorzata Wiśniewska-Kowal",
        [
            ("Starszy tester oprogramowania", "Comarko S.A.", "2019-05", None),
            ("Tester oprogramowania", "SoftDom Sp. z o.o.", "2015-09", "2019-04"),
        ],
        [("bachelor", "Politechnika Brzegowska")],
        ["angielski", "niemiecki"],
    )
