"""The sentences for the refusals of 密碼補發 (requirements §1.13)."""

from collections.abc import Mapping
from typing import Final

from screens.words.phrase import Phrase
from services.errors import ErrorCode as Code

REISSUE_SENTENCES: Final[Mapping[Code, Phrase]] = {
    Code.REISSUE_LIMIT: Phrase(
        "今日線上補發申請次數已達上限({limit}次),請於次日再試或親洽各營業據點。",
        "Today's {limit} applications are used: tomorrow again, or see a branch.",
    ),
    Code.REISSUE_CLOSED: Phrase(
        "通行碼連續錯誤過多,線上補發已關閉,請親洽各營業據點。",
        "Too many wrong codes: closed online. Please see a branch.",
    ),
    Code.REISSUE_COOLDOWN: Phrase(
        "聯絡資料最近變更過,{until} 起始可線上補發,請親洽各營業據點。",
        "Contacts changed lately: online from {until}, or see a branch.",
    ),
    Code.REISSUE_NO_CONTACT: Phrase(
        "未留存手機或Email,無法線上補發,請親洽各營業據點。",
        "No mobile or e-mail is on file. Please see a branch.",
    ),
    Code.REISSUE_NEEDS_BOTH: Phrase(
        "無憑證補發須同時留存手機與Email,請親洽各營業據點。",
        "Without a certificate mobile and e-mail are needed: see a branch.",
    ),
    Code.REISSUE_CERTIFICATE_GONE: Phrase(
        "憑證已失效,請重新申請。", "The certificate is no longer valid. Please apply anew."
    ),
    Code.REISSUE_ENDED: Phrase(
        "本次申請已結束,請重新申請。", "This application has ended. Please apply anew."
    ),
    Code.REISSUE_OUT_OF_STEP: Phrase(
        "此步驟已完成或尚不能進行。", "This step was taken already, or is not the next one."
    ),
    Code.CODE_SHAPE: Phrase("通行碼為{digits}位數字。", "The code has {digits} digits."),
    Code.CODE_WRONG: Phrase("通行碼錯誤,剩餘 {attempts_left} 次", "Wrong code. Tries left: {attempts_left}."),
    Code.CODE_EXPIRED: Phrase("通行碼已逾時,請重新發送", "The code has run out. Please send another."),
    Code.CODE_VOID: Phrase("通行碼已失效", "The code is void."),
    Code.CODE_SUPERSEDED: Phrase(
        "此為先前的通行碼,請輸入代號 {reference} 的通行碼。",
        "An earlier code. Please type the one with reference {reference}.",
    ),
    # how long that is counts down beside it
    Code.RESEND_TOO_EARLY: Phrase("請於倒數結束後再按 F5。", "Please press F5 once the countdown has ended."),
    Code.RESENDS_USED_UP: Phrase(
        "重新發送以{limit}次為限,請重新申請。", "Only {limit} further codes. Please apply anew."
    ),
    Code.ACTIVATION_SHAPE: Phrase(
        "啟動碼為16碼(4組,每組4碼),請確認。", "It has 16 characters in 4 groups of 4. Please check."
    ),
    Code.ACTIVATION_UNKNOWN: Phrase(
        "啟動碼不正確,請確認後重新輸入。", "No such activation code. Please check it."
    ),
    Code.ACTIVATION_USED: Phrase("此啟動碼已使用過,請重新申請。", "This code was used. Please apply anew."),
    Code.ACTIVATION_VOID: Phrase("此啟動碼已失效,請重新申請。", "This code is void. Please apply anew."),
    Code.ACTIVATION_EXPIRED: Phrase(
        "此啟動碼已逾期,請重新申請。", "This code has run out. Please apply anew."
    ),
}
"""Facts in braces are the ones named beside the code in `services/errors.py`."""
