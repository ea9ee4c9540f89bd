"""The demonstration's people: put in, shown as cards, put back to their story (contract §6)."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from services.audit_trail import AuditEvent, Outcome
from services.demo_cards import DemoCard, DemoStanding, card_of
from services.demo_file import DemoAccount, DemoPerson, DemoState, read_demo_people
from services.demo_inbox import throw_away_messages
from services.demo_story import lock_of, withdrawal_of
from services.ground import Ground
from services.visit import Mode, Visit
from services.voice import VoiceKeypad
from storage.records import Business, Credential, CredentialOrigin, Verifier

if TYPE_CHECKING:
    from storage.transaction import Transaction

__all__ = ["DemoCard", "DemoPeople", "DemoStanding"]

_BACKSTAGE: Final = Visit(terminal_id="demo", branch="demo", mode=Mode.DEMO, interaction_id="people")


class DemoPeople:
    """Everybody in the file."""

    def __init__(self, ground: Ground, *, keypad: VoiceKeypad) -> None:
        self._store = ground.store
        self._pool = ground.pool
        self._policy = ground.policy
        self._trail = ground.trail
        self._clock = ground.clock
        self._keypad = keypad
        self._people = {demo.person.id_number: demo for demo in read_demo_people()}
        self._verifiers: dict[str, Verifier] = {}

    async def prepare(self) -> None:
        """Puts in who is missing, quickly when nobody is, and renews what has run out."""
        missing = await self._store.read(self._missing)
        if missing:
            await self._hash(missing)
            await self._store.write(self._put_missing)
        await self.renew()

    async def renew(self) -> None:
        """Gives initial passwords that nobody has changed yet another day."""
        await self._store.write(self._renew)

    async def cards(self) -> tuple[DemoCard, ...]:
        """Everybody, in the order of the file."""
        return await self._store.read(self._cards)

    async def put_back(self, id_number: str) -> None:
        """This person as the story begins; a session ends, the audit rows stay. KeyError for a stranger."""
        await self._place([self._people[id_number]])

    async def put_back_all(self) -> None:
        """Everybody as the stories begin."""
        await self._place(tuple(self._people.values()))

    def _missing(self, tx: "Transaction") -> list[DemoPerson]:
        return [demo for number, demo in self._people.items() if tx.customers.find(number) is None]

    async def _place(self, people: Sequence[DemoPerson]) -> None:
        await self._hash(people)
        await self._store.write(self._put_all, people)

    async def _hash(self, people: Iterable[DemoPerson]) -> None:
        """Hashes each distinct password once, in parallel, and remembers it for the next time."""
        wanted = {text for demo in people for text in self._texts(demo)} - self._verifiers.keys()
        texts = sorted(wanted)
        self._verifiers.update(zip(texts, await asyncio.gather(*map(self._pool.hash, texts)), strict=True))

    def _texts(self, demo: DemoPerson) -> Iterator[str]:
        yield from (account.password for account in demo.accounts)
        if demo.withdrawal_password:
            yield demo.withdrawal_password
        if _has_voice(demo):
            yield self._keypad.digits(demo.accounts[0].password)

    def _put_missing(self, tx: "Transaction") -> None:
        # looked up again: another process may have been preparing the same demo meanwhile
        self._put_all(tx, self._missing(tx))

    def _put_all(self, tx: "Transaction", people: Iterable[DemoPerson]) -> None:
        # which failures were this person's cannot be read from the kept digests
        tx.throttles.forget_all()
        for demo in people:
            self._put(tx, demo)

    def _put(self, tx: "Transaction", demo: DemoPerson) -> None:
        there = tx.customers.find(demo.person.id_number)
        if there is not None:
            throw_away_messages(tx, demo.person, tx.customers.person(there.id))
            tx.customers.remove(there.id)
        customer_id = tx.customers.add(demo.person, consolidated=demo.consolidated).id
        credentials = self._credentials(tx, customer_id, demo)
        for account in demo.accounts:
            self._add_account(tx, customer_id, credentials[account.password], account, demo)
        if _has_voice(demo):
            digits = self._keypad.digits(demo.accounts[0].password)
            tx.credentials.set_voice(customer_id, self._verifiers[digits], self._clock.now())
        lock = tx.locks.read(customer_id)
        tx.locks.replace(lock, lock_of(lock, demo, self._policy))
        subject = self._trail.subject(demo.person.id_number)
        entry = self._trail.entry(
            _BACKSTAGE, AuditEvent.USER_UPDATED, Outcome.SUCCESS, subject=subject, actor_type="system"
        )
        tx.audit.append(entry)

    def _credentials(self, tx: "Transaction", customer_id: int, demo: DemoPerson) -> Mapping[str, Credential]:
        """One credential for each distinct login password: accounts that share one refer to the same."""
        now = self._clock.now()
        chosen = now - timedelta(days=demo.password_age_days)
        initial = demo.state is DemoState.INITIAL
        return {
            password: tx.credentials.add(
                customer_id,
                self._verifiers[password],
                CredentialOrigin.INITIAL if initial else CredentialOrigin.OWN,
                now if initial else chosen,
                self._initial_end() if initial else None,
            )
            for password in dict.fromkeys(account.password for account in demo.accounts)
        }

    def _add_account(
        self,
        tx: "Transaction",
        customer_id: int,
        credential: Credential,
        account: DemoAccount,
        demo: DemoPerson,
    ) -> None:
        row = tx.customers.add_account(customer_id, account.business, account.branch, credential.id)
        if account.business is Business.FUTURES and demo.withdrawal_password:
            verifier = self._verifiers[demo.withdrawal_password]
            count, locked = withdrawal_of(demo, self._policy)
            tx.withdrawals.set(row.id, verifier, credential.changed_at, fail_count=count, locked=locked)

    def _initial_end(self) -> datetime:
        return self._clock.now() + timedelta(hours=self._policy.initial_password_hours)

    def _renew(self, tx: "Transaction") -> None:
        for number, demo in self._people.items():
            customer = tx.customers.find(number) if demo.state is DemoState.INITIAL else None
            for old in tx.credentials.of_accounts(customer.id) if customer else ():
                if old.origin is CredentialOrigin.INITIAL:
                    self._renew_one(tx, old)

    def _renew_one(self, tx: "Transaction", old: Credential) -> None:
        """The same password under a new credential: what is kept of it does not change."""
        new = tx.credentials.add(
            old.customer_id, old.verifier, old.origin, self._clock.now(), self._initial_end()
        )
        accounts = tx.customers.accounts(old.customer_id)
        ids = [account.id for account in accounts if account.credential_id == old.id]
        tx.credentials.assign(ids, seen=old.id, new=new.id)
        tx.credentials.retire(ids, old.id, self._clock.now(), keep=0)

    def _cards(self, tx: "Transaction") -> tuple[DemoCard, ...]:
        return tuple(card_of(tx, demo, self._policy) for demo in self._people.values())


def _has_voice(demo: DemoPerson) -> bool:
    """歸戶 set the voice password too; an initial password is not typed on a telephone."""
    return demo.consolidated and demo.state is not DemoState.INITIAL
