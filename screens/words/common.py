"""Words that every screen shares: areas, buttons, prefixes."""

from screens.words.phrase import Phrase

CENTER = Phrase("密碼中心", "Password Center")
PATH = Phrase("{company} ▶ 密碼中心", "{company} ▶ Password Center")
PATH_TO = Phrase("{company} ▶ 密碼中心 ▶ {place}", "{company} ▶ Password Center ▶ {place}")

INPUT_AREA = Phrase("操作輸入區", "Your input")
NOTICE_AREA = Phrase("注意事項", "Please note")
EXPLANATION_AREA = Phrase("說明", "Explanation")

FOOTER_LINES = Phrase("{company}  客服專線:{contact}", "{company}  Service lines: {contact}")
FOOTER_ADDRESS = Phrase("地址:{address}  {copyright}", "{address}  {copyright}")

ERROR = Phrase("錯誤:{sentence}", "Error: {sentence}")
WORKING = Phrase("處理中,請稍候…", "Working, one moment please…")
LINE = Phrase("{text}", "{text}")
"""Data as it stands, in either language."""

CONFIRM = Phrase("確定", "Confirm")
CANCEL = Phrase("取消", "Cancel")
CLOSE = Phrase("關閉", "Close")
BACK_TO_MENU = Phrase("回密碼中心", "Back to Password Center")

CHOOSE_HERE = Phrase("{placeholder}:↑↓ 或空白鍵", "{placeholder}: ↑↓ or Space")
CHOOSE_LATER = Phrase("{placeholder}", "{placeholder}")
"""What an open choice says: how to choose, once there is something to choose from."""

LEAVE_QUESTION = Phrase(
    "尚未送出,離開後已輸入的資料將清除。確定離開嗎?", "Not sent yet: what you typed will be cleared. Leave?"
)
LEAVE = Phrase("離開", "Leave")
STAY = Phrase("繼續填寫", "Stay")
SILENCE = Phrase("", "")
"""Nothing to say."""
