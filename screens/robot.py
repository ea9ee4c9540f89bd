"""The robot-check question in words (contract §5)."""

from typing import TYPE_CHECKING

from screens.words import login
from screens.words.phrase import Phrase

if TYPE_CHECKING:
    from services.robot_check import RobotQuestion

OPERATIONS = {"add": login.ADD, "subtract": login.SUBTRACT, "multiply": login.MULTIPLY}


def question_phrase(question: "RobotQuestion") -> Phrase:
    """三加五等於多少, in one line."""
    operation = OPERATIONS[question.operation.name.lower()]
    left, right = question.left, question.right
    return login.QUESTION.filled(
        left=login.NUMERALS[left],
        right=login.NUMERALS[right],
        operation=operation.zh,
        sum=f"{login.NUMBER_WORDS[left]} {operation.en} {login.NUMBER_WORDS[right]}",
    )
