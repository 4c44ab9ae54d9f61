"""The vocabulary of saved web pages: lines and sentences that are about the page, not the subject.

Every pattern is anchored to a whole line or to the beginning of a sentence. A text that speaks
*about* paywalls, comments or newsletters names them inside its sentences and is left alone.
"""

from __future__ import annotations

import re


def _line(*patterns: str) -> re.Pattern[str]:
    """Match one of *patterns* as a whole line, with or without closing punctuation."""
    return re.compile(rf"(?:{'|'.join(patterns)})\s*[:.!…»\u203a>]*\Z", re.IGNORECASE)


def _opening(*patterns: str) -> re.Pattern[str]:
    """Match a sentence that begins with one of *patterns*."""
    return re.compile(rf"(?:{'|'.join(patterns)})", re.IGNORECASE)


_PIECE = (
    r"(?:articles?|posts?|stor(?:y|ies)|content|reads?|reading|news|insights|videos?|podcasts?)"
)

# Openers of other people's pieces: teasers, lists of links, newsletters, sharing.
TEASERS = _line(
    r"from (?:the|our) (?:magazine|archives?|blog|newsroom|editors?)",
    rf"(?:related|similar|recommended|suggested|recent|featured|popular|trending|latest|more) {_PIECE}",
    r"(?:you (?:may|might|could|will)|readers) also (?:like|liked|enjoy|love|be interested in|read)",
    r"(?:recommended|suggested|selected|picked|more|just) for you",
    r"(?:today[\u2019']s )?most (?:read|popular|viewed|shared|e-?mailed|commented)"
    r"(?: (?:stories|articles|posts|today|now|this (?:week|month)|(?:on|in) .{1,20}))?",
    r"trending(?: now| today| topics)?",
    r"more from .{2,50}|more (?:by|in|on|about) (?:the author|this (?:author|topic|series|issue))",
    r"(?:read|up|what to read|watch) next",
    r"(?:keep|continue) exploring",
    r"editor[s'\u2019]{0,2} (?:picks?|choice)",
    r"(?:also|see|read) (?:on|in) (?:this site|our site|the site)",
    r"(?:sponsored|promoted|partner) (?:content|links?|posts?|stor(?:y|ies))",
    r"around the web|elsewhere on the web|in other news|don[\u2019']t miss",
    r"(?:our |the )?(?:weekly |daily |free |monthly )+newsletters?|newsletter sign[- ]?up",
    r"stay (?:connected|informed|up[- ]to[- ]date|in touch|in the loop)",
    r"(?:post|article|site|page|breadcrumb) navigation",
    r"filed under|(?:tags|tagged|filed under|posted in|categories) ?:.{0,80}",
)

# Openers after which only readers speak.
COMMENTS = _line(
    r"\d+ thoughts? (?:on|about) .+",
    r"\d+ (?:comments?|responses?|repl(?:y|ies)|reactions?) (?:on|to) .+",
    r"leave (?:a|your) (?:comment|reply|response|thought)s?(?: below)?",
    r"(?:post|add|write|submit) (?:a|your) (?:comment|reply|response)s?",
    r"(?:join|start) the (?:conversation|discussion|debate)",
    r"(?:reader|user|visitor)s?[\u2019']? (?:comments?|responses?|reactions?|opinions?)",
    r"comments? (?:are|have been) (?:closed|disabled|moderated).*",
    r"(?:show|view|load|hide|see|read)(?: all)?(?: \d+)? comments?",
)
# The same where the word alone could be a real heading: what follows has to look like readers.
COMMENTS_PERHAPS = _line(
    r"(?:\(?\d+\)? )?(?:comments?|responses?|repl(?:y|ies)|discussion|reactions?|feedback)(?: ?\(?\d+\)?)?",
    r"what (?:do you think|are your thoughts)\??",
)
READER_SPEAKS = re.compile(
    r"\A\W*(?:reply|report|flag|permalink|upvote|like|quote)\b.{0,20}\Z"
    r"|\b(?:says|said|wrote|writes|commented|replied)\s*:?\s*\Z"
    r"|\A[\w .'-]{2,40} (?:says|writes|wrote)\s*:"
    r"|\b\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b"
    r"|\b(?:at|@|,) \d{1,2}[:.]\d{2} ?(?:am|pm|a\.m\.|p\.m\.)"
    r"|\A(?:log|sign) in to (?:comment|reply|post)|\Aleave a (?:comment|reply)",
    re.IGNORECASE,
)

# Labels that stand alone anywhere on a page.
LABELS = _line(
    r"(?:article|book|text|full) (?:excerpt|preview|text|body|content)|excerpt|full article",
    r"advertisements?|story continues below(?: advertisement)?|continue reading(?: below)?.{0,40}",
    r"(?:share|tweet|pin|print|e-?mail|save|bookmark|download|copy link|like|follow)"
    r"(?: (?:this|on|to|via|it|us|article|page|post|pdf|link|story|facebook|twitter|linkedin|x|e-?mail))*",
    r"(?:share|tweet|pin|print|e-?mail|save|facebook|twitter|linkedin|whatsapp|reddit|pinterest|rss|x)"
    r"(?:[ |/·•,]+(?:share|tweet|pin|print|e-?mail|save|facebook|twitter|linkedin|whatsapp|reddit"
    r"|pinterest|rss|instagram|youtube|x))+",
    r"(?:\d+ )?(?:shares|likes|views|claps|retweets)",
    r"(?:estimated )?(?:reading|read) time.{0,25}|\d+[- ]?min(?:ute)?s?(?: read)?|read in \d+ min.*",
    r"(?:skip|jump|back|return|go|scroll) to (?:main content|content|navigation|top|home|the top|main)",
    r"(?:photo|image|picture|photograph|illustration|credit)s?(?: (?:by|credit|courtesy of|via)|\s?:).{0,60}",
    r"(?:previous|next|older|newer)(?: (?:post|article|page|entry|entries|posts|story))?",
    r"read (?:more|the full .{0,30}|full article)|show more|see more|see all|view all|learn more|more",
    r"(?:click|tap) (?:here|to (?:enlarge|zoom|expand|share|tweet)).{0,40}",
    r"(?:(?:author|title|keyword|site|subject)s? )*(?:advanced search|search results|search)",
    r"(?:accept|reject|allow|manage|decline)(?: all)?(?: cookies| preferences)?|cookie settings",
    r"(?:log|sign) ?(?:in|on|out|up)|register|subscribe(?: now)?|my account|create (?:an )?account",
    r"(?:also )?(?:listen|listen to this (?:article|story)|watch|play)",
    r"newsroom|(?:press|media|news) release|for immediate release",
    r"loading|please wait|menu|close|toggle navigation|open menu|main menu",
    r"all rights reserved|terms (?:of (?:use|service)|and conditions|& conditions)|privacy(?: policy)?",
)
CONTENTS = _line(r"(?:table of )?contents|(?:in|on) this (?:article|page|post|section|story)")
COPYRIGHT = re.compile(
    r"\A(?:copyright\b|\u00a9|\(c\) ?(?=\d{4})).{0,160}\Z|\A.{0,80}\ball rights reserved\.?\Z",
    re.IGNORECASE,
)
NAVIGATION = frozenset(
    [
        "home",
        "about",
        "contact",
        "search",
        "menu",
        "login",
        "subscribe",
        "topics",
        "news",
        "blog",
        "events",
        "careers",
        "jobs",
        "shop",
        "store",
        "cart",
        "help",
        "faq",
        "faqs",
        "rss",
        "facebook",
        "twitter",
        "linkedin",
        "instagram",
        "youtube",
        "privacy",
        "terms",
        "sitemap",
        "archive",
        "archives",
        "categories",
        "tags",
        "newsletter",
        "newsletters",
        "podcast",
        "podcasts",
        "videos",
        "video",
        "authors",
        "account",
        "register",
        "donate",
        "press",
        "advertise",
        "sections",
        "magazine",
        "issues",
        "resources",
        "products",
        "services",
        "solutions",
        "company",
        "support",
        "download",
        "downloads",
        "forum",
        "community",
        "webinars",
        "industries",
        "insights",
        "pricing",
    ]
)
NAVIGATION_PHRASES = frozenset(
    {
        *("about us", "contact us", "log in", "sign in", "sign up", "my account", "our team"),
        *("site map", "terms of use", "privacy policy", "case studies", "current issue"),
        *("advanced search", "white papers", "follow us", "main menu", "cookie policy"),
    }
)

# Calls to pay, sign in, subscribe, allow or react; the first group is proof of a web page.
_TO_READ = r"(?:read|continue|access|view|see|unlock|get|keep reading|finish)\b"
PAYWALL = _opening(
    rf"to {_TO_READ}(?: (?:the|this|our|more|full|complete|entire|whole|rest|of|article|story|content"
    rf"|page|report|post|premium|all|on|for|free|reading|piece|issue))*[,:]? ?(?:please |simply |just |you (?:must"
    rf"|need to|have to|can) )*\b(?:log[- ]?in|sign[- ]?(?:in|up)|subscribe|register|purchase|buy|create)\b",
    rf"(?:please )?(?:log[- ]?in|sign[- ]?(?:in|up)|subscribe|register|upgrade)(?: (?:or|and|/) ?\S+(?: \S+)?)?(?: now| today| here| below| for free)? to {_TO_READ}",
    r"(?:this|the full|the complete|the rest of this) (?:article|content|story|page|post|report) is (?:only )?(?:for|available (?:only )?(?:to|for)|reserved for|locked|exclusive)",
    r"you(?:[\u2019']ve| have) (?:reached|read|used|hit|exceeded).{0,40}\b(?:free|limit|monthly|complimentary)\b",
    r"(?:already|not yet|not) an? (?:subscriber|member|registered user)(?:\?|\Z|[.,:]? ?(?:please )?(?:log|sign)\b)",
    r"already have an account\?|don[\u2019']t have an account\?|forgot(?:ten)? (?:your )?password\??",
    r"(?:create|open|get) (?:an?|your) free (?:account|trial)",
    r"(?:start|try|begin) your (?:free )?(?:trial|subscription)",
    r"(?:unlimited|full) (?:digital )?access (?:for|from|to all|starting)",
    r"(?:purchase|buy|rent) (?:this|the full) (?:article|issue|pdf|chapter)",
    r"want (?:to read more|the full story|full access)\?",
)
NOTICES = _opening(
    r"(?:an?|sorry,? an?|oops[!,.]? an?) (?:unknown |unexpected |internal )?error (?:has )?(?:just )?occurred[.!]?\Z",
    r"(?:sorry|oops|uh[- ]oh)\b.{0,60}\b(?:went wrong|not found|could not|couldn[\u2019']t|can[\u2019']t|error)",
    r"something went wrong[.!]?",
    r"(?:the|this) page (?:you (?:requested|are looking for)|cannot|could not|can[\u2019']t|isn[\u2019']t)",
    r"(?:please )?(?:enable|turn on) (?:javascript|cookies)|(?:javascript|cookies) (?:is|are|must be) (?:disabled|required|enabled)",
    r"your (?:session|browser) (?:has )?(?:timed out|expired|is (?:not supported|out of date|outdated))",
    r"(?:we|this (?:web ?)?site|our (?:web ?)?site|our partners) uses? cookies\b",
    r"by (?:continuing|using|browsing|clicking|visiting).{0,60}\b(?:agree|consent|accept)\b.{0,60}\b(?:cookies|terms|policy|privacy|use)",
    r"you (?:are|appear to be) using an? (?:outdated|unsupported|old) browser",
    r"(?:404|403|500|502|503)\b.{0,40}\b(?:error|not found|forbidden|unavailable)",
    r"(?:we are|we[\u2019']re) sorry\b.{0,60}\b(?:page|error|unavailable|problem)",
)
CALLS = _opening(
    r"(?:please )?(?:click|tap|press|hit)\b.{0,60}\b(?:button|here|link|below|reload|share|below)\b",
    r"(?:please )?(?:reload|refresh)\b.{0,40}\b(?:page|browser)\b",
    r"(?:please )?try again\b|if (?:the|this) (?:problem|error|issue) (?:persists|continues)",
    r"(?:please )?(?:leave|post|drop|add|write|share)(?: me| us)? (?:a|your) (?:comments?|repl(?:y|ies)|thoughts|opinions?|views?)\b.{0,80}\Z",
    r"(?:please )?let (?:me|us) know (?:what you think|your thoughts|in the comments)",
    r"(?:what do you think|do you agree)\? (?:share|leave|tell|let)",
    r"(?:tell|share|let|leave|write|discuss)\b.{0,60} in the comments",
    r"(?:sign up|subscribe|join|register)\b.{0,60}\b(?:newsletters?|mailing list|updates|inbox|e-?mail|alerts?|feed)\b",
    r"(?:get|receive|have)\b.{0,60}\b(?:delivered|sent|straight)?\s?(?:to|in) your (?:inbox|mailbox|e-?mail)\b",
    r"(?:enter|submit) your e-?mail|your e-?mail address will not be published|required fields are marked",
    r"(?:follow|like|find|connect with|join) (?:us|me|him|her|them)(?: on)? .{0,20}\b(?:facebook|twitter|linkedin|instagram|x|youtube|social)\b",
    r"(?:read|see|view|learn|find out) more\b.{0,40}\Z|(?:also|must) read:.{0,120}\Z|related:.{0,120}\Z",
    r"(?:this|the) (?:article|post|story|piece|column) (?:was )?(?:originally|first) (?:appeared|published|ran)\b",
    r"(?:you can )?unsubscribe\b.{0,60}|we (?:will never|won[\u2019']t|do not) (?:share|sell|spam)\b.{0,60}",
    r"(?:accept|manage|reject|change)\b.{0,30}\b(?:cookies?|preferences|settings)\b.{0,20}\Z",
    r"(?:read|see) our (?:privacy|cookie) (?:policy|notice)",
    r"save my name, e-?mail|notify me of (?:new|follow)",
)


# What stands above an article.
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:18|19|20)\d\d"
DATE = re.compile(
    rf"\b(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? {_YEAR}"
    rf"|{_MONTH},? {_YEAR}|(?:spring|summer|fall|autumn|winter),? {_YEAR}"
    rf"|{_YEAR}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]{_YEAR})\b",
    re.IGNORECASE,
)
DATE_LEAD = re.compile(
    r"(?:(?:first |originally )?published|posted|updated|last (?:updated|modified|reviewed)|created"
    r"|date|on|issue|written)\b[\s:,]*(?:online|on|in|at)?[\s:,]*",
    re.IGNORECASE,
)
_NAME = r"(?:[A-Z]\.|(?:[dD][aeiu]|[Vv][ao]n|[Dd]er|[Dd]en|[Ll][ae]|bin|al)|[A-Z][\w'\u2019-]+)"
_PERSON = rf"(?:(?:Dr|Prof|Mr|Ms|Mrs|Sir)\.? )?{_NAME}(?: {_NAME}){{1,4}}"
PEOPLE = rf"{_PERSON}(?:(?:, (?:and |& )?| and | & ){_PERSON})*"
BYLINE = re.compile(
    rf"(?:[Bb]y|BY|[Ww]ritten by|[Pp]osted by|[Pp]ublished by|[Rr]eviewed by|[Aa]uthors?|[Ww]ords by"
    rf"|[Ww]ords|[Tt]ext|[Ss]tory by|[Rr]eport by|[Ii]nterview(?: by)?)[:\s]+(?P<people>{PEOPLE})(?P<rest>.*)\Z"
)
PERIODICAL_OF = re.compile(
    r"(?:(?:magazine|journal|newspaper|trade|academic|news|scholarly) article|originally (?:published|appeared) in"
    r"|(?:first )?published (?:in|by)|appeared in|reprinted from|from the pages of)[\s:]+(?:from )?(?P<name>(?:The )?[A-Z].{2,70})\Z",
    re.IGNORECASE,
)
PERIODICAL = re.compile(
    r"(?:[A-Z&][\w&'\u2019.-]*|of|and|the|for|on|in|to) ?(?:.{0,60})\b(?:Review|Journal|Magazine|Quarterly|Times"
    r"|News|Weekly|Monthly|Daily|Today|Tribune|Herald|Gazette|Digest|Bulletin|Chronicle|Observer"
    r"|Post|Insights|Perspectives|Proceedings|Transactions|Letters|Blog|Newsletter)(?: .{0,12})?\Z"
)
MEMO = re.compile(
    r"(?P<field>from|author|to|cc|date|subject|re|title)\s*:\s*(?P<value>\S.*)\Z", re.IGNORECASE
)
QUOTED_TITLE = re.compile(
    r"(?:thoughts?|comments?|responses?|repl(?:y|ies)) (?:on|to) [\"'\u2018\u201c](?P<title>.+?)[\"'\u2019\u201d]\W*\Z",
    re.IGNORECASE,
)

# Classes and ids of a page's parts.
_PART = r"(?:[-_]+(?:list|area|section|box|wrapper|wrap|container|form|widget|bar|buttons?|block|inner|links?|content|title|items?|\d+))*"
# A class or id that says what a part of the page is for; "market-share" and
# "comments-received" are somebody's own words and do not match.
MACHINERY = re.compile(
    rf"\A(?:(?:user|post|blog|reader|entry|article|page|site|social|wp|fb|js|main|top|bottom)[-_]+)?"
    rf"(?:comments?|commentlist|disqus(?:[-_]thread)?|respond|replies|related(?:[-_](?:posts?|articles?|stories))?"
    rf"|recommend(?:ed|ations)|sharing|sharedaddy|share(?:[-_]this)?|social|newsletters?|subscribe|subscription"
    rf"|cookies?(?:[-_](?:banner|consent|notice))?|consent|gdpr|paywall|promo|adverts?|advertisement|ads|sponsored"
    rf"|sidebar|breadcrumbs?|pagination|pager|popup|modal|overlay|menu|nav|navbar|navigation|footer|outbrain"
    rf"|taboola|trending|most[-_]read|teasers?|byline[-_]share|author[-_]?bio|skip[-_]link){_PART}\Z",
    re.IGNORECASE,
)
MACHINERY_ROLES = frozenset(
    {"navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alertdialog"}
)
