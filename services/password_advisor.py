"""Live advice while a new password is typed: the rules it meets and misses, from memory alone."""

from services.password_rules import PasswordRules, Rule, RuleVerdict
from services.secret import Secret
from storage.records import Person


class PasswordAdvisor:
    """Knows the customer's personal data for as long as the form is open."""

    def __init__(self, rules: PasswordRules, person: Person) -> None:
        self._rules = rules
        self._person: Person | None = person

    def judge(self, new: Secret, confirm: Secret) -> tuple[RuleVerdict, ...]:
        """Every rule in its order, then whether the confirmation is the same (None while it is empty)."""
        verdicts = self._rules.judge(new.reveal(), self._person)
        return (*verdicts, RuleVerdict(Rule.CONFIRMED, new == confirm if new and confirm else None))

    def forget(self) -> None:
        """Lets go of the person: when the form closes."""
        self._person = None
