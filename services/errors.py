"""Everything a service may refuse, as one code with data; the sentences live in `screens/words/errors.py`."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Why a service said no. The comment behind a code names the facts it carries."""

    REQUIRED = "required"
    # identifiers (identifiers.md)
    ID_LETTERS_DIGITS_ONLY = "id_letters_digits_only"
    ID_SHAPE = "id_shape"
    ID_CHECK_DIGIT = "id_check_digit"
    DATE_SHAPE = "date_shape"
    DATE_ROC = "date_roc"
    DATE_UNREAL = "date_unreal"
    DATE_FUTURE = "date_future"
    # robot check (R-LOGIN-6)
    ROBOT_UNANSWERED = "robot_unanswered"
    ROBOT_WRONG = "robot_wrong"
    ROBOT_EXPIRED = "robot_expired"
    # login (R-LOGIN-4, §1.13): unknown, wrong and locked are one
    LOGIN_REFUSED = "login_refused"  # strikes
    INITIAL_PASSWORD_EXPIRED = "initial_password_expired"  # noqa: S105 - a code, not a password
    # ID number and birth date (§1.0): unknown ID and wrong date are one
    IDENTITY_MISMATCH = "identity_mismatch"
    IDENTITY_LIMIT_HERE = "identity_limit_here"
    """Too many failures of this ID at this terminal today."""
    IDENTITY_LIMIT = "identity_limit"
    """Too many failures of this ID today, over all terminals."""
    TERMINAL_PAUSED = "terminal_paused"
    """Too many failures at this terminal: until (HH:MM in Taipei)."""
    # unlock (R-UNL, §1.13)
    NO_CERTIFICATE = "no_certificate"
    NOT_LOCKED = "not_locked"
    UNLOCK_USED = "unlock_used"
    """The second lock: reissue or counter."""
    # 密碼補發 (R-RI, §1.13)
    REISSUE_LIMIT = "reissue_limit"
    """As many applications today as a day has: limit."""
    REISSUE_CLOSED = "reissue_closed"
    """Too many wrong codes in a row; the counter opens it."""
    REISSUE_COOLDOWN = "reissue_cooldown"
    """Mobile or e-mail changed lately: until (YYYY/MM/DD in Taipei)."""
    REISSUE_NO_CONTACT = "reissue_no_contact"
    """With a certificate: neither mobile nor e-mail is on file."""
    REISSUE_NEEDS_BOTH = "reissue_needs_both"
    """Without one: not both of them are."""
    REISSUE_CERTIFICATE_GONE = "reissue_certificate_gone"
    """The certificate that proved the customer was revoked, or ran out, since. Begin anew."""
    REISSUE_ENDED = "reissue_ended"
    """Over: left, run out, done, gone on with elsewhere, or the customer changed meanwhile. Begin anew."""
    REISSUE_OUT_OF_STEP = "reissue_out_of_step"
    """Not the step that comes now, or it was taken a moment ago."""
    CODE_SHAPE = "code_shape"
    """Not so many digits: digits."""
    CODE_WRONG = "code_wrong"  # attempts_left
    CODE_EXPIRED = "code_expired"
    CODE_VOID = "code_void"
    """Guessed at too often, or used: no code of this application is good now."""
    CODE_SUPERSEDED = "code_superseded"
    """An earlier code of this application, no failure: reference of the one that is good."""
    RESEND_TOO_EARLY = "resend_too_early"
    """seconds"""
    RESENDS_USED_UP = "resends_used_up"
    """limit"""
    ACTIVATION_SHAPE = "activation_shape"
    ACTIVATION_UNKNOWN = "activation_unknown"
    ACTIVATION_USED = "activation_used"
    ACTIVATION_VOID = "activation_void"
    ACTIVATION_EXPIRED = "activation_expired"
    # sessions
    SESSION_ENDED = "session_ended"
    LOCKED_OUT = "locked_out"
    """The third wrong 舊密碼: the visit is over at once."""
    NOT_OFFERED = "not_offered"
    """A function that is not open to this customer."""
    # changing a password
    OLD_PASSWORD_WRONG = "old_password_wrong"  # noqa: S105 - attempts_left
    CHANGED_ELSEWHERE = "changed_elsewhere"
    ACCOUNTS_CHANGED = "accounts_changed"
    """The ID has other accounts by now: read them anew and ask again."""
    CONFIRMATION_DIFFERS = "confirmation_differs"
    PASSWORD_LENGTH = "password_length"  # noqa: S105 - minimum, maximum
    PASSWORD_FULL_WIDTH = "password_full_width"  # noqa: S105
    PASSWORD_ALPHABET = "password_alphabet"  # noqa: S105
    PASSWORD_LETTER_AND_DIGIT = "password_letter_and_digit"  # noqa: S105
    PASSWORD_SAME = "password_same"  # noqa: S105
    PASSWORD_USED_BEFORE = "password_used_before"  # noqa: S105 - count
    PASSWORD_PERSONAL = "password_personal"  # noqa: S105
    PASSWORD_RUNS = "password_runs"  # noqa: S105
    PASSWORD_COMMON = "password_common"  # noqa: S105
    TOO_MANY_PASSWORDS = "too_many_passwords"
    """A ninth different login password of one ID: use one of the others, or 歸戶."""
    NOTHING_TICKED = "nothing_ticked"
    # the withdrawal password (R-ACC-3, R-ACC-6)
    WITHDRAWAL_SHAPE = "withdrawal_shape"
    """Not exactly so many half-width letters and digits: length."""
    WITHDRAWAL_SAME_AS_LOGIN = "withdrawal_same_as_login"
    """At `withdrawal_new`, or at `new` when a new login password is the withdrawal one."""
    WITHDRAWAL_SAME = "withdrawal_same"
    WITHDRAWAL_OLD_WRONG = "withdrawal_old_wrong"
    """attempts_left"""
    WITHDRAWAL_LOCKED = "withdrawal_locked"
    """Now or before; the counter opens it. The session goes on."""
    WITHDRAWAL_MISSING = "withdrawal_missing"
    """None was ever set; the counter sets the first."""
    # the certificate step (contract §4): never "no certificate" for something that was only not given yet
    CHOICE_NEEDED = "choice_needed"
    """At `identity`: several certificates on the device."""
    PIN_NEEDED = "pin_needed"
    """At `pin`."""
    PIN_WRONG = "pin_wrong"
    """At `pin`: tries_left."""
    PIN_WRONG_ON_READER = "pin_wrong_on_reader"
    """Typed on the reader's own pad; only the token knows how many tries are left."""
    PIN_PAUSED = "pin_paused"
    """Too many wrong PINs here: until (HH:MM in Taipei)."""
    TOKEN_ABSENT = "token_absent"  # noqa: S105
    """The reader is empty, or the token was pulled out meanwhile."""
    TOKEN_LAST_TRY = "token_last_try"  # noqa: S105
    """The token says that one more wrong PIN locks it for good: that one is not tried here."""
    TOKEN_LOCKED = "token_locked"  # noqa: S105
    """The token takes no PIN any more; only its issuer opens it."""
    # the machine
    BUSY = "busy"
    STORAGE_BUSY = "storage_busy"
    STORAGE_FULL = "storage_full"
    STORAGE_READ_ONLY = "storage_read_only"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    STORAGE_UNSURE = "storage_unsure"
    """The database went away over the commit itself: perhaps it was kept."""


class ServiceError(Exception):
    """A refusal: a code, the logical field it belongs to, and data for the sentence; never a secret.

    `field` is the `name` of the field on screen (`id_number`, `password`, `answer`, `old`, `new`,
    `confirm`, `withdrawal_old`, `withdrawal_new`, `withdrawal_confirm`, `identity`, `pin`), None when the
    refusal belongs to the whole form.
    """

    def __init__(self, code: ErrorCode, field: str | None = None, **facts: int | str) -> None:
        super().__init__(code.value)
        self.code = code
        self.field = field
        self.facts = facts
