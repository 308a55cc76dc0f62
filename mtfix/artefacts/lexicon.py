"""Written lists that the rules share: what cannot be a person, what is one, who speaks for a state.

All in lower case; proper names keep their capitals.
"""

# Countries that stand without an article, and the cities that news uses for their governments.
COUNTRIES = frozenset(
    """
    Afghanistan Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bahrain Bangladesh Belarus Belgium
    Bolivia Bosnia Botswana Brazil Britain Bulgaria Cambodia Cameroon Canada Chile China Colombia Croatia Cuba Cyprus
    Denmark Ecuador Egypt England Eritrea Estonia Ethiopia Finland France Georgia Germany Ghana Greece Guatemala Guinea
    Haiti Honduras Hungary Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya
    Kosovo Kuwait Kyrgyzstan Laos Latvia Lebanon Libya Lithuania Luxembourg Madagascar Malaysia Mali Malta Mauritania
    Mexico Moldova Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nepal Nicaragua Niger Nigeria Norway Oman
    Pakistan Palestine Panama Paraguay Peru Poland Portugal Qatar Romania Russia Rwanda Scotland Senegal Serbia
    Singapore Slovakia Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan Tajikistan Tanzania Thailand Tunisia
    Turkey Turkmenistan Uganda Ukraine Uruguay Uzbekistan Venezuela Vietnam Yemen Zambia Zimbabwe
    """.split()
)
CAPITALS = frozenset(
    """
    Washington Moscow Beijing Tehran London Paris Berlin Brussels Madrid Rome Baghdad Kyiv Kiev Ankara Jerusalem Tokyo
    Seoul Pyongyang Caracas Havana Lisbon Damascus Beirut Cairo Riyadh Islamabad Delhi Kabul Athens Warsaw Vienna Geneva
    """.split()
)
# States and alliances whose names take "the".
WITH_ARTICLE = (
    "United States",
    "United Kingdom",
    "United Nations",
    "United Arab Emirates",
    "European Union",
    "European Commission",
    "European Parliament",
    "Soviet Union",
    "Russian Federation",
    "African Union",
    "Arab League",
    "Netherlands",
    "Philippines",
    "Czech Republic",
    "Dominican Republic",
    "Islamic State",
    "White House",
    "Security Council",
    "West Bank",
    "Gaza Strip",
    "Persian Gulf",
    "Middle East",
    "State Department",
    "Supreme Court",
    "Red Cross",
)
DEMONYMS = frozenset(
    """
    Afghan Albanian Algerian American Argentine Armenian Australian Austrian Belarusian Belgian Bolivian Bosnian
    Brazilian British Bulgarian Cambodian Canadian Catalan Chilean Chinese Colombian Croatian Cuban Cypriot Czech Danish
    Dutch Ecuadorian Egyptian Estonian Ethiopian European Finnish French Georgian German Ghanaian Greek Guatemalan
    Haitian Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Japanese Jordanian Kenyan
    Korean Kosovar Kurdish Kuwaiti Latvian Lebanese Libyan Lithuanian Malaysian Maltese Mexican Moldovan Mongolian
    Moroccan Nepalese Nicaraguan Nigerian Norwegian Pakistani Palestinian Panamanian Paraguayan Peruvian Polish
    Portuguese Qatari Romanian Russian Rwandan Salvadoran Saudi Scottish Senegalese Serbian Singaporean Slovak Slovenian
    Somali Spanish Sudanese Swedish Swiss Syrian Taiwanese Tanzanian Thai Tunisian Turkish Ugandan Ukrainian Uruguayan
    Venezuelan Vietnamese Yemeni Zambian Zimbabwean
    """.split()
)
# Offices and bodies before which English puts the nation.
NATIONAL = frozenset(
    """
    president minister premier chancellor king queen government parliament army police embassy ambassador consulate
    authorities troops forces soldiers officials navy opposition constitution congress senate deputies lawmakers
    republic territory economy capital newspaper press ministry diplomat diplomacy delegation airspace border borders
    presidency prosecutor prosecutors judiciary intelligence
    """.split()
)
# Heads of noun phrases that no "he" and no "she" can mean.
THINGS = frozenset(
    """
    accident account act agency agenda agreement airline airport alliance amendment announcement arrangement article
    assembly attack authority bank base bill bomb bombing book border bridge budget building bus campaign capital car
    case ceasefire ceremony charter city clause coalition code commission committee communique company conference
    conflict constitution contract convention council country court crisis currency deal debate decision declaration
    decree deficit demand department device directive document drone earthquake economy election embassy epidemic event
    explosion factory festival film fire flight fund game government helicopter hospital house hurricane incident
    industry initiative inquiry institute institution investigation jet journal law law lawsuit letter list magazine
    market match measure meeting memorandum mine ministry missile mission mosque motion museum network newspaper note
    office operation opposition order organisation organization outbreak package pact pandemic parliament party peace
    petition pipeline plan plane plant policy poll port power price proceeding process product program programme
    project proposal protest protocol province radio raid rally rate reactor reform regime region regulation report
    republic resolution road rocket rule sanction satellite scheme school sector sentence session shelling ship shipment
    site situation state statement station storm strategy strike submarine summit survey system talks tax technology
    television text tournament trade train treaty trial tribunal truce union university vaccine vehicle verdict vessel
    video virus visit vote war warning weapon website work
    """.split()
)
# Bodies that speak, and of which English says "it".
BODIES = frozenset(
    """
    administration agency alliance army association authority bank board cabinet coalition commission committee company
    confederation consortium corporation council court department embassy federation firm foundation government group
    institute institution junta kingdom kremlin league ministry mission movement municipality network newspaper ngo
    office organisation organization parliament party pentagon regime republic secretariat senate state statement
    syndicate tribunal union university
    """.split()
)
# Words for people, beyond names: where one stands near, "he" may well be that person.
PEOPLE = frozenset(
    """
    activist actor actress adviser advisor agent aide ambassador analyst artist assassin athlete attacker attorney
    author baby boss boy bishop brother builder businessman businesswoman candidate captain cardinal chairman champion
    chancellor chief child children citizen civilian cleric coach colonel commander commissioner congressman
    congresswoman conservative coordinator counsel counterpart criminal daughter dealer defendant delegate democrat
    deputy detainee dictator diplomat director doctor driver economist editor emir emperor employee engineer envoy
    executive expert farmer father fighter founder friend general girl governor guard gunman head hero hostage husband
    infant inspector investigator journalist judge killer king lady lawmaker lawyer leader legislator lieutenant
    magistrate man manager mastermind mayor member merchant messenger militant minister mother negotiator nominee nurse
    officer official operator owner parent passenger patient patriarch people person philosopher pilot player poet
    policeman politician pontiff pope premier president priest prince princess principal prisoner producer professor
    prosecutor queen rabbi rapporteur rebel refugee reporter representative republican researcher rival ruler scholar
    scientist secretary senator sergeant sheikh singer sister soldier son speaker spokesman spokesperson spokeswoman
    statesman student successor suspect teacher terrorist trader trainer treasurer victim widow wife witness woman
    worker writer youth
    """.split()
)
MONTHS = tuple("January February March April May June July August September October November December".split())
DAYS = tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
