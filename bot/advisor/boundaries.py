"""What the advisor leaves to others: professional advice, and acting on anybody's behalf."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.advisor.model import Refusal, RefusalReason
from bot.advisor.orders import orders_machine
from bot.advisor.phrases import anywhere, at_start
from bot.advisor.wording import is_asking

_WHAT_IT_CAN = (
    "I answer questions about alliance management from the library and cite every sentence"
)


@dataclass(frozen=True, slots=True)
class _Profession:
    """Somebody better placed, and the requests that belong to them."""

    adviser: str
    field: str
    requests: re.Pattern[str]


# Subjects of the law, of tax and so on are fit for the library ("How should legal be involved in
# governance?"). What is turned away is the wish for advice on one's own case, or for a legal text.
_LEGAL_TEXT = (
    r"(contract|agreement|nda|mou|term sheet|clause|terms|licen[cs]e agreement|letter of intent|"
    r"liability cap|indemnity|warranty|non-?compete|disclaimer|privacy policy|waiver)s?"
)
_OURS = r"(we|i|our company|my company|our firm|our partner|my partner|they)"
_PROFESSIONS = (
    _Profession(
        "a doctor or pharmacist",
        "medical",
        anywhere(
            r"""
            (i|my (\w+ )?|he|she) ?(have|has|had|feel|feels|am|is|keep|keeps|got|suffer|suffers|been)( \w+){0,3} (headaches?|fever|pain|rash|cough|nausea|dizzy|dizziness|pregnant|migraines?|symptoms?|diagnosed|sick|bleeding|infection|depressed|insomnia)
            my (head|back|chest|stomach|knee|throat|tooth|eye|arm|leg)( \w+)? (hurts?|aches?|pain)
            (what|which|how (much|many)|should (i|we|he|she)) [^.?!]{0,40}(ibuprofen|paracetamol|aspirin|antibiotics?|insulin|antidepressants?|vaccines?|tablets|pills|mg|medication|medicine)
            (right|correct|maximum|daily|normal|recommended) (dose|dosage)|(dosage|side effects?) (of|for|from) \w+
            (safe|ok|okay|dangerous) to (take|drink|mix|eat|stop taking)
            (symptoms|treatment|cure|remedy|therapy|medication|medicine|diagnosis) (of|for) (a |an |the |my )?(flu|cancer|covid|diabetes|headaches?|migraines?|depression|anxiety|burnout|back pain|insomnia|adhd|fever|allerg(y|ies)|cold|high blood pressure|hypertension|asthma)
            (should|must|can) (i|he|she) (see|call|go to) (a |the )?(doctor|hospital|er|emergency room)
            (treat|cure|heal) (my|a|an|the) (\w+ )?(burn|wound|infection|illness|disease|headache|patient|rash)
            medical advice
            """  # noqa: E501 - one phrase a line
        ),
    ),
    _Profession(
        "your competition counsel",
        "antitrust",
        anywhere(
            rf"""
            (antitrust|anti-trust|competition law|cartel|price[- ]fixing|gun[- ]jumping|merger control|hsr|collusi(on|ve)) [^.?!]{{0,80}}(if|can|could|may|are|would|will|do|should|must) {_OURS}
            (can|could|may|are|would|will|do|should|must|if) {_OURS} [^.?!]{{0,90}}(antitrust|anti-trust|competition law|cartel|price[- ]fixing|gun[- ]jumping|merger control|hsr|collu(de|ding|sion))
            (is|are|would|does|do|will) (it|this|that|our|my|the|these|those) [^.?!]{{0,90}}(violate|break|breach|against|comply with|illegal under|legal under|raise|trigger|fall foul of)[^.?!]{{0,20}} (antitrust|competition|cartel)
            (can|could|may|should) {_OURS} [^.?!]{{0,40}}(agree|fix|set|coordinate|align|share|discuss|exchange|talk about) [^.?!]{{0,30}}(prices|pricing|price lists?|bids?|margins|customers|territories|markets|output) [^.?!]{{0,40}}(competitors?|rivals?)
            (can|could|may|should) {_OURS} [^.?!]{{0,30}}(competitors?|rivals?) [^.?!]{{0,30}}(agree|fix|set|coordinate|align) [^.?!]{{0,30}}(prices|pricing|bids?|margins|territories|output)
            (divide|split|carve up|allocate) [^.?!]{{0,20}}(territories|markets|customers) (with|between|among) [^.?!]{{0,20}}(competitors?|rivals?)
            antitrust (advice|opinion|clearance|assessment|risk (of|in|for) (our|this|my))
            """  # noqa: E501 - one phrase a line
        ),
    ),
    _Profession(
        "a tax adviser",
        "tax",
        anywhere(
            r"""
            (how|what|which|is|are|do|does|can|could|should|will|would|where) [^.?!]{0,80}(taxed|taxable|tax[- ]deductible|tax[- ]free|withholding tax|vat|sales tax|corporate tax|income tax|capital gains|transfer pricing|permanent establishment|tax (implications?|consequences?|treatment|liability|rates?|returns?|credits?|breaks?|burden|structure|residency|advantages?|efficient|optimal|savings?|exposure|position))
            (reduce|avoid|minimi[sz]e|save|save on|lower|pay|owe|file|optimi[sz]e|defer|evade|deduct|report|structure) [^.?!]{0,40}(tax|taxes|vat|duty|duties)
            (deduct|write off) [^.?!]{0,60}(expenses?|costs?|contributions?|losses)
            tax (advice|planning|optimi[sz]ation|filing)
            """  # noqa: E501 - one phrase a line
        ),
    ),
    _Profession(
        "a licensed investment adviser or your securities compliance team",
        "investment",
        anywhere(
            rf"""
            (should|can|could|may|is it (ok|okay|legal|allowed|wise|smart|good|a good (time|idea)) (for (me|us) )?to|time to|want to|going to|how do) ?({_OURS})? ?(\w+ ){{0,2}}(buy|sell|short|hold|trade|dump|invest in) [^.?!]{{0,60}}(shares?|stocks?|bonds?|options|futures|crypto\w*|bitcoin|etfs?|funds?|securities|ipo|warrants|derivatives)
            (should|can|may) (i|we|my \w+) (buy|sell|short|trade|dump) [^.?!]{{0,60}}(before|after|ahead of) [^.?!]{{0,40}}(announce\w*|deal|merger|news|public|signing|earnings)
            (will|would|is|are) [^.?!]{{0,40}}(shares?|stocks?|share price|stock price|bitcoin)( \w+)? (rise|fall|go up|go down|drop|increase|jump|a (good )?(buy|investment)|worth buying|overvalued|undervalued)
            (which|what) (shares?|stocks?|bonds?|crypto\w*|etfs?|funds?|securities) (should|to|do|would|are|is)
            (stock|investment|share|crypto|trading) (tips?|advice|picks?|recommendations?|price (prediction|forecast|target))
            (predict|forecast) [^.?!]{{0,30}}(share|stock) price
            (insider|inside) (trading|information|tip) [^.?!]{{0,60}}(can|may|should|could|is it|am i|are we|ok|okay|legal)
            (can|may|should|could|is it|am i|are we) [^.?!]{{0,60}}(trade|buy|sell|act) [^.?!]{{0,40}}(insider|inside|non-?public) (information|knowledge|tip)
            """  # noqa: E501 - one phrase a line
        ),
    ),
    _Profession(
        "a lawyer",
        "legal",
        anywhere(
            rf"""
            (draft|write|redraft|rewrite|compose|word|review|redline|mark up|amend|fix|check|negotiate|interpret|prepare|generate|create|give (me|us)) (me |us |up )?(an? |the |our |my |this |that |these |their |some )?([\w-]+ ){{0,3}}{_LEGAL_TEXT}(?! (template|outline|checklist|agenda|plan|list))
            (wording|language|text|template|boilerplate|draft) (for|of) (an? |the |our )?([\w-]+ ){{0,3}}{_LEGAL_TEXT}
            (can|could|may|should|would|must|do|are|will|did|have) {_OURS} [^.?!]{{0,60}}(sue|sued|liable|legally|lawfully|in breach|breach(ed|ing)? (of )?(the |our |this )?(contract|agreement|terms)|break(ing)? the law|prosecuted|enforce (the|our|this)|claim damages|terminate for cause|get out of (the|our|this) (contract|agreement))
            (is|are|would|was) (it|this|that|our|the|their|these) [^.?!]{{0,60}}(legal|illegal|lawful|unlawful|enforceable|legally binding|actionable|a breach of (the |our )?(contract|agreement)|against the law)
            (what|which) are (our|my) (legal )?(rights|remedies|liabilities|legal options|legal obligations)
            (what|which) (governing law|jurisdiction|arbitration rules) (should|do|would|must) (we|i)
            (does|do|is|will|would) (gdpr|ccpa|hipaa|sox|the law|labou?r law|employment law|export control|sanctions law|patent law|copyright law) [^.?!]{{0,40}}(apply|allow|forbid|permit|require|prohibit|cover) [^.?!]{{0,30}}(us|we|our|me|my|this)
            who (owns|would own|gets) (the |our )?(ip|patents?|intellectual property|copyright) [^.?!]{{0,40}}(if|under) (our|the|this) (contract|agreement|we|employee)
            legal (advice|opinion|counsel on|assessment of (our|this|my))
            (sue|take) [^.?!]{{0,30}}(to court|for (breach|damages|fraud|infringement))
            how (do|can|should|could) (we|i) (sue|litigate|take legal action|file a lawsuit|terminate (our|the|this) (contract|agreement) (legally|without))
            """  # noqa: E501 - one phrase a line
        ),
    ),
)
_ABOUT_THE_LIBRARY = anywhere(
    r"""
    (does|do|did|can) (the|your|any|our) (library|sources?|documents?|literature|research|stud(y|ies)|notes) (say|says|said|tell|recommend|advise|report|mention|cover|hold|contain|suggest)
    (library|sources?|documents?|literature|research|stud(y|ies)) (say|says|said|recommends?|reports?|suggests?|found|finds|shows?)
    according to (the|your|our) (library|sources?|documents?|literature|research)
    (anything|something|passage|passages|information) in (the|your|our) (library|sources?|documents?)
    """  # noqa: E501 - one phrase a line
)
_POLITE = at_start(
    r"""
    (please|pls|now|hey|hi|hello|ok|okay|and|then|also|advisor|bot|just|kindly|first|next|quickly)
    (i want|i need|i'd like|i would like|i order|i command) you to
    you (should|must|have to|need to|will)( now)?
    ((please|pls|hey|hi|ok|so|and|also|bot|advisor)\W+)*(can|could|would|will) (you|u)( (please|kindly|just|also|now|go ahead and))*
    let's
    """  # noqa: E501 - one phrase a line
)
POLITE_WORDS = 4
"""How often "ok", "please", "can you" may precede what is wanted."""
_THING = r"(an? |the |this |that |these |those |it |my |our |your |all |every |some |any |me |us )*"
_ACTS = at_start(
    rf"""
    (send|forward|e-?mail|text|dm|ping|notify|invite) (\w+ ){{0,4}}(to|at|about) .+
    (send|forward|e-?mail|dm|ping|notify|invite) (this|that|it|him|her|them|everyone|everybody|@\w+|my (boss|manager|team)|(the|our) (partner|team|sponsor|client|customer)s?)
    (message|call|phone) (@?\w+|my (boss|manager|team|partner)|(the|our) (partner|sponsor|team))( now| today| and .+)?\W*$
    tell (@\w+|him|her|them|(the|my|our) (team|boss|manager|partner|sponsor|channel)) (that|to|we|about) .+
    (post|publish|share) {_THING}(\w+ ){{0,3}}(to|in|on|with) .+
    (delete|erase|wipe|purge|destroy) .+
    (remove|drop|cancel) {_THING}(\w+ ){{0,2}}(entry|entries|logs?|records?|messages?|channels?|users?|meetings?|data|files?|table|database)
    (schedule|book|arrange|set up|reschedule|move) {_THING}(\w+ ){{0,3}}(meeting|call|appointment|flight|room|hotel|invite|reminder|demo|table)s?( .*)?
    (schedule|book|arrange|reschedule) {_THING}(\w+ ){{0,2}}(qbr|review|workshop|jsc|health check)s? (for|on|at|with|next|tomorrow|in) .+
    remind (me|us|him|her|them|everyone|the team|@?\w+) (to|about|in|on|at|tomorrow|every|next) .+
    set {_THING}(\w+ )?(reminder|alarm|timer).*
    (create|open|close|update|assign|file|raise) {_THING}(\w+ ){{0,2}}(ticket|channel|task|jira|account|opportunity|crm|salesforce|calendar|spreadsheet|google doc|user|invoice|deal registration)s?( .*)?
    (log|record|note down|save|store) {_THING}(\w+ )?(decision|risk|commitment|action|meeting|milestone|issue|note|entry|health check)s?\b.*
    (mark|close|reopen) .+ (as )?(done|closed|complete|completed|open|resolved)
    undo( (that|this|it|the last .*))?
    export .+
    (approve|sign|submit|pay|transfer|wire|refund|order|purchase|unsubscribe|subscribe) (the|this|that|our|my|me|us|an?|it|\$).*
    (run|execute|install|deploy|restart|shut ?down|reboot|compile) {_THING}(\w+ )?(code|script|command|query|sql|server|update|yourself|bot|app|job)\b.*
    (restart|shut ?down|reboot|kill|update|destroy|delete) yourself
    (show|give|export|reveal|print|read|open|list|dump|display|share|repeat|output|tell) {_THING}(\w+ ){{0,3}}(other team'?s?'? (log|logs|data|entries)|passwords?|credentials|secrets?|tokens?|api keys?|env(ironment)? variables?|config(uration)?( files?)?|private (messages|data|channels?)|source code|system prompt|hidden (prompt|instructions)|your (initial |original )?(instructions|prompt|rules))\b.*
    what (is|are|was|were) your (system |initial |original |hidden |secret )*(prompt|instructions|password|api key|token)s?\b.*
    (write|compose|sing|make up|create|generate|give|tell) {_THING}(\w+ ){{0,2}}(poem|song|joke|limerick|haiku|essay|novel|rap|tweet|blog ?post|linkedin post|cover letter|speech|python|javascript|program|recipe|image|picture|logo|bedtime story)s?\b.*
    (draft|write|compose|prepare|send) {_THING}(\w+ ){{0,2}}(e-?mail|letter|message|reply|response|post|announcement|press release|memo)s?\b.*
    translate .+
    (pretend|role-?play|act as|act like|imagine (that )?you|behave (as|like)) .+
    (ignore|disregard|forget) (all|any|every|everything|previous|prior|your|what|above|that).*
    (google|browse|download|upload|fetch) .+
    search (the )?(web|internet|google|online).*
    (open|visit|click) {_THING}(\w+ )?(website|link|url|page|attachment).*
    (change|update|modify|rewrite|edit|reset|disable|turn off|override|bypass|adopt) (your|the) (\w+ )?(system|prompt|instructions?|settings?|rules?|persona|name|language|filters?|safety|guardrails?|permissions?).*
    (speak|talk|respond|reply|answer) (only |just |to me |me )?(in|like|as|with) .+
    stop (answering|replying|responding|posting).*
    (leave|join|mute|archive|rename) (this|the|our) (channel|thread|workspace).*
    """  # noqa: E501 - one phrase a line
)
_NOT_ACTS = at_start(
    r"""
    (remind|tell|show|give|send|share) (me|us) (what|how|why|when|which|who|where|whether|if)
    (log|record|save|store|post|share|send|invite|export|sign|delete) (\w+ )*(or|versus) .+\?
    """
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*[\"'\u2019\u201d)]*")


@dataclass(frozen=True, slots=True)
class Screened:
    """What of a message may be answered, and a refusal when nothing of it may."""

    text: str
    refusal: Refusal | None = None


def screen(text: str) -> Screened:
    """Turn away requests for professional advice and for deeds; leave questions as they are.

    An order beside a real question is left out and the question kept.
    """
    profession = _profession_for(text)
    if profession is not None:
        return Screened(text, _refer(text, profession))
    sentences = [match.group().strip() for match in _SENTENCE.finditer(text)]
    offending = [sentence for sentence in sentences if _is_order(sentence)]
    if not offending:
        return Screened(text, _decline(text) if orders_machine(text) else None)
    rest = [sentence for sentence in sentences if sentence not in offending]
    if any(is_asking(sentence) for sentence in rest):
        return Screened(" ".join(rest))
    return Screened(text, _decline(text))


def _is_order(sentence: str) -> bool:
    if orders_machine(sentence):
        return True
    bare = sentence
    for _ in range(POLITE_WORDS):
        bare = _POLITE.sub("", bare, count=1).strip(" ,.:;-")
    return bool(_ACTS.match(bare)) and not _NOT_ACTS.match(bare)


def _profession_for(text: str) -> _Profession | None:
    if _ABOUT_THE_LIBRARY.search(text):
        return None
    return next((p for p in _PROFESSIONS if p.requests.search(text)), None)


def _refer(text: str, profession: _Profession) -> Refusal:
    reply = (
        f"That calls for {profession.field} advice on your own case, which I cannot give: please "
        f"ask {profession.adviser}. {_WHAT_IT_CAN}, for instance what sources say in general."
    )
    return Refusal(standalone=text, reason=RefusalReason.PROFESSIONAL, text=reply)


def _decline(text: str) -> Refusal:
    return Refusal(
        standalone=text,
        reason=RefusalReason.OUT_OF_SCOPE,
        text=(
            "I'm sorry, I can't do that for you: I only answer questions and cannot act, write "
            f"messages or change how I work. {_WHAT_IT_CAN}. For your team's alliance log, "
            "type /alliance."
        ),
    )
