"""What the database knows of itself: a few names with a text each, such as whose keys it is written with."""

from typing import Final

from sqlalchemy import bindparam, select, update

from storage import tables
from storage.connection import Connection
from storage.statement import Statement, inserting

HEADS_KEPT: Final = "audit_heads"
"""Set once the heads file is begun: from then on there is one, or somebody took it away."""

_facts = tables.facts
_FIND: Final = Statement(select(_facts.c.value).where(_facts.c.name == bindparam("name_")))
_ADD: Final = inserting(_facts)
_SET: Final = Statement(
    update(_facts).where(_facts.c.name == bindparam("name_")).values(value=bindparam("new_value"))
)


class FactRepository:
    """One value a name; the keyring's own fact is `storage.schema`'s business."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, name: str) -> str | None:
        """The value, None when there is none yet."""
        row = self._connection.row(_FIND, name_=name)
        return row[0] if row else None

    def put(self, name: str, value: str) -> None:
        """Sets the value, new or not."""
        if not self._connection.change(_SET, name_=name, new_value=value):
            self._connection.change(_ADD, name=name, value=value)
