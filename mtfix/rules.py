"""The rules: what each finds, with a wrong and a right example. A rule id is the same string everywhere."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `safe` ones repair, the others report."""

    title: str
    about: str
    wrong: str
    right: str
    safe: bool = True


RULES = {
    "MT101": Rule(
        "wrong word of a spinner",
        "An article spinner put a thesaurus word by another sense where an ordinary word of news prose stood.",
        "Iran’s top navy commander was killed, officers mentioned on Friday.",
        "Iran’s top military commander was killed, officials said on Friday.",
    ),
    "MT102": Rule(
        "wrong phrase of a spinner",
        "A phrase of several words, often of function words, that a spinner puts for a shorter one.",
        "For the reason that invasion, it has maintained a presence there.",
        "Since the invasion, it has maintained a presence there.",
    ),
    "MT103": Rule(
        "broken name or title",
        "A spinner swapped a word inside the name of an office, an institution, a place or a rank.",
        "He spoke to the Center East envoy of the White Home.",
        "He spoke to the Middle East envoy of the White House.",
    ),
    "MT104": Rule(
        "broken number word",
        "A spinner wrote a number word in digits, or a span of time as its length. The only rule that changes digits.",
        "1000’s of people took to the streets.",
        "Thousands of people took to the streets.",
    ),
    "MT111": Rule(
        "wrong word of a paraphrasing tool",
        "A single word of the tortured-phrase kind: a thesaurus word for the ordinary word or the established term.",
        "The exactness of the calculation was measured on the preparation set.",
        "The accuracy of the algorithm was measured on the training set.",
    ),
    "MT112": Rule(
        "tortured phrase",
        "An established term or set phrase, word by word through a thesaurus (Cabanac, Labbé and Magazinov 2021).",
        "Profound learning on colossal information found bosom peril early.",
        "Deep learning on big data found breast cancer early.",
    ),
    "MT121": Rule(
        "literal Spanish",
        "An idiom translated word by word from Spanish.",
        "He was the intellectual author of the attack.",
        "He was the mastermind of the attack.",
    ),
    "MT122": Rule(
        "literal French",
        "An idiom translated word by word from French.",
        "The report puts in question the official figures.",
        "The report calls into question the official figures.",
    ),
    "MT123": Rule(
        "literal Portuguese",
        "An idiom translated word by word from Portuguese.",
        "The minister gave a press collective.",
        "The minister gave a press conference.",
    ),
    "MT124": Rule(
        "literal German",
        "An idiom translated word by word from German.",
        "The law stepped into force in May.",
        "The law came into force in May.",
    ),
    "MT125": Rule(
        "literal Russian",
        "An idiom translated word by word from Russian.",
        "The sides conducted negotiations on a number of questions.",
        "The sides held talks on a number of issues.",
    ),
    "MT201": Rule(
        "word close in meaning to the right one",
        "A word that no dictionary lists as spun, where it surprises the model and a neighbour in meaning fits.",
        "The storm caused heavy harm to the harbour.",
        "The storm caused heavy damage to the harbour.",
    ),
    "MT202": Rule(
        "word that a machine probably put there",
        "The model is sure that something else stood here, and not what.",
        "The envoy was brief on the talks by an aide.",
        "The envoy was briefed on the talks by an aide.",
        safe=False,
    ),
    "MT301": Rule(
        "broken abbreviation",
        "A translator took an abbreviation for the end of a sentence, wrote it out with its full stop, cut its dots, "
        "or left it in the other language.",
        "The attack put the United States. troops in danger, and US. embassies were closed.",
        "The attack put U.S. troops in danger, and U.S. embassies were closed.",
    ),
    "MT302": Rule(
        "sentence cut in the wrong place",
        "A full stop stands inside a sentence, and the second part was given a subject or an order of its own.",
        "The United States. He also urged its citizens to leave.",
        "The United States also urged its citizens to leave.",
    ),
    "MT303": Rule(
        "word or name written twice",
        "Two words of the other language became the same word of English, or a name was carried over twice.",
        "It was signed by General William William Seely.",
        "It was signed by General William Seely.",
    ),
    "MT304": Rule(
        "capital inside a sentence",
        "A word that English never capitalises there, and the document nowhere else.",
        "He left the region as the Tensions increased.",
        "He left the region as the tensions increased.",
    ),
    "MT305": Rule(
        "spacing of punctuation",
        "A space before a comma, two full stops, no space behind a comma, where the document does otherwise.",
        "They went to Lebanon , at the gates of Israel. .",
        "They went to Lebanon, at the gates of Israel.",
    ),
    "MT306": Rule(
        "quotation marks",
        "Marks glued to a word, loose from what they enclose, turned the wrong way, or of another language; the repair "
        "keeps the document's own style.",
        'He offered a " truce " of ten days.',
        'He offered a "truce" of ten days.',
    ),
    "MT307": Rule(
        "number in another language's style",
        "A decimal comma, an ordinal point, the French sign for No. or for the hour. The rule changes marks, no digit.",
        "It lost 1,2 million euros on 21. July 2019.",
        "It lost 1.2 million euros on 21 July 2019.",
    ),
    "MT308": Rule(
        "two spellings of one abbreviation",
        "The document writes both U.S. and US; the finding stands at the first US.",
        "The US army and the US navy met U.S. marines on U.S. soil.",
        "The U.S. army and the U.S. navy met U.S. marines on U.S. soil.",
        safe=False,
    ),
    "MT331": Rule(
        "name bent within the document",
        "One name in two spellings, of which the document mostly uses the other. Repaired where only a slip of one "
        "letter and no second person explains it.",
        "They mourned Soleimani. At Soleiman’s funeral the Soleimani family thanked all who had known Soleimani.",
        "They mourned Soleimani. At Soleimani’s funeral the Soleimani family thanked all who had known Soleimani.",
    ),
    "MT332": Rule(
        "name or title in foreign order",
        "The words of a known name, or a title and its nation, in the order of another language.",
        "The president French spoke at the Organization World of the Health.",
        "The French president spoke at the World Health Organization.",
    ),
    "MT333": Rule(
        "pronoun of another language",
        "A thing, a state or a body as he, she or they, after the grammar of the source. Repaired where nobody is "
        "mentioned whom the pronoun could mean.",
        "The treaty is ready. He will be signed in May.",
        "The treaty is ready. It will be signed in May.",
    ),
    "MT334": Rule(
        "dropped subject",
        "A sentence without the subject that the source did not need. Repaired where the sentence before names it.",
        "The office confirmed the plan, the ministry said. Did not give a timeline.",
        "The office confirmed the plan, the ministry said. It did not give a timeline.",
    ),
    "MT335": Rule(
        "article of another language",
        "An article too many or too few, two determiners, a date put together as in another language. Only where "
        "written lists are sure.",
        "The war in the Iraq began on 20 of March of 2003.",
        "The war in Iraq began on March 20, 2003.",
    ),
    "MT336": Rule(
        "tense of another language",
        "The perfect beside a day that is over, as in French, German or Italian.",
        "The minister has announced on Monday that talks would go on.",
        "The minister announced on Monday that talks would go on.",
    ),
    "MT337": Rule(
        "verb as another language builds it",
        "An infinitive behind a preposition, a preposition before the object, as Romance languages have them; "
        "news in the plural, police in the singular.",
        "They left without be seen. For to avoid this he asked to the citizens to stay.",
        "They left without being seen. To avoid this he asked the citizens to stay.",
    ),
    "MT338": Rule(
        "amount or span of time in another language's words",
        "A comparison, a span of time or an age counted as Romance languages and German count it.",
        "More of 150 people have been held since six weeks.",
        "More than 150 people have been held for six weeks.",
    ),
    "MT339": Rule(
        "small word or form of another language",
        "A preposition, article, pronoun or auxiliary that the sentence does not want, or another form of a word. Only "
        "where other signs prove that the document was translated, and by the language model alone.",
        "The result depends of the weather, and the life is expensive in capital.",
        "The result depends on the weather, and life is expensive in the capital.",
    ),
    "MT402": Rule(
        "passage in another language",
        "A line that is not in the configured language. Nothing in it is looked at.",
        "Заголовок открываемого материала",
        "The headline of the page",
        safe=False,
    ),
    "MT403": Rule(
        "page furniture",
        "A line of the page around the article: a menu, a call to register, an advertisement. Removed only on request.",
        "Share this article",
        "",
        safe=False,
    ),
    "MT404": Rule(
        "words of another language",
        "Words in another script inside an English line.",
        "The minister said министр сказал that talks go on.",
        "The minister said that talks go on.",
        safe=False,
    ),
}


def speaks(rule: str, off: tuple[str, ...], only: tuple[str, ...]) -> bool:
    """Whether a rule is on; of the prefixes that fit it, the longest wins.

    >>> speaks("MT101", off=("MT1",), only=()), speaks("MT101", off=("MT1",), only=("MT101",))
    (False, True)
    """
    stop = max((len(p) for p in off if rule.startswith(p)), default=-1)
    go = max((len(p) for p in only if rule.startswith(p)), default=-1)
    return go > stop if only else stop < 0
