"""帳戶密碼變更: the form of one account (R-ACC)."""

from screens.words.phrase import Phrase

TITLE = Phrase("帳戶密碼變更", "Change one account's password")
ACCOUNT = Phrase("{business} {branch} {number}", "{business} {branch} {number}")
LOGIN_SECTION = Phrase("網路登入密碼變更-{of}", "Network login password - {of}")
TICK_FIRST = Phrase("請按空白鍵勾選要變更的項目。", "Tick with Space what you want to change.")
"""While nothing is ticked there is nothing to fill in."""
HELP_TICK = Phrase(
    "按空白鍵勾選後,才需輸入並變更此帳號的網路登入密碼;不勾選則維持不變。",
    "Press Space to tick it: only then this account's login password is asked for and changed.",
)
HELP_OLD = Phrase(
    "輸入此帳號目前的登入密碼;帳戶狀態「不同」的帳號,與本次登入的密碼不同。",
    "This account's present password. Where the status says 'other' it is not the one you logged in with.",
)
ABOUT = (
    Phrase(
        "變更單一帳號的密碼:以空白鍵勾選要變更的項目,只有勾選的項目需要輸入並會變更。",
        "Changes the passwords of one account: tick with Space what to change; only that is asked for.",
    ),
    Phrase(
        "同時勾選兩項時,兩項會一起變更;若其中一項未通過,兩項都維持不變。",
        "With both ticked, both are changed or neither is.",
    ),
    Phrase(
        "輸入新密碼時,會即時顯示符合(✓)與不符合(×)的規則;按 F2 可查看轉換規則對照表。",
        "While you type the new password, the rules it meets (✓) and misses (×) are shown. "
        "F2 shows the conversion table.",
    ),
)
