"""F6 in the demo: the invented people (contract §6)."""

from screens.words.phrase import Phrase

TITLE = Phrase("示範客戶(皆為虛構)", "Demo people (all invented)")
PUT_BACK = Phrase("已還原 {number}。", "{number} is back at the beginning.")
ALL_PUT_BACK = Phrase("全部示範客戶已還原。", "Everybody is back at the beginning.")
PUTTING_BACK = Phrase("還原中,請稍候…", "Putting back, one moment please…")
STANDINGS = {
    "as_in_story": Phrase("如故事開頭", "as in the story"),
    "changed": Phrase("已變更", "changed"),
    "locked": Phrase("鎖定", "locked"),
    "consolidated": Phrase("已歸戶", "consolidated"),
}
"""By `services.demo_people.DemoStanding`."""
FIRST = Phrase("起始密碼 {passwords}", "first password {passwords}")
LOADING = Phrase("讀取中,請稍候…", "One moment please…")
ABOUT = (
    Phrase(
        "示範用的虛構客戶:證號、姓名、生日、起始密碼、故事,以及目前的狀態。",
        "The invented people: number, name, birth date, first password, story, and how they stand.",
    ),
    Phrase(
        "Enter 將選取的證號帶入原來的欄位。R 還原此人,Shift+R 還原全部。",
        "Enter types the chosen number into the field you came from. R puts one back, Shift+R everybody.",
    ),
)
