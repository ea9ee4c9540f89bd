"""What operators read about `db import`, in both languages."""

from collections.abc import Mapping
from typing import Final

from screens.words.phrase import Phrase
from services.customer_import.reasons import FileFault, Reason

HELP_IMPORT: Final = Phrase("從 CSV 檔匯入客戶與帳戶", "customers and accounts in, from a CSV file")
HELP_FILE: Final = Phrase("欄位說明見 docs/import.md", "its columns: docs/import.md")
HELP_UPDATE: Final = Phrase("也更新已有的客戶", "change customers who are there already, too")
HELP_SKIP_BAD: Final = Phrase(
    "略過有誤的列,寫入 FILE.refused.csv", "leave refused lines out, into FILE.refused.csv"
)
PROGRESS: Final = Phrase(
    "{percent}% 已讀 {lines} 列,拒絕 {refused} 列,約剩 {left}",
    "{percent}%  {lines} lines read, {refused} refused, about {left} left",
)
IMPORTED: Final = Phrase(
    "已匯入新客戶 {customers} 位、帳戶 {accounts} 個;更新 {updated} 位,未變動 {unchanged} 位。",
    "Imported {customers} new customers with {accounts} accounts; {updated} updated, {unchanged} unchanged.",
)
SKIPPED: Final = Phrase(
    "{refused} 列未匯入,原因見 {path}。", "Lines left out: {refused}; for the reasons see {path}."
)
BUSINESS_KEPT: Final = Phrase(
    "有 {accounts} 個既有帳戶的業別與檔案不同,未變更。",
    "Accounts that the file has under another business than before: {accounts}; those were left alone.",
)
NOTHING_IMPORTED: Final = Phrase(
    "有 {refused} 列不能匯入,因此整個檔案都未匯入;請改正後再試,或加上 --skip-bad。",
    "Lines refused: {refused}, so nothing was imported: correct them, or add --skip-bad.",
)
LINE: Final = Phrase("第 {line} 列:{reason}", "line {line}: {reason}")
LINE_COLUMN: Final = Phrase("第 {line} 列 {column}:{reason}", "line {line}, {column}: {reason}")
AND_MORE: Final = Phrase("(其餘不再列出)", "(further lines are not listed)")

FILES: Final[Mapping[FileFault, Phrase]] = {
    FileFault.EMPTY: Phrase(
        "{path} 是空的,第一列必須是欄位名稱。", "{path} is empty: its first line must name the columns."
    ),
    FileFault.NOT_TEXT: Phrase(
        "{path} 第 {line} 列不是 UTF-8、UTF-16 或 Big5 文字,請以 UTF-8 另存。",
        "{path} is neither UTF-8 nor UTF-16 nor Big5 in line {line}: save it as UTF-8.",
    ),
    FileFault.CHANGED: Phrase(
        "{path} 在讀取期間被更動,未匯入任何資料,請再試一次。",
        "{path} was changed while it was read, so nothing was imported: try again.",
    ),
    FileFault.NO_HEADING: Phrase(
        "{path} 的第一列不是欄位名稱,請補上(見 docs/import.md)。",
        "{path} does not begin with the names of its columns: add a first line (docs/import.md).",
    ),
    FileFault.COLUMNS_MISSING: Phrase(
        "{path} 缺少欄位 {columns},請補上。", "{path} lacks the columns {columns}: add them."
    ),
    FileFault.COLUMNS_DOUBLED: Phrase(
        "{path} 的欄位 {columns} 重複,請各留一個。",
        "{path} has the columns {columns} twice: keep one of each.",
    ),
    FileFault.COLUMNS_UNKNOWN: Phrase(
        "{path} 有不認得的欄位 {columns},請更名或移除(見 docs/import.md)。",
        "{path} has columns nobody knows, {columns}: rename or remove them (docs/import.md).",
    ),
    FileFault.AS_OF_MISSING: Phrase(
        "{path} 沒有 as_of 欄,--update 需要知道聯絡資料的日期。",
        "{path} has no column as_of: --update has to know how old the contacts are.",
    ),
    FileFault.TOO_MANY_UPDATES: Phrase(
        "{path} 要更新的既有客戶超過 {limit} 位([policy] import_updates),未匯入任何資料,請分成幾個檔案。",
        "{path} changes more than {limit} customers ([policy] import_updates), so nothing was imported:"
        " make several files of it.",
    ),
    FileFault.DISPLACED: Phrase(
        "與資料庫的連線曾中斷,另一個匯入已開始;未匯入任何資料,請待其結束後再試。",
        "The connection was lost and another import has begun, so nothing was imported:"
        " try again when that is over.",
    ),
    FileFault.OUTCOME_UNKNOWN: Phrase(
        "連線在最後一步中斷,不知是否已全部匯入;恢復後請以 db check 查看客戶數。",
        "The connection was lost at the last step, so all of it is in, or nothing:"
        " see db check once it is back.",
    ),
    FileFault.ANOTHER_AT_WORK: Phrase(
        "另一個匯入正在進行,請稍候再試。", "Another import is at work: try again when it is over."
    ),
    FileFault.OVERTAKEN: Phrase(
        "匯入期間有客戶資料變動而不再相符,未匯入任何資料,請再試一次。",
        "A customer changed while the import ran, so nothing was imported: try again.",
    ),
}
REASONS: Final[Mapping[Reason, Phrase]] = {
    Reason.UNREADABLE: Phrase("引號不成對或內容過長", "a quotation mark is not closed, or a cell has no end"),
    Reason.TOO_LONG: Phrase("這一列太長", "the line is too long"),
    Reason.CELLS_MISSING: Phrase("欄數不足", "it has fewer cells than the heading"),
    Reason.CELLS_MORE: Phrase("欄數過多", "it has more cells than the heading"),
    Reason.FORMULA: Phrase("以 = + - @ 開頭,會被當成公式", "it begins with = + - or @, as a formula does"),
    Reason.REQUIRED: Phrase("不可空白", "it must not be empty"),
    Reason.TEXT_SHAPE: Phrase(
        "太長,或含有無法顯示的字元", "it is too long, or has characters that do not print"
    ),
    Reason.ID_LETTERS_DIGITS_ONLY: Phrase("只能有英文字母與數字", "only letters and digits are possible"),
    Reason.ID_SHAPE: Phrase("不是身分證字號、統一證號或統一編號", "it is no ID number of any kind"),
    Reason.ID_CHECK_DIGIT: Phrase("檢查碼不符", "its check digit is wrong"),
    Reason.DATE_SHAPE: Phrase("請寫成西元年月日 YYYYMMDD", "write it as YYYYMMDD"),
    Reason.DATE_ROC: Phrase("請用西元年", "write the year of the Western calendar"),
    Reason.DATE_UNREAL: Phrase("沒有這個日期", "there is no such date"),
    Reason.DATE_FUTURE: Phrase("日期在未來", "the date is to come"),
    Reason.MOBILE_SHAPE: Phrase("不是手機號碼(09…)", "it is no mobile number (09…)"),
    Reason.EMAIL_SHAPE: Phrase("不是電子郵件地址", "it is no e-mail address"),
    Reason.YES_OR_NO: Phrase("請寫 yes 或 no", "write yes or no"),
    Reason.BUSINESS_UNKNOWN: Phrase(
        "請寫證券、期貨、複委託或財富管理", "write securities, futures, sub_brokerage or wealth"
    ),
    Reason.ACCOUNT_SHAPE: Phrase(
        "只能有英文字母、數字與 -,最多 32 字", "only letters, digits and - are possible, 32 at most"
    ),
    Reason.VERIFIER_SHAPE: Phrase("不是 Argon2id 的 PHC 字串", "it is no Argon2id verifier in PHC form"),
    Reason.VERIFIER_COST: Phrase(
        "Argon2 參數超出範圍(見 docs/import.md)", "its Argon2 parameters are out of bounds (docs/import.md)"
    ),
    Reason.VERIFIERS_COST: Phrase(
        "同一身分的各組密碼合計耗時過久(見 docs/import.md)",
        "the passwords of the ID together cost more than a login may (docs/import.md)",
    ),
    Reason.AS_OF_SHAPE: Phrase(
        "請寫成 2026-01-31 或 2026-01-31T18:00", "write 2026-01-31 or 2026-01-31T18:00"
    ),
    Reason.AS_OF_FUTURE: Phrase("時間在未來", "it is to come"),
    Reason.LINES_DIFFER: Phrase("與同一身分的第一列不同", "it differs from the first line of this ID"),
    Reason.ACCOUNT_TWICE: Phrase("同一帳號出現兩次", "the customer has an account twice"),
    Reason.TOO_MANY_ACCOUNTS: Phrase("同一身分的帳戶過多", "the ID has more accounts than can be"),
    Reason.TOO_MANY_PASSWORDS: Phrase(
        "登入密碼種類過多,請沿用其中一組或先歸戶",
        "the ID has too many different login passwords: use one of the others, or consolidate",
    ),
    Reason.SHARED_DIFFERS: Phrase(
        "歸戶客戶只有一組登入密碼", "a consolidated customer has one login password"
    ),
    Reason.ID_APART: Phrase(
        "這個身分前面出現過,同一身分的各列要排在一起", "the ID came before: put its lines together"
    ),
    Reason.ID_KNOWN: Phrase("已是客戶;要更新請加 --update", "a customer already: add --update to change him"),
    Reason.NEIGHBOUR: Phrase("同一身分的另一列有誤", "another line of the same ID is refused"),
}
