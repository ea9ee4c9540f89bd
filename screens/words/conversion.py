"""轉換規則對照表: letters on the keys of a telephone (R-GRID-7)."""

from screens.words.phrase import Phrase

TITLE = Phrase("轉換規則對照表", "Conversion table")
ABOUT = Phrase(
    "語音操作時,密碼中的英文字母請按下列數字鍵(大小寫相同);數字不變。",
    "By voice, press these keys for the letters of your password (either case); digits stay.",
)
KEY = Phrase("按鍵", "Key")
LETTERS = Phrase("英文字母", "Letters")
EXAMPLE = Phrase("例如 {password} 請按 {digits}。", "For example {password} is {digits}.")
EXAMPLE_PASSWORD = "Taipei101"  # noqa: S105 - an invented one, to show the table at work
ROW = Phrase("{key}\n{letters}", "{key}\n{letters}")
"""Two columns; laid out by `KeypadRow`."""
