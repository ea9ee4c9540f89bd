"""The stories of the demo's people in Chinese; the file of the people has them in English (contract §6)."""

from collections.abc import Mapping
from typing import Final

from screens.words.phrase import Phrase

STORY: Final = Phrase("{told}({story})", "{story}")
"""As it is told here, with the file's own words behind it."""

STORIES: Final[Mapping[str, str]] = {
    "consolidated; every function works": "已歸戶;每項功能都可使用",
    "not consolidated; grid shows 相同 and 不同; futures account has a withdrawal password": (
        "未歸戶;清單有相同與不同;期貨帳號有出金密碼"
    ),
    "no certificate; mail link then SMS": "無憑證;先寄信,再傳簡訊",
    "no certificate and no e-mail; online reissue refused": "無憑證也無 Email;無法線上補發",
    "certificate; e-mail only; consolidated with a withdrawal password of its own": (
        "有憑證;只有 Email;已歸戶,另有出金密碼"
    ),
    "online unlock works once": "可線上解鎖一次",
    "unlock used up; reissue or counter": "解鎖已用過;須補發或臨櫃",
    "certificate out of date: treated as none; withdrawal password locked": (
        "憑證過期,視同沒有;出金密碼已鎖定"
    ),
    "certificate revoked: treated as none": "憑證已廢止,視同沒有",
    "new-style resident number; Latin name": "新式居留證號碼;拉丁字母姓名",
    "old-style resident number": "舊式居留證號碼",
    "統編 with 設立日期; futures account that has no withdrawal password yet": (
        "統編與設立日期;期貨帳號尚未設定出金密碼"
    ),
    "issued 初始密碼 2468135 must be changed at login": "已核發初始密碼 2468135,登入時必須變更",
    "password 400 days old: 已到期 reminder; born on a leap day": "密碼已用400天:提醒已到期;閏日出生",
    "markup characters in the name must show as typed; a staff member's family": (
        "姓名含標記字元,須照原樣顯示;員工家屬"
    ),
}
"""By `story` of `services/demo/demo-customers.csv`."""
