"""登入 (R-LOGIN): any of the customer's login passwords opens the visit; refusals look and take the same.

Two write transactions a login: one takes the robot's answer, looks the ID up and pays for the guess
(`services.attempts`), one settles it and opens the session or records the failure. Between them the hash
pool works, outside any transaction.
"""

import asyncio
from contextlib import suppress

from services import attempts
from services.change_case import fitting
from services.errors import ErrorCode, ServiceError
from services.expiry import is_dead
from services.ground import Ground
from services.identifiers import read_id_number
from services.login_request import Admission, Guess, LoginRequest
from services.login_transactions import LoginTransactions
from services.robot_check import RobotAnswer, RobotCheck
from services.secret import Secret
from services.sessions import CustomerSession, SessionEnd, Sessions
from services.typed_password import require_typed
from services.unbroken import Unbroken
from services.visit import Visit
from storage.records import Credential, Verifier


class Login:
    """Lets customers in."""

    def __init__(self, ground: Ground, *, robot_check: RobotCheck, sessions: Sessions) -> None:
        self._store = ground.store
        self._pool = ground.pool
        self._policy = ground.policy
        self._trail = ground.trail
        self._clock = ground.clock
        self._robot_check = robot_check
        self._sessions = sessions
        self.unbroken = Unbroken()
        """From the paid guess to its settlement nothing is broken off, though the caller is cancelled."""
        # two transactions a login: in a crowd they share commits while everybody waits for the floor anyway
        self._patience = ground.policy.login_floor_ms / 4000
        self._transactions = LoginTransactions(ground, robot_check=robot_check, sessions=sessions)

    async def enter(
        self, visit: Visit, id_number: str, password: Secret, answer: RobotAnswer | None
    ) -> CustomerSession:
        """A new session, or `ServiceError`; neither comes before the floor of the policy (§1.0).

        At a field: REQUIRED, ID_…, PASSWORD_LENGTH, ROBOT_UNANSWERED, ROBOT_WRONG, ROBOT_EXPIRED: no strike,
        no password verified. LOGIN_REFUSED: unknown, wrong and locked alike. INITIAL_PASSWORD_EXPIRED: right
        but dead, no strike. BUSY and STORAGE_…: nothing was judged.
        """
        answered_at = self._clock.monotonic() + self._policy.login_floor_ms / 1000
        session: CustomerSession | None = None
        try:
            request = self._read(visit, id_number, password, answer)
            session = await self.unbroken.run(self._enter(request), unclaimed=self._turn_away)
        finally:
            await self._wait(answered_at, session)
        return session

    async def _wait(self, answered_at: float, session: CustomerSession | None) -> None:
        """Until the floor; who goes away meanwhile takes no session along."""
        try:
            await self._clock.sleep_until(answered_at)
        except asyncio.CancelledError:
            if session is not None:
                await self.unbroken.run(self._turn_away(session))
            raise

    async def _turn_away(self, session: CustomerSession) -> None:
        await self._sessions.end(session, SessionEnd.CANCELLED)

    def _read(
        self, visit: Visit, id_number: str, password: Secret, answer: RobotAnswer | None
    ) -> LoginRequest:
        """Checks the form, field by field from the top."""
        number = read_id_number(id_number)
        require_typed(password, "password", self._policy)
        if self._robot_check.required(visit):
            if answer is None or not answer.digits.strip():
                raise ServiceError(ErrorCode.ROBOT_UNANSWERED, "answer")
        else:
            answer = None
        return LoginRequest(visit, number, password, answer, self._trail.subject(number))

    async def _enter(self, request: LoginRequest) -> CustomerSession:
        admission = await self._store.write_patiently(self._patience, self._transactions.admit, request)
        if admission.robot is not None:
            raise ServiceError(admission.robot, "answer")
        session = await self._judge(request, admission)
        self._robot_check.note(request.visit, failed=session is None)
        if session is None:
            raise ServiceError(ErrorCode.LOGIN_REFUSED, strikes=self._policy.strikes_before_lock)
        return session

    async def _judge(self, request: LoginRequest, admission: Admission) -> CustomerSession | None:
        guess = admission.guess
        if guess is None or not guess.facts.credentials:
            await self._pool.verify_dummy(request.password)
            return await self._store.write_patiently(
                self._patience, self._transactions.refuse, request, admission
            )
        matching = await self._matching(guess, request.password)
        alive = tuple(credential for credential in matching if not is_dead(credential, self._clock.now()))
        if matching and not alive:
            await self._store.write_patiently(self._patience, self._transactions.refuse_dead, request, guess)
            raise ServiceError(ErrorCode.INITIAL_PASSWORD_EXPIRED)
        if not alive:
            return await self._store.write_patiently(
                self._patience, self._transactions.refuse, request, admission
            )
        stronger = await self._rehash(alive, request.password)
        return await self._store.write_patiently(
            self._patience, self._transactions.open, request, guess, alive, stronger
        )

    async def _matching(self, guess: Guess, password: Secret) -> tuple[Credential, ...]:
        """The credentials that the password fits, verified in parallel."""
        try:
            return await fitting(self._pool, guess.facts.credentials, password)
        except ServiceError:  # busy: nothing was judged, so nothing is charged
            await self._store.write_patiently(self._patience, attempts.give_back, guess.attempt, self._policy)
            raise

    async def _rehash(
        self, credentials: tuple[Credential, ...], password: Secret
    ) -> dict[Verifier, Verifier]:
        """New verifiers where the settings were raised since; none while the pool is busy."""
        stronger: dict[Verifier, Verifier] = {}
        with suppress(ServiceError):
            for verifier in dict.fromkeys(credential.verifier for credential in credentials):
                if self._pool.needs_rehash(verifier):
                    stronger[verifier] = await self._pool.hash(password)
        return stronger
