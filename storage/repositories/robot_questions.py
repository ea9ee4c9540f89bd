"""Robot questions that wait for their one answer."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete

from storage import tables
from storage.connection import Connection
from storage.records import RobotQuestionRow
from storage.statement import Statement, inserting

_questions = tables.robot_questions
_ADD: Final = inserting(_questions)
_TAKE: Final = Statement(
    delete(_questions)
    .where(_questions.c.id == bindparam("question_id_"))
    .returning(
        _questions.c.id,
        _questions.c.terminal_id,
        _questions.c.interaction_id,
        _questions.c.answer_mac,
        _questions.c.expires_at,
    )
)
_SWEEP: Final = Statement(delete(_questions).where(_questions.c.expires_at <= bindparam("now")))


class RobotQuestionRepository:
    """A question is used up by looking at it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: RobotQuestionRow) -> None:
        """Remembers a question that was asked."""
        self._connection.change(
            _ADD,
            id=row.id,
            terminal_id=row.terminal_id,
            interaction_id=row.interaction_id,
            answer_mac=row.answer_mac,
            expires_at=row.expires_at,
        )

    def take(self, question_id: str) -> RobotQuestionRow | None:
        """Removes the question and hands it out; of several who try at once one gets it."""
        row = self._connection.row(_TAKE, question_id_=question_id)
        return RobotQuestionRow(*row) if row else None

    def sweep(self, now: datetime) -> int:
        """Deletes questions whose time is over; how many those were."""
        return self._connection.change(_SWEEP, now=now)
