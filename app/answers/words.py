"""How verdicts and tactics are called, and what each verdict means."""

from app.answers.values import DemandState, Tactic, Verdict
from app.i18n import lazy_gettext as _l

VERDICT_LABELS = {
    Verdict.GRANTED: _l("Granted"),
    Verdict.PARTLY: _l("Partly granted"),
    Verdict.PROMISED: _l("Promised"),
    Verdict.DEFLECTED: _l("No commitment"),
    Verdict.REFUSED: _l("Rejected"),
    Verdict.NOT_ANSWERED: _l("Not addressed"),
}
STATE_LABELS = {
    **{DemandState(verdict.value): label for verdict, label in VERDICT_LABELS.items()},
    DemandState.PENDING: _l("To be judged"),
    DemandState.NO_REPLY: _l("No reply in our file"),
}
VERDICT_DEFINITIONS = {
    Verdict.GRANTED: _l(
        "What was asked has been done or decided, for the whole demand. You could close it today."
    ),
    Verdict.PARTLY: _l("Part of it is done or decided: less, or by another way with the same effect."),
    Verdict.PROMISED: _l("A future act is named that would meet the demand, wholly or partly."),
    Verdict.DEFLECTED: _l("It speaks about the subject, but neither accepts nor declines what was asked."),
    Verdict.REFUSED: _l("It declines, in words or by upholding the decision that the demand attacks."),
    Verdict.NOT_ANSWERED: _l("There is a reply, and no words in it concern this demand."),
}
DEFINITIONS = {
    verdict.value: (VERDICT_LABELS[verdict], definition)
    for verdict, definition in VERDICT_DEFINITIONS.items()
}
TACTIC_LABELS = {
    Tactic.GENERAL_COMMITMENT: _l("General commitment: “we always argue for …”"),
    Tactic.RESTATES_POLICY: _l("Repeats its policy"),
    Tactic.RESTATES_DECISION: _l("Repeats its decision"),
    Tactic.MONITORING: _l("Follows the situation closely"),
    Tactic.TAKEN_NOTE: _l("Takes note"),
    Tactic.EU_LEVEL: _l("Refers to Europe"),
    Tactic.OTHER_COMPETENCE: _l("Refers to another minister or level"),
    Tactic.CABINET_SECRECY: _l("Being discussed within the government"),
    Tactic.IN_PROGRESS: _l("Being worked on"),
    Tactic.PREMISE_REJECTED: _l("Rejects the reason that was given"),
    Tactic.MOVED_GOALPOSTS: _l("Sets new conditions"),
    Tactic.CHANNEL_SUBSTITUTION: _l("Another channel than the one asked for"),
    Tactic.FORUM_SUBSTITUTION: _l("Another forum than the one asked for"),
    Tactic.INSTRUMENT_SUBSTITUTION: _l("Another instrument than the one asked for"),
    Tactic.ALREADY_DOING: _l("Says it is done already"),
    Tactic.OWN_AGENDA: _l("Answers something that nobody asked"),
    Tactic.CONDITIONAL: _l("Only under a condition"),
    Tactic.NO_INFORMATION: _l("Cannot give information now"),
    Tactic.HEARSAY: _l("Somebody else says that it was done"),
}
TACTICS = [(tactic.value, label) for tactic, label in TACTIC_LABELS.items()]
