"""Questions of an alliance manager, written for measuring speed; nothing is tuned to them."""

QUESTIONS = (
    "why do so many alliances fail?",
    "What is a strategic alliance?",
    "how often should a steering committee meet",
    "who should sit on the joint steering committee?",
    "how do I run a health check",
    "what belongs into an alliance charter?",
    "Does a dedicated alliance function pay off?",
    "what did Heimeriks find about experience",
    "when is it time to end an alliance?",
    "how long do joint ventures last",
    "which metrics should a scorecard have?",
    "give me an agenda for a quarterly business review",
    "what are the stages of ISO 44001",
    "how do we pick the right partner?",
    "what happens in the first 100 days",
    "is trust more important than the contract?",
    "how do you share knowledge with a competitor safely",
    "What makes collaboration between agencies work?",
    "who found that alliances are too stable",
    "how do partners repair a conflict?",
)
