"""How English speaks of e-commerce figures."""

from __future__ import annotations

from extractors.statements.vocabulary import COMPANIES, LATIN_SEGMENTS, YEAR, Words

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_ANY_YEAR = "(?:19|20)[0-9]{2}"
_QUARTERS = "(?P<quarter>first|second|third|fourth)"
_COMPARED = "compared (?:with|to)"
_BEFORE = "(?:previous|preceding|prior)"
_ABOUT = "(?:(?:about|around|nearly|almost|over|some|more than|less than|roughly|approximately) )?"
_SALES = "(?:sales|turnover|transactions|trade|market|e-commerce)"
#: What may follow a word of size without narrowing it: sales of *about* 5 billion.
_NO_PART = (
    "(?:about|around|nearly|almost|over|some|more|less|up|at|just|only|roughly|approximately|between|an?|the|all|its|this"
    "|that|these|those|one|two|three|four|five|six|seven|eight|nine|ten|half|goods and services|products and services"
    "|e-?commerce|electronic|business(?:es)?|enterprises|companies|firms|both|which|value|volume)"
)

_IDLE = (
    "analysts?|survey|report|estimates?|data|figures?|an?|the|and|or|but|while|whereas|which|that|it|its|they|their"
    "|this|these|those|each|both|all|then|when|as|so"
    "|also|too|about|around|near(?:ly)?|almost|over|above|below|under|more|less|than|some|only|just|roughly|approximately"
    "|up|down|from|to|in|on|of|at|by|for|with|after|before|against|versus|into|since|compared|is|are|was|were|be|been"
    "|being|has|have|had|having|do|does|did|there|total(?:s|l?ed|l?ing)?|overall|annual|record|year|period|same|value|worth"
    "|volume|terms|amount(?:s|ed|ing)?|figure|rate|level|number|meanwhile|however|thus|thereby|alone|again|further|another"
    "|still|already|now|even|well|fast(?:er|est)?|much|slight(?:ly)?|sharp(?:ly)?|strong(?:ly)?|some|one"
    "|rose|ris(?:e|es|en|ing)|gr[eo]w(?:s|n|ing)?|increas(?:e|es|ed|ing)|gain(?:s|ed|ing)?|climb(?:s|ed|ing)?"
    "|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|expand(?:s|ed|ing)?|advanc(?:e|es|ed|ing)|doubl(?:e|ed|ing)"
    "|f[ae]ll(?:s|en|ing)?|dropp?(?:s|ed|ing)?|declin(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|shr[aiu]nk|slipp?(?:s|ed|ing)?"
    "|slow(?:s|ed|ing)?|reach(?:es|ed|ing)?|hit(?:s|ting)?|came|com(?:e|es|ing)|st(?:ood|ands?|anding)|equal(?:s|led|ling)?"
    "|equivalent|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|topp?(?:s|ed|ing)?|remain(?:s|ed|ing)?|put|valued|measured"
    "|represent(?:s|ed|ing)?|account(?:s|ed|ing)?|mak(?:e|es|ing)|made|follow(?:s|ed|ing)?|post(?:s|ed|ing)?|go(?:es|ing)"
    "|went|turn(?:s|ed|ing)?|bring(?:s|ing)?|brought|leav(?:e|es|ing)|left|negative|positive|growth|or|yen|yuan|dollars?"
)

ENGLISH = Words(
    segments={
        **LATIN_SEGMENTS,
        "B2B": (
            *LATIN_SEGMENTS["B2B"],
            "business[- ]to[- ]business",
            "between (?:businesses|enterprises|companies|firms)",
            "inter-?(?:business|company|enterprise)",
        ),
        "B2C": (*LATIN_SEGMENTS["B2C"], "business[- ]to[- ]consumers?", "between businesses and consumers"),
        "B2G": (*LATIN_SEGMENTS["B2G"], "business[- ]to[- ]government"),
        "C2C": (*LATIN_SEGMENTS["C2C"], "consumers?[- ]to[- ]consumers?", "between consumers"),
        "B2C_CROSS_BORDER": (r"cross-border (?:e-commerce )?B[ -]?(?:2|to)[ -]?C", r"cross-border B2C e-commerce"),
        "B2B_SME": (r"SME B2B",),
        "WEB": ("web(?:[- ]?site)? sales", "sales (?:over|through|via|on) (?:the web|web ?sites?)"),
        "ONLINE_RETAIL": ("online retail(?:ing)?", "e-retail", "online shopping"),
    },
    total=("e-?commerce", "electronic commerce", "EC market"),
    levels=(
        "sales",
        "transactions?(?: (?:value|volume|amount)s?)?",
        "turnover",
        "market(?: (?:size|scale|value|volume))?",
        "scale",
        "GMV",
        "gross merchandise (?:value|volume)",
        "trade",
    ),
    other_levels=(
        "numbers? of",
        "GDP",
        "gross domestic product",
        "investments?",
        "funding",
        "financing",
        "profits?",
        "valuation",
        "exports?",
        "imports?",
        "(?:average|annual)? ?(?:spend(?:ing)?|expenditure) per (?:online )?(?:shopper|person|buyer|capita)",
        "per (?:shopper|person|buyer|capita|order)",
        "commissions?",
        "fees?",
        "value added",
        "payments?",
        "advertising",
    ),
    ratios={"ec_ratio": ("EC ratio", "e-commerce ratio", "EC rate")},
    growth=(
        "growth(?: rate)?",
        "year[- ](?:on|over)[- ]year",
        "yoy",
        "y/y",
        # "grew in 2021 by 12%"
        rf"by (?={_ABOUT}[0-9][0-9.,]* ?(?:%|per ?cent(?!age)))",
    ),
    falling=(
        "down",
        "fell",
        "fall",
        "declin(?:e|ed|ing)",
        "decreas(?:e|ed|ing)",
        "dropped",
        "shrank",
        "contract(?:ed|ion)",
    ),
    share=(
        "shares?",
        "account(?:s|ed|ing)? for",
        "made up",
        "makes? up",
        "represent(?:s|ed|ing)?",
        "constitut(?:es?|ed)",
    ),
    other_spans=(
        "CAGR",
        "compound(?:ed)?(?: annual)?",
        "annual(?:ly|i[sz]ed)",
        "(?:annual )?average",
        "per (?:year|annum|month)",
        "a year(?! (?:ago|earlier|before))",
        "each year",
        "month[- ](?:on|over)[- ]month",
        "quarter[- ](?:on|over)[- ]quarter",
        "(?:previous|prior|preceding|last) (?:quarter|month)",
        "(?:two|three|four|five|six|seven|eight|nine|ten|[0-9]+)[- ]years?",
        "decade",
        "cumulative(?:ly)?",
    ),
    statuses={
        "F": (
            "(?:is|are|was|were) (?:expected|forecast(?:ed)?|projected|predicted|anticipated|likely|set|poised)",
            "expect(?:s|ed|ing)?",
            "forecast(?:s|ed)?",
            "project(?:s|ed|ions?)",
            "predict(?:s|ed|ions?)",
            "anticipat(?:es|ed)",
            "will",
            "is to (?:reach|exceed|grow)",
            "(?:is|are) going to",
        ),
        "E": ("estimat(?:es|ed|e)", "is put at", "(?:is|are) thought to"),
        "P": ("preliminary", "provisional(?:ly)?"),
    },
    doubts=(
        "could",
        "may(?! [0-9])",
        "might",
        "would",
        "should",
        "targets?",
        "targeted",
        "goals?",
        "aim(?:s|ed)?",
        "plans?",
        "not",
        "never",
        "nor",
        "cannot",
        "[a-z]+n['’]t",
        "no longer",
        "instead of",
        "previously",
        "earlier (?:forecast|estimate|projection)s?",
        "revised",
        "approach(?:es|ed|ing)",
        "half of",
        "(?:fail|miss)(?:s|es|ed|ing)?",
        "(?:short|shy) of",
        "(?:a|per|each|every) (?:month|week|day|quarter)",
        "(?:month|quarter|week|dai)ly",
        "averag(?:e|es|ed|ing)",
        "revenues?",
        "neither",
        "per (?!cent)[a-z]+",
        "constant",
        "(?:in )?(?:(?:19|20)[0-9]{2} )?prices",
        "real terms",
        "(?:inflation|price)[- ]adjusted",
    ),
    conditions=("if", "unless", "had(?= [a-z0-9 ]+ (?:grown|risen|been|reached))", "assuming", "suppos(?:e|ing)"),
    narrowing=(
        *COMPANIES,
        "(?:wide|wider|broad|broader|narrow|narrower) sense",
        "consumers?",
        "individuals?",
        "households?",
        "cross-border",
        "mobile",
        "rural",
        "SMEs?",
        "small and medium(?:-sized)?",
        "marketplaces?",
        "web ?sites?",
        "apps?",
        "platforms?",
        "own[- ]sites?",
        "imported",
        "domestic retail",
        "total retail",
        "retail sales",
        "online retail sales",
        "top ten",
        "largest",
        "distribut(?:ors?|ion)",
        "manufactur(?:ers?|ing)",
        "wholesal(?:ers?|e)",
        "subscriptions?",
        "travel",
        "food",
        "grocery",
        "fashion",
        "chemicals?",
        "steel",
        "automotive",
        "pharma(?:ceuticals?)?",
        "agricultur(?:e|al)",
        "health ?care",
        "construction",
        "abroad",
        "enterprises using",
        "company",
        "buyers?",
        "users?",
        "customers?",
        "shoppers?",
        "orders?",
        "visit(?:s|ors)?",
        "employment",
        "(?:leader|giant|seller|retailer|vendor|supplier|merchant|start-?up|subsidiar(?:y|ie)|division)s?",
        rf"in (?!{_MONTH}|Table|Figure|Chart|Annex|Section)(?-i:[A-Z][a-z]+)",
        "(?:made|posted|booked|had)(?= (?:[a-z0-9-]+ )?(?:sales|turnover))",
        "exclud(?:es|ed|ing)",
        "except(?: for)?",
        "without",
        rf"{_SALES} (?:of|by|through|via|in|on) (?!{_NO_PART}(?![a-z]))(?-i:[a-z])[^\W\d_]+",
        "of (?:all )?(?:companies|enterprises|firms)",
    ),
    periods=(
        rf"(?P<half>first|second) half of {YEAR}",
        rf"H(?P<half>[12]) {YEAR}",
        rf"{_QUARTERS} quarter of {YEAR}",
        rf"Q(?P<quarter>[1-4])(?: of)? {YEAR}",
        rf"{YEAR} ?Q(?P<quarter>[1-4])",
        rf"(?:first|second) half(?! of {_ANY_YEAR})",
        rf"(?:first|second|third|fourth) quarter(?! of {_ANY_YEAR})",
        rf"in {_MONTH}(?! (?:[0-9]|of))",
        rf"{_ANY_YEAR} (?:survey|report|edition|study|yearbook|conference)",
        r"(?:FY|fiscal(?: year)?) ?(?:19|20)[0-9]{2}",
        rf"(?:[0-9]{{1,2}} )?{_MONTH}(?: [0-9]{{1,2}},)? (?:19|20)[0-9]{{2}}",
        r"(?:19|20)[0-9]{2} ?[-–—] ?(?:19|20)?[0-9]{2}(?![0-9.,%])",
        r"(?:19|20)[0-9]{2} (?:to|through|until) (?:19|20)[0-9]{2}(?![0-9.,%])",
        r"between (?:19|20)[0-9]{2} and (?:19|20)[0-9]{2}(?![0-9.,%])",
        YEAR,
    ),
    relative={
        rf"(?:the )?{_BEFORE} year": -1,
        "(?:the|a|one) year (?:before|earlier|ago)": -1,
        "two years (?:before|earlier|ago)": -2,
    },
    to_publication={"last year": -1, "this year": 0, "next year": 1},
    year_on_year=(
        "year[- ](?:on|over)[- ]year",
        rf"(?:on|over|from|against|than|of|{_COMPARED}) (?:that of |those of |the level of )?(?:the )?{_BEFORE} year"
        r"(?:['’]s(?: level)?)?",
        "(?:on|over|from|than|compared (?:with|to)) (?:the|a|one) year (?:before|earlier|ago)",
        "(?:on|over|from|than|compared (?:with|to)) last year",
    ),
    base_before=rf"\b(?:from|on|over|above|below|than|against|versus|since|{_COMPARED}) (?:that of |those of |in )?$",
    base_after="(?!)",
    comparing=(
        "up from",
        "down from",
        "from",
        "compared (?:with|to)",
        "against",
        "versus",
        rf"than(?! {_ABOUT}(?:(?-i:[A-Z]{{2,3}}) ?)?[^\w\s]?[0-9])",
        "unlike",
        "in contrast to",
    ),
    joins=("and", "while", "whereas", "but", "or(?! (?:more|less|so))", "with", "then"),
    leading_to=("to",),
    parts=("of (?:which|this|that|these|the total)", "among (?:which|them|these)", "including"),
    respectively=("respectively",),
    by_year=r"\bby (?:the end of )?$",
    change_before=(
        r"\b(?:up|rose|grew|increas(?:e|ed|ing)|gain(?:ed|s)?|fell|dropped|down|declined?|decreased?|rise|fall|growth|added)"
        r"(?: by| of)? ?$|\bby ?$"
    ),
    change_after=r"^ (?:more|less|higher|lower)\b",
    words_apart=True,
    named_after=(r"^\s*(?:for|in|from|of|was|were|is|are|came from)(?: the)?(?: domestic)?\s*$"),
    whole_before=r"\bof (?:all |total |the |overall )*$",
    idle=rf"(?<![^\W\d_])(?:{_IDLE})(?![^\W\d_])",
    part_of=(
        "(?:%|per ?cent|half|thirds?|quarters?|fifths?|tenths?|part|most|rest|bulk|majority|share)"
        " of (?:the |its |a |some )*$"
    ),
    of_segment=r" of (?:all |the |total |overall |its |their )*(?:domestic |online |e-commerce )?",
    to_next=r" to (?:about |over |nearly )?",
    bound_before=(
        r"\b(?:over|above|under|below|beyond|in excess of"
        "|(?:more|less|fewer|greater|higher|lower|larger|smaller) than(?: or equal to)?"
        "|at (?:the )?(?:least|most|minimum|maximum)|(?:maximum|minimum|upwards|north) of"
        r"|(?<!went )(?<!gone )(?<!goes )(?<!rose )(?<!moved )(?<!climbed )up to"
        r"|(?:exceed|surpass|topp?|cross)(?:s|es|ed|ing)?)(?: the)?\s*$"
    ),
    bound_after=(
        r"^ (?:or|and) (?:more|less|above|below|over|under)\b|^ (?:at (?:the )?(?:least|most)|mark|threshold)\b"
    ),
    ranges=(
        r"\bbetween (?:the )?# (?:and|to) (?:the )?#|\brang(?:e|es|ed|ing) (?:from )?# to #"
        # "rose from $1 billion to $2 billion" is a change.
        r"|\b(?:is|are|was|were|been?|of|at|reached|came to|amounted to|total(?:l?ed)?) # (?:to|or) #"
    ),
)
