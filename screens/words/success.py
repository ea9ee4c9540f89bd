"""變更成功 (R-RI-9, contract §5)."""

from screens.words.phrase import Phrase

DONE = Phrase("變更成功", "Changed")
LOG_IN_AGAIN = Phrase(
    "請以更改後的密碼重新登入電子平台", "Please log in to the trading platforms with the new password."
)
ACCOUNTS = Phrase(
    "已變更 {accounts} 個帳號的網路登入密碼。",
    "The network login password was changed. Accounts concerned: {accounts}.",
)
VOICE = Phrase(
    "已同步變更電子與語音登入密碼,您亦可透過語音下單專線單獨進行語音密碼變更。",
    "Electronic and voice passwords were changed together; the voice password can also be changed "
    "alone by the voice order line.",
)
WITHDRAWAL = Phrase("網路出金密碼已變更。", "The withdrawal password was changed.")
NO_VOICE = Phrase("語音密碼維持不變。", "The voice password stays as it was.")
COUNTDOWN = Phrase(
    "{n} 秒後自動返回密碼中心,或按任意鍵返回。", "Back to the menu in {n} seconds, or press any key."
)
NOTES = (
    Phrase(
        "為了安全,本次登入已結束,其他裝置上的登入也已失效。",
        "For safety this login has ended, and so has any other.",
    ),
    Phrase(
        "若非您本人變更,請立即洽客服中心({service_line},{service_hours})。",
        "If this was not you, call customer service at once ({service_line}, {service_hours}).",
    ),
)
ABOUT = (
    Phrase(
        "密碼已經變更;這個畫面會自動返回密碼中心。", "The password was changed; this page leaves by itself."
    ),
)

ACCOUNT = Phrase(
    "{business} {branch} {number} 的網路登入密碼已變更。",
    "The network login password of {business} {branch} {number} was changed.",
)
ACCOUNT_WITHDRAWAL = Phrase(
    "{business} {branch} {number} 的網路出金密碼已變更。",
    "The withdrawal password of {business} {branch} {number} was changed.",
)
BACK_TO_ACCOUNTS = Phrase("回帳號清單", "Back to your accounts")
COUNTDOWN_TO_ACCOUNTS = Phrase(
    "{n} 秒後自動返回帳號清單,或按任意鍵返回。", "Back to your accounts in {n} seconds, or press any key."
)
ACCOUNT_NOTES = (
    Phrase("其他裝置上的登入已失效。", "Any other login has ended for safety."),
    NOTES[1],
)
ACCOUNT_ABOUT = (
    Phrase(
        "密碼已經變更;這個畫面會自動返回帳號清單。",
        "The password was changed; this page goes back to your accounts by itself.",
    ),
)

CONSOLIDATED = Phrase("歸戶成功", "Consolidated")
USE_NEW = Phrase("請使用新密碼登入", "Please log in with the new password.")
CONSOLIDATED_ACCOUNTS = Phrase(
    "{accounts} 個帳號與語音已改用同一組登入密碼。",
    "Voice and your accounts (in all: {accounts}) now share one login password.",
)
CONSOLIDATED_ABOUT = (
    Phrase(
        "密碼已經歸戶;這個畫面會自動返回密碼中心。",
        "All accounts share one password now; this page leaves by itself.",
    ),
)
CONSOLIDATED_NOTES = (
    *NOTES,
    Phrase(
        "客戶完成歸戶後,若要再次區分不歸戶時則須臨櫃辦理。",
        "To have a password for each account again, please come to the counter.",
    ),
)
