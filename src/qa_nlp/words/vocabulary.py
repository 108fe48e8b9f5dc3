"""The words around a proportion: what audits count, what they do not, and the verbs that follow.

All are regular expressions without groups that capture.
"""

from __future__ import annotations

from qa_nlp.words.number_words import NUMBER

# What audits count. A proportion of anything else ("all smiles", "half the story") is a manner of speaking.
_REGULAR = (
    r"(?:action|adolescent|adult|advocate|allegation|answer|application|assessment|assmt|audit|auditor|boy|carer|case"
    r"|chair|check|checklist|chron|closure|complaint|conference|consultation|contact|conversation|council|couple|cpp|dad"
    r"|daughter|debrief|decision|discussion|episode|escalation|exclusion|father|file|form|gathering|genogram|girl"
    r"|grandparent|household|incident|inspection|intervention|interview|investigation|iro|judgement|kid|leader|leaver"
    r"|letter|manager|mapping|meeting|member|mother|mtg|mum|note|notification|nurse|observation|officer|order|panel"
    r"|parent|participant|partner|partnership|pathway|pep|placement|plan|practitioner|professional|profile|provider|pupil"
    r"|recommendation|record|recording|referral|relationship|report|request|resident|respondent|response|return|review"
    r"|school|section|service|session|sib|sibling|son|statement|strat|student|supervision|supervisor|sw|swkr|target"
    r"|teacher|team|teenager|toddler|transfer|transition|trainee|visit|wkr|worker|workshop|youngster)"
)
THING = (
    rf"(?:{_REGULAR}|agency|authority|baby|child|chronology|cyp|enquiry|entry|family|inquiry|man|person|summary|woman"
    r"|yp)\b"
)
THINGS = (
    rf"(?:{_REGULAR}s|agencies|authorities|babies|children|chn|chronologies|cyp|enquiries|entries|families|inquiries|men"
    r"|people|staff|summaries|women|yp)\b"
)
GROUP = r"(?:sample|cohort|group|caseload|workforce|total)\b"

# Shares of time say how often, not how many.
TIME = (
    r"(?:times?|occasions?|seconds?|minutes?|mins?|hours?|hrs?|mornings?|afternoons?|evenings?|nights?|days?|weekdays?"
    r"|weekends?|weeks?|wks?|fortnights?|months?|mths?|terms?|quarters?|years?|yrs?|decades?|spring|summer|autumn|winter"
    r"|(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?)\b"
)

VERB = (
    r"(?:(?:still|also|only|just|now|then|clearly|simply) )?(?:had|have|haven't|hadn't|were|weren't|are|aren't|did"
    r"|didn't|do|don't|could|couldn't|would|went|came|show|showed|contain|contained|lack|lacked|include|included|need|needed|met"
    r"|gave|got|said|say|felt|feel|knew|know|held|saw|mention|mentioned|received|report|reported|stated|used|use)\b"
)
"""What many do: a verb after a bare "most", "half" or "none"."""

STOP = (
    r"(?:an?|the|and|or|but|nor|not|no|if|as|at|in|on|of|for|to|by|with|from|into|over|about|through|than|then|so|too|very"
    r"|is|was|are|were|be|been|being|am|has|have|had|does|do|did|can|could|will|would|should|must|may|might|that|which"
    r"|who|whom|whose|what|when|where|why|how|this|these|those|it|its|he|she|they|we|you|i|me|him|her|his|them|us|their"
    r"|our|your|my|all|every|each|some|any|most|few|many|several|both|none|because|while|since|until|after|before|there"
    r"|here|out|up|down|off|again|always|never|often)\b"
)
MODIFIERS = rf"(?:(?!{STOP}|{TIME}|{NUMBER})[\w']+(?:-[\w']+)*,? ){{0,3}}?"
"""Up to three adjectives or nouns between a quantity and what it counts."""

OWNER = r"(?:(?:all )?(?:the|these|those|our|their|his|her|its|your|my) )"

FOLLOWING = (
    rf"(?: or (?:more|over|fewer|less|under|so))?(?: \(|(?: of)? {OWNER}?(?:{NUMBER} )?{MODIFIERS}{THINGS}"
    rf"|(?: of)? {OWNER}{MODIFIERS}{GROUP}| of {OWNER}?{NUMBER}| of (?:them|these|those|whom|which|us)\b| {VERB})"
)
"""What must stand after a bare quantity ("half", "most", "a third") for it to be a share of what audits count."""
