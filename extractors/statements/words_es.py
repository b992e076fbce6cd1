"""How Spanish speaks of e-commerce figures, in Europe and in Latin America."""

from __future__ import annotations

from extractors.statements.vocabulary import COMPANIES, LATIN_SEGMENTS, YEAR, Words

_MONTH = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
_BOARDS = "administraci[óo]n(?:es)?(?: p[úu]blicas?)?"
_OF_YEAR = rf"(?: de(?:l(?: año)?)?)? {YEAR}"
_BEFORE = "(?:anterior|previo|precedente)"
_RISES = (
    "(?:cre[cz]|aument|sub|increment|avanz|repunt|elev|dispar|gan|cay|ca[eí]|disminu|desc[ie]e?nd|baj|redu[cj]"
    "|retroced)"
)
_SALES = "(?:ventas|facturaci[óo]n|negocio|mercado|transacciones)"
_GOES = (
    "(?:(?:pas|sub|baj|aument|increment|elev)(?:an?|en?|i?[óo]|aron|ieron|[ai]r[áa]n?|ando|iendo|ado|ido)"
    "|cre(?:cen?|ci[óo]|cieron|cer[áa]n?)|ca(?:en?|y[óo]|yeron))"
)
_HEDGES = "(?:casi|cerca de|m[áa]s de|menos de|alrededor de|aproximadamente|en torno a)"
_NUMBER = r"(?:[0-9][0-9.,]*|[^\W\d_]+(?: y [^\W\d_]+)?)"
_COMPARED = "(?:frente a|respecto (?:a|de)|con respecto a|en comparaci[óo]n con|comparad[oa]s? con|sobre)"
#: What a word of size may be followed by without being narrowed: ventas de *unos* 5 millones.
_NO_PART = (
    "(?:un[oa]?s?|m[áa]s|menos|casi|cerca|alrededor|hasta|entre|aproximadamente|medio|media|el|la|los|las|este|esta|su"
    "|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|mil|cien|bienes y servicios|productos y servicios|comercio"
    r"|e-?commerce|mercado|ventas|negocios?|facturaci[óo]n|transacciones|empresas?|mercanc[íi]as y servicios)\b"
)

_IDLE = (
    "el|la|los|las|lo|un[oa]?s?|y|e|o|u|pero|mientras|que|cual(?:es)?|cuy[oa]s?|su|sus|se|es[eoa]s?|est[eoa]s?|ello"
    "|tod[oa]s?|ambos|ambas|cada|al?|del?|en|con|por|para|sobre|entre|desde|hasta|tras|ante|frente|respecto|seg[úu]n"
    "|m[áa]s|menos|casi|cerca|alrededor|torno|aproximadamente|s[óo]lo|tambi[ée]n|adem[áa]s|as[íi]|ya|a[úu]n|es decir"
    "|as[íi] como|fue(?:ron)?|eran?|es|son|ser|sido|ha|han|hab[íi]an?|hay|est[áa]n?|estuvo|total(?:es)?|global|conjunto"
    "|anual(?:es)?|año|periodo|per[íi]odo|mismo|misma|valor|cifra|importe|nivel|tasa|ritmo|equivalente"
    "|cre(?:ce|cen|ci[óo]|cieron|cido|cer|ciendo)|aument(?:a|an|[óo]|aron|ado|ar|ando|o)|incremento|alza"
    "|sub(?:e|en|i[óo]|ieron|ido|ir|iendo)|subida|avanz(?:a|an|[óo]|aron|ado)|elev(?:a|an|[óo]|aron|ado|ando)"
    "|increment(?:a|an|[óo]|aron|ado)|ca(?:e|en|y[óo]|yeron|[íi]da|[íi]do)|disminuy?(?:e|en|[óo]|eron|ido)"
    "|baj(?:a|an|[óo]|aron|ado)"
    "|desc(?:iende|ienden|endi[óo]|endieron|enso)|redu(?:ce|cen|jo|jeron|cido)|retrocedi[óo]|pas(?:a|an|[óo]|aron|ado|ar)"
    "|alcanz(?:a|an|[óo]|aron|ado|ar|ando|en)|lleg(?:a|an|[óo]|aron|ado|ar|ando)|super(?:a|an|[óo]|aron|ado|ar|ando)"
    "|situ(?:a|an|[óo]|aron|ado|ar|ando)|sum(?:a|an|[óo]|aron|ado|ar|ando)|cifr(?:a|an|[óo]|aron|ada)|ascend(?:i[óo]|ieron)"
    "|asciend(?:e|en)|qued(?:a|an|[óo]|aron)|val(?:e|en|i[óo])|registr(?:a|an|[óo]|aron)|represent(?:a|an|[óo]|aron|ando)"
    "|alcanc(?:e|en)|lleguen?|superen?|crezcan?|suban?|sumen?|super(?:ior|iores)|euros|d[óo]lares|pesos|mundial"
)

SPANISH = Words(
    segments={
        **LATIN_SEGMENTS,
        "B2B": (
            *LATIN_SEGMENTS["B2B"],
            "business[- ]to[- ]business",
            "entre (?:las )?empresas",
            "(?:de )?empresas?[- ]a[- ](?:otras? )?empresas?",
            "(?:de )?negocio[- ]a[- ]negocio",
            "a (?:otras )?empresas",
            "interempresarial(?:es)?",
            "clientes (?:empresariales|profesionales|corporativos)",
        ),
        "B2C": (
            *LATIN_SEGMENTS["B2C"],
            "business[- ]to[- ]consumers?",
            "(?:de )?empresas?[- ]a[- ](?:los )?(?:consumidor(?:es)?|particular(?:es)?|clientes? final(?:es)?)",
            "entre (?:las )?empresas y (?:los )?(?:consumidores|particulares)",
            "(?:a(?:l| los)?|con) (?:consumidor(?:es)?|clientes?)(?: final(?:es)?)",
            "(?:a(?:l| los)?|con) (?:consumidor(?:es)?|(?:clientes? )?particular(?:es)?|hogares)",
        ),
        "B2G": (
            *LATIN_SEGMENTS["B2G"],
            f"(?:de )?empresas?[- ]a[- ](?:las? )?{_BOARDS}",
            f"entre (?:las )?empresas y (?:las? )?{_BOARDS}",
            f"a (?:las? )?{_BOARDS}",
        ),
        "B2B_B2G": (f"(?:a|entre) (?:otras |las )?empresas (?:y|o)(?: a)? (?:las? )?{_BOARDS}",),
        "C2C": (
            *LATIN_SEGMENTS["C2C"],
            "entre (?:los )?(?:consumidores|particulares)",
            "(?:de )?(?:consumidor|particular)[- ]a[- ](?:consumidor|particular)",
        ),
        "B2C_CROSS_BORDER": (
            "B[ -]?2[ -]?C transfronteriz[oa]",
            "(?:comercio electr[óo]nico )?transfronteriz[oa] B[ -]?2[ -]?C",
        ),
        "B2B_SME": ("B[ -]?2[ -]?B (?:de|entre) (?:las )?pymes",),
        "WEB": (
            "ventas? (?:web|(?:por|mediante|a trav[ée]s de) (?:la |las |su |sus )?(?:p[áa]ginas?|sitios?)? ?webs?)",
        ),
        "ONLINE_RETAIL": (
            "(?:comercio|ventas?) (?:minoristas?|al por menor) (?:online|electr[óo]nic[oa]s?|en l[íi]nea|por internet)",
            "(?:comercio electr[óo]nico|ventas? online) (?:minoristas?|al por menor)",
        ),
    },
    total=("comercio (?:electr[óo]nico|online|en l[íi]nea|por internet)", "e-?commerce"),
    levels=(
        *("ventas?", "facturaci[óo]n", "volumen(?: de (?:negocios?|ventas?|facturaci[óo]n|(?:las )?transacciones))?"),
        *("valor(?: de (?:las )?(?:ventas|transacciones))?", "cifra de negocios?", "transacciones", "mercado"),
        "tamaño(?: del mercado)?",
        "(?:mov(?:i[óo]|ieron|er[áa]n?)|muev(?:e|en)|factur(?:[óo]|aron|an?|ar[áa]n?)|vendi(?:[óo]|eron))",
    ),
    other_levels=(
        *("n[úu]mero de", "PIB", "producto (?:interior|interno) bruto", "inversi(?:[óo]n|ones)", "financiaci[óo]n"),
        *("financiamiento", "beneficios?", "ganancias?", "utilidades", "valoraci[óo]n", "exportaci(?:[óo]n|ones)"),
        *("importaci(?:[óo]n|ones)", "gastos?(?: (?:medio|promedio))?"),
        *("por (?:comprador|persona|habitante|pedido|cliente|c[áa]pita)", "per c[áa]pita", "comisi(?:[óo]n|ones)"),
        *("valor (?:agregado|a[ñn]adido)(?: bruto)?", "pagos?", "publicidad"),
    ),
    ratios={"ec_ratio": ("(?:ratio|tasa) de comercio electr[óo]nico",)},
    growth=(
        "crecimiento",
        "tasa de (?:crecimiento|variaci[óo]n)",
        "interanual(?:es)?",
        "variaci[óo]n anual",
        # "creció en 2018 un 12,5 %", but not "creció hasta el 12,5 %".
        rf"{_RISES}[^\W\d_]*(?: [^\W\d_]+| (?:19|20)[0-9]{{2}}){{0,6}}?"
        rf" un(?= (?:{_HEDGES} )?{_NUMBER} ?(?:%|por cien))",
    ),
    falling=(
        *("ca(?:e|en|y[óo]|yeron|[íi]da|er[áa]n?)", r"disminu[^\W\d_]+", r"descen[^\W\d_]+", r"descien[^\W\d_]+"),
        *("baj(?:a|an|[óo]|aron|ar[áa]n?|ada|ado)", r"redu[cj][^\W\d_]+", r"retro[^\W\d_]+", "contra(?:jo|cci[óo]n)"),
        *(r"decrec[^\W\d_]+", r"desplom[^\W\d_]+", "p[ée]rdida", "perdi(?:[óo]|eron)", "negativ[oa]s?", "menos"),
    ),
    share=(
        *("cuotas?", "participaci[óo]n", "porcentaje", "peso", "supon(?:e|en|[íi]an?|dr[áa]n?)", "supus(?:o|ieron)"),
        *("represent(?:a|an|[óo]|aron|aban?|ar[áa]n?|ando)", "acapar(?:a|an|[óo]|aron)"),
        *("concentr(?:a|an|[óo]|aron)", "correspond(?:e|en|i[óo]|ieron)", "constitu(?:ye|yen|y[óo]|yeron)"),
        "de (?:(?:los|las) (?:que|cuales)|ell[oa]s)",
    ),
    other_spans=(
        *("CAGR", "TCAC", "TACC", "compuest[oa]s?", "anualizad[oa]s?", "anualmente", "(?:media|promedio) anual"),
        *("anual(?:es)? (?:medi[oa]|promedio|de media|en promedio)", "(?:al|por|cada) (?:año|mes|trimestre)"),
        *("intermensual(?:es)?", "intertrimestral(?:es)?", "(?:trimestre|mes) (?:anterior|previo|pasado)"),
        "(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|[0-9]+) años(?! (?:antes|atr[áa]s))",
        *("d[ée]cada", "lustro", "acumulad[oa]s?"),
    ),
    statuses={
        "F": (
            "prev(?:[ée]|[ée]n|[íi]an?|ist[oa]s?|isi[óo]n|isiones|isible(?:mente)?)",
            "esper(?:a(?:ba)?n?|ad[oa]s?|amos)",
            r"pron[óo]stic[^\W\d_]+",
            "proyec(?:tan?|tad[oa]s?|ci[óo]n|ciones)",
            # The future of any verb: alcanzará, supondrán.
            r"[^\W\d_]+[aeid]r(?:á|án)",
            "van? a (?:alcanzar|llegar|superar|crecer|ser|mover|facturar|subir)",
        ),
        "E": ("estim(?:an?|ad[oa]s?|aci[óo]n|aciones|[óo]|aron)", "se calcula", "calculad[oa]s?", "c[áa]lculos?"),
        "P": ("provisional(?:es)?", "preliminar(?:es)?"),
    },
    doubts=(
        *("podr(?:[íi]an?|[áa]n?)", "pued(?:e|en)", r"pudier[^\W\d_]+", "quiz[áa]s?", "tal vez", "deber[íi]an?"),
        "(?:alcanzar|llegar|superar|crecer|ser|subir|caer|aumentar|representar|supondr|mover)[íi]an?",
        *("objetivos?", "metas?", r"aspira[^\W\d_]*", r"pretend[^\W\d_]+", "plan(?:es|ea|ean)?", "no(?! s[óo]lo)"),
        *("nunca", "sin (?:llegar|alcanzar)", "en (?:lugar|vez) de", "anteriormente"),
        *("revis(?:ad[oa]s?|[óo]|aron|i[óo]n)", "roz(?:an?|[óo]|aron|ando)", "acerc(?:an?|[óo]|aron|ando)", "mitad"),
        *("doble|triple", "ingresos?", "ni", "por (?:empresa|compañ[íi]a|negocio|vendedor|trabajador|empleado)"),
        *("precios", "(?:en )?t[ée]rminos reales", "mensual(?:es|mente)?", "trimestral(?:es|mente)?", "diari[oa]s?"),
        *("de media|(?:en|de) promedio", "(?<=% )anual(?:es)?|(?<=ciento )anual(?:es)?"),
    ),
    conditions=("si(?! bien)", "de haber", "suponiendo"),
    narrowing=(
        *COMPANIES,
        *("sentido (?:amplio|estricto)", "consumidor(?:es)?", "particulares", "hogares", "transfronteriz[oa]s?"),
        *("m[óo]vil(?:es)?", "rural(?:es)?", "pymes?", "pequeñas y medianas", "marketplaces?", "plataformas?"),
        *("(?:sitios?|p[áa]ginas?|tiendas?) (?:web|propi[oa]s?|online)", "webs?", "apps?|aplicaciones"),
        *("importad[oa]s?", "exterior", "extranjero", "nacional(?:es)?", "minoristas?", "al por menor"),
        *("mayoristas?", "al por mayor", "(?:diez )?(?:mayores|principales)", "distribu(?:idor(?:es|as?)?|ci[óo]n)"),
        *("fabricantes?", "industria(?:l|les|s)?", r"manufactur[^\W\d_]+", "suscripci(?:[óo]n|ones)", "viajes?"),
        *(r"tur[íi]s[^\W\d_]+", r"aliment[^\W\d_]+", "moda", "qu[íi]mic[oa]s?", "acero", "automoci[óo]n"),
        *(r"farmac[^\W\d_]+", "construcci[óo]n", r"agr(?:[íi]col|oaliment)[^\W\d_]+", "ropa", "compras?"),
        *("bienes(?! y servicios)", "(?<!bienes y )(?<!productos y )servicios", "de (?:las |todas las )?empresas"),
        *("empresas que", "(?:la|el|del?) (?:empresa|compañ[íi]a|gigante|grupo|filial|l[íi]der)", "compradores"),
        *("usuarios", "clientes", "pedidos", "emplead[oa]s", "vendedor(?:es)?", "proveedor(?:es)?"),
        *("en (?!Internet)(?-i:[A-ZÁÉÍÓÚ][a-záéíóúñ]+)", "sin (?:contar|incluir)", "excep(?:to|tuad[oa]s?)"),
        *("salvo", "exclu(?:id[oa]s?|yendo|ye)"),
        rf"{_SALES} (?:B2[BC] |online )?(?:de|en|por|v[íi]a|a trav[ée]s de|mediante) (?!{_NO_PART})"
        r"(?-i:[a-zñ])[^\W\d_]+",
    ),
    periods=(
        rf"(?P<half>primer|segund)o? semestre{_OF_YEAR}",
        rf"(?P<half>primer|segund)a mitad{_OF_YEAR}",
        rf"(?P<half>[12])\.?(?:er|[ºo°]) semestre{_OF_YEAR}",
        rf"[HS](?P<half>[12])(?: de)? {YEAR}",
        rf"(?P<quarter>primer|segund|tercer|cuarto)o? trimestre{_OF_YEAR}",
        rf"(?P<quarter>[1-4])\.?(?:er|[ºo°]) trimestre{_OF_YEAR}",
        rf"[QT](?P<quarter>[1-4])(?: de)? {YEAR}",
        rf"(?P<quarter>[1-4])[QT](?: de)? {YEAR}",
        f"(?:primer|segundo|tercer|cuarto) (?:semestre|trimestre)(?!{_OF_YEAR.replace('?P<year>', '?:')})",
        f"(?:primera|segunda) mitad(?!{_OF_YEAR.replace('?P<year>', '?:')})",
        "(?:encuesta|informe|estudio|edici[óo]n|anuario)(?: de)? (?:19|20)[0-9]{2}",
        "(?:ejercicio|campa[ñn]a)(?: fiscal)?(?: de)? (?:19|20)[0-9]{2}",
        f"(?:[0-9]{{1,2}} de )?{_MONTH}(?:(?: de(?:l(?: año)?)?)? (?:19|20)[0-9]{{2}})?",
        "(?:19|20)[0-9]{2} ?[-–—/] ?(?:19|20)?[0-9]{2}(?![0-9.,%])",
        "(?:19|20)[0-9]{2} (?:a|al|hasta) (?:19|20)[0-9]{2}(?![0-9.,%])",
        "entre (?:19|20)[0-9]{2} y (?:19|20)[0-9]{2}(?![0-9.,%])",
        YEAR,
    ),
    relative={
        rf"(?:el )?año {_BEFORE}": -1,
        "un año (?:antes|atr[áa]s)": -1,
        "dos años (?:antes|atr[áa]s)": -2,
    },
    to_publication={
        "(?:el )?(?:año pasado|pasado año)": -1,
        "hace un año": -1,
        "este (?:mismo )?año": 0,
        "(?:el )?(?:presente año|año en curso|año actual)": 0,
        "(?:el )?(?:pr[óo]ximo año|año pr[óo]ximo|año que viene)": 1,
    },
    year_on_year=(
        "interanual(?:es)?",
        rf"{_COMPARED}(?:l| el| al del| la del| los? del?| las? del?)? (?:mismo periodo del )?año {_BEFORE}",
        rf"{_COMPARED}(?:l| el)? (?:año pasado|pasado año)",
        rf"(?:m[áa]s |menos )?que (?:en )?(?:el (?:año {_BEFORE}|año pasado)|un año antes|hace un año)",
        rf"(?:superior|inferior)(?:es)? al? (?:del? )?año {_BEFORE}",
    ),
    base_before=(
        r"\b(?:desde|frente a|respecto (?:a|de)|en comparaci[óo]n con|comparad[oa]s? con|sobre|que en|contra|que"
        "|(?:superior|inferior|mayor|menor)(?:es)? a|(?:encima|debajo) de)(?:l| el| la| los| las)?(?: del?)?(?: año)? $"
    ),
    base_after="(?!)",
    comparing=(
        "frente al?",
        "(?:con )?respecto (?:a|de)l?",
        "en comparaci[óo]n con",
        "comparad[oa]s? con",
        "a diferencia del?",
        "en contraste con",
        "contra",
        "desde",
        "tras(?= (?:los|las|unos|un) )",
        "(?:m[áa]s|menos|mayor(?:es)?|menor(?:es)?) que",
        # "pasó de 300 a 400", not "ventas de 300".
        rf"{_GOES} del?(?= (?:l[oa]s |unos |un )?[0-9])",
    ),
    joins=("y", "e", "mientras(?: que)?", "pero", "o", "con", "aunque", "en tanto que"),
    leading_to=("a", "al", "hasta"),
    parts=(
        "de (?:los|las) (?:que|cuales)",
        "de ell[oa]s",
        "entre ell[oa]s",
        "de lo cual",
        "incluid[oa]s?",
        "incluyendo",
    ),
    respectively=("respectivamente",),
    by_year=r"\b(?:para|hacia|de cara a)(?: finales de| el año| el)? $",
    change_before=(
        rf"\b(?:{_RISES}[^\W\d_]*|crecimiento|incremento|aumento|alza|repunte|ca[íi]da|descenso|subida|bajada|diferencia)"
        "(?: en| de)?(?: los| unos)? ?$"
    ),
    change_after=r"^ (?:m[áa]s|menos)\b",
    words_apart=True,
    named_after=(
        r"^\s*(?:(?:fue(?:ron)?|eran?|son|es|correspond(?:en?|i[óo]|ieron)|proced[^\W\d_]+|provien[^\W\d_]+)\s*)?"
        r"(?:a|al|para|por|en|de|del|con)?(?: el| la| los| las)?(?: (?:comercio electr[óo]nico|mercado|segmento))?\s*$"
    ),
    whole_before="(?:%|por ciento|por cien|parte|total|conjunto) (?:del?|de todo el|de las)(?: total del?)? ?$",
    idle=rf"(?<![^\W\d_])(?:{_IDLE})(?![^\W\d_])",
    part_of=(
        "(?:%|por cien(?:to)?|mitad|tercios?|cuart[oa]s?|partes?|resto|mayor[íi]a) de (?:l[oa]s |unos |un |esos )?$"
    ),
    of_segment=(
        " (?:de|del|de las?|de los|de todas las)(?: (?:ventas|facturaci[óo]n|comercio(?: electr[óo]nico)?|mercado))? "
    ),
    to_next=" (?:al?|hasta)(?: l[oa]s| el| un)?(?: )?",
    bound_before=(
        r"\b(?:(?:m[áa]s|menos|encima|debajo) del?|(?:superior|inferior|mayor|menor)(?:es)? al?|al menos|por lo menos"
        "|(?:m[áa]s|menos|mayor(?:es)?|menor(?:es)?) que|como (?:m[íi]nimo|m[áa]ximo|mucho)"
        "|un (?:m[íi]nimo|m[áa]ximo) de"
        # "crecieron hasta 5.000 millones" is what they came to.
        "|(?:de|en|son|eran?|fue(?:ron)?|sum(?:an?|[óo]|aron)|alcanz(?:an?|[óo]|aron)) hasta"
        "|(?:super|rebas|sobrepas|traspas)(?:an?|[óo]|aron|ar[áa]n?|ando|ado)|exced(?:en?|i[óo]|ieron))"
        r"(?: l[oa]s| el| un(?:os)?)?\s*$|\b(?:barrera|marca|cota|umbral|l[íi]mite) de(?: l[oa]s)?\s*$"
    ),
    bound_after=r"^\s*(?:o|y) (?:m[áa]s|menos)\b|^,? (?:como|por lo) (?:m[íi]nimo|m[áa]ximo|menos|mucho)\b",
    ranges=(
        r"\bentre (?:l[oa]s |unos |el )?# (?:y|e|a) (?:l[oa]s |unos |el )?#"
        r"|\b(?:son|eran?|fue(?:ron)?)(?: de)? # (?:a|o|u|hasta) (?:l[oa]s )?#"
    ),
)
