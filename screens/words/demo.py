"""F6 in the demo: the invented people (contract §6)."""

from screens.words.phrase import Phrase

TITLE = Phrase("示範客戶與模擬手機信箱(皆為虛構)", "Demo people and mailbox (all invented)")
INBOX = Phrase("模擬手機與信箱", "Simulated phone and mailbox")
PEOPLE = Phrase("示範客戶", "Demo people")
NO_MESSAGES = Phrase("尚無訊息。", "No messages yet.")
CHANNELS = {"sms": Phrase("簡訊", "SMS"), "email": Phrase("電子郵件", "E-mail")}
"""By `storage.outgoing.Channel`."""
DELIVERY = {
    "queued": Phrase("排隊中", "queued"),
    "sent": Phrase("已送出", "sent"),
    "delivered": Phrase("已送達", "delivered"),
    "failed": Phrase("寄送失敗", "not delivered"),
}
"""By `storage.outgoing.DeliveryState`."""
REFERENCE = Phrase("代號 {reference}", "ref. {reference}")
SUBJECT = Phrase("主旨:{subject}", "Subject: {subject}")
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
WITHDRAWAL = Phrase("出金 {password}", "withdrawal {password}")
LOADING = Phrase("讀取中,請稍候…", "One moment please…")
ABOUT = (
    Phrase(
        "示範用的虛構客戶:證號、姓名、生日、起始密碼與出金密碼、故事,以及目前的狀態。",
        "The invented people: number, name, birth date, first passwords, story, and how they stand.",
    ),
    Phrase(
        "Enter 將選取的證號帶入原來的欄位。R 還原此人,Shift+R 還原全部(連同訊息)。",
        "Enter types the chosen number into the field you came from. R puts one back, Shift+R everybody, "
        "messages and all.",
    ),
    Phrase(
        "下半部是這些客戶的手機與信箱,最新訊息在最上面;Tab 換區,PageUp/PageDown 捲動,"
        "Esc 返回後,原畫面的輸入仍在。",
        "Below are the phones and mailboxes of these people, newest message first; Tab goes to the other "
        "part, PageUp and PageDown scroll; after Esc all that was typed is still there.",
    ),
)
