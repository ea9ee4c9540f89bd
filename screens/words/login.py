"""登入: the entry to 密碼修改 (R-LOGIN)."""

from screens.words.phrase import Phrase
from services.errors import ErrorCode as Code

TITLE = Phrase("密碼修改 - 登入", "Change password - log in")
ID_NUMBER = Phrase("▶身分證字號", "▶ID number")
PASSWORD = Phrase("▶密碼", "▶Password")
NOT_A_ROBOT = Phrase("我不是機器人", "I am not a robot")
ANSWER = Phrase("▶答案(數字)", "▶Answer (digits)")
LOG_IN = Phrase("登入", "Log in")
TICK_FIRST = Phrase("勾選後會出現一題算術,請以數字作答。", "Tick it and answer one small sum in digits.")

QUESTION = Phrase(
    "請回答:{left}{operation}{right}等於多少", "請回答:{left}{operation}{right}等於多少 ({sum})"
)
"""Contract §5: the question stands in Chinese in either language; English adds it in words."""
NUMERALS = "零一二三四五六七八九"
NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ADD = Phrase("加", "plus")
SUBTRACT = Phrase("減", "minus")
MULTIPLY = Phrase("乘", "times")

NEXT_STEPS = {
    Code.LOGIN_REFUSED: Phrase(
        "若已鎖定,可回選單以「密碼解鎖」(3)解除;若忘記密碼,請用「密碼補發」(2)。",
        "On the menu: Unlock (3) if it is locked, Reissue password (2) if forgotten.",
    ),
    Code.INITIAL_PASSWORD_EXPIRED: Phrase(
        "請回選單選「密碼補發」(2)重新申請。",
        "On the menu: Reissue password (2).",
    ),
}
"""The way out in this program, the same for everybody: whether it is locked is told to nobody (§1.13)."""

ABOUT = (
    Phrase(
        "輸入身分證字號與密碼,完成「我不是機器人」檢核後登入。",
        "Type your ID number and password, pass the robot check, and log in.",
    ),
    Phrase(
        "居留證號碼(新式、舊式)與公司統一編號也可以登入。",
        "Resident numbers (new and old) and company numbers can log in too.",
    ),
)
HELP_ID_NUMBER = Phrase(
    "身分證字號第一位英文字無大小寫分別;全形、小寫都可以。",
    "The letter may be upper or lower case; full-width characters are understood.",
)
HELP_PASSWORD = Phrase(
    "密碼英文大小寫視為不同字。畫面只顯示圓點,不能複製。",
    "Upper and lower case differ. Only dots are shown, and nothing can be copied.",
)
HELP_NOT_A_ROBOT = Phrase(
    "按空白鍵勾選,題目出現後以數字作答。", "Press Space to tick it; then answer the question in digits."
)
HELP_ANSWER = Phrase(
    "以數字輸入答案,例如「三加五等於多少」請輸入 8。按 F5 換一題。",
    "Type the answer in digits: for 三加五等於多少 (three plus five) type 8. F5 gives another.",
)
