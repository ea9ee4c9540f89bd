"""Passwords as verifiers: login credentials, their history, and voice."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, exists, select, update

from storage import tables
from storage.connection import Connection
from storage.keyring import Keyring, Token
from storage.records import Credential, CredentialOrigin, Verifier, VoiceCredential
from storage.sealing import seal_verifier, unseal_verifier
from storage.statement import Row, Statement, inserting

_accounts, _credentials, _past = tables.accounts, tables.credentials, tables.past_passwords
_voice = tables.voice_credentials

_COLUMNS: Final = (
    _credentials.c.id,
    _credentials.c.customer_id,
    _credentials.c.phc,
    _credentials.c.pepper_version,
    _credentials.c.origin,
    _credentials.c.changed_at,
    _credentials.c.dies_at,
)
_ADD: Final = inserting(_credentials, numbered=True)
_BY_ID: Final = Statement(select(*_COLUMNS).where(_credentials.c.id == bindparam("credential_id_")))
_OF_ACCOUNTS: Final = Statement(
    select(*_COLUMNS)
    .where(
        _credentials.c.id.in_(
            select(_accounts.c.credential_id).where(_accounts.c.customer_id == bindparam("customer_id_"))
        )
    )
    .order_by(_credentials.c.id)
)
_ASSIGN: Final = Statement(
    update(_accounts)
    .where(_accounts.c.id == bindparam("account_id_"), _accounts.c.credential_id == bindparam("seen"))
    .values(credential_id=bindparam("new"))
)
_REPLACE_VERIFIER: Final = Statement(
    update(_credentials)
    .where(
        _credentials.c.id == bindparam("credential_id_"),
        _credentials.c.phc == bindparam("seen_phc"),
        _credentials.c.pepper_version == bindparam("seen_pepper"),
    )
    .values(phc=bindparam("new_phc"), pepper_version=bindparam("new_pepper"))
)
_PAST: Final = Statement(
    select(_past.c.id.label("past"), *_COLUMNS)
    .join_from(_past, _credentials, _credentials.c.id == _past.c.credential_id)
    .where(_past.c.account_id == bindparam("account_id_"))
    .order_by(_past.c.id.desc())
)
_ADD_PAST: Final = inserting(_past, numbered=True)
_FORGET_PAST: Final = Statement(delete(_past).where(_past.c.id == bindparam("past_id_")))
_DELETE_UNUSED: Final = Statement(
    delete(_credentials).where(
        _credentials.c.id == bindparam("credential_id_"),
        ~exists().where(_accounts.c.credential_id == _credentials.c.id),
        ~exists().where(_past.c.credential_id == _credentials.c.id),
    )
)
_VOICE: Final = Statement(
    select(
        _voice.c.phc,
        _voice.c.pepper_version,
        _voice.c.fail_count,
        _voice.c.locked,
        _voice.c.changed_at,
    ).where(_voice.c.customer_id == bindparam("customer_id_"))
)
_ADD_VOICE: Final = inserting(_voice)
_DELETE_VOICE: Final = Statement(delete(_voice).where(_voice.c.customer_id == bindparam("customer_id_")))


class CredentialRepository:
    """A credential never changes its password: a new password is a new row that the accounts refer to."""

    def __init__(self, connection: Connection, keys: Keyring, token: Token) -> None:
        self._connection = connection
        self._keys = keys
        self._token = token

    def add(
        self,
        customer_id: int,
        verifier: Verifier,
        origin: CredentialOrigin,
        changed_at: datetime,
        dies_at: datetime | None = None,
    ) -> Credential:
        """A password nobody uses yet; `assign` or `CustomerRepository.add_account` puts it to use."""
        credential_id = self._connection.number(
            _ADD,
            customer_id=customer_id,
            phc=seal_verifier(self._keys, self._token, customer_id, verifier),
            pepper_version=verifier.pepper_version,
            origin=origin.value,
            changed_at=changed_at,
            dies_at=dies_at,
        )
        return Credential(credential_id, customer_id, verifier, origin, changed_at, dies_at)

    def by_id(self, credential_id: int) -> Credential | None:
        """None when it was replaced and forgotten meanwhile."""
        row = self._connection.row(_BY_ID, credential_id_=credential_id)
        return credential_of(self._keys, row) if row else None

    def of_accounts(self, customer_id: int) -> tuple[Credential, ...]:
        """The distinct ones that the customer's accounts use, oldest first."""
        return self._all_of(self._connection.rows(_OF_ACCOUNTS, customer_id_=customer_id))

    def assign(self, account_ids: Sequence[int], *, seen: int, new: int) -> bool:
        """Moves all the accounts from the credential seen to a new one, or none of them.

        False when one of them has another by now: somebody changed the password elsewhere.
        """
        # rising, so that two who change the same accounts never wait for each other
        moved: list[int] = []
        for account_id in sorted(account_ids):
            if not self._connection.change(_ASSIGN, account_id_=account_id, seen=seen, new=new):
                break
            moved.append(account_id)
        else:
            return True
        for account_id in moved:
            self._connection.change(_ASSIGN, account_id_=account_id, seen=new, new=seen)
        return False

    def replace_verifier(self, credential_id: int, *, seen: Verifier, new: Verifier) -> bool:
        """The same password hashed anew (higher cost, newer pepper); False when it is not as seen."""
        changed = self._connection.change(
            _REPLACE_VERIFIER,
            credential_id_=credential_id,
            seen_phc=seen.stored or seen.phc,
            seen_pepper=seen.pepper_version,
            new_phc=new.phc,
            new_pepper=new.pepper_version,
        )
        return changed == 1

    def past(self, account_ids: Sequence[int]) -> tuple[Credential, ...]:
        """Distinct earlier passwords of the accounts, newest first (A-21)."""
        rows = sorted((row for one in account_ids for row in self._past(one)), reverse=True, key=_age)
        distinct = {row[1]: row[1:] for row in rows}
        return self._all_of(distinct.values())

    def retire(self, account_ids: Sequence[int], credential_id: int, at: datetime, keep: int) -> None:
        """Puts a replaced password into the accounts' history and keeps the last `keep` of each.

        Credentials that nothing refers to any more are deleted.
        """
        unused = {credential_id}
        for account_id in account_ids:
            self._connection.change(
                _ADD_PAST, account_id=account_id, credential_id=credential_id, retired_at=at
            )
            for row in self._past(account_id)[keep:]:
                self._connection.change(_FORGET_PAST, past_id_=row[0])
                unused.add(row[1])
        for one in sorted(unused):
            self.drop(one)

    def drop(self, credential_id: int) -> bool:
        """Deletes a credential that no account and no history refers to; False where one does."""
        return self._connection.change(_DELETE_UNUSED, credential_id_=credential_id) == 1

    def voice(self, customer_id: int) -> VoiceCredential | None:
        """語音密碼, if the customer has one."""
        row = self._connection.row(_VOICE, customer_id_=customer_id)
        return VoiceCredential(customer_id, Verifier(*row[:2]), *row[2:]) if row else None

    def set_voice(self, customer_id: int, verifier: Verifier, changed_at: datetime) -> None:
        """A new 語音密碼, with nothing counted and not locked."""
        self._connection.change(_DELETE_VOICE, customer_id_=customer_id)
        self._connection.change(
            _ADD_VOICE,
            customer_id=customer_id,
            phc=verifier.phc,
            pepper_version=verifier.pepper_version,
            fail_count=0,
            locked=False,
            changed_at=changed_at,
        )

    def _all_of(self, rows: Iterable[Row]) -> tuple[Credential, ...]:
        return tuple(credential_of(self._keys, row) for row in rows)

    def _past(self, account_id: int) -> list[Row]:
        """Rows of history number and credential, newest first."""
        return self._connection.rows(_PAST, account_id_=account_id)


def _age(row: Row) -> int:
    return int(row[0])


def credential_of(keys: Keyring, row: Row) -> Credential:
    """A credential from its seven columns; raises `SealBroken` for a verifier that is somebody else's."""
    credential_id, customer_id, stored, pepper_version, origin, changed_at, dies_at = row
    return Credential(
        credential_id,
        customer_id,
        unseal_verifier(keys, customer_id, stored, pepper_version),
        CredentialOrigin(origin),
        changed_at,
        dies_at,
    )
