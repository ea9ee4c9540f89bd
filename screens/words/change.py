"""網路登入密碼變更-歸戶: the change form of a consolidated customer (R-CHG)."""

from screens.words.phrase import Phrase

TITLE = Phrase("密碼修改", "Change password")
GREETING = Phrase("{name} 您好:", "Hello {name}:")
SECTION_OF_ONE = Phrase("☑ 網路登入密碼變更", "☑ Network login password")
"""Of somebody with an initial password who is not consolidated (A-17)."""
OF_ALL = Phrase("歸戶", "shared")
SECTION = Phrase("☑ 網路登入密碼變更-歸戶", "☑ Network login password - shared")
OLD = Phrase("▶舊密碼", "▶Old password")
NEW = Phrase("▶新密碼({minimum}~{maximum}位英數字)", "▶New password ({minimum}-{maximum})")
CONFIRM = Phrase("▶確認新密碼", "▶Confirm new password")
SYNC_VOICE = Phrase(
    "語音密碼與網路密碼同步變更 (您亦可透過語音下單專線,單獨進行語音密碼變更)",
    "Change the voice password too (or alone, by the voice order line)",
)

MUST_CHANGE = Phrase("您以初始密碼登入,請立即設定新密碼。", "Please replace your initial password.")
EXPIRES_SOON = Phrase("您的密碼即將到期({date}),建議變更。", "Your password expires on {date}.")
EXPIRED = Phrase("您的密碼已到期({date}),建議變更。", "Your password expired on {date}.")

RULES = {
    "length": Phrase("{minimum}~{maximum}位", "{minimum}-{maximum} characters"),
    "full_width": Phrase("使用半形", "half-width"),
    "alphabet": Phrase("僅英文與數字", "letters, digits"),
    "letter_and_digit": Phrase("英文數字都有", "one of each"),
    "personal": Phrase("不含個人資料", "not personal"),
    "runs": Phrase("非重複或連續", "no simple runs"),
    "common": Phrase("非常見密碼", "not too common"),
    "confirmed": Phrase("兩次輸入一致", "twice the same"),
}
"""By `services.password_rules.Rule`."""
MET = "✓"
MISSED = "×"
UNJUDGED = "・"

ABOUT = (
    Phrase(
        "設定新的網路登入密碼。歸戶客戶的所有帳號共用這一組密碼,變更後立即生效。",
        "Choose a new network login password. All your accounts share it; it is in force at once.",
    ),
    Phrase(
        "輸入新密碼時,下方會即時顯示符合(✓)與不符合(×)的規則。",
        "While you type the new password, the rules it meets (✓) and misses (×) are shown.",
    ),
    Phrase(
        "變更成功後請以新密碼重新登入;按 F2 可查看轉換規則對照表。",
        "Log in again with the new password afterwards. F2 shows the conversion table.",
    ),
)
HELP_OLD = Phrase("輸入本次登入所使用的密碼。", "The password you have just logged in with.")
HELP_NEW = Phrase(
    "半形英文字母與數字,兩者都要有,英文大小寫視為不同字;不可使用個人資料、重複或連續字元、"
    "常見密碼,以及最近用過的密碼。",
    "Half-width letters and digits, at least one of each; case matters. No personal data, no simple "
    "runs, no common password, none of your last ones.",
)
HELP_CONFIRM = Phrase("再輸入一次相同的新密碼。", "The same new password once more.")
HELP_SYNC_VOICE = Phrase(
    "按空白鍵勾選:新密碼會依轉換規則對照表同時設為語音密碼。不勾選則語音密碼不變。",
    "Press Space to tick it: the new password also becomes the voice password, by the conversion "
    "table. Unticked, the voice password stays.",
)
