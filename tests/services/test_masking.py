"""What may be shown of personal data (security §2.5)."""

import pytest

from services.masking import mask_account_number, mask_id_number, mask_name


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王○"),
        ("王小明", "王○明"),
        ("歐陽建德", "歐○○德"),
        ("王", "○"),
        ("", ""),
        ("許[/]雯", "許○○○雯"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


def test_numbers() -> None:
    assert mask_id_number("AB23456789") == "AB2345****"
    assert mask_account_number("101-2468013") == "****013"
    assert mask_account_number("12345") == "****"
