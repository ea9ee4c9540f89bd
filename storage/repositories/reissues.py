"""Applications for 密碼補發."""

from dataclasses import fields
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, delete, select, update

from storage import tables_reissue as tables
from storage.connection import Connection
from storage.keyring import Keyring
from storage.records_reissue import ReissueApplication, ReissueMethod, ReissueStage
from storage.repositories.reissue_facts import FOR_REISSUE, ReissueFacts, reissue_facts
from storage.statement import Row, Statement, inserting
from storage.types import BigId

_applications = tables.reissue_applications
_NAMES: Final = tuple(field.name for field in fields(ReissueApplication))
_CHANGING: Final = tuple(
    name for name in _NAMES if name not in {"id", "customer_id", "begun_at"}
)  # fmt: skip
_COLUMNS: Final = [_applications.c[name] for name in _NAMES]
_ADD: Final = inserting(_applications, numbered=True)
_BY_HANDLE: Final = Statement(
    select(*_COLUMNS).where(_applications.c.handle_hash == bindparam("handle_hash_"))
)
_BY_ID: Final = Statement(select(*_COLUMNS).where(_applications.c.id == bindparam("application_id_")))
_open = and_(
    _applications.c.stage != ReissueStage.DONE.value, _applications.c.stage != ReissueStage.BROKEN_OFF.value
)
_OPEN_OF: Final = Statement(
    select(*_COLUMNS)
    .where(_applications.c.customer_id == bindparam("customer_id_", type_=BigId), _open)
    .order_by(_applications.c.id.desc())
)
_REPLACE: Final = Statement(
    update(_applications)
    .where(
        _applications.c.id == bindparam("application_id_"),
        _applications.c.stage == bindparam("seen_stage"),
        _applications.c.version == bindparam("seen_version"),
    )
    .values({name: bindparam(f"new_{name}", type_=_applications.c[name].type) for name in _CHANGING})
)
_BREAK_OFF: Final = Statement(
    update(_applications)
    .where(
        _applications.c.customer_id == bindparam("customer_id_"),
        _applications.c.id != bindparam("but_for"),
        _open,
    )
    .values(stage=ReissueStage.BROKEN_OFF.value, version=_applications.c.version + 1)
)
_old = select(_applications.c.id).where(_applications.c.ends_at < bindparam("before"))
_ANY_OLD: Final = Statement(_old.limit(1))
"""Asked first: most days there is nothing to sweep, and every beginning asks."""
_SWEEP: Final = tuple(
    Statement(removal)
    for removal in (
        delete(tables.one_time_codes).where(tables.one_time_codes.c.application_id.in_(_old)),
        delete(tables.activation_codes).where(tables.activation_codes.c.application_id.in_(_old)),
        delete(_applications).where(_applications.c.ends_at < bindparam("before")),
    )
)
_own = select(_applications.c.id).where(_applications.c.customer_id == bindparam("customer_id_"))
REMOVE: Final = tuple(
    Statement(removal)
    for removal in (
        delete(tables.one_time_codes).where(tables.one_time_codes.c.application_id.in_(_own)),
        delete(tables.activation_codes).where(tables.activation_codes.c.application_id.in_(_own)),
        delete(_applications).where(_applications.c.customer_id == bindparam("customer_id_")),
        delete(tables.code_failures).where(
            tables.code_failures.c.customer_id == bindparam("customer_id_")
        ),
    )
)  # fmt: skip
"""What goes when a customer is removed."""


class ReissueRepository:
    """An application is found by the hash of its handle, and moved by guarded updates."""

    def __init__(self, connection: Connection, keys: Keyring) -> None:
        self._connection = connection
        self._keys = keys

    def facts(self, customer_id: int) -> ReissueFacts | None:
        """How the customer stands, in one statement; None for one who is gone."""
        rows = self._connection.rows(FOR_REISSUE, customer_id_=customer_id)
        return reissue_facts(self._keys, rows) if rows else None

    def add(self, application: ReissueApplication) -> int:
        """Keeps a new one; its number."""
        values = _values(application, _NAMES)
        del values["id"]
        return self._connection.number(_ADD, **values)

    def find(self, handle_hash: bytes) -> ReissueApplication | None:
        """The application that this handle goes on with; whether it still may is for the caller to judge."""
        row = self._connection.row(_BY_HANDLE, handle_hash_=handle_hash)
        return _application(row) if row else None

    def by_id(self, application_id: int) -> ReissueApplication | None:
        """None when it is gone, with its customer or by age."""
        row = self._connection.row(_BY_ID, application_id_=application_id)
        return _application(row) if row else None

    def open_of(self, customer_id: int) -> tuple[ReissueApplication, ...]:
        """The customer's that have not come to an end, newest first."""
        return tuple(map(_application, self._connection.rows(_OPEN_OF, customer_id_=customer_id)))

    def replace(self, seen: ReissueApplication, after: ReissueApplication) -> bool:
        """Moves it on, if it is as it was seen; False when somebody was quicker."""
        values = {f"new_{name}": value for name, value in _values(after, _CHANGING).items()}
        changed = self._connection.change(
            _REPLACE,
            application_id_=seen.id,
            seen_stage=seen.stage.value,
            seen_version=seen.version,
            **values,
        )
        return changed == 1

    def break_off(self, customer_id: int, *, but_for: int = 0) -> int:
        """Ends all that the customer has open, but for one; how many those were."""
        return self._connection.change(_BREAK_OFF, customer_id_=customer_id, but_for=but_for)

    def sweep(self, before: datetime) -> None:
        """Deletes applications that could not go on since then, with their codes."""
        if self._connection.row(_ANY_OLD, before=before) is None:
            return
        for removal in _SWEEP:
            self._connection.change(removal, before=before)


def _values(application: ReissueApplication, names: tuple[str, ...]) -> dict[str, object]:
    # a StrEnum is a str, but drivers look at the exact type
    values = {name: getattr(application, name) for name in names}
    values["stage"] = application.stage.value
    values["method"] = application.method.value if application.method else None
    return values


def _application(row: Row) -> ReissueApplication:
    values = dict(zip(_NAMES, row, strict=True))
    method = values["method"]
    values["stage"] = ReissueStage(values["stage"])
    values["method"] = ReissueMethod(method) if method else None
    return ReissueApplication(**values)
