"""未歸戶密碼變更: the accounts of a customer who is not consolidated (R-GRID)."""

from screens.words.phrase import Phrase

TITLE = Phrase("未歸戶密碼變更", "Accounts with passwords of their own")
SHOWS = Phrase(
    "該 ID 的所有符合登入密碼之帳號。帳戶狀態:與本次登入密碼相同/不同。",
    "All with a login password. Status: same as the one just used, or other.",
)
POSITION = Phrase("第 {n} 個,共 {count} 個帳號", "account {n} of {count}")
# headings break at the line feed where their column is narrow
BUSINESS = Phrase("商品別", "Product")
KIND = Phrase("密碼\n別", "Kind")
BRANCH = Phrase("分公司", "Branch")
NUMBER = Phrase("交易\n帳號", "Account")
CHANGE = Phrase("變更密碼", "Change")
STATUS = Phrase("帳戶\n狀態", "Status")
CHANGED_ON = Phrase("密碼變更\n日期", "Changed \non")
EXPIRES_ON = Phrase("到期日期", "Expires on")
EXPIRY = Phrase("密碼到期\n狀態", "Expiry")

BUSINESSES = {
    "securities": Phrase("證券", "Securities"),
    "futures": Phrase("期貨", "Futures"),
    "sub_brokerage": Phrase("複委託", "Overseas"),
    "wealth": Phrase("財富管理", "Wealth"),
}
"""By `storage.records.Business`."""
SAME = Phrase("相同", "same")
DIFFERENT = Phrase("不同", "other")
EXPIRY_STATES = {
    "none": Phrase("-", "-"),
    "not_yet": Phrase("未到期", "valid"),
    "soon": Phrase("即將到期", "soon"),
    "expired": Phrase("已到期", "expired"),
}
"""By `services.expiry.ExpiryState`."""
NETWORK = Phrase("網路", "Web")
"""密碼別: of a login password."""
UNKNOWN = "-"

CONSOLIDATE = Phrase("密碼歸戶", "One password for all accounts")

HELP_ROWS = Phrase(
    "按 Enter 變更該帳號的密碼。帳戶狀態「相同」表示該帳號的密碼與本次登入密碼相同;"
    "到期日期僅供提醒,「-」表示無資料;唯初始密碼逾期即失效,須重新申請密碼補發。",
    "Enter changes that account's password. 'same': its password is the one you just logged in with. "
    "The expiry is a reminder, '-' means nothing is known; but an initial password is dead after it: "
    "apply for a reissue then.",
)
HELP_CONSOLIDATE = Phrase(
    "所有帳號與語音改為共用一組登入密碼;之後若要再次區分不歸戶,須臨櫃辦理。",
    "Gives all accounts and voice one login password; only the counter can undo it.",
)
ABOUT = (
    Phrase(
        "列出您的帳號與密碼的狀態;可變更個別帳號的密碼,或將所有帳號的密碼歸戶。",
        "Your accounts and how their passwords stand. Change one, or choose one password for all.",
    ),
    Phrase(
        "方向鍵、PageUp/PageDown、Home/End 選擇帳號,Enter 變更密碼;Tab 移到「密碼歸戶」,F5 更新。",
        "Arrows, PageUp/PageDown and Home/End choose an account, Enter changes its password; "
        "Tab goes to the button below, F5 reads it all again.",
    ),
)
