"""網路出金密碼變更: the second block of a change form (R-ACC-1, R-ACC-3)."""

from screens.words.phrase import Phrase

SECTION = Phrase("網路出金密碼變更-{of}", "Withdrawal password - {of}")
SECTION_OF_SEVERAL = Phrase("網路出金密碼變更-{of}", "Withdrawal - {of}")
"""Beside the choice of the account."""
RULES = {
    "withdrawal_length": Phrase("{length}位", "{length} characters"),
    "withdrawal_alphabet": Phrase("僅半形英數字", "letters, digits"),
    "withdrawal_not_old": Phrase("與舊出金密碼不同", "not the old one"),
    "withdrawal_not_login": Phrase("與登入密碼不同", "not the login's"),
    "withdrawal_confirmed": Phrase("兩次輸入一致", "twice the same"),
}
"""By `services.withdrawal_rules.WithdrawalRule`."""
ALONE = Phrase(
    "只變更出金密碼時,登入密碼的欄位可以留空。",
    "To change only the withdrawal password, leave the login fields empty.",
)
"""Of a consolidated customer, whose login block has no box to leave unticked."""
NEW = Phrase("▶新密碼({length}位英數字)", "▶New password ({length})")

LOCKED = (
    Phrase("出金密碼已鎖定,登入不受影響。", "Locked. You can still log in."),
    Phrase("請臨櫃辦理「出金密碼補發」。", "Please visit any branch."),
)
MISSING = (
    Phrase("尚未設定出金密碼。", "None has been set yet."),
    Phrase("請臨櫃辦理「出金密碼補發」。", "Please visit any branch."),
)
"""A block that cannot be filled in says why, and who helps (§1.0)."""
CLOSED_ONES = {
    "locked": Phrase("已鎖定:{names}", "Locked: {names}"),
    "missing": Phrase("尚未設定:{names}", "Not set yet: {names}"),
}
"""Of several accounts: those that cannot be chosen."""
COUNTER = Phrase("請臨櫃辦理「出金密碼補發」。", "The counter of any branch helps.")
LISTED = {
    "open": Phrase("{name}", "{name}"),
    "locked": Phrase("{name} (已鎖定)", "{name} (locked)"),
    "missing": Phrase("{name} (尚未設定)", "{name} (not set yet)"),
}
"""How an account reads in the list of them."""

ABOUT = Phrase(
    "出金密碼須為{length}位英數字,不可與登入密碼相同;錯誤累計達{strikes}次將鎖定(登入不受影響),"
    "須臨櫃辦理「出金密碼補發」。",
    "A withdrawal password has exactly {length} letters and digits and differs from the login password. "
    "{strikes} failures lock it, not the login; then only the counter helps.",
)
HELP_TICK = Phrase(
    "按空白鍵勾選後,才需輸入並變更網路出金密碼;不勾選則維持不變。",
    "Press Space to tick it: only then the withdrawal password is asked for and changed.",
)
HELP_ACCOUNT = Phrase(
    "您有多個期貨帳號:以方向鍵選擇要變更出金密碼的帳號,空白鍵列出全部。",
    "You have several futures accounts: arrows choose whose withdrawal password changes, Space lists them.",
)
HELP_OLD = Phrase(
    "輸入目前的網路出金密碼(不是登入密碼)。", "Your present withdrawal password, not the login password."
)
HELP_NEW = Phrase(
    "半形英文字母與數字,共{length}位,英文大小寫視為不同字;不可與登入密碼或舊出金密碼相同。",
    "Exactly {length} half-width letters and digits; case matters. Not the login password nor the old one.",
)
HELP_CONFIRM = Phrase("再輸入一次相同的新出金密碼。", "The same new withdrawal password once more.")
