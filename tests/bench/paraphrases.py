"""Claims written by hand from sentences of the shipped library, which are named by how they begin.

Half of the first two tables are kept aside when support is calibrated (``scripts/fit_support.py``).
``FRESH`` and ``FRESH_PLANTED`` were written after the rules and never used to change them.
"""

PARAPHRASES = {
    "Hughes and Weiss (2007) report that poor planning came up rarely": (
        "Weak contracts are hardly ever the cause of alliance failure, according to Hughes and Weiss.",  # noqa: E501
        "Poor planning and weak contracts are seldom why alliances fail.",
    ),
    "Larraine Segil blamed clashing corporate personalities": (
        "Clashing corporate personalities were behind three quarters of alliance failures, said Segil.",  # noqa: E501
        "Larraine Segil put 75 per cent of failures down to clashing corporate personalities.",
    ),
    "Eli Lilly's alliance programme held": (
        "Eli Lilly saw most shortfalls of its alliances as relational, not technical.",
    ),
    "Large joint ventures (JVs) formed in 1985": (
        "Large JVs formed in 1985-89 lasted some 15 years, those of 2005-09 about six.",
        "Large joint ventures from 2005–09 lasted about six years, says Ankura.",  # noqa: RUF001
    ),
    "Rivals cooperate to save cost": (
        "Competitors cooperate to save cost, to avoid duplicated effort, to share a project that is too big for one, or to trade skills.",  # noqa: E501
    ),
    "Fewer than one in four alliances has adequate": (
        "Fewer than 25% of alliances have adequate performance metrics.",
        "In 2002 Bamford and Ernst wrote that less than a quarter of alliances had adequate metrics.",  # noqa: E501
    ),
    "Partner fit combines resource complementarity": (
        "Partner fit means complementary resources together with compatibility.",
    ),
    "Avny and Anderson found in 66": (
        "In 66 joint ventures in Israel, culture had little direct effect on performance.",
        "Avny and Anderson found trust to be an important go-between of culture and performance.",
    ),
    "Kale, Dyer and Singh (2002) found that firms with a dedicated alliance function rated": (
        "Firms with a dedicated alliance function call 63% of their alliances successful; firms without one, 50%.",  # noqa: E501
        "With a dedicated alliance function, 63 percent of alliances were rated successful.",
        "A dedicated alliance function goes with a success rate of 63%, against half without one.",
    ),
    "Kale and Singh (2009) report that published": (
        "Published studies put alliance failure at anything between 30% and 70%.",
        "Failure, for Kale and Singh, means that an alliance misses its parents' goals or promised benefits.",  # noqa: E501
    ),
    "Dyer, Kale and Singh (MIT Sloan Management Review, 2001)": (
        "Nearly half of alliances fail, concluded Dyer, Kale and Singh from 200 corporations.",
        "A study of more than 1,500 alliances concluded that nearly half of them fail.",
    ),
    "Companies with a structured alliance management": (
        "Firms with a structured process for managing alliances reported up to 80% success, those without only 20%.",  # noqa: E501
        "Managing alliances ad hoc went with just 20% success in ASAP's 2012 study.",
    ),
    "The steering committee typically meets about quarterly": (
        "Steering committees typically meet about every quarter and alliance managers weekly.",
        "Alliance managers usually meet every week, writes Simoons.",
    ),
    "A six-party alliance stalled": (
        "An alliance of six parties stalled when its board, which needed consensus, split three to three.",  # noqa: E501
    ),
    "Only the alliance managers should sit": (
        "Nobody but the alliance managers should sit on more than one governance layer.",
        "Only alliance managers ought to sit on more than one layer of governance.",
    ),
    "Alliance governance is already failing": (
        "Governance has already failed when partners reach for the contract to settle arguments.",
        "When partners keep going back to the contract to settle arguments, governance is failing.",
    ),
    "Larraine Segil found that 55%": (
        "More than half of alliances, 55%, failed within three years, Segil found.",
        "55 percent of alliances failed within three years.",
    ),
    "Silico Research says that high headline": (
        "High failure rates come from counting every answer below the top score as failure.",
    ),
    "Ankura's joint-venture research (2016)": (
        "At least half of joint ventures disappoint their owners, says Ankura.",
        "Half or more of JVs disappoint their owners on strategic, financial or operational grounds.",  # noqa: E501
    ),
    "Dyer, Kale and Singh (2001) found that a firm's share": (
        "Announcing an alliance raised a firm's share price by about 1%, worth around $54 million.",
        "A firm's share price rose about one per cent when it announced an alliance.",
    ),
    "Intertwined operations blur who earned": (
        "In an alliance it is blurred who earned what because operations are intertwined.",
    ),
    "Hughes and Weiss (2007) add that the number": (
        "The number of alliances grows by about a quarter of itself, 25%, every year.",
        "Alliances supply nearly a third of the revenue and value of many firms.",
    ),
}

PLANTED = {
    "Hughes and Weiss (2007) report that poor planning came up rarely": (
        "Poor planning is often the cause of alliance failure, according to Hughes and Weiss.",
        "Weak contracts are the main cause of alliance failure.",
    ),
    "Larraine Segil blamed clashing corporate personalities": (
        "Larraine Segil blamed weak contracts for 75% of alliance failures.",
        "Clashing corporate personalities never cause failure, said Segil.",
    ),
    "Eli Lilly's alliance programme held": (
        "Eli Lilly held that most alliance shortfalls are technical rather than relational.",
        "Eli Lilly held that all alliance shortfalls are relational.",
    ),
    "Large joint ventures (JVs) formed in 1985": (
        "Large joint ventures formed in 1985–89 lasted about six years and those formed in 2005–09 about 15.",  # noqa: E501, RUF001
        "Small joint ventures formed in 1985–89 lasted about 15 years.",  # noqa: RUF001
    ),
    "Fewer than one in four alliances has adequate": (
        "More than one in four alliances has adequate performance metrics.",
        "Fewer than one in four alliances has inadequate performance metrics.",
    ),
    "Avny and Anderson found in 66": (
        "In 66 joint ventures in Israel, culture had a strong direct effect on performance.",
        "Culture decides whether joint ventures succeed.",
    ),
    "Kale, Dyer and Singh (2002) found that firms with a dedicated alliance function rated": (
        "Firms without a dedicated alliance function rated 63% of their alliances successful.",
        "Firms with a dedicated alliance function rated 63% of their alliances as failures.",
        "A dedicated alliance function causes firms to acquire their partners.",
    ),
    "Kale and Singh (2009) report that published": (
        "Kale and Singh proved that alliances always fail.",
        "Published studies place alliance success anywhere from 30% to 70%.",
    ),
    "Companies with a structured alliance management": (
        "Companies that managed alliances ad hoc reported up to 80% success, those with a structured process 20%.",  # noqa: E501
        "Companies with a structured alliance management process reported at least 80% success.",
    ),
    "The steering committee typically meets about quarterly": (
        "The steering committee meets weekly and the alliance managers quarterly.",
        "The steering committee must meet every month.",
    ),
    "Only the alliance managers should sit": (
        "Executive sponsors should sit on more than one governance layer.",
        "The alliance managers should sit on only one governance layer.",
    ),
    "Alliance governance is already failing": (
        "Alliance governance is working when partners keep reaching for the contract.",
        "Roussel of Deloitte wrote that governance fails when partners reach for the contract.",
    ),
    "Ankura's joint-venture research (2016)": (
        "Half or more of joint ventures satisfy their owners on financial grounds.",
        "Nearly all joint ventures disappoint their owners.",
    ),
    "Dyer, Kale and Singh (2001) found that a firm's share": (
        "A firm's share price fell about 1% when the firm announced an alliance.",
        "A firm's share price rose about 1% when the firm ended an alliance.",
    ),
    "Rivals cooperate to save cost": (
        "Rivals compete to save cost and avoid duplicated effort.",
        "Rivals cooperate to fix prices and divide markets.",
    ),
}

FRESH = {
    "A JV, or joint venture, is an alliance for which": (
        "In a joint venture the partners set up a new entity.",
        "When partners form a new entity for their alliance, it is called a joint venture.",
    ),
    "Gulati (Strategic Management Journal, 1998) defines": (
        "Gulati calls alliances voluntary arrangements for exchanging, sharing or co-developing products, technologies or services.",  # noqa: E501
        "Alliances are voluntary arrangements between firms, by Gulati's 1998 definition.",
    ),
    "Draft the alliance charter with the people who must live by it": (
        "Write the charter together with the people on both sides who have to live by it.",
        "Two pages are enough for an alliance charter, which should be reread at every health check.",  # noqa: E501
    ),
    "Practitioners in 20 companies of the S&P 100": (
        "Practitioners judged 40 to 60 per cent of completed joint ventures to have under-performed or failed.",  # noqa: E501
        "According to Chao, Kelly Rinaudo and Uhlaner, between 40% and 60% of joint ventures fell short or failed.",  # noqa: E501
    ),
    "Charges for shared services are an example": (
        "Bamford, Ernst and Fubini want economic interdependence, such as charges for shared services, sorted out when the venture is launched.",  # noqa: E501
    ),
    "Heimeriks (2010) accepts that shared experience": (
        "Repeat success rests on shared experience and a dedicated function, Heimeriks concedes.",
    ),
    "Trust was an important go-between of culture": (
        "In Avny and Anderson's joint ventures trust mediated between culture and performance.",
    ),
    "Trust and control supplement each other": (
        "Das and Teng see trust and control as supplementing one another.",
    ),
    "Kale, Dyer and Singh (2002) found that the stock market": (
        "How the stock market first reacted to an alliance correlated with what managers later thought of it.",  # noqa: E501
        "The market's initial reaction went along with managers' later verdicts, found Kale, Dyer and Singh.",  # noqa: E501
    ),
    "Silico Research adds that the quoted alliance failure": (
        "Failure rates of 50–82% are based on samples that are old or tiny, says Silico Research.",  # noqa: RUF001
    ),
    "Das and Teng (Academy of Management Review, 1998) say that confidence": (
        "Confidence in a partner's cooperation comes from two sources: trust and control.",
        "Trust and control are two separate sources of confidence in a partner, according to Das and Teng.",  # noqa: E501
    ),
    '"3-D fit" is Eli Lilly\'s tool': (
        "Eli Lilly compares partners on strategic, operational and cultural fit.",
    ),
    "An alliance manager, alliance lead or partner manager": (
        "The alliance manager owns the alliance from day to day on each side.",
        'At AWS, "alliance lead" is a role in Partner Central.',
    ),
    "ISO 44001 fits organisations of any size": (
        "Organisations of every size and sector can use ISO 44001.",
        "The scope of ISO 44001 covers alliances and joint ventures in any sector.",
    ),
    "Sources agree that a dedicated alliance function helps": (
        "That a dedicated alliance function helps is agreed, but how much it helps is not.",
        "Wharton put success at about 70% with a dedicated function and about 40% without.",
    ),
    "Dyer, Kale and Singh (2001) found that having an alliance function": (
        "An alliance function pushes companies to develop metrics for every alliance.",
        "Regular evaluation tells senior managers when they should step in, found Dyer, Kale and Singh.",  # noqa: E501
    ),
    "Partnering software from Inpart records": (
        "Inpart's software keeps, for each alliance risk, an owner, likelihood, impact, mitigation plan and escalation plan.",  # noqa: E501
    ),
    'Dyer and Singh ("The Relational View", 1998) name': (
        "Only a relationship can produce these four sources of advantage: specific assets, knowledge-sharing routines, complementary resources and effective governance.",  # noqa: E501
    ),
    "Hughes and Weiss (2007) recommend a shift from removing": (
        "Rather than removing differences between partners, use them, Hughes and Weiss recommend.",
        "Hughes and Weiss advise partners to use their differences instead of eliminating them.",
    ),
    "McKinsey's 2014 survey also found": (
        "Most companies had no consistent practices across their joint ventures, McKinsey found in 2014.",  # noqa: E501
        "There was little agreement on how to measure a venture's success, McKinsey's survey found.",  # noqa: E501
    ),
    "Kanter (Harvard Business Review, 1994) names eight": (
        "Individual excellence, importance and interdependence are among Kanter's eight I's.",
    ),
    "Henderson (1990) points out that technology": (
        "Technology by itself did not bring the advantage in Henderson's cases.",
        "Foremost McKesson also overhauled its internal operations and customer relationships.",
    ),
    "Institutionalizing mechanisms are formal decisions": (
        "Formal decisions and standard protocols make alliances more efficient but less flexible, says Heimeriks.",  # noqa: E501
    ),
    "In manufacturer–dealer partnerships, success": (  # noqa: RUF001
        "Commitment, coordination and trust went along with success in partnerships of manufacturers and dealers.",  # noqa: E501
        "Mohr and Spekman found success to go with good, participative communication and joint problem solving.",  # noqa: E501
    ),
    "Well-founded alliances are more symmetrical": (
        "Compared with outsourcing, well-founded alliances are more symmetrical and rely on goodwill.",  # noqa: E501
    ),
    "A steering committee, also called joint steering": (
        "The steering committee is an alliance's highest governance layer and takes the big decisions.",  # noqa: E501
        "Disputes that are passed up land in the steering committee.",
    ),
    "Measuring an alliance is hard because partners": (
        "Because partners keep separate systems and goals, an alliance is difficult to measure.",
        "Separate systems and goals tempt partners to hide benefits and inflate costs, says McKinsey.",  # noqa: E501
    ),
}

FRESH_PLANTED = {
    "A JV, or joint venture, is an alliance for which": (
        "A joint venture is an alliance for which no new entity is formed.",
        "Every alliance forms a new entity.",
    ),
    "Practitioners in 20 companies of the S&P 100": (
        "Practitioners judged that 40–60% of completed joint ventures succeeded.",  # noqa: RUF001
        "Practitioners in 250 companies judged that 40–60% of joint ventures failed.",  # noqa: RUF001
    ),
    "Trust and control supplement each other": (
        "Trust and control exclude each other, wrote Das and Teng.",
        "Trust replaces control, wrote Das and Teng.",
    ),
    "Kale, Dyer and Singh (2002) found that the stock market": (
        "The stock market's first reaction told nothing about managers' later verdicts.",
        "Managers' first reaction to an alliance correlated with the stock market's later verdict.",
    ),
    "Silico Research adds that the quoted alliance failure": (
        "Failure rates of 50–82% rest on recent and large samples.",  # noqa: RUF001
        "McKinsey adds that failure rates of 50–82% rest on tiny samples.",  # noqa: RUF001
    ),
    "ISO 44001 fits organisations of any size": (
        "ISO 44001 fits only large organisations.",
        "ISO 44001 excludes joint ventures.",
    ),
    "Sources agree that a dedicated alliance function helps": (
        "Sources agree on how much a dedicated alliance function helps.",
        "With a dedicated function success was 40% and without one 70% (Wharton, 2011).",
    ),
    "Dyer, Kale and Singh (2001) found that having an alliance function": (
        "Having an alliance function keeps firms from creating metrics.",
        "Regular evaluation tells senior managers to stay away.",
    ),
    "Hughes and Weiss (2007) recommend a shift from removing": (
        "Hughes and Weiss recommend a shift from using differences to removing them.",
        "Hughes and Weiss recommend hiding differences between alliance partners.",
    ),
    "McKinsey's 2014 survey also found": (
        "Most companies had consistent practices across their joint ventures.",
        "All companies lacked consistent practices across their joint ventures.",
    ),
    "Henderson (1990) points out that technology": (
        "Technology alone created the advantage in the cases Henderson cites.",
        "Foremost McKesson overhauled its supplier relationships.",
    ),
    "Measuring an alliance is hard because partners": (
        "Measuring an alliance is easy because partners keep separate systems.",
        "Partners are tempted to inflate benefits and hide costs.",
    ),
    "Well-founded alliances are more symmetrical": (
        "Outsourcing is more symmetrical than well-founded alliances.",
        "Well-founded alliances have the usual power hierarchy.",
    ),
}
