"""F1: the frame of the help page; its content comes from the page itself."""

from screens.words.phrase import Phrase

TITLE = Phrase("說明 - {place}", "Help - {place}")
THIS_FIELD = Phrase("目前的欄位", "The field you are in")
KEYS = Phrase("按鍵", "Keys")
KEY = Phrase("{key} {does}", "{key} {does}")
