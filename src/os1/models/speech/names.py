"""Words that people say and the dictionaries lack, and the two that are this product's own: names above all.

American sounds in Kokoro's alphabet (see `os1.models.speech.alphabet`), written down by hand.
"""

from __future__ import annotations

from os1.models.speech.words import among

NAMES = {
    "catherine": "kˈæθɹɪn", "katherine": "kˈæθɹɪn", "kathryn": "kˈæθɹɪn", "theodore": "θˈiədˌɔɹ",
    "twombly": "twˈɑmbli", "siobhan": "ʃəvˈɔn", "niamh": "nˈiv", "saoirse": "sˈɜɹʃə", "aoife": "ˈifə",
    "caoimhe": "kˈivə", "eoghan": "ˈOən", "sinead": "ʃɪnˈAd", "sean": "ʃˈɔn", "nguyen": "wˈɪn",
    "joaquin": "wɑkˈin", "jose": "hOzˈA", "javier": "hˌɑviˈɛɹ", "jorge": "hˈɔɹhA", "juan": "wˈɑn",
    "julio": "hˈuliO", "guillermo": "ɡijˈɛɹmO", "xavier": "zˈAvjəɹ", "beatriz": "bˈAətɹˌɪz",
    "zelensky": "zəlˈɛnski", "zelenskyy": "zəlˈɛnski", "mbappe": "əmbɑpˈA", "hermione": "həɹmˈIəni",
    "tchaikovsky": "ʧIkˈɔfski", "dostoevsky": "dˌɔstəjˈɛfski", "goethe": "ɡˈɜɹtə", "chopin": "ʃˈOpæn",
    "bezos": "bˈAzOs", "murakami": "mˌʊɹəkˈɑmi", "llewellyn": "luˈɛlɪn", "isla": "ˈIlə", "xi": "ʃˈi",
    "zhang": "ʒˈɑŋ", "zhao": "ʤˈW", "xu": "ʃˈu", "huawei": "wˈɑwˌA", "geoffrey": "ʤˈɛfɹi", "leigh": "lˈi",
    "hugh": "hjˈu", "zoe": "zˈOi", "chloe": "klˈOi", "imogen": "ˈɪməʤən", "amelie": "ˌɑməlˈi",
    "rene": "ɹənˈA", "renee": "ɹənˈA", "andrea": "ˈændɹiə", "giovanni": "ʤəvˈɑni", "giuseppe": "ʤəsˈɛpi",
    "luigi": "luˈiʤi", "chiara": "kiˈɑɹə", "bjorn": "bjˈɔɹn", "soren": "sˈɔɹən", "jurgen": "jˈɜɹɡən",
    "johann": "jˈOhɑn", "hans": "hˈɑns", "heinz": "hˈInz", "wojciech": "vˈYʧɛk", "krzysztof": "kʃˈɪʃtɔf",
    "agnieszka": "ˌɑɡniˈɛʃkə", "yusuf": "jˈusəf", "aisha": "iˈɪʃə", "mohammed": "mOhˈɑməd",
    "ahmed": "ˈɑmɛd", "priya": "pɹˈijə", "arjun": "ˈɑɹʤun", "satya": "sˈʌtjə", "sundar": "sˈʊndɑɹ",
    "yuki": "jˈuki", "hiroshi": "hɪɹˈOʃi", "kenji": "kˈɛnʤi", "mei": "mˈA", "seo": "sˈʌ", "jae": "ʤˈA",
    "tuan": "twˈɑn", "thanh": "tˈæn", "anh": "ˈæn", "olga": "ˈOlɡə", "dmitri": "dəmˈitɹi",
    "sergei": "sɛɹɡˈA", "volodymyr": "vˌɔlədˈɪmɪɹ", "anastasia": "ˌænəstˈAʒə", "svetlana": "svɛtlˈɑnə",
    "natasha": "nətˈɑʃə", "oleksandr": "ˌɑlɛksˈɑndəɹ", "ioana": "jOˈɑnə", "stefan": "stˈɛfɑn",
    "elena": "əlˈAnə", "matteo": "mətˈAO", "mateo": "mətˈAO", "diego": "diˈAɡO", "lucia": "lusˈiə",
    "ines": "inˈɛs", "joao": "ʒwˈW", "thiago": "ʧiˈɑɡO", "kokoro": "kˈOkəɹO", "ethan": "ˈiθən",
    "kayla": "kˈAlə", "jayden": "ʤˈAdən", "aidan": "ˈAdən", "aiden": "ˈAdən", "mia": "mˈiə",
    "naomi": "nAˈOmi", "eloise": "ˈɛlOˌiz", "louisa": "luˈizə", "gandalf": "ɡˈændɑlf", "frodo": "fɹˈOdO",
    "wifi": "wˈIfI", "apps": "ˈæps", "iphone": "ˈIfˌOn", "ipad": "ˈIpˌæd", "youtube": "jˈutˌub",
    "spotify": "spˈɑtɪfˌI", "wikipedia": "wˌɪkəpˈidiə", "chatgpt": "ʧˌætʤˌipˌitˈi", "json": "ʤˈAsɑn",
    "miz": "mˈɪz", "cetera": "sˈɛtəɹə", "hmm": "hˈʌm", "mhm": "mhˈʌm", "mm": "ˈʌm",
}  # fmt: skip

SPELLED = among(
    "AM PM US USA UK EU UN IT ID AD PC TV CD DVD GPS FBI CIA NSA BBC CNN CEO CFO CTO HR PR QA CPU GPU USB URL "
    "HTTP HTTPS HTML CSS XML API SDK IDE OS DNS IP TCP UDP SSH VPN PDF SMS MMS MP DIY FAQ FYI RSVP ATM ER AC DC "
    "MD PhD BA MA BS BC AD CE BCE DJ VIP NYC LA NBA NFL MLB NHL UFO DNA RNA HIV MRI CT AI EV HD MS PS OG TBD TBA "
    "PO BO JP UX UI IQ EQ IOU KO RV ICU IV GP LLM GPT NGO MVP KPI ROI"
)
"""Capitals that are read letter by letter although they look like a word, or might be one."""
