"""An utterance made plain for reading: contractions spelled out, quotations left out, cut in sentences and
clauses.

It knows how English is written down, by typing or by the ears, and nothing of what is said in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from os1.mind.capitals import capitals
from os1.mind.clauses import sentences as cut
from os1.mind.dates import NUMBER
from os1.mind.first_names import leanings
from os1.mind.running import runs, unmarked
from os1.mind.tables import forms, roles

_NAMELET = r"[A-Z](?:[\w-]|'(?!s\b))*[^\W_]"
NAME = rf"{_NAMELET}(?: (?:de |van |von )?{_NAMELET})?"
"""A first name, and a surname if there is one; a capital is all that shows it."""
_PARTICIPLE = (
    r"(?:got|been|had|lived|worked|moved|(?!called|named|married|divorced|engaged|separated|widowed|scared"
    r"|terrified|frightened|worried|adopted|tired|bored|fired)\w+ed|gone|left(?!-)|quit|lost|bought|become"
    r"|taken|taught|grown)\b"
)
_AGES = r"(?:(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|(?:thir|four|fif|six|seven|eigh|nine)teen)"
_IS = (
    r"(?:an?|the|not|my|our|also|still|in|from|on|at|so|very|really|allergic|afraid|called|\w+ing|pregnant"
    r"|retired|dead|married|divorced|single|left-handed|vegan|vegetarian|about|just|now|turning|only|deaf|blind|ill|sick"
    rf"|diabetic|dyslexic|autistic|coeliac|celiac|colour|adopted|trans|expecting|widowed|gay|scared|terrified|fond|into|{_AGES}|\d+)\b"
)
_ROLE = roles()
_BARE = "isn|aren|wasn|weren|don|doesn|didn|haven|hasn|hadn|couldn|wouldn|shouldn"
_CONTRACTIONS = (
    (rf"\b({_BARE})t\b", r"\1't"),
    (r"\b(can|won)t\b(?= )", r"\1't"),
    (r"\b(I)m\b", r"\1'm"),
    (r"\b(I|we|they|you)ve\b", r"\1've"),
    (r"\b(he|she|that|what|there)s\b", r"\1's"),
    (r"\b(they|you)re\b", r"\1're"),
    (r"\b(they|you)d\b", r"\1'd"),
    (r"(?<=\w )'?em\b", "them"),
    (
        r"(?<!call )(?<!calls )(?<!called )\b(?:me|mi) (?=(?:dad|mum|mam|nan|nana|gran|granny|grandad|missus)\b)",
        "my ",
    ),
    (rf"\b(my|our|his|her) ({_ROLE})s (?=(?:called|named) [\w'-]+\b(?! and\b))", r"\1 \2's "),
    (r"\b(birthday|name|favou?rite)s (?=(?:the|on|in|called|a|an)\b)", r"\1 is "),
    (rf"\b(my|our|his|her) ({_ROLE}) name is\b", r"\1 \2's name is"),
    (r"(?<!have )(?<!had )\b(I|we|they) been\b", r"\1 have been"),
    (r"\b(can|could|would|should|do|does|did|is|are|was|were|have|has|had|might|must|need)n't\b", r"\1 not"),
    (r"\b(?:cannot|can't)\b", "can not"),
    (r"\bwon't\b", "will not"),
    (r"\bshan't\b", "shall not"),
    (r"\bain't\b", "is not"),
    (r"\bI'm\b", "I am"),
    (r"\b(you|we|they|who)'re\b", r"\1 are"),
    (r"\b(\w+)'ve\b", r"\1 have"),
    (r"\b(\w+)'ll\b", r"\1 will"),
    (r"\b(\w+)'d\b", r"\1 would"),
    (rf"\b(he|she|it|that|there|who)'s (?={_PARTICIPLE})", r"\1 has "),
    (r"\b(he|she|it|that|there|who|what|where|when|here|everything|name)'s\b", r"\1 is"),
    (
        r"\b(\w+)'s (?=(?:been|got|taken up|gone (?:to|back)|moved (?:to|back|out|in|from)|started|bought an?"
        r"|retired|quit|given up|had an?)\b)",
        r"\1 has ",
    ),
    (rf"\b(\w+)'s (?={_IS})", r"\1 is "),
    (r"'cause\b|\bcos\b|\bcoz\b", "because"),
    (r"\b(I|we|they|you) have no (?=\w)", r"\1 do not have any "),
    (r"\b(\w+) has no (?=\w)", r"\1 does not have any "),
    (
        r"\b(colour|color|film|movie|book|song|band|food|season|birthday|animal|city|drink|dish)'s (?=\w)",
        r"\1 is ",
    ),
    (r"\bgonna\b", "going to"),
    (r"\bwanna\b", "want to"),
    (r"\bgotta\b", "have to"),
)
_TAGS = re.compile(
    r",? (?:by the way|you know|to be honest|believe it or not|imagine|of all things|for what it is worth"
    r"|if you must know|if (?:that|it) helps|as it happens|a bit|a little|a little bit|nowadays|as you know"
    r"|you see|mind you|bless (?:him|her)|thank god|btw|tbh|ngl|innit)(?=[.,;!]|$)",
    re.IGNORECASE,
)
"""What may close a clause and says nothing."""
_SLIP = re.compile(
    rf"\b(?:{NUMBER}),? (?:no|no,? wait|wait|wait,? no|sorry|I mean|I meant|or rather),? (?={NUMBER}\b)",
    re.IGNORECASE,
)
"""A number that is at once put right by the one after it ("fifteen, no, sixteen")."""
_QUOTED = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|(?<!\w)'[^']{3,}'(?!\w)|\u00ab[^\u00bb]*\u00bb")
_SUBJECT = (
    r"(?:I|we|he|she|they|it|you|my|our|his|her|their|there|that|this|these|everyone|everybody|nobody|people"
    r"|both|the)"
)
_AFTER_ANOTHER = (
    r"(?:so|because|although|though|while|then|yet|since"
    r"(?! (?:I|he|she) (?:was|could)\b| (?:the|my|his|her|our) [a-z-]+(?:[,;]|$| (?:and|but)\b)))"
)
_JOINED = rf"(?:(?:(?:and|but|or) )?{_AFTER_ANOTHER}|and|but|or|whereas|which is why)"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence. `carries` says that it has no subject of its own but that of the one before;
    `after` is the word that joins it to that."""

    text: str
    carries: bool = False
    after: str = ""


def plainly(text: str) -> str:
    """`text` with contractions spelled out, quotations taken out and names in capitals where it has none."""
    text = text.replace("\u2019", "'").replace("\u2018", "'")
    text = _QUOTED.sub(" quoted ", text)
    text = re.sub(r"\b(Dr|Mr|Mrs|Ms|Prof)\. (?=[A-Z])", r"\1 ", text)
    text = re.sub(r"\b([Nn]o)\. (?=[A-Z])", r"\1, ", text)  # "No. 9" is a number, "No. I" is not
    text = re.sub(r",? \b(?:lol|lmao|haha+|ha ha|hehe|xd)\b", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(?:u+m+|u+h+|e+rm+)\b,? ?", "", text, flags=re.IGNORECASE)
    if (small := re.sub(r"\bI\b", "i", text)) == small.lower():
        text = capitals(small)
    text = re.sub(r"\bi\b", "I", text)
    for pattern, spelled in _CONTRACTIONS:
        text = re.sub(pattern, spelled, text, flags=re.IGNORECASE)
    text = re.sub(r"\b(Do|Is|Are|Can|Does) not\b", lambda m: m.group().lower(), text)
    text = re.sub(rf"\b({NAME}) (his|her) name (is|was)\b", r"\2 name \3 \1", text)
    text = re.sub(rf"\b(I am an? [\w -]+?),?(?: right)?,? ({NUMBER} years old)\b", r"\1, I am \2", text)
    return _TAGS.sub("", _SLIP.sub("", re.sub(r"\bi\b", "I", text)))


_GOES_ON = rf"(?=(?!{_SUBJECT}\b)[a-z])"
_AFTER = rf"(?P<role>(?:[Mm]y|[Oo]ur) (?:\w+ )?[a-z][a-z-]+), (?P<name>{NAME}), {_GOES_ON}"
_BEFORE = rf"(?P<name>{NAME}), (?P<role>(?:my|our) (?:\w+ )?[a-z][a-z-]+), {_GOES_ON}"
_ASIDE = rf"(?P<role>(?:[Mm]y|[Oo]ur) (?:\w+ )?[a-z][a-z-]+), (?P<name>{NAME}), (?={_SUBJECT}\b)"
_RELATIVE = re.compile(
    rf"(?P<who>\b(?:(?:[Mm]y|[Oo]ur) [\w ]+|{NAME})), who (?P<what>[^,]+?)(?:, (?P<rest>[^,].*)|(?P<mark>[.!]?))$"
)


def _if_a_name(match: re.Match[str]) -> str:
    """ "My husband, Ari, he is" as it stands; "my grandad, Walthamstow, he had" without what is no first name."""
    known = match["name"].split(maxsplit=1)[0] in leanings()
    return match.group() if known else f"{match['role']}, "


def untangled(sentence: str) -> list[str]:
    """`sentence` with what stands in between taken out: "my sister, Anna, is" and "my boss, who sings, is
    late"."""
    sentence = re.sub(_AFTER, r"\g<role> \g<name> ", re.sub(_BEFORE, r"\g<role> \g<name> ", sentence))
    sentence = re.sub(_ASIDE, _if_a_name, sentence)
    match = _RELATIVE.search(sentence)
    if match is None:
        return [sentence]
    apart = f"{match['who']} {match['what']}"
    rest = f" {match['rest']}" if match["rest"] else match["mark"]
    return [f"{sentence[: match.end('who')]}{rest}", apart]


def sentences(text: str) -> list[str]:
    """The sentences of `text`, each with its mark."""
    lines = [part for line in text.splitlines() for part in unmarked(line)]
    return [part for line in lines for one in cut(line) for part in untangled(one)]


def clauses(sentence: str) -> list[Clause]:
    """The clauses of `sentence`, without its mark, each of which may say something of its own."""
    finite = "|".join(sorted(form for form in forms() if not form.endswith("ing")))
    split = re.compile(
        rf"(?:,|;|:| -|\u2014|\u2013)? +(?P<word>{_JOINED}) +(?={_SUBJECT}\b|[A-Z][\w'-]+(?:'s)? "
        rf"(?:\w+ly )?(?:{finite})\b)"
        rf"|(?:,|;|:| -|\u2014|\u2013) *(?={_SUBJECT}\b)"
        rf"|,? +(?:and|but) +(?P<shared>(?=(?:(?:now|also|then|still) )*(?:{finite}|do not|does not) "
        r"(?:in|at|as|for|with|a|an|the|my|to|not|from|on)\b))"
    )
    found: list[Clause] = []
    start, carries, after = 0, False, ""
    text = sentence.strip().rstrip(".!?\u2026 ")
    for match in split.finditer(text):
        found.append(Clause(text[start : match.start()], carries, after))
        joined = (match["word"] or "").lower()
        after = joined if joined == "which is why" else joined.rpartition(" ")[2]
        start, carries = match.end(), match["shared"] is not None
    found.append(Clause(text[start:], carries, after))
    return [part for one in found if one.text.strip() for part in _running(one)]


def _running(clause: Clause) -> list[Clause]:
    first, *more = runs(clause.text)
    return [Clause(first, clause.carries, clause.after), *(Clause(one) for one in more)]
