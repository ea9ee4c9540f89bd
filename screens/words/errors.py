"""The sentence for every refusal of a service (requirements §1.13); total over `ErrorCode`."""

from collections.abc import Mapping
from typing import Final

from screens.words.phrase import Phrase
from screens.words.reissue_errors import REISSUE_SENTENCES
from services.errors import ErrorCode as Code

SENTENCES: Final[Mapping[Code, Phrase]] = {
    Code.REQUIRED: Phrase("此欄必填,請輸入。", "Please fill in this field."),
    Code.ID_LETTERS_DIGITS_ONLY: Phrase(
        "身分證字號只能輸入英文字母與數字。", "An ID number has letters and digits only."
    ),
    Code.ID_SHAPE: Phrase(
        "身分證字號為10碼,第一碼是英文字母(統一編號為8碼數字),請確認。",
        "An ID number: 10 characters, a letter first (a company's: 8 digits).",
    ),
    Code.ID_CHECK_DIGIT: Phrase(
        "身分證字號有誤,請確認後重新輸入。", "This is not a valid ID number. Please check it."
    ),
    Code.DATE_SHAPE: Phrase(
        "日期請輸入西元年月日共8碼,例如 20020201。", "Type the date as 8 digits, year first: 20020201."
    ),
    Code.DATE_ROC: Phrase("請輸入西元年,例如 20020201。", "Type the Western year, for example 20020201."),
    Code.DATE_UNREAL: Phrase("沒有這一天,請確認後重新輸入。", "There is no such day. Please check it."),
    Code.DATE_FUTURE: Phrase(
        "日期在今天之後,請確認後重新輸入。", "This day is still to come. Please check it."
    ),
    Code.IDENTITY_MISMATCH: Phrase(
        "輸入資料有誤,請確認後重新輸入。", "What you typed does not match. Please check it and try again."
    ),
    Code.IDENTITY_LIMIT_HERE: Phrase(
        "此證號今日在本機錯誤次數過多,請改用他機、明日再試或洽臨櫃。",
        "Too many errors here today: try another terminal, or the counter.",
    ),
    Code.IDENTITY_LIMIT: Phrase(
        "此證號今日錯誤次數過多,請於次日再試或親洽各營業據點。",
        "Too many errors today. Please try tomorrow or come to any branch.",
    ),
    Code.TERMINAL_PAUSED: Phrase(
        "本機錯誤次數過多,暫停至 {until},請屆時再試或洽臨櫃。",
        "This terminal pauses until {until}. Try again then, or ask the counter.",
    ),
    Code.NO_CERTIFICATE: Phrase(
        "此裝置無有效憑證,無法線上解鎖。",
        "No valid certificate on this device: it cannot be unlocked online.",
    ),
    Code.NOT_LOCKED: Phrase(
        "帳戶未鎖定,請用原密碼登入。", "The account is not locked. Please log in with your password."
    ),
    Code.UNLOCK_USED: Phrase(
        "線上解鎖僅提供1次,請使用密碼補發或臨櫃辦理。",
        "Unlocking online works only once. Use Reissue password or a branch.",
    ),
    Code.ROBOT_UNANSWERED: Phrase(
        "請勾選「我不是機器人」並回答題目。", "Please tick 'I am not a robot' and answer the question."
    ),
    Code.ROBOT_WRONG: Phrase(
        "答案不正確,請回答新的題目。", "That is not the answer. Please answer the new question."
    ),
    Code.ROBOT_EXPIRED: Phrase(
        "題目已逾時,請回答新的題目。", "The question has run out. Please answer the new one."
    ),
    Code.LOGIN_REFUSED: Phrase(
        "身分證字號或密碼錯誤,或帳戶已鎖定。錯誤累計達{strikes}次將鎖定。",
        "Wrong ID number or password, or locked. {strikes} failures in total lock it.",
    ),
    Code.INITIAL_PASSWORD_EXPIRED: Phrase(
        "初始密碼已逾期,請重新申請", "The initial password has run out. Please apply for a new one."
    ),
    Code.SESSION_ENDED: Phrase("登入已結束,請重新登入。", "Your login has ended. Please log in again."),
    Code.LOCKED_OUT: Phrase(
        "密碼錯誤累計已達上限,為了安全,本次登入已結束。",
        "Too many wrong passwords: for safety this login has ended.",
    ),
    Code.NOT_OFFERED: Phrase(
        "此項變更不適用於您的帳號,請洽客服中心。",
        "Not for your accounts. Please ask customer service.",
    ),
    Code.OLD_PASSWORD_WRONG: Phrase(
        "舊密碼錯誤,再錯 {attempts_left} 次將鎖定。",
        "Wrong old password. {attempts_left} more and the account is locked.",
    ),
    Code.CHANGED_ELSEWHERE: Phrase(
        "密碼已在別處變更,請重新登入後再試。", "The password was changed elsewhere. Please log in again."
    ),
    Code.ACCOUNTS_CHANGED: Phrase(
        "您的帳號剛有增減,資料未變更,請再試一次。",
        "Your accounts changed just now; nothing else was. Please try again.",
    ),
    Code.CONFIRMATION_DIFFERS: Phrase("兩次輸入之新密碼不一致", "The two new passwords are not the same."),
    Code.PASSWORD_LENGTH: Phrase(
        "密碼須為{minimum}~{maximum}位半形英數字",
        "A password has {minimum} to {maximum} half-width letters and digits.",
    ),
    Code.PASSWORD_FULL_WIDTH: Phrase(
        "不可含全形字,請切換為半形後重新輸入。", "No full-width characters: please switch to half-width."
    ),
    Code.PASSWORD_ALPHABET: Phrase(
        "不可含特殊符號、空白或全形字", "No symbols, spaces or full-width characters."
    ),
    Code.PASSWORD_LETTER_AND_DIGIT: Phrase(
        "須同時包含英文字母與數字", "It needs at least one letter and one digit."
    ),
    Code.PASSWORD_SAME: Phrase("新密碼不可與舊密碼相同", "The new password must differ from the old one."),
    Code.PASSWORD_USED_BEFORE: Phrase(
        "不可使用最近{count}次用過的密碼", "It must not be one of your last {count} passwords."
    ),
    Code.PASSWORD_PERSONAL: Phrase(
        "不可使用身分證字號、生日、電話等個人資料",
        "No personal data such as ID number, birthday or telephone.",
    ),
    Code.PASSWORD_RUNS: Phrase(
        "不可只由重複或連續的字元組成(如 aaaa1111、abcd1234)",
        "Not only repeated or straight runs (aaaa1111, abcd1234).",
    ),
    Code.PASSWORD_COMMON: Phrase(
        "此密碼過於常見,請改用其他密碼", "This password is too common. Please choose another."
    ),
    Code.TOO_MANY_PASSWORDS: Phrase(
        "最多{limit}組不同的密碼:請沿用其他帳號的密碼,或辦理密碼歸戶。",
        "At most {limit} different passwords: use another account's, or one for all.",
    ),
    Code.NOTHING_TICKED: Phrase("請先按空白鍵勾選要變更的項目。", "First tick with Space what to change."),
    Code.WITHDRAWAL_SHAPE: Phrase(
        "出金密碼須為{length}位半形英數字",
        "A withdrawal password has exactly {length} half-width letters and digits.",
    ),
    Code.WITHDRAWAL_SAME_AS_LOGIN: Phrase(
        "出金密碼不可與登入密碼相同", "Withdrawal and login password must differ."
    ),
    Code.WITHDRAWAL_SAME: Phrase(
        "新出金密碼不可與舊出金密碼相同", "The new withdrawal password must differ from the old one."
    ),
    Code.WITHDRAWAL_OLD_WRONG: Phrase(
        "舊出金密碼錯誤,再錯 {attempts_left} 次出金密碼將鎖定。",
        "Wrong old withdrawal password. {attempts_left} more and it is locked.",
    ),
    Code.WITHDRAWAL_LOCKED: Phrase(
        "出金密碼已鎖定,請臨櫃辦理「出金密碼補發」。登入不受影響。",
        "Withdrawal password locked: see the counter. You can still log in.",
    ),
    Code.WITHDRAWAL_MISSING: Phrase(
        "尚未設定出金密碼,請臨櫃辦理「出金密碼補發」。",
        "No withdrawal password is set yet: please see the counter.",
    ),
    Code.CHOICE_NEEDED: Phrase("請選擇要使用的憑證。", "Please choose which certificate to use."),
    Code.PIN_NEEDED: Phrase("請輸入憑證的PIN碼。", "Please type the PIN of the certificate."),
    Code.PIN_WRONG: Phrase("PIN碼錯誤,剩餘 {tries_left} 次。", "Wrong PIN. Tries left: {tries_left}."),
    Code.PIN_WRONG_ON_READER: Phrase("讀卡機上輸入的PIN碼錯誤。", "The PIN typed on the reader was wrong."),
    Code.PIN_PAUSED: Phrase(
        "PIN碼錯誤次數過多,此憑證暫停使用至 {until}。",
        "Too many wrong PINs: this certificate rests until {until}.",
    ),
    Code.TOKEN_ABSENT: Phrase(
        "讀不到憑證,請插入憑證載具後再試。", "No token found. Put your token in and try again."
    ),
    Code.TOKEN_LAST_TRY: Phrase(
        "載具的PIN碼僅剩最後一次機會,為免鎖死,本機不再嘗試。",
        "The token has one last PIN try left: it is not risked here.",
    ),
    Code.TOKEN_LOCKED: Phrase(
        "憑證載具的PIN碼已鎖住,無法使用。", "The PIN of this token is locked: it cannot be used."
    ),
    **REISSUE_SENTENCES,
    Code.BUSY: Phrase("系統忙碌,請稍候再試", "The system is busy. Please try again in a moment."),
    Code.STORAGE_BUSY: Phrase("系統忙碌,請稍候再試", "The system is busy. Please try again in a moment."),
    Code.STORAGE_FULL: Phrase(
        "系統儲存空間不足,資料未變更,請洽服務人員。",
        "The system is out of space; nothing was changed. Tell our staff.",
    ),
    Code.STORAGE_READ_ONLY: Phrase(
        "系統目前無法寫入,資料未變更,請洽服務人員。",
        "The system cannot write; nothing was changed. Please tell our staff.",
    ),
    Code.STORAGE_UNSURE: Phrase(
        "系統中斷,無法確認是否已變更;稍後請先以新密碼登入。",
        "Perhaps it was changed: log in later, with the new password first.",
    ),
    Code.STORAGE_UNAVAILABLE: Phrase(
        "系統暫時無法使用,資料未變更,請洽服務人員。",
        "The system is not available; nothing was changed. Tell our staff.",
    ),
}
"""Facts in braces are the ones named beside the code in `services/errors.py`."""
