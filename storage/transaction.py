"""What a transaction's function gets: the repositories, over one connection."""

from storage.audit_heads import HeadsFile
from storage.connection import Connection
from storage.keyring import Keyring, Token
from storage.repositories.audit import AuditRepository
from storage.repositories.certificates import CertificateRepository
from storage.repositories.codes import CodeRepository
from storage.repositories.credentials import CredentialRepository
from storage.repositories.customers import CustomerRepository
from storage.repositories.facts import FactRepository
from storage.repositories.import_updates import ImportUpdateRepository
from storage.repositories.imports import ImportRepository
from storage.repositories.locks import LockRepository
from storage.repositories.outbox import OutboxRepository
from storage.repositories.reissues import ReissueRepository
from storage.repositories.robot_questions import RobotQuestionRepository
from storage.repositories.sending_counts import SendingCountRepository
from storage.repositories.sessions import SessionRepository
from storage.repositories.simulated import SimulatedRepository
from storage.repositories.throttles import ThrottleRepository
from storage.repositories.withdrawals import WithdrawalRepository


class Transaction:
    """Good only while the function it was given to runs; never commits by itself.

    A function that raises leaves nothing behind. What must be kept although the call fails (a strike, an
    audit row) is written by a function that returns; its caller raises afterwards.
    """

    def __init__(
        self, connection: Connection, keys: Keyring, token: Token, heads: HeadsFile | None = None
    ) -> None:
        self.customers = CustomerRepository(connection, keys, token)
        self.credentials = CredentialRepository(connection, keys, token)
        self.withdrawals = WithdrawalRepository(connection)
        self.locks = LockRepository(connection)
        self.sessions = SessionRepository(connection)
        self.robot_questions = RobotQuestionRepository(connection)
        self.throttles = ThrottleRepository(connection, keys)
        self.certificates = CertificateRepository(connection)
        self.imports = ImportRepository(connection)
        self.import_updates = ImportUpdateRepository(connection, keys, token)
        self.reissues = ReissueRepository(connection, keys)
        self.codes = CodeRepository(connection)
        self.facts = FactRepository(connection)
        self.outbox = OutboxRepository(connection, keys, token)
        self.simulated = SimulatedRepository(connection, keys, token)
        self.sending_counts = SendingCountRepository(connection, keys)
        self.audit = AuditRepository(connection, keys, heads)
