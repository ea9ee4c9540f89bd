"""Facts and brand of invented letters, as a desk gives them and as long as they get."""

from services.delivery.letter_kinds import LetterKind
from services.delivery.letters import LetterBrand

BRAND = LetterBrand(
    company="凱基證券",
    company_en="KGI Securities",
    service_line="0800-085005",
    service_hours="週一至週五 8:00~18:00",
    service_hours_en="Mon-Fri 8:00-18:00",
)
ONE = {
    "occurred_at": "2023-04-10T04:31:25+00:00",
    "dies_at": "2023-04-10T04:36:25+00:00",
    "branch": "台北分公司",
    "terminal": "kiosk-1",
    "account": "****567",
    "voice": "yes",
    "code": "1234567",
    "reference": "AB2C",
    "activation_code": "ABCD-EFGH-JKMN-0123",
    "link": "https://desk.example.com/activate#ABCD-EFGH-JKMN-0123",
}


def facts(kind: LetterKind, **other: str) -> dict[str, str]:
    """Every fact that a letter of this kind may name, but no link."""
    found = {name: value for name, value in ONE.items() if name != "link"}
    if kind in {LetterKind.ACTIVATION, LetterKind.INITIAL_PASSWORD_ISSUED}:
        found["dies_at"] = "2023-04-11T04:31:25+00:00"
    return found | other
