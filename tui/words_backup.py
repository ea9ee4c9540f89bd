"""What operators read of backups: made, restored, moved; and why not."""

from screens.words.phrase import Phrase

# --- help -------------------------------------------------------------------------------------------------
HELP_BACKUP = Phrase("備份資料庫(可於使用中執行)", "back the database up, while everybody works")
HELP_BACKUP_FILE = Phrase(
    "新檔案,不覆寫;旁邊另有 FILE.json", "a new file, none is overwritten; FILE.json goes beside it"
)
HELP_RESTORE = Phrase("從備份還原,結束所有進行中事項", "go back to a backup; ends all that is pending")
HELP_RESTORE_FILE = Phrase("db backup 所做的備份", "a backup made by `db backup`")
HELP_REASON = Phrase("還原的原因,記入稽核", "why, for the audit trail; else it is asked for")
HELP_RESTORE_AUDIT = Phrase(
    "匯出的稽核紀錄,用以找出遺失的部分", "an audit export that tells what is lost; may be repeated"
)
HELP_COPY = Phrase("將所有資料移至另一個資料庫", "move everything to another database")
HELP_COPY_URL = Phrase(
    "空的資料庫:sqlite:///路徑、postgresql://… 或 -(標準輸入)",
    "an empty one: sqlite:///PATH or postgresql://…; - reads it from standard input (with a password)",
)

# --- on the way -------------------------------------------------------------------------------------------
BACKING_UP = Phrase("備份中 {percent}%", "backing up, {percent}%")
TAKING = Phrase("讀取備份 {percent}%", "reading the backup, {percent}%")
MOVING = Phrase("搬移中 {percent}%", "moving, {percent}%")
ASK_URL = Phrase("目的資料庫的網址:", "URL of the other database: ")
ASK_REASON = Phrase(
    "資料庫將回到 {made_at} 的備份,其後的變更都會消失,進行中的事項都會結束。\n還原的原因:",
    "The database goes back to the backup of {made_at}: what changed since is gone, what is pending ends.\n"
    "Reason for restoring: ",
)

# --- backup -----------------------------------------------------------------------------------------------
BACKED_UP = Phrase(
    "已備份至 {path}({size} MiB,客戶 {customers} 位,稽核 {audit} 筆),內容已核對。",
    "Backed up to {path} and checked: {size} MiB, customers: {customers}, audit rows: {audit}.",
)
BACKED_UP_WITH_FINDINGS = Phrase(
    "已備份至 {path},但其稽核紀錄有 {count} 處不符,請執行 password-center audit verify。",
    "Backed up to {path}, but its audit trail does not add up in {count} places: run "
    "`password-center audit verify`.",
)
BACKUP_UNDER_WAY = Phrase(
    "另一個程式正在寫入 {path},請稍候再試。", "{path} is being written by another program: try again later."
)
BACKUP_CAME_OUT_WRONG = Phrase(
    "{path} 的內容與資料庫不符,已刪除,請檢查磁碟後再試。",
    "What was written to {path} differs from the database and was removed: check the disk, then try again.",
)

# --- restore ----------------------------------------------------------------------------------------------
REASON_NEEDED = Phrase("還原必須說明原因,請加上 --reason。", "A restore needs a reason: add --reason TEXT.")
NO_BACKUP = Phrase("找不到備份 {path},請確認檔名。", "There is no backup {path}: check the name.")
NO_MANIFEST = Phrase(
    "{path} 旁沒有 {path}.json,無法確認這份備份,請放回原檔。",
    "Without {path}.json the backup cannot be checked: put it beside {path}.",
)
MANIFEST_DAMAGED = Phrase(
    "{path}.json 已損壞或遭竄改,請使用另一份備份。",
    "{path}.json is damaged or was altered: use another backup.",
)
WRONG_KEYS = Phrase(
    "{path} 以另一個金鑰檔製作,請放回當時的金鑰檔。",
    "{path} was made with another key file: put that one in its place.",
)
BACKUP_DAMAGED = Phrase(
    "{path} 已損壞或遭竄改,請使用另一份備份。", "{path} is damaged or was altered: use another backup."
)
BACKUP_TOO_NEW = Phrase(
    "{path} 由較新的程式製作,請安裝較新的程式。",
    "{path} was made by a later program: install that one.",
)
RESTORED = Phrase(
    "資料庫已回到 {made_at} 的備份,結束 {ended} 件進行中的事項。",
    "The database is back at the backup of {made_at}; pending things ended: {ended}.",
)
SET_ASIDE = Phrase("先前的資料庫保留在 {path}。", "The database of before is kept as {path}.")
LOST_ROWS = Phrase(
    "稽核紀錄 {chain}:第 {first} 至 {last} 筆隨還原消失。",
    "Audit chain {chain}: rows {first} to {last} are gone with the restore.",
)
LOSS_UNKNOWN = Phrase(
    "稽核頭檔不存在,無法得知備份之後遺失多少紀錄。",
    "The heads file was gone, so nobody knows how many rows followed the backup.",
)
OLD_UNREADABLE = Phrase(
    "先前的資料庫無法完整讀取,以下名單可能不全;請以 --audit 提供匯出的稽核紀錄。",
    "The database of before cannot be read to its end: the list may lack people; add exports by --audit.",
)
WENT_BACK = Phrase(
    "{masked}({pseudonym}):{events},最後於 {last_at},請通知客戶。",
    "{masked} ({pseudonym}): {events}, last at {last_at}; let the customer know.",
)
WENT_BACK_COUNT = Phrase("密碼回到舊值的客戶:{count} 位。", "Customers whose passwords went back: {count}.")
RESTORED_WITH_FINDINGS = Phrase(
    "已還原,但稽核紀錄有 {count} 處不符,請執行 password-center audit verify。",
    "Restored, but the audit trail does not add up in {count} places: run `password-center audit verify`.",
)
RESTORED_OTHERWISE = Phrase(
    "放入資料庫的內容與備份不符,已取消,資料庫維持原狀,請再試一次。",
    "What arrived differs from the backup and was undone, the database is as it was: try again.",
)
RESTORE_FOUND = Phrase(
    "稽核紀錄 {chain} 第 {seq} 筆:{by} 於 {at} 還原至 {made_at} 的備份({lost}),原因:{reason}。",
    "Audit chain {chain}, row {seq}: restored by {by} at {at} to the backup of {made_at} ({lost}); "
    "reason: {reason}.",
)
LOST_BETWEEN = Phrase("第 {first} 至 {last} 筆消失", "rows {first} to {last} are gone")
LOST_NONE = Phrase("未發現遺失", "no row is known to be lost")
LOST_UNKNOWN = Phrase("遺失數量不明", "how many rows are lost is not known")

# --- copy -------------------------------------------------------------------------------------------------
TARGET_NOT_EMPTY = Phrase(
    "目的資料庫已有內容,請指定空的資料庫。", "The other database is not empty: name an empty one."
)
TARGET_URL = Phrase(
    "目的資料庫的網址不能使用,應為 sqlite:///路徑 或 postgresql://…。",
    "That URL cannot be used: write sqlite:///PATH or postgresql://….",
)
TARGET_FAULT = Phrase(
    "無法使用目的資料庫({reason}),請確認網址、權限與空間。",
    "The other database cannot be used ({reason}): check its URL, rights and room.",
)
COPY_CAME_OUT_WRONG = Phrase(
    "搬移後的內容不符({reason}),請勿使用目的資料庫。",
    "What arrived differs ({reason}): do not use the other database.",
)
COPY_NOT_TAKEN_BACK = Phrase(
    "目的資料庫仍有部分資料,請先清空再試。",
    "The other database still has rows in it: empty it before you try again.",
)
COPIED = Phrase(
    "已搬移 {rows} 筆並核對,請將設定的 database.url 改為新的資料庫,原資料庫不再使用。",
    "Moved and checked: {rows} rows. Set database.url to the new database, and use the old one no more.",
)
DATABASE_MADE = Phrase("已建立資料庫 {path}。", "The database {path} is made.")
