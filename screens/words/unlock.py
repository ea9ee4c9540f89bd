"""密碼解鎖 (R-UNL), and the certificate step."""

from screens.words.phrase import Phrase
from services.errors import ErrorCode as Code

TITLE = Phrase("密碼解鎖", "Unlock")
ID_NUMBER = Phrase("▶身分證字號", "▶ID number")
BIRTH_DATE = Phrase("▶出生年月日 YYYYMMDD", "▶Birth date YYYYMMDD")
UNLOCK = Phrase("立即解鎖", "Unlock now")
REQUIRES = Phrase("此動作裝置需存有有效憑證,方可執行", "This device must hold a valid certificate.")

NEXT_STEPS = {
    Code.NO_CERTIFICATE: Phrase(
        "請本人來電客服中心({service_line},{service_hours})解鎖(僅限一次),或使用密碼補發、臨櫃辦理。",
        "Call customer service yourself ({service_line}, {service_hours}), who can unlock it once, "
        "or use 密碼補發 (Reissue password), or come to any branch.",
    ),
    Code.NOT_LOCKED: Phrase(
        "本次未使用解鎖次數。若已忘記密碼,請使用密碼補發。",
        "Nothing was used up. If you forgot your password, use 密碼補發 (Reissue password).",
    ),
    Code.UNLOCK_USED: Phrase(
        "臨櫃請攜帶身分證及原留印鑑,至全臺任一營業據點辦理。",
        "At the counter of any branch, with your ID card and registered seal.",
    ),
    Code.PIN_WRONG: Phrase(
        "請確認後重新輸入;忘記PIN碼請洽憑證的發證機構。",
        "Check it and type it again. If you forgot it, ask whoever issued the certificate.",
    ),
    Code.PIN_WRONG_ON_READER: Phrase(
        "請重新執行,並在讀卡機上輸入正確的PIN碼;連續錯誤會鎖住載具。",
        "Go on once more and type the right PIN on the reader. Wrong ones in a row lock the token.",
    ),
    Code.PIN_PAUSED: Phrase(
        "請屆時再試,或改用無憑證的密碼補發、臨櫃辦理。",
        "Try again then, or use 密碼補發 (Reissue) without a certificate, or come to any branch.",
    ),
    Code.TOKEN_LAST_TRY: Phrase(
        "請先在自己的電腦以正確的PIN碼使用一次,或洽發證機構;也可用無憑證的密碼補發或臨櫃辦理。",
        "Use it with its right PIN on your own computer first, or ask its issuer; "
        "or 密碼補發 (Reissue) without a certificate, or any branch.",
    ),
    Code.TOKEN_LOCKED: Phrase(
        "請洽發證機構解鎖載具;也可改用無憑證的密碼補發,或臨櫃辦理。",
        "Only its issuer opens it. Or use 密碼補發 (Reissue) without a certificate, or come to any branch.",
    ),
    Code.IDENTITY_MISMATCH: Phrase(
        "出生年月日請輸入西元年共8碼;公司請輸入統一編號及設立日期。",
        "The date has 8 digits, Western year first. Companies: company number and date of registration.",
    ),
    Code.IDENTITY_LIMIT_HERE: Phrase(
        "如需協助,請洽客服中心({service_line},{service_hours})。",
        "For help call customer service ({service_line}, {service_hours}).",
    ),
    Code.IDENTITY_LIMIT: Phrase(
        "如需協助,請洽客服中心({service_line},{service_hours})。",
        "For help call customer service ({service_line}, {service_hours}).",
    ),
    Code.TERMINAL_PAUSED: Phrase(
        "也可改用其他終端機,或洽客服中心({service_line},{service_hours})。",
        "Another terminal works meanwhile, or customer service ({service_line}, {service_hours}).",
    ),
}
"""What to do after a refusal, where its own sentence leaves room for more."""

HELP_ID_NUMBER = Phrase(
    "身分證字號第一位英文字無大小寫分別;居留證號碼與公司統一編號也可以。",
    "The letter may be upper or lower case. Resident and company numbers work too.",
)
HELP_BIRTH_DATE = Phrase(
    "西元年月日共8碼,例如2002年2月1號請輸入 20020201;公司請輸入設立日期。",
    "8 digits, Western year first: 20020201 is 1 February 2002. Companies: the date of registration.",
)
ABOUT = (
    Phrase(
        "密碼錯誤累計{strikes}次而鎖定時,以本裝置的有效憑證解除鎖定一次;密碼不變。",
        "Lifts the lock made by {strikes} wrong passwords, once, by a valid certificate on this device. "
        "The password stays.",
    ),
    Phrase(
        "輸入身分證字號與出生年月日後,按「立即解鎖」。需要憑證載具或PIN碼時,會在下一個畫面詢問。",
        "Type ID number and birth date, then Unlock now. A token or PIN is asked for on the next page.",
    ),
)

DONE = Phrase("解鎖成功", "Unlocked")
LOG_IN = {
    "own": Phrase("請用原密碼登入", "Please log in with the password you had."),
    "initial": Phrase(
        "請用原初始密碼登入,並立即設定新密碼",
        "Please log in with your initial password and change it at once.",
    ),
    "none": Phrase(
        "您的初始密碼已逾期,請使用密碼補發",
        "Your initial password has run out: please use 密碼補發 (Reissue password).",
    ),
}
"""By `services.assisted_unlock.LogInWith`."""
STAYS = Phrase("帳戶已解除鎖定,密碼沒有變更。", "The account is unlocked; the password has not changed.")
DONE_NOTES = (
    Phrase(
        "線上與電話解鎖合計僅限1次;若再度錯誤{strikes}次(累計{strikes_in_all}次),"
        "請使用線上補發密碼或臨櫃辦理。",
        "Unlocking works once, online and by telephone together. After {strikes} more failures "
        "({strikes_in_all} in total) use Reissue password or the counter.",
    ),
    Phrase(
        "若非您本人解鎖,請立即洽客服中心({service_line},{service_hours})。",
        "If this was not you, call customer service at once ({service_line}, {service_hours}).",
    ),
)
DONE_ABOUT = (
    Phrase(
        "鎖定已經解除;這個畫面會自動返回密碼中心。",
        "The lock is lifted; this page goes back to the menu by itself.",
    ),
)
