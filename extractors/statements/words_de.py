"""How German speaks of e-commerce figures."""

from __future__ import annotations

from extractors.statements.vocabulary import COMPANIES, LATIN_SEGMENTS, YEAR, Words

_MONTH = "(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
_BOARDS = "(?:Behörden|Verwaltung(?:en)?|öffentliche[nr]? (?:Auftraggebern?|Stellen|Verwaltung(?:en)?|Hand))"
_BEFORE = "(?:Vorjahr(?:e?s)?(?:niveau|wert|zeitraum|quartal)?s?|vergangenen Jahr|Jahr (?:zuvor|davor))"
_HEDGES = "(?:rund|etwa|knapp|gut|fast|über|mehr als|weniger als|ca\\.|circa|nur|nahezu|ungefähr|bis zu) "
_REACH = (
    "(?:erreichen|steigen|ansteigen|anwachsen|wachsen|zulegen|klettern|betragen|liegen|überschreiten|übersteigen|sinken"
    "|fallen|schrumpfen|ausmachen|umsetzen|belaufen|verdoppeln)"
)
#: What a word of size may be followed by without being narrowed: Umsatz von *rund* 5 Millionen.
_NO_PART = (
    "(?:rund|etwa|knapp|gut|fast|über|mehr|weniger|bis|zu|circa|insgesamt|ein|eine[rmn]?|zwei|drei|vier|fünf|sechs"
    "|sieben|acht|neun|zehn|der|die|das|dem|den|jeweils|zuletzt|nahezu|ungefähr|umgerechnet|anderthalb)\\b"
)

_IDLE = (
    "der|die|das|den|dem|des|ein(?:e[nmrs]?)?|und|oder|aber|während|wobei|sowie|welche[rs]?|es|sie|er|ihr(?:e[nmrs]?)?"
    "|sein(?:e[nmrs]?)?|diese[nmrs]?|dies|jene[nmrs]?|alle[nmrs]?|beide[n]?|im|in|am|an|auf|aus|bei|beim|mit|nach|von|vom"
    "|vor|zu[mr]?|um|über|unter|für|gegenüber|seit|bis|als|wie|so|auch|noch|nur|schon|bereits|damit|dabei|dagegen|zugleich"
    "|rund|etwa|ca|circa|ungefähr|knapp|gut|fast|mehr|weniger|nahezu|insgesamt|gesamt(?:e[nmrs]?)?|zusammen|wieder|etwas"
    "|wurde[n]?|wird|werden|worden|ist|sind|war(?:en)?|hat|haben|hatte[n]?|gab|gibt|Jahr(?:e[ns]?|es)?|Zeitraum|gleichen"
    "|Wert|Höhe|Niveau|Summe|Betrag|Quote|Plus|Minus|Zunahme|entspricht|entsprach|entsprechend"
    "|st(?:ieg|iegen|eigt|eigen|eigend)|gestiegen|w(?:uchs|uchsen|ächst|achsen)|gewachsen|legt(?:e|en)?|zugelegt|zu"
    "|erhöht(?:e|en)?|klettert(?:e|en)?|nahm(?:en)?|s(?:ank|anken|inkt|inken)|gesunken|f(?:iel|ielen|ällt|allen)|gefallen"
    "|ging(?:en)?|schrumpft(?:e|en)?|zurück|l(?:ag|agen|iegt|iegen)|erreicht(?:e|en)?|betr(?:ug|ugen|ägt|agen)|bel(?:ief|äuft)"
    "|kam(?:en)?|komm(?:t|en)|überst(?:ieg|iegen|eigt)|übertr(?:af|ifft)|überschr(?:itt|itten|eitet)|summiert(?:e|en)?"
    "|mach(?:t|te|ten|en)|entf(?:iel|ielen|allen|ällt)|erziel(?:t|te|ten|en)|sich|Euro|Dollar|US-Dollar"
)

GERMAN = Words(
    segments={
        **LATIN_SEGMENTS,
        "B2B": (
            *LATIN_SEGMENTS["B2B"],
            "Business[- ]to[- ]Business",
            "zwischen (?:den )?(?:Unternehmen|Firmen|Betrieben)",
            "(?:an|mit) (?:andere[n]? )?(?:Unternehmen|Firmen)",
            "zwischenbetrieblich(?:e[nrsm]?)?",
            "(?:mit |an |von )?(?:Firmen|Geschäfts|Gewerbe)kunden",
            "gewerbliche[nr]? (?:Kunden|Abnehmern?)",
        ),
        "B2C": (
            *LATIN_SEGMENTS["B2C"],
            "Business[- ]to[- ]Consumer",
            "(?:an|mit) (?:private[n]? )?(?:Verbrauchern?|Konsumenten|Endverbrauchern?|Privatpersonen)",
            "(?:an|mit) privaten? (?:Haushalten?|Kunden)",
            "(?:an |mit |von )?(?:Privat|End)kunden",
            "zwischen Unternehmen und (?:Verbrauchern|Konsumenten|Privatkunden|Endkunden|Privatpersonen)",
        ),
        "B2G": (*LATIN_SEGMENTS["B2G"], f"an {_BOARDS}", f"zwischen Unternehmen und {_BOARDS}"),
        "B2B_B2G": (f"(?:an|mit) (?:andere[n]? )?(?:Unternehmen|Firmen) (?:und|oder)(?: an| mit)? {_BOARDS}",),
        "C2C": (
            *LATIN_SEGMENTS["C2C"],
            "zwischen (?:Verbrauchern|Konsumenten|Privatpersonen|Privatleuten)",
        ),
        "B2C_CROSS_BORDER": ("grenzüberschreitende[nrs]? B[ -]?2[ -]?C(?:-Handels?|-E-Commerce)?",),
        "B2B_SME": ("B[ -]?2[ -]?B(?:-Handel)? (?:der|von|zwischen) KMU",),
        "WEB": (
            "Web(?:site)?-?(?:Umsatz|Umsätzen?|Verkäufen?)",
            "(?:Umsatz|Umsätzen?|Verkäufen?) über Web(?:sites?|seiten)",
        ),
        "ONLINE_RETAIL": ("(?:Online|Internet)-?einzelhandels?",),
    },
    total=(
        "E-?Commerce",
        "(?:Online|Internet)-?handels?",
        "elektronische[nrsm]? (?:Handels?|Geschäftsverkehrs?)",
    ),
    levels=(
        "(?:Online-?|Internet-?|Gesamt-?|Jahres-?|Handels-?|Markt-?)?Ums(?:atz(?:es)?|ätzen?)",
        *("(?:Handels|Markt|Transaktions|Umsatz|Verkaufs)?volumens?", "Transaktion(?:en|swert)", "Markt(?:es)?"),
        *("Marktgröße", "Verk(?:aufs?|äufen?)", "Warenwert(?:es|s)?", "(?:um)?(?:ge)?setz(?:te?|ten|en)"),
        "verkauf(?:t|te|ten|en)",
    ),
    other_levels=(
        *("(?:An)?zahl", "BIP", "Bruttoinlandsprodukt(?:e?s)?", "Investition(?:en)?", "Finanzierung(?:en)?"),
        *("Gewinn(?:e[ns]?|s)?", "Bewertung", "Ausfuhr(?:en)?", "Einfuhr(?:en)?", "(?:Ex|Im)port(?:e[ns]?|s)?"),
        "(?:pro|je) (?:Kopf|Kunde[n]?|Kundin|Käufer|Person|Einwohner|Bestellung|Haushalt)",
        *("Provision(?:en)?", "Gebühr(?:en)?", "Wertschöpfung", "Zahlung(?:en)?", "Werb(?:ung|eausgaben)"),
        "(?:Durchschnitts)?ausgaben",
    ),
    ratios={"ec_ratio": ("E-Commerce-Quote",)},
    growth=(
        "Wachstum(?:s(?:rate)?)?",
        "Zuwachs(?:rate)?",
        "Steigerung(?:srate)?",
        "Anstieg",
        "Veränderung(?:srate)?",
        "Vorjahresvergleich",
        # "stieg 2018 um 12,5 %", but not "stieg 2018 auf 12,5 %".
        rf"um(?= (?:{_HEDGES})?[^\W_]+(?:,[0-9]+)? ?(?:%|Prozent(?!p)))",
    ),
    falling=(
        *(r"s(?:ink|ank|unk)[^\W\d_]*", "gesunken", "f(?:iel|ielen|ällt|allen|ielen)", "gefallen"),
        *(r"(?:ge)?schrumpf[^\W\d_]*", r"zurück[^\W\d_]*", "Rück(?:gang|gänge|gangs)", r"rückläufig[^\W\d_]*"),
        *("Abnahme", "abgenommen", r"n(?:ahm|ahmen|immt|ehmen)\b[^.;]{1,60}?\bab"),
        *(r"[^\W\d_]*(?:verringer|reduzier|vermind)[^\W\d_]*", "Minus", "Einbruch"),
        *("(?:einge|ein)?br(?:ach|achen|ochen|icht|echen)", "verl(?:or|oren|iert|ust|uste)", "weniger"),
        *("niedriger", r"negativ[^\W\d_]*"),
    ),
    share=(
        *("(?:Markt)?anteil(?:e[ns]?|s)?", "mach(?:t|te|ten|en)", "ausmach(?:t|te|ten|en)"),
        *("entf(?:iel|ielen|allen|ällt)", "repräsentier(?:t|te|ten|en)", "davon", "Gewicht"),
    ),
    other_spans=(
        *("CAGR", r"jährlich[^\W\d_]*", r"[^\W\d_]*durchschnitt[^\W\d_]*", r"p\. ?a\."),
        "(?:pro|je|in jedem) (?:Jahr|Monat|Quartal)",
        "(?:Vorquartal|Vormonat)(?:s|e?s)?",
        "(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|[0-9]+) Jahren?(?! (?:zuvor|davor|früher))",
        *("Jahrzehnt(?:e?s|e|en)?", r"kumuliert[^\W\d_]*", r"annualisiert[^\W\d_]*"),
    ),
    statuses={
        "F": (
            r"voraussichtlich[^\W\d_]*",
            "erwart(?:et|ete|eten|en|ung|ungen|eter|etes)",
            "Prognosen?",
            r"prognostizier[^\W\d_]+",
            r"vorher(?:ge)?sag[^\W\d_]+",
            "dürften?",
            "soll(?:en)?",
            rf"(?:wird|werden)\b[^.;]*?\b{_REACH}",
            rf"{_REACH} (?:wird|werden)",
        ),
        "E": (r"(?:ge)?schätz[^\W\d_]*", r"hochgerechnet[^\W\d_]*", "Hochrechnung(?:en)?"),
        "P": (r"vorläufig[^\W\d_]*",),
    },
    doubts=(
        *("k(?:ann|önnen|önnten?)", "würden?", r"möglich[^\W\d_]*", "vielleicht", "(?:Umsatz)?ziel(?:e[ns]?|s)?"),
        *(r"angestrebt[^\W\d_]*", "strebt|streben", "(?:ge)?plan(?:t|en|te|ten|ter|tes|ung|ungen)?"),
        *("nicht(?! nur)", "nie", "niemals", r"kein[^\W\d_]*", "(?:an)?statt"),
        *(r"früher[^\W\d_]* (?:Prognosen?|Schätzungen?)", r"revidier[^\W\d_]+", r"korrigier[^\W\d_]+"),
        *("(?:nähert|näherte|näherten|nähern)", r"verfehl[^\W\d_]+", "Hälfte", "doppelt"),
        *(r"(?:monat|viertel ?jähr|quartals|wöchent|täg)lich[^\W\d_]*", "(?:pro|im) (?:Monat|Quartal|Tag)"),
        *("Erlöse?n?", "weder", r"(?:pro|je) [^\W\d_]+", "real(?:e[nrsm]?)?", "Preisen?"),
        *("(?:preis|inflations)bereinigt", "Einnahmen"),
    ),
    conditions=("falls", "wenn", "sofern", "wären?", "hätten?", "angenommen"),
    narrowing=(
        *COMPANIES,
        *("im (?:weiteren|engeren|weiten|engen) Sinne?", "(?:End)?verbrauchern?", "Konsumenten", "Haushalten?"),
        *("Privatpersonen", r"grenzüberschreitend[^\W\d_]*", "Cross[- ]Border", r"mobil[^\W\d_]*", "Smartphones?"),
        *(r"ländlich[^\W\d_]*", "KMU", "kleine[nr]? und mittlere[nr]?", r"Mittelst[^\W\d_]+"),
        *("(?:Online-?)?Marktpl(?:atz|ätzen?)", "Plattform(?:en)?", "Marketplaces?", "(?:Web|Online)-?shops?"),
        *("Websites?|Webseiten?|Apps?", r"importiert[^\W\d_]*", r"inländisch[^\W\d_]*"),
        *("Einzelh(?:andels?|ändlern?)", "Großh(?:andels?|ändlern?)", "Versandh(?:andels?|ändlern?)"),
        *("Händlern?", "(?:größt|führend)e[nr]?", r"Distribut[^\W\d_]+", "Herstellern?", "Industrie"),
        *("verarbeitende[ns]? Gewerbes?", "Abonnements?", "Reisen?", "Lebensmitteln?", "Mode"),
        *(r"Chemie[^\W\d_]*", r"Stahl[^\W\d_]*", r"Auto(?:mobil|industrie|handel)[^\W\d_]*", r"Pharma[^\W\d_]*"),
        *(r"Bau(?:stoff|gewerbe|wirtschaft)[^\W\d_]*", r"Landwirtschaft[^\W\d_]*", "Ausland", "Bekleidung"),
        "(?:der|aller) Unternehmen",
        "(?:das|des|der|den|dem|die) (?:Unternehmens?|Konzerns?|Firma|Marktführers?|Tochter)",
        *("Käufern?|Nutzern?|Kunden|Bestellungen|Beschäftigten?|Mitarbeitern?",),
        *("Anbietern?|Lieferanten|Verkäufern?|Start-?ups?",),
        *("in (?!Höhe|Summe|Milliarden|Millionen|Prozent|Euro)(?-i:[A-ZÄÖÜ][a-zäöüß]+)", "ohne", "außer"),
        *("ausgenommen", "exklusive", "(?<!und )(?-i:Waren)(?! und)", "(?<!Waren und )Dienstleistungen"),
        r"(?!(?:online|gesamt|jahres|handels|markt|internet)ums)[^\W\d_]+ums(?:atz(?:es)?|ätzen?)",
        r"(?:Ums(?:atz|ätzen?)|Handel|Volumen|Verkäufen?) (?:mit|von|aus|über|durch|bei)"
        rf" (?!{_NO_PART}|Unternehmen|Firmen)[^\W\d_]+",
    ),
    periods=(
        rf"(?P<half>erst|zweit)e[nrsm]? (?:Halbjahr|Jahreshälfte)(?:e?s)?(?: des Jahres)? {YEAR}",
        rf"(?P<half>[12])\. Halbjahr(?:e?s)? {YEAR}",
        rf"[HS](?P<half>[12])[ /]{YEAR}",
        rf"(?P<quarter>erst|zweit|dritt|viert)e[nrsm]? Quartals?(?: des Jahres)? {YEAR}",
        rf"(?P<quarter>[1-4])\. Quartals? {YEAR}",
        rf"Q(?P<quarter>[1-4])[ /]{YEAR}",
        r"(?:(?:erst|zweit|dritt|viert)e[nrsm]?|[1-4]\.) (?:Halbjahr|Jahreshälfte|Quartal)(?:e?s)?"
        "(?! (?:des Jahres )?(?:19|20)[0-9]{2})",
        "(?:Umfrage|Bericht|Studie|Ausgabe|Monitor)(?: von| des Jahres)? (?:19|20)[0-9]{2}",
        "(?:Geschäfts|Wirtschafts|Fiskal)jahr(?:e?s)? (?:19|20)[0-9]{2}(?:/[0-9]{2,4})?",
        rf"(?:[0-9]{{1,2}}\. ?)?{_MONTH}(?: (?:des Jahres )?(?:19|20)[0-9]{{2}})?",
        "(?:19|20)[0-9]{2} ?[-–—/] ?(?:19|20)?[0-9]{2}(?![0-9.,%])",
        "(?:19|20)[0-9]{2} bis (?:19|20)[0-9]{2}(?![0-9.,%])",
        "zwischen (?:19|20)[0-9]{2} und (?:19|20)[0-9]{2}(?![0-9.,%])",
        YEAR,
    ),
    relative={
        "(?:im |des |das |vom )?Vorjahr(?:e?s)?": -1,
        "(?:ein|im) Jahr (?:zuvor|davor|früher)": -1,
        "zwei Jahre (?:zuvor|davor|früher)": -2,
        "(?:im )?Vorvorjahr": -2,
    },
    to_publication={
        "(?:im |des )?(?:letzten|vergangenen|vorigen) Jahr(?:e?s)?": -1,
        "(?:letztes|vergangenes|voriges) Jahr": -1,
        "(?:in )?diese[ms] Jahr(?:e?s)?": 0,
        "(?:im )?laufenden Jahr(?:e?s)?": 0,
        "(?:im )?(?:nächsten|kommenden) Jahr(?:e?s)?": 1,
        "(?:nächstes|kommendes) Jahr": 1,
    },
    year_on_year=(
        rf"gegenüber (?:dem )?{_BEFORE}",
        rf"(?:im Vergleich|verglichen) (?:zum|mit dem) {_BEFORE}",
        rf"zum {_BEFORE}",
        "im (?:Vorjahres|Jahres)vergleich",
        rf"als (?:im |ein )?{_BEFORE}",
        rf"(?:über|unter) (?:dem |den )?{_BEFORE}",
        "auf Jahressicht",
        "binnen Jahresfrist",
        "innerhalb eines Jahres",
    ),
    base_before=(
        r"\b(?:gegenüber|seit|als|über|unter|verglichen mit|im Vergleich (?:zu|zum|mit))(?: dem| den| der)?"
        "(?: von| im| des)?(?: Jahre?s?)? $"
    ),
    base_after="(?!)",
    comparing=(
        "gegenüber",
        "im Vergleich (?:zum?|zur|mit)",
        "verglichen mit",
        "im Gegensatz zu[mr]?",
        "anders als",
        r"nach(?= (?:rund |etwa |noch )?[^\w\s]?[0-9])",
        r"als(?= (?:der|die|das|im|in|bei|B[ -]?2[ -]?[BC]|ein Jahr)\b)",
        # "stieg von 300 auf 400", not "ein Umsatz von 300".
        r"von(?= (?:rund |etwa )?[^\w\s]?[0-9][^;]{0,60}? auf (?:rund |etwa |über )?[^\w\s]?[0-9])",
    ),
    joins=("und", "während", "aber", "oder", "mit", "sowie", "wobei", "bzw\\.", "beziehungsweise"),
    leading_to=("auf",),
    parts=("davon", "darunter", "hiervon", "wovon", "von denen", "darin", "einschließlich", "inklusive", "inkl\\."),
    respectively=("beziehungsweise", "bzw\\.", "respektive"),
    by_year=r"\bbis (?:zum Jahr |Ende |zum Ende des Jahres )?$",
    change_before=(
        r"\bum(?: rund| etwa)? ?$"
        r"|\b(?:Zuwachs|Anstieg|Plus|Zunahme|Rückgang|Minus|Steigerung|Wachstum|Unterschied|Differenz) (?:von|um)"
        "(?: rund)? ?$"
    ),
    change_after=r"^ (?:mehr|weniger|höher|niedriger)\b",
    words_apart=True,
    named_after=(
        r"^\s*(?:davon\s*)?(?:(?:war(?:en)?|ist|sind|entf(?:iel|ielen|allen|ällt)|kam(?:en)?|stamm(?:en|ten|te)|ging(?:en)?)"
        r"\s*)?(?:auf|für|im|in|aus|bei|beim|an|mit|von|vom)?(?: den| dem| der| die| das)?\s*$"
    ),
    whole_before=(
        "(?:%|Prozent) (?:des|der|vom|am|aller?)(?: gesamten| ganzen)? ?$"
        "|anteil(?:e[ns]?|s)? (?:am|des|vom)(?: gesamten| ganzen)? ?$"
    ),
    idle=rf"(?<![^\W\d_])(?:{_IDLE})(?![^\W\d_])",
    part_of="(?:%|Prozent|Hälfte|Drittel|Viertel|Teil|Großteil|Rest) (?:der|des|von|vom|davon)(?: rund| insgesamt)? $",
    of_segment=" (?:des|der|vom|am|aller?)(?: gesamten| ganzen)? ",
    to_next=" auf (?:rund |etwa |über )?",
    bound_before=(
        r"\b(?:über|unter|mehr als|weniger als|bis zu|(?:ober|unter)halb(?: von)?|mindestens|wenigstens|höchstens"
        "|maximal|minimal|(?:höher|niedriger|größer|kleiner|geringer) als|jenseits(?: von)?"
        "|überst(?:eigen|ieg|iegen|eigt)|übertr(?:af|afen|ifft|effen)|überschr(?:eiten|itt|itten|eitet))"
        r"(?: de[rn]| die| von)?\s*$|\b(?:Marke|Schwelle|Grenze) von\s*$"
    ),
    bound_after=(
        r"^ (?:(?:oder|und) (?:mehr|weniger|darüber|darunter)\b|übers(?:tiegen|chritten)|übertroffen|unterschritten)"
        r"|^-(?:Marke|Schwelle|Grenze)\b"
    ),
    ranges=r"\bzwischen (?:den )?# und (?:den )?#|# (?:bis(?: zu)?|oder) #",
)
