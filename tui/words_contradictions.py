"""Why settings of a section do not go together: their own short words (`ValueError`), in both languages."""

from collections.abc import Mapping
from typing import Final

from screens.words.phrase import Phrase
from tui.sentence import Sentence

REASONS: Final[Mapping[str, str]] = {
    **{
        f'store = "{store}" needs {name}': f'store = "{store}" 需要 {name}'
        for store, name in (
            ("pkcs12", "path"),
            ("pkcs12", "trust"),
            ("pkcs12", "crl"),
            ("pkcs11", "module"),
            ("pkcs11", "trust"),
            ("pkcs11", "crl"),
        )
    },
    "withdrawal_password_length must not be a length of a login password": (
        "withdrawal_password_length 不可是登入密碼可有的長度"
    ),
    "module must be an absolute path": "module 須為絕對路徑",
    "id_pattern is no regular expression": "id_pattern 不是正規表示式",
    "customer_idle must be above customer_idle_warning, and not above customer_absolute": (
        "customer_idle 須大於 customer_idle_warning,且不可大於 customer_absolute"
    ),
    "a password needs a user": "有 password 就須有 user",
    "from must be desk@broker.example, or a name with <desk@broker.example> behind it": (
        "from 須為 desk@broker.example,或名稱後接 <desk@broker.example>"
    ),
    "from is needed where a host is named": "有 host 就須有 from",
    'tls = "none" is only for a host on this machine': 'tls = "none" 僅限本機的 host',
    "receipts must be an address of this machine, such as 127.0.0.1:8771": (
        "receipts 須為本機位址,如 127.0.0.1:8771"
    ),
    "url is needed for apprise, with {to} where the number goes": "apprise 需要 url,並以 {to} 表示號碼的位置",
    "url and user are needed for kannel": "kannel 需要 url 與 user",
    "url of kannel must be https://HOST:PORT/PATH, without user or question mark": (
        "kannel 的 url 須為 https://主機:埠/路徑,不含使用者與問號"
    ),
    "url may be http:// only for a kannel on this machine": "僅本機的 kannel 可用 http://",
    "password_min_length must not be above password_max_length": (
        "password_min_length 不可大於 password_max_length"
    ),
}
"""In Chinese, by what the section says."""


def reason_of(flaw: ValueError) -> Sentence:
    """The reason as it stands between brackets; said as it is, so that nothing in it is a blank to fill."""
    said = str(flaw)
    return Sentence.of(Phrase("{zh}", "{en}"), zh=REASONS.get(said, said), en=said)
