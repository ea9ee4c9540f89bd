import hmac

from hypothesis import given
from hypothesis import strategies as st

from storage.mac import Mac


@given(st.binary(max_size=100), st.lists(st.binary(max_size=200), min_size=1, max_size=3))
def test_it_is_hmac_sha256_message_after_message(key: bytes, messages: list[bytes]) -> None:
    mac = Mac(key)
    for message in messages:
        assert mac.digest(message) == hmac.digest(key, message, "sha256")


def test_a_vector_of_rfc_4231() -> None:
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert Mac(b"Jefe").digest(b"what do ya want for nothing?").hex() == expected
