"""Claims written by hand from sentences of the shipped library, which are named by how they begin.

Half of them are kept aside when support is calibrated (``scripts/fit_support.py``).
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
