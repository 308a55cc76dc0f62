import pytest

from mtfix.language import foreign
from mtfix.spans import Document

ENGLISH = [
    "The navy said on Friday that it had struck a base in the north of the country.",
    "Iran strikes base in Iraq",
    "U.S. stocks fall sharply on trade fears",
    "Trump blasts Pelosi over impeachment",
    "Barcelona 3, Real Madrid 1",
    "Lionel Messi, Cristiano Ronaldo, Neymar, Kylian Mbappé",
    "Ursula von der Leyen",
    "Angela Müller",
    "São Paulo",
    "Naïve Bayes",
    "“No comment”",
    "Trump’s speech",
    "Read more →",
    "α-helix and β-sheet",
    "12 345",
    "ISBN 978-3-16-148410-0",
    "***",
]
FOREIGN = [
    "Иран нанёс удар по военной базе в Ираке, сообщили в пятницу официальные лица.",
    "Новости дня",
    "Der Minister sagte am Freitag, dass er zurücktreten werde.",
    "DER MINISTER SAGTE AM FREITAG, DASS ER ZURÜCKTRETEN WERDE.",
    "Die Regierung hat gestern beschlossen, die Steuern zu senken.",
    "Le ministre a déclaré vendredi qu’il allait démissionner.",
    "El ministro dijo el viernes que renunciaría al cargo.",
    "伊朗军方周五表示袭击了基地。",
    "Αθήνα",
]


@pytest.mark.parametrize("line", ENGLISH)
def test_english_is_not_foreign(line: str) -> None:
    assert foreign(Document(line), "en") == []


@pytest.mark.parametrize("line", FOREIGN)
def test_other_languages_are(line: str) -> None:
    doc = Document(line)
    assert [doc[span] for span in foreign(doc, "en")] == [line]


def test_lines_are_judged_apart() -> None:
    doc = Document(f"{ENGLISH[0]}\r\n{FOREIGN[0]}\n\n{ENGLISH[1]}\n{FOREIGN[2]}")
    assert [doc[span] for span in foreign(doc, "en")] == [FOREIGN[0], FOREIGN[2]]


@pytest.mark.parametrize(("language", "line"), [("ru", FOREIGN[0]), ("de", FOREIGN[2])])
def test_the_language_can_be_another(language: str, line: str) -> None:
    doc = Document(f"{line}\n{ENGLISH[0]}")
    assert [doc[span] for span in foreign(doc, language)] == [ENGLISH[0]]
