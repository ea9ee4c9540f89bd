"""What operators read on the command line: refusals, help and results, in both languages."""

from screens.words.phrase import Phrase

# --- settings ---------------------------------------------------------------------------------------------
FROM_LINE = Phrase("{file} 第 {line} 行", "{file} line {line}")
FROM_VARIABLE = Phrase("環境變數 {variable}", "The variable {variable}")
FROM_DEFAULT = Phrase("預設值", "default")
SETTINGS_NOT_TOML = Phrase(
    "{where}不是正確的 TOML,請改為 [區段] 之下的「名稱 = 值」。",
    "{where} is not TOML: write name = value under a [section].",
)
SETTINGS_NOT_UTF8 = Phrase(
    "{where}不是 UTF-8 文字,請以 UTF-8 存檔。", "{where} is not UTF-8: save the file as UTF-8."
)
SETTINGS_UNREADABLE = Phrase(
    "無法讀取設定檔 {file}({reason}),請確認檔案與權限。",
    "The settings {file} cannot be read ({reason}): check the file and its permissions.",
)
NOT_A_SECTION = Phrase(
    "{where}:{section} 是區段,請寫成 [{section}],其下每行一個「名稱 = 值」。",
    "{where}: {section} is a section: write [{section}], and below it name = value.",
)
UNKNOWN_SECTION = Phrase(
    "{where}:沒有名為「{section}」的區段,可用的有 {known}。",
    "{where}: there is no section {section}; there are {known}.",
)
UNKNOWN_NAME = Phrase(
    "{where}:[{section}] 沒有名為「{name}」的設定,可用的有 {known}。",
    "{where}: [{section}] has no setting {name}; it has {known}.",
)
UNKNOWN_VARIABLE = Phrase(
    "環境變數 {variable} 沒有作用,請改為 PASSWORD_CENTER__區段__名稱 或移除。",
    "The variable {variable} sets nothing: write PASSWORD_CENTER__SECTION__NAME, or remove it.",
)
BAD_VALUE = Phrase(
    "{where}:[{section}] {name} 的值不能使用,應為{allowed}。",
    "{where}: the value of [{section}] {name} cannot be used; allowed is {allowed}.",
)
CONTRADICTION = Phrase(
    "{where}:[{section}] 的設定互相矛盾({reason}),請修改。",
    "{where}: the settings of [{section}] contradict each other ({reason}); change one.",
)
CODE_OUTLIVES_VISIT = Phrase(
    "{where}:[session] customer_absolute({visit})須大於 [policy] code_seconds({code}),"
    "否則暫時通行碼尚未逾時,操作已先結束,請修改其中之一。",
    "{where}: [session] customer_absolute ({visit}) must be above [policy] code_seconds ({code}), or a visit "
    "ends while its one-time code is still good; change one.",
)
ALLOWED_NUMBER = Phrase(" {least} 到 {most} 的整數", "a whole number from {least} to {most}")
ALLOWED_SWITCH = Phrase(" true 或 false", "true or false")
ALLOWED_CHOICE = Phrase(" {choices} 其中之一", "one of {choices}")
ALLOWED_TEXT = Phrase("以引號括住的文字", "text in quotation marks")
ALLOWED_SHORT_TEXT = Phrase(
    "以引號括住、最多 {most} 字的文字", "text in quotation marks, of at most {most} characters"
)
ALLOWED_PHRASES = Phrase('[{{zh = "…", en = "…"}}] 形式的清單', 'a list like [{{zh = "…", en = "…"}}]')
ALLOWED_URL = Phrase(
    " sqlite:///路徑 或 postgresql://使用者@主機/資料庫", "sqlite:///PATH or postgresql://USER@HOST/DATABASE"
)
ALLOWED_TERMINAL = Phrase(
    " 1 到 32 個英文字母、數字或 . _ -", "1 to 32 letters of A-Z and a-z, digits, or any of . _ -"
)
ALLOWED_BRANCH = Phrase(" 1 到 20 個文字、數字或 . _ -", "1 to 20 letters, digits, or any of . _ -")
SETTINGS_SOUND = Phrase("設定沒有問題。", "The settings are sound.")
HOME_IS = Phrase("資料夾 {home}", "home {home}")

# --- places -----------------------------------------------------------------------------------------------
OTHERS_AT_WORK = Phrase(
    "{home} 正由其他程式使用中,請先結束它們再試。",
    "Others are at work in {home}: end them, then try again.",
)
PLACE_TAKEN = Phrase(
    "{home} 正在維護中,請稍候再試。", "{home} is being worked on alone: try again in a moment."
)
DISK_FULL = Phrase(
    "磁碟已滿,無法寫入 {path},請清出空間後再試。", "The disk of {path} is full: make room, then try again."
)
READ_ONLY = Phrase(
    "無法寫入 {path},請確認權限,或以 --home 指定其他資料夾。",
    "{path} cannot be written: check its permissions, or name another folder with --home.",
)
PATH_FAULT = Phrase(
    "無法使用 {path}({reason}),請確認路徑,或以 --home 指定其他資料夾。",
    "{path} cannot be used ({reason}): check the path, or name another folder with --home.",
)

# --- storage ----------------------------------------------------------------------------------------------
DATABASE_BUSY = Phrase(
    "資料庫忙碌中,請稍候再試。", "The database is locked by others: try again in a moment."
)
DATABASE_UNAVAILABLE = Phrase(
    "無法使用資料庫 {path}:檔案不存在、已損壞或不是資料庫,請從備份還原。",
    "The database {path} cannot be used, it is missing, damaged or no database: restore it from its backup.",
)
SERVER_UNAVAILABLE = Phrase(
    "無法連線至資料庫 {path},請確認伺服器已啟動、網址與帳號正確,再試一次。",
    "The database {path} does not let us in: see that the server runs and the URL is right, then retry.",
)
SCHEMA_TOO_OLD = Phrase(
    "資料庫結構較程式舊,請先備份,再執行 password-center db upgrade。",
    "The database's schema is older than this program: back it up, then run `password-center db upgrade`.",
)
SCHEMA_TOO_NEW = Phrase(
    "資料庫結構較程式新,請安裝較新的程式。",
    "The database's schema is newer than this program: install the newer program.",
)
DEMO_TOO_OLD = Phrase(
    "展示資料由其他版本建立,請執行 password-center demo --reset。",
    "The demo's data are of another version: run `password-center demo --reset`.",
)
KEYS_MISSING = Phrase(
    "找不到金鑰檔 {path},資料庫沒有它無法開啟,請從備份還原。",
    "The key file {path} is missing, and the database stays shut without it: restore it from its backup.",
)
KEYS_READABLE = Phrase(
    "其他使用者可以讀取金鑰檔 {path},請執行 chmod 600 {path}。",
    "Others can read the key file {path}: run `chmod 600 {path}`.",
)
KEYS_DAMAGED = Phrase(
    "金鑰檔 {path} 已損壞,請從備份還原。", "The key file {path} is damaged: restore it from its backup."
)
KEYS_FOREIGN = Phrase(
    "金鑰檔 {path} 不屬於這個資料庫,請放回與資料庫相符的金鑰檔。",
    "The key file {path} does not belong to this database: put the right one in its place.",
)
KEYS_NOT_YET = Phrase(
    "尚未建立金鑰檔 {path},請執行 password-center keys init。",
    "There is no key file {path} yet: run `password-center keys init`.",
)
KEYS_ALREADY = Phrase(
    "金鑰檔 {path} 已存在,不會覆寫;請用 password-center keys check 檢查。",
    "The key file {path} exists and is not overwritten: look at it with `password-center keys check`.",
)
DATABASE_NOT_YET = Phrase(
    "尚未建立資料庫 {path},請執行 password-center db upgrade。",
    "There is no database {path} yet: run `password-center db upgrade`.",
)

# --- starting ---------------------------------------------------------------------------------------------
NO_TERMINAL = Phrase(
    "這個指令需要終端機,請直接在終端機視窗執行,不要轉向輸入或輸出。",
    "This command needs a terminal: run it in a terminal window, its input and output not redirected.",
)
BAD_CHARACTER_SET = Phrase(
    "終端機字集 {encoding} 無法顯示中文,請設定 LC_ALL=C.UTF-8。",
    "The character set {encoding} cannot show Chinese: set LC_ALL=C.UTF-8.",
)
INTERRUPTED = Phrase("已中斷,沒有留下半完成的變更。", "Interrupted; nothing is left half done.")
UNEXPECTED = Phrase(
    "發生未預期的錯誤({kind}),請加上 --debug 再執行一次並回報。",
    "Something unexpected went wrong ({kind}): run it again with --debug and report it.",
)

# --- command line -----------------------------------------------------------------------------------------
SEE_HELP = Phrase("用法請見 {program} --help。", "see {program} --help.")
MISSING_WORDS = Phrase("還需要 {words},{help}", "{words} is missing; {help}")
UNKNOWN_WORDS = Phrase("不認得 {words},{help}", "{words} is not understood; {help}")
UNKNOWN_CHOICE = Phrase(
    "{given} 不能使用,可用的有 {choices}。", "{given} is not possible; choose one of {choices}."
)
MISUSED = Phrase("用法不正確({reason}),{help}", "used wrongly ({reason}); {help}")

ABOUT = Phrase("密碼中心:證券商的密碼櫃檯。", "The password desk of a securities broker.")
EPILOGUE = Phrase(
    "結束代碼:0 完成,1 失敗,2 用法錯誤,3 拒絕或檢查不符,75 稍後再試。",
    "Exit codes: 0 done, 1 failed, 2 used wrongly, 3 refused or a check failed,\n75 try again later.",
)
OPTIONS = Phrase("選項", "options")
COMMANDS = Phrase("指令", "commands")
ARGUMENTS = Phrase("參數", "arguments")
USAGE = Phrase("用法: ", "usage: ")
HELP_HELP = Phrase("顯示這份說明", "show this help")
HELP_VERSION = Phrase("顯示版本", "show the version")
HELP_HOME = Phrase("設定、資料庫、金鑰的資料夾", "folder of settings, database and keys")
HELP_LANG = Phrase("語言", "language of screens and sentences")
HELP_DEBUG = Phrase("意外錯誤時顯示程式位置", "show where in the program a surprise arose")
HELP_DEMO = Phrase("以虛構客戶開啟畫面", "the screens, with invented customers")
HELP_KIOSK = Phrase("客戶畫面,鎖定模式", "the customers' screens, locked down")
HELP_DB = Phrase("資料庫:建立、檢查、備份、匯入、搬移", "the database: make, check, back up, import, move")
HELP_KEYS = Phrase("金鑰檔:建立、檢查", "the keyring: make, check")
HELP_AUDIT = Phrase("稽核紀錄:驗證、匯出", "the audit trail: verify, export")
HELP_CERTIFICATES = Phrase(
    "測試用小型憑證機構:issue、revoke、crl", "a small issuing authority for tests: issue, revoke, crl"
)
HELP_CONFIG = Phrase("設定:顯示、檢查", "the settings: show, check")
HELP_CALIBRATE = Phrase("為這台機器建議 Argon2 參數", "propose Argon2 settings for this machine")
HELP_RESET = Phrase("先清除並重建所有展示資料", "first make everybody and everything new")
HELP_DEMO_KIOSK = Phrase(
    "展覽模式:鎖定,每次結束後還原", "for a stand: locked down, all put back after a visit"
)
HELP_FUNCTION = Phrase("直接從這個功能開始", "start in this function")
HELP_DB_UPGRADE = Phrase("建立資料庫,或更新其結構", "make the database, or bring its schema up to date")
HELP_DB_CHECK = Phrase("檢查結構、金鑰與資料是否完整", "see whether schema, keys and data are whole")
HELP_KEYS_INIT = Phrase("建立金鑰檔(僅限尚無資料庫時)", "make the key file, where no database exists")
HELP_KEYS_CHECK = Phrase("檢查金鑰檔及其是否與資料庫相符", "see whether it is sound, and fits the database")
HELP_AUDIT_VERIFY = Phrase("驗證稽核紀錄未遭竄改", "prove that nothing was altered")
HELP_AUDIT_EXPORT = Phrase("匯出為 JSON 檔,每列一筆", "write the rows to FILE as JSON lines")
HELP_EXPORT_FILE = Phrase("新檔案,不覆寫;- 為標準輸出", "a new file, none is overwritten; - for stdout")
HELP_CONFIG_SHOW = Phrase("目前的設定與各自來源", "the settings in force and where each came from")
HELP_CONFIG_CHECK = Phrase("檢查設定有無錯誤", "see what is wrong with them")

# --- results ----------------------------------------------------------------------------------------------
DATABASE_READY = Phrase("資料庫 {path} 已是最新結構。", "The database {path} is up to date.")
DATABASE_WHOLE = Phrase("資料庫完整,客戶 {customers} 位。", "The database is whole; customers: {customers}.")
DATABASE_BROKEN = Phrase(
    "資料庫檢查發現問題({finding}),請從備份還原。",
    "The database is not whole ({finding}): restore it from its backup.",
)
KEYS_MADE = Phrase(
    "已建立金鑰檔 {path},請另外備份:資料庫沒有它無法開啟。",
    "The key file {path} is made. Back it up apart from the database, which cannot be opened without it.",
)
KEYS_SOUND = Phrase(
    "金鑰檔 {path} 正常,識別碼 {fingerprint}。", "The key file {path} is sound; it is {fingerprint}."
)
AUDIT_WHOLE = Phrase("稽核紀錄完整,共 {rows} 筆。", "The audit trail is whole: {rows} rows.")
AUDIT_FINDING = Phrase("稽核紀錄 {chain} 第 {seq} 筆:{kind}。", "Audit chain {chain}, row {seq}: {kind}.")
AUDIT_BROKEN = Phrase(
    "稽核紀錄有 {count} 處不符,請保留現場並通報稽核單位。",
    "The audit trail does not add up in {count} places: leave everything as it is and call the auditors.",
)
AUDIT_EXPORTED = Phrase("已匯出 {rows} 筆至 {path}。", "Exported {rows} rows to {path}.")
FILE_EXISTS = Phrase(
    "{path} 已存在,請指定新的檔名。", "{path} exists and is not overwritten: name a new file."
)

CALIBRATING = Phrase("測試 {memory} MiB…", "trying {memory} MiB…")
CALIBRATED = Phrase(
    "# 一次驗證 {took} 毫秒(上限 {target}:登入回覆時間下限的一半)\n"
    "# 同時 {workers} 個驗證使用 {total} MiB。請放入 {file}:",
    "# One verification takes {took} ms (at most {target}: half of the login floor),\n"
    "# {workers} at once take {total} MiB. For {file}:",
)
CALIBRATED_SLOW = Phrase(
    "# 這台機器以最低安全參數驗證一次需 {took} 毫秒,超過 {target} 毫秒;仍不可再低。",
    "# With the least that is safe, one verification takes {took} ms here, more than {target};\n"
    "# go no lower all the same.",
)
