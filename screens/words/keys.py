"""What the keys do, for the key bar and for help (contract §3)."""

from screens.words.phrase import Phrase

HELP = Phrase("說明", "Help")
ANOTHER_QUESTION = Phrase("換一題", "Another")
CONVERSION_TABLE = Phrase("對照表", "Table")
DEMO_PEOPLE = Phrase("手機信箱", "Mailbox")
OTHER_PART = Phrase("換區", "Part")
OTHER_LANGUAGE = Phrase("English", "中文")
HIGH_CONTRAST = Phrase("高對比", "Contrast")
FINISH = Phrase("結束", "Finish")
LOG_OUT = Phrase("登出", "Log out")
ACTIVATION = Phrase("輸入啟動碼", "Activation code")
RESEND = Phrase("重新發送", "Resend")
SHOW = Phrase("顯示", "Show")
BACK = Phrase("返回", "Back")
CLOSE = Phrase("關閉", "Close")
PUT_BACK = Phrase("還原", "Put back")
PUT_ALL_BACK = Phrase("全還原", "All")
REFRESH = Phrase("更新", "Reload")
READ_AGAIN = Phrase("重新讀取", "Reread")
SCROLL = Phrase("翻頁", "Scroll")

TAB = Phrase("下一欄(Shift+Tab 上一欄)", "next field (Shift+Tab: previous)")
ENTER = Phrase("下一欄;最後一欄或按鈕上則送出", "next field; on the last field or a button: send")
SPACE = Phrase("勾選", "tick a box")
