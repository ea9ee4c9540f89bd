"""One-time codes, activation codes, and the wrong ones in a row."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, false, func, select, update

from storage import tables_reissue as tables
from storage.connection import Connection
from storage.records_reissue import ActivationCode, CodeFailures, CodeState, OneTimeCode
from storage.statement import Row, Statement, inserting

_codes, _activations, _failures = tables.one_time_codes, tables.activation_codes, tables.code_failures
_applications = tables.reissue_applications

_ADD: Final = inserting(_codes, numbered=True)
_OF_APPLICATION: Final = Statement(
    select(
        _codes.c.id,
        _codes.c.application_id,
        _codes.c.mac,
        _codes.c.reference,
        _codes.c.dies_at,
        _codes.c.tries,
        _codes.c.state,
    )
    .where(_codes.c.application_id == bindparam("application_id_"))
    .order_by(_codes.c.id.desc())
)
_SETTLE: Final = Statement(
    update(_codes)
    .where(
        _codes.c.id == bindparam("code_id_"),
        _codes.c.tries == bindparam("seen_tries"),
        _codes.c.state == CodeState.LIVE.value,
    )
    .values(tries=bindparam("new_tries"), state=bindparam("new_state"))
)
_VOID: Final = Statement(
    update(_codes)
    .where(_codes.c.application_id == bindparam("application_id_"), _codes.c.state == CodeState.LIVE.value)
    .values(state=CodeState.VOID.value)
)
_own = select(_applications.c.id).where(_applications.c.customer_id == bindparam("customer_id_"))
_VOID_OF: Final = Statement(
    update(_codes)
    .where(_codes.c.application_id.in_(_own), _codes.c.state == CodeState.LIVE.value)
    .values(state=CodeState.VOID.value)
)
_ADD_ACTIVATION: Final = inserting(_activations)
_ACTIVATION: Final = Statement(
    select(
        _activations.c.mac,
        _activations.c.application_id,
        _activations.c.dies_at,
        _activations.c.state,
    ).where(_activations.c.mac == bindparam("mac_"))
)
_OF_LETTER: Final = Statement(
    select(
        _activations.c.mac,
        _activations.c.application_id,
        _activations.c.dies_at,
        _activations.c.state,
    ).where(
        _activations.c.application_id == bindparam("application_id_"),
        _activations.c.state == CodeState.LIVE.value,
    )
)
_USE_ACTIVATION: Final = Statement(
    update(_activations)
    .where(
        _activations.c.application_id == bindparam("application_id_"),
        _activations.c.state == CodeState.LIVE.value,
    )
    .values(state=CodeState.USED.value)
)
_VOID_ACTIVATIONS: Final = Statement(
    update(_activations)
    .where(_activations.c.application_id.in_(_own), _activations.c.state == CodeState.LIVE.value)
    .values(state=CodeState.VOID.value)
)
_LETTER_UNTIL: Final = Statement(
    select(func.max(_activations.c.dies_at)).where(
        _activations.c.application_id.in_(_own),
        _activations.c.state == CodeState.LIVE.value,
        _activations.c.dies_at > bindparam("now"),
    )
)
_FAILURES: Final = Statement(
    select(_failures.c.consecutive, _failures.c.closed).where(
        _failures.c.customer_id == bindparam("customer_id_")
    )
)
_FAIL: Final = Statement(
    update(_failures)
    .where(_failures.c.customer_id == bindparam("customer_id_"))
    .values(consecutive=_failures.c.consecutive + 1)
    .returning(_failures.c.consecutive)
)
_ADD_FAILURES: Final = inserting(_failures)
_CLOSE: Final = Statement(
    update(_failures)
    .where(_failures.c.customer_id == bindparam("customer_id_"), _failures.c.closed == false())
    .values(closed=True)
)
_FORGIVE: Final = Statement(
    update(_failures)
    .where(_failures.c.customer_id == bindparam("customer_id_"))
    .values(consecutive=0, closed=False)
)


class CodeRepository:
    """Only keyed hashes come in here and go out again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, application_id: int, mac: bytes, reference: str, dies_at: datetime) -> None:
        """The one live code of an application; voids the one before it."""
        self._connection.change(_VOID, application_id_=application_id)
        self._connection.number(
            _ADD,
            application_id=application_id,
            mac=mac,
            reference=reference,
            dies_at=dies_at,
            tries=0,
            state=CodeState.LIVE.value,
        )

    def of_application(self, application_id: int) -> tuple[OneTimeCode, ...]:
        """All that were sent for it, newest first."""
        return tuple(map(_code, self._connection.rows(_OF_APPLICATION, application_id_=application_id)))

    def settle(self, seen: OneTimeCode, state: CodeState) -> bool:
        """One more try at a live code, and what it is afterwards; False when it is not as seen."""
        changed = self._connection.change(
            _SETTLE,
            code_id_=seen.id,
            seen_tries=seen.tries,
            new_tries=seen.tries + 1,
            new_state=state.value,
        )
        return changed == 1

    def void(self, application_id: int) -> int:
        """Voids what is live of one application; how many those were."""
        return self._connection.change(_VOID, application_id_=application_id)

    def void_of_customer(self, customer_id: int) -> int:
        """Voids every live code of a customer; how many those were."""
        return self._connection.change(_VOID_OF, customer_id_=customer_id)

    def add_activation(self, mac: bytes, application_id: int, dies_at: datetime) -> None:
        """The activation code of a letter; others of the customer stay good (A-25)."""
        self._connection.change(
            _ADD_ACTIVATION,
            mac=mac,
            application_id=application_id,
            dies_at=dies_at,
            state=CodeState.LIVE.value,
        )

    def find_activation(self, mac: bytes) -> ActivationCode | None:
        """The activation code of this hash, whatever became of it."""
        return _activation(self._connection.row(_ACTIVATION, mac_=mac))

    def letter_of(self, application_id: int) -> ActivationCode | None:
        """The activation code of an application, while it is neither used nor void."""
        return _activation(self._connection.row(_OF_LETTER, application_id_=application_id))

    def use_activation(self, application_id: int) -> bool:
        """Uses up the activation code of an application; False when there is none that is good."""
        return self._connection.change(_USE_ACTIVATION, application_id_=application_id) == 1

    def void_activations(self, customer_id: int) -> int:
        """Voids every letter of a customer; how many those were."""
        return self._connection.change(_VOID_ACTIVATIONS, customer_id_=customer_id)

    def letter_until(self, customer_id: int, now: datetime) -> datetime | None:
        """The end of the customer's last good letter; None without one."""
        row = self._connection.row(_LETTER_UNTIL, customer_id_=customer_id, now=now)
        return row[0] if row else None

    def failures(self, customer_id: int) -> CodeFailures:
        """Wrong codes in a row, and whether they closed online reissue."""
        row = self._connection.row(_FAILURES, customer_id_=customer_id)
        return CodeFailures(row[0], bool(row[1])) if row else CodeFailures()

    def fail(self, customer_id: int) -> int:
        """One more wrong code; how many those are in a row."""
        row = self._connection.row(_FAIL, customer_id_=customer_id)
        if row:
            return int(row[0])
        self._connection.change(_ADD_FAILURES, customer_id=customer_id, consecutive=1, closed=False)
        return 1

    def close(self, customer_id: int) -> bool:
        """Closes online reissue; False when it was closed before."""
        return self._connection.change(_CLOSE, customer_id_=customer_id) == 1

    def forgive(self, customer_id: int) -> None:
        """Nothing counted any more, and open again."""
        self._connection.change(_FORGIVE, customer_id_=customer_id)


def _code(row: Row) -> OneTimeCode:
    code_id, application_id, mac, reference, dies_at, tries, state = row
    return OneTimeCode(code_id, application_id, mac, reference, dies_at, tries, CodeState(state))


def _activation(row: Row | None) -> ActivationCode | None:
    if row is None:
        return None
    mac, application_id, dies_at, state = row
    return ActivationCode(mac, application_id, dies_at, CodeState(state))
