"""What a field says while somebody types into it."""

from screens.words.phrase import Phrase

ID_TOO_LONG = Phrase("最多10碼,多的字沒有輸入。", "At most 10 characters; the rest was not taken.")
ID_CHARACTERS = Phrase(
    "只能輸入英文字母與數字,其他字沒有輸入。", "Letters and digits only; other characters were not taken."
)
DIGITS_ONLY = Phrase("只能輸入數字,其他字沒有輸入。", "Digits only; other characters were not taken.")
DIGITS_TOO_LONG = Phrase(
    "最多{count}位數字,多的字沒有輸入。", "At most {count} digits; the rest was not taken."
)
SECRET_NO_PASTE = Phrase(
    "為了安全,密碼欄不可貼上,請直接輸入。", "For safety passwords cannot be pasted here. Please type it."
)
SECRET_TOO_LONG = Phrase("密碼太長,最後輸入的字沒有輸入。", "Too long; the last character was not taken.")
SECRET_FULL_WIDTH = Phrase(
    "含有全形字,請切換為半形後重新輸入。",
    "Full-width characters: please switch to half-width and type it again.",
)
