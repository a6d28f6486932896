"""Words behind which somebody may be in danger: the results page then begins with whom to call at once.

Rather once too often than once too little; but whoever „бие инжекции“ beats nobody.
"""

import re

from services.words import meant

CLOSE = (
    r"(мъж|съпруг|жена|баща|татко|майка|син|дъщер|брат|сестра|внук|снаха|зет|свекър|съсед|приятел|гаджето|него|нея|тях)"
)
HARMLESS = r"(?! \w*(инжекци|камбан|барабан|тревога|рекорд|печат|сърце|път\b|в очи|звън))"
PATTERNS = (
    # oneself
    r"не (ми се|искам|ща|мога)( повече)?( да)? (жив|сте жив)|сам[оу]?уби|самонаран|сложа край|свърша със себе|"
    r"\bда (се )?(убия|убие|умра|обеся)\b|\bреж[аеи] (се|си|ръце|вени)|(няма|без) смисъл|омръзна ми да жив|"
    r"(изпи|глътн|наглът)\w* (\w+ )?хапчета|искам да (изчезна|скоча)|не си струва да жив",
    # beating, threats, captivity, hunger
    rf"\b(бие|бият|бий|бил ме|пребива\w*|преби|набива\w*|набиха|удря|удрят|удари\w*|рита|ритат|души|душат)\b{HARMLESS}",
    r"насили|изнасил|малтрет|изтезава|издева|гавр[аи]|блудств|\bубежище|\b(от )?бой$|синини|тормоз|заплаш|заплах",
    rf"(страх ме е|страхувам се|бягам|крия се) от (\w+ )?{CLOSE}|страх ме е да се прибера|гони ме|преследва ме|дебне",
    r"заключва|заключиха|заключени|държ(и|ат) (ме|я|го)|не (ми|му|ѝ|и|й)? ?дават? да (ям|яде|изляза|излиза)",
    # bodies and people for sale
    rf"(пипа|опипва|докосва) (ме|я|го|дете|{CLOSE})|(ме|я|го) (пипа|опипва)|проститу|трафик на|"
    r"(карат|кара|принужда\w+) .*\b(да|към) (прос|краде|работ)|принуждав|продадо|"
    r"взе(ха|ли)? (ми )?(паспорта|документите)|гладува",
    # a child alone or begging
    r"дет\w+ (\w+ )?(изоставен|само вкъщи|сами вкъщи)|дет\w+ .*\bпрос(и|ят)\b",
    # in English
    r"\b(kill|killing) (my|him|her|me)|suicid|end my life|want to die|(don'?t|do not) want to live|self.?harm|"
    r"\bhurt(s|ing)? (me|my|him|her)|\bbeat(s|ing|en)?\b (?!the)|\bhit(s|ting)? (me|my|him|her)|violen|abus|"
    r"\brap(e|ed|ist)\b|"
    r"threaten|(afraid|scared) of (my|him|her)|traffick|stalk|touch(es|ing|ed) (me|my|him|her)|locks? (me|her|him)",
    # as people write Bulgarian with Latin letters, where the reading is not sure
    r"\bbie\b|\bbi(q|ya|a)t\b|nasili|samoub|\bud(rq|rya|ria)|zapla[s6]h|tormoz|iznasil|da umra|da se ubi|maltre",
)
DANGER = re.compile("|".join(PATTERNS))


def is_danger(query: str) -> bool:
    return any(DANGER.search(text) for text in meant(query))
