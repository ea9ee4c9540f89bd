"""What operators read about certificates."""

from screens.words.phrase import Phrase

HELP_ISSUE = Phrase("簽發測試憑證(PKCS#12檔)", "issue a certificate for tests (a PKCS#12 file)")
HELP_REVOKE = Phrase("廢止憑證並更新廢止清冊", "take certificates back and renew the list")
HELP_CRL = Phrase("更新廢止清冊", "renew the revocation list")
HELP_ID = Phrase(
    "持有人的身分證字號或統一編號;- 表示由標準輸入讀取",
    "the holder's ID number; - reads it from standard input",
)
HELP_SERIALS = Phrase("憑證序號(十六進位)", "serial numbers, in hex")
HELP_NAME = Phrase("持有人姓名(CN)", "the holder's name (CN)")
HELP_OUT = Phrase("寫入此檔(預設在憑證機構資料夾)", "write to this file (default: in the authority's folder)")
HELP_DAYS = Phrase("憑證效期天數(預設 365)", "days that it is good for (365)")
HELP_LIST_DAYS = Phrase("清冊效期天數(預設 7)", "days that the list is good for (7)")
HELP_RSA = Phrase("使用RSA金鑰而非P-256", "an RSA key of so many bits instead of P-256")
HELP_FOLDER = Phrase(
    "憑證機構資料夾(預設為家目錄下 certificates)",
    "the authority's folder (certificates in the home)",
)
HELP_PASS_FILE = Phrase("機構密語檔(第一行)", "file whose first line is the authority's pass phrase")
HELP_PIN_FILE = Phrase("憑證PIN碼檔(第一行)", "file whose first line is the PIN of the new file")

ASK_PASS_PHRASE = Phrase("憑證機構密語:", "Pass phrase of the authority: ")
ASK_PIN = Phrase("新憑證的PIN碼:", "PIN for the new file: ")
ASK_AGAIN = Phrase("再次輸入:", "The same again: ")
NOT_THE_SAME = Phrase("兩次輸入不同,未簽發。", "The two were not the same; nothing was made.")
SECRET_MISSING = Phrase(
    "沒有終端機可輸入,請以 {option} 指定檔案。", "There is no terminal to type on: name a file with {option}."
)
SECRET_SHORT = Phrase(
    "至少 {least} 個字元,未簽發。", "It needs at least {least} characters; nothing was made."
)
ASK_ID = Phrase("身分證字號:", "ID number: ")
NOT_AN_ID = Phrase(
    "{given} 不是有效的身分證字號或統一編號。", "This is no valid ID number: {given}. Check its digits."
)
BAD_DAYS = Phrase("天數須為 1 至 {most},不可為 {given}。", "Days are 1 to {most}, not {given}.")
AUTHORITY_MADE = Phrase("已建立測試憑證機構 {folder}。", "Made an authority for tests in {folder}.")
AUTHORITY_MISSING = Phrase(
    "{folder} 沒有憑證機構,請先執行 certificates issue。",
    "There is no authority in {folder}: certificates issue makes one.",
)
AUTHORITY_LOCKED = Phrase("密語錯誤,{folder} 未變更。", "The pass phrase is wrong; {folder} was not changed.")
AUTHORITY_DAMAGED = Phrase(
    "{folder} 的檔案損壞,請換新資料夾。", "Files in {folder} are damaged: use a new folder."
)
ISSUED = Phrase("已簽發 {path},序號 {serial}。", "Issued {path}, serial number {serial}.")
REVOKED = Phrase("已廢止 {count} 張憑證,清冊 {path} 已更新。", "Took {count} back; {path} is renewed.")
NEVER_ISSUED = Phrase(
    "此機構未簽發序號 {serial},未變更。",
    "Serial number {serial} was not issued here; nothing changed.",
)
LIST_MADE = Phrase("清冊 {path} 效期至 {until}。", "The list {path} is good until {until}.")
FOR_TESTS = Phrase(
    "此憑證僅供測試,正式環境請用貴公司的憑證機構(certificates.trust)。",
    "For tests only: in production point certificates.trust at your own authority.",
)

FILES = {
    "missing": Phrase(
        "找不到 {path}:所有憑證都會被視為無效。", "There is no {path}: no certificate counts without it."
    ),
    "unreadable": Phrase(
        "無法讀取 {path}(權限或內容),所有憑證都會被視為無效。",
        "{path} cannot be read (its mode, or what is in it): no certificate counts.",
    ),
    "exposed": Phrase(
        "{path} 或其資料夾可由他人變更,因此不予採信:須屬於 root 或本程式的使用者,群組與其他人不可寫入。",
        "Others can change {path} or its folder, so it is not believed: both must belong to root or to this "
        "program's user, and be writable by neither group nor others.",
    ),
    "no_root": Phrase(
        "{path} 沒有根憑證(自簽),所有憑證都會被視為無效。",
        "There is no root (self-issued) in {path}: no certificate counts.",
    ),
    "authority_expired": Phrase(
        "{path} 中的 {authority} 已於 {until} 到期。", "{authority} in {path} ran out at {until}."
    ),
    "some_unreadable": Phrase(
        "{path} 中有無法讀取或不支援(差異)的廢止清冊。",
        "In {path} is a revocation list that cannot be read, or one of changes only.",
    ),
    "list_missing": Phrase(
        "{path} 沒有 {authority} 的廢止清冊:其下的憑證都會被視為無效。",
        "{path} has no revocation list of {authority}: no certificate below it counts.",
    ),
    "list_stale": Phrase(
        "{path} 中 {authority} 的廢止清冊已於 {until} 逾期。",
        "The revocation list of {authority} in {path} ran out at {until}.",
    ),
    "list_not_yet_valid": Phrase(
        "{path} 中 {authority} 的廢止清冊製作於未來({until}),請檢查時鐘。",
        "The revocation list of {authority} in {path} was made in the future ({until}): check the clock.",
    ),
    "list_forged": Phrase(
        "{path} 中 {authority} 的廢止清冊不是由它簽署。",
        "The revocation list in {path} that names {authority} was not signed by it.",
    ),
    "list_good": Phrase(
        "{authority} 的廢止清冊有效至 {until}。", "The revocation list of {authority} is good until {until}."
    ),
}
"""By `services.certificates.checkup.FileState`."""
MAIL_CA = Phrase(
    "無法讀取 smtp.ca {path}:電子郵件不會寄出。", "smtp.ca {path} cannot be read: no mail is sent."
)

SIMULATED_OUTSIDE = Phrase(
    'certificates.store = "simulated" 僅供展示,請改用 pkcs11 或 pkcs12。',
    'certificates.store = "simulated" is for the demo only: use pkcs11 or pkcs12.',
)
UNPROTECTED = Phrase(
    "{path} 的憑證檔不需密碼即可開啟,任何人都能使用,請設定密碼。",
    "A certificate file in {path} opens without a password, so it proves nobody: give it one.",
)
NO_DRIVER = Phrase(
    "找不到憑證載具驅動程式 {path},請檢查 certificates.module。",
    "There is no token driver {path}: check certificates.module.",
)
