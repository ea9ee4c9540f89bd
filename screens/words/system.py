"""What the frame has to say: idle, too small, something went wrong."""

from screens.words.phrase import Phrase

TOO_SMALL = Phrase("視窗太小,請放大到 80×24 以上。", "The window is too small: please make it 80×24 or more.")
TOO_SMALL_NOW = Phrase(
    "視窗太小,請放大到 80×24 以上(目前 {width}×{height})。已輸入的資料仍在。",
    "The window is too small ({width}×{height}): please make it 80×24 or more. What you typed is kept.",
)
COVERED = Phrase(
    "為保護您的資料,畫面已遮蔽。按任意鍵繼續輸入。",
    "This page is covered to protect your data. Press any key to go on.",
)
IDLE = Phrase(
    "為保護您的資料,畫面將於 {n} 秒後清除,按任意鍵繼續。",
    "To protect your data the screen is cleared in {n} seconds. Press any key to go on.",
)
RUNS_OUT = Phrase(
    "本次作業時間將於 {n} 秒後結束,畫面將清除,請儘速完成。",
    "This visit ends in {n} seconds and is cleared: please finish now.",
)
SORRY = Phrase("系統發生錯誤,代碼 {incident}。", "Something went wrong, incident {incident}.")
SORRY_SAFE = Phrase(
    "為了安全,本次作業已結束,畫面資料已清除。", "For safety this visit has ended and the screen was cleared."
)
SORRY_HELP = Phrase(
    "請重新操作;若持續發生,請將代碼告知客服中心({service_line},{service_hours})。",
    "Please start again. If it keeps happening, tell customer service the number "
    "({service_line}, {service_hours}).",
)
SORRY_PLACE = Phrase("系統訊息", "System message")

QUIT_QUESTION = Phrase("確定結束程式嗎?", "Leave the program?")
QUIT = Phrase("結束程式", "Leave")
KEEP_RUNNING = Phrase("留在此處", "Stay")
