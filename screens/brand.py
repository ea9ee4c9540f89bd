"""Whose desk this is: the `[brand]` section of the settings, by default the manual's (R-GEN-3, R-GEN-4)."""

from typing import Annotated, Final

import msgspec

from screens.words import notices
from screens.words.phrase import Language, Phrase

FIGURES: Final = {"minimum": 7, "maximum": 10, "strikes": 3, "strikes_in_all": 6}
"""Figures of the policy that notices may name; the frame puts in those in force."""


class Brand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Names, telephone lines and notice texts of the broker."""

    company: Annotated[str, msgspec.Meta(max_length=12)] = "凱基證券"
    """Short enough for every SMS to go in two parts."""
    company_en: str = "KGI Securities"
    contact: str = "(02)2389-0088・0800-085-005・客服信箱"
    """客服專線 of the footer, and the mailbox."""
    contact_en: str = "(02)2389-0088・0800-085-005・E-mail"
    address: str = "(104)台北市明水路700號"
    address_en: str = "700 Mingshui Rd, Taipei 104"
    copyright: str = "© KGI Securities Co. Ltd. All Rights Reserved."
    service_line: Annotated[str, msgspec.Meta(max_length=20)] = "0800-085005"
    """客服中心, for notices and letters."""
    service_hours: str = "週一至週五 8:00~18:00"
    service_hours_en: str = "Mon-Fri 8:00-18:00"
    voice_line: str = "4050-0588"
    """語音下單專線."""
    reissue_button: str = "前往全球交易中心"
    reissue_button_en: str = "Go to the Global Trading Center"
    """The button of 變更成功 after a reissue (R-RI-9). At a terminal it can only lead back to the menu, and a
    line says so; the address, where there is one, is shown to be gone to elsewhere."""
    reissue_target: str = ""
    login_notices: tuple[Phrase, ...] = notices.LOGIN
    """注意事項 of the login (R-LOGIN-3); facts in braces are the other fields of this section,
    and `{minimum}`, `{maximum}`, `{strikes}`, `{strikes_in_all}` of the policy."""
    change_notices: tuple[Phrase, ...] = notices.CHANGE
    """說明 of the change form (R-GRID-7)."""
    unlock_notices: tuple[Phrase, ...] = notices.UNLOCK
    """說明 of the unlock page (R-UNL-3)."""

    def __post_init__(self) -> None:
        """Refuses a notice that names a fact which does not exist, before anybody reads it."""
        for notice in (*self.login_notices, *self.change_notices, *self.unlock_notices):
            for language in Language:
                try:
                    notice.text(language, **self.facts(language))
                except (LookupError, ValueError) as flaw:
                    raise ValueError(f"unknown fact in a notice: {flaw}") from flaw

    def facts(self, language: Language) -> dict[str, object]:
        """What sentences may name in braces, in `language`."""
        english = language is Language.ENGLISH
        return {
            "company": self.company_en if english else self.company,
            "contact": self.contact_en if english else self.contact,
            "address": self.address_en if english else self.address,
            "copyright": self.copyright,
            "service_line": self.service_line,
            "service_hours": self.service_hours_en if english else self.service_hours,
            "voice_line": self.voice_line,
            "reissue_button": self.reissue_button_en if english else self.reissue_button,
            "reissue_target": self.reissue_target,
            **FIGURES,
        }
