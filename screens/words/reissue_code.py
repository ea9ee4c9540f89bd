"""密碼補發 from the code on: 輸入啟動碼, 暫時通行碼, the new password, and how it ends (R-RI-6 to R-RI-9)."""

from screens.words.phrase import Phrase

CODE = Phrase("▶暫時通行碼", "▶One-time code")
VERIFY = Phrase("驗證通行碼", "Verify code")
SENT_TO = Phrase(
    "暫時通行碼已傳送至 {to},代號 {reference}。", "A code went to {to}; its reference is {reference}."
)
SENT_BY = {"sms": Phrase("手機簡訊 {to}", "SMS {to}"), "email": Phrase("Email {to}", "e-mail {to}")}
TIME_LEFT = Phrase("請於 {left} 內完成驗證,且限單次有效。", "Verify within {left}; it works once.")
TIME_OVER = Phrase("通行碼已逾時,請按 F5 重新發送。", "The code has run out: press F5 for another.")
TIME_OVER_FOR_GOOD = Phrase(
    "通行碼已逾時,且已無法再重新發送;請返回重新申請。",
    "The code has run out; no other can be sent: please go back and apply anew.",
)
SPENT = Phrase(
    "錯誤次數已滿,通行碼已失效;倒數結束後請按 F5。",
    "Too many tries: the code is void. Press F5 when you can.",
)
SPENT_FOR_GOOD = Phrase(
    "通行碼已失效,且已無法再重新發送;請返回重新申請。",
    "The code is void and no other can be sent: please go back and apply anew.",
)
EXPIRED_FOR_GOOD = Phrase("通行碼已逾時,且已無法再重新發送", "The code has run out; no other can be sent.")
RESEND_AT = Phrase("重新發送 ({left}後可重發送)", "Resend (possible in {left})")
RESEND_NOW = Phrase("按 F5 重新發送(還可 {times} 次)", "F5 sends another (left: {times})")
RESEND_NEVER = Phrase("已無法再重新發送", "No further code can be sent")
RESENT = Phrase(
    "已重新發送;先前的通行碼已失效,請輸入代號 {reference} 的通行碼。",
    "Sent anew; the code before is void. Type the one with reference {reference}.",
)
DELIVERY = Phrase("訊息狀態:{state}", "Message: {state}")
STATES = {
    "queued": Phrase("排隊中", "queued"),
    "sent": Phrase("已送出", "sent"),
    "delivered": Phrase("已送達", "delivered"),
    "failed": Phrase("寄送失敗", "could not be sent"),
}
DIED = {
    (True, True): Phrase(
        "寄送失敗:請按 F5 重新發送,或返回改以其他方式收取,或洽臨櫃。",
        "not sent: press F5, or go back for another way, or ask the counter.",
    ),
    (True, False): Phrase("寄送失敗:請按 F5 重新發送,或洽臨櫃。", "not sent: press F5, or ask the counter."),
    (False, True): Phrase(
        "寄送失敗:請返回改以其他方式收取,或洽臨櫃。", "not sent: go back for another way, or ask the counter."
    ),
    (False, False): Phrase("寄送失敗:請洽臨櫃。", "not sent: please ask the counter."),
}
"""By whether another code can be sent, and whether there is another channel to choose."""
ABOUT_CODE = (
    Phrase(
        "輸入訊息中的7位數字。訊息與畫面上的代號相同,就是這一組通行碼。",
        "Type the seven digits of the message. Its reference is the one shown here.",
    ),
    Phrase(
        "沒有收到時,倒數結束後按 F5 重新發送;重新發送後,先前的通行碼即失效。",
        "Nothing arrived? When the countdown is over press F5; the code before is void from then on.",
    ),
)
HELP_CODE = Phrase(
    "訊息中「暫時通行碼為」後面的7位數字;全形與空格都可以。",
    "The seven digits of the message; full-width digits and spaces are understood.",
)
CODE_NOTES = (
    Phrase(
        "請勿將暫時通行碼告訴任何人,本公司人員不會詢問。",
        "Tell nobody the code; our staff will never ask for it.",
    ),
    Phrase(
        "若非您本人申請,請立即洽客服中心({service_line},{service_hours})。",
        "If this was not you, call customer service at once ({service_line}, {service_hours}).",
    ),
)

INITIAL_HIDDEN = Phrase(
    "本次補發之初始密碼 ******* (按 F4 顯示 {seconds} 秒)",
    "Your initial password ******* (F4 shows it for {seconds} s)",
)
INITIAL_SHOWN = Phrase("本次補發之初始密碼 {password}", "Your initial password {password}")
VERIFIED = Phrase("✓ 已完成驗證", "✓ Verified")
NEW = Phrase(
    "▶請設定新電子與語音登入密碼({minimum}~{maximum}位英數字)",
    "▶New electronic and voice password ({minimum}-{maximum})",
)
AGAIN = Phrase("▶請再次輸入新電子與語音登入密碼", "▶The same password once more")
SEND = Phrase("送出", "Send")
SCOPE_ALL = Phrase("歸戶:{count} 個帳號都設為新密碼", "Consolidated: all accounts ({count})")
SCOPE_ONE = Phrase("僅設定 {business} {branch} {number}", "Only {business} {branch} {number}")
SET_WITHIN = Phrase("請於 {left} 內設定", "Within {left}")
INITIAL_NOTE = Phrase(
    "初始密碼須立即變更,至 {until} 失效;若未完成設定,可先以初始密碼登入再變更。",
    "The initial password must be changed and dies at {until}; if you stop here, log in with it, then "
    "change it.",
)
ABOUT_NEW = (
    Phrase(
        "設定新的電子與語音登入密碼。送出前,初始密碼已可登入(必須變更)。",
        "Choose the new electronic and voice password. Until then the initial one logs in.",
    ),
    Phrase(
        "按 F4 顯示初始密碼 5 秒;請留意四周。", "F4 shows the initial password for 5 seconds: mind who looks."
    ),
)
ABOUT_NEW_ON_SUBMIT = (
    Phrase(
        "設定新的電子與語音登入密碼。送出前,您的密碼不會變更。",
        "Choose the new electronic and voice password. Until it is sent nothing changes.",
    ),
)
REMINDER_CASE = Phrase(
    "提醒您: 1.密碼為{minimum}~{maximum}位英數字組合,英文大小寫視為不同字",
    "Please note: 1. {minimum} to {maximum} letters and digits; upper and lower case are different.",
)
REMINDER_SCOPE = Phrase(
    "2.若您為不歸戶,僅依本次選擇之帳號重設成新密碼;歸戶則一律重設成新密碼",
    "2. Not consolidated: only this account changes; consolidated: all of them.",
)
"""R-RI-8."""
HELP_AGAIN = Phrase("再輸入一次相同的新密碼。", "The same new password once more.")

DONE = Phrase("變更成功", "Changed")
DONE_LOG_IN = Phrase(
    "請以更改後的密碼重新登入電子平台", "Please log in to the trading platforms with the new password."
)
DONE_VOICE = Phrase(
    "已同步變更電子與語音登入密碼,您亦可透過語音下單專線單獨進行語音密碼變更。",
    "Electronic and voice passwords were changed together; the voice password can also be changed "
    "alone by the voice order line.",
)
DONE_TARGET = Phrase("{reissue_button}:{reissue_target}", "{reissue_button}: {reissue_target}")
DONE_ONWARD = Phrase("{reissue_button}", "{reissue_button}")
DONE_HERE = Phrase(
    "本機不開啟其他網站,按下按鈕將返回密碼中心。",
    "This terminal opens no other site: the button leads back to the Password Center.",
)
ABOUT_DONE = (
    Phrase(
        "密碼已經補發並設定完成;這個畫面會自動返回密碼中心。",
        "Your password was reissued and set; this page leaves by itself.",
    ),
)

LETTER_SENT = Phrase("信件已寄出", "The letter is on its way")
LETTER_TO = Phrase("已寄送Email至 {to}。", "An e-mail went to {to}.")
LETTER_UNTIL = Phrase(
    "請於 {until} 前,在密碼補發按 F7 輸入信件內的啟動碼,再以手機簡訊取得暫時通行碼。",
    "Before {until}: press F7 at 密碼補發 (Reissue), type the activation code of the letter, then get the "
    "one-time code by SMS.",
)
LETTER_DIED = Phrase(
    "寄送失敗:請再次申請,或洽客服中心({service_line})或臨櫃。",
    "not sent: apply again, call {service_line}, or ask the counter.",
)
LETTER_NOTES = (
    Phrase(
        "沒有收到信件?請查看垃圾郵件匣;仍無法收到,請洽客服中心({service_line})或臨櫃。",
        "No letter? Look among the spam; otherwise call {service_line} or ask the counter.",
    ),
    Phrase(
        "再次申請會寄出另一封信;先前信件的啟動碼在其期限內仍然有效。",
        "Another application sends another letter; earlier ones stay good until their end.",
    ),
)
ABOUT_LETTER_SENT = (
    Phrase(
        "無憑證補發的第一步已完成。收到信件後,回到任一本公司終端機輸入啟動碼。",
        "The first step is done. With the letter, come back to any of our terminals.",
    ),
)

ACTIVATION = Phrase("輸入啟動碼", "Activation code")
ACTIVATION_CODE = Phrase("▶啟動碼", "▶Activation code")
ACTIVATION_READS = Phrase("您輸入的啟動碼:{code}", "You typed: {code}")
NEXT = Phrase("下一步", "Next")
ACTIVATION_ABOUT = (
    Phrase(
        "輸入無憑證補發信件中的啟動碼(16碼);連字號、空格與小寫都可以。",
        "Type the 16 characters of the letter; dashes, spaces and small letters are understood.",
    ),
    Phrase(
        "啟動碼在信件所載時間前有效,驗證通行碼後即失效。",
        "It is good until the time in the letter; once a code is verified it is used up.",
    ),
)
HELP_ACTIVATION = Phrase(
    "信件中「啟動碼:」後面的四組四碼,例如 7K2M-9QXA-3F8D-1RTV。",
    "The four groups of four behind 啟動碼: in the letter, such as 7K2M-9QXA-3F8D-1RTV.",
)
NOT_OF_CODE = Phrase("啟動碼只有數字與英文字母(沒有 U)。", "A code has digits and letters only (no U).")
CODE_TOO_LONG = Phrase("啟動碼共 {count} 碼。", "An activation code has {count} characters.")
TELEPHONE = Phrase("取得暫時通行碼", "Get a one-time code")
TELEPHONE_TO = Phrase(
    "啟動碼正確。按下按鈕,暫時通行碼將以簡訊傳送至 {to}。",
    "The activation code is good. Press the button: a one-time code goes by SMS to {to}.",
)
TELEPHONE_PENDING = Phrase(
    "先前的暫時通行碼(代號 {reference})至 {until} 前仍有效。",
    "A code sent before (reference {reference}) is good until {until}.",
)
TELEPHONE_USE = Phrase("輸入先前的通行碼", "Use that code")
TELEPHONE_LEFT = Phrase(
    "此信件還可取得 {times} 次通行碼,信件至 {until} 前有效。",
    "Codes left for this letter: {times}; the letter is good until {until}.",
)
TELEPHONE_FROM = Phrase("{left}後可再取得。", "Another can be had in {left}.")
TELEPHONE_ABOUT = (
    Phrase(
        "取得暫時通行碼簡訊,輸入後即可設定新密碼。",
        "Get the one-time code by SMS; with it you set a new password.",
    ),
)

LEFT = Phrase("申請未完成", "Not finished")
ABOUT_LEFT = (
    Phrase(
        "申請在完成前離開;這裡說明目前有效的密碼。", "It was left before its end: which password is good now."
    ),
)
GOOD_NOW = {
    "old": Phrase("您的密碼未變更。", "Your password was not changed."),
    "initial": Phrase(
        "舊密碼已失效;請於 {until} 前以初始密碼登入,並立即變更。",
        "The old password is gone: log in with the initial one before {until} and change it.",
    ),
    "changed": Phrase(
        "密碼已另行變更,或初始密碼已逾期:請以最近設定的密碼登入,或重新申請。",
        "The password was changed meanwhile, or the initial one has run out: log in with the one set last, "
        "or apply anew.",
    ),
}
"""By `services.reissue.results.GoodNow`."""
LEFT_UNKNOWN = Phrase(
    "目前無法確認:若通行碼已完成驗證,請以初始密碼登入並變更;否則您的密碼未變更。",
    "We cannot tell now: if your code was verified log in with the initial password and change it; "
    "otherwise your password was not changed.",
)
LEFT_GO_ON_BY_LETTER = Phrase(
    "您可於 {until} 前在密碼補發按 F7 輸入信件內的啟動碼繼續,或重新申請。",
    "Until {until} you can go on: press F7 at 密碼補發 (Reissue) and type the letter's code; or apply anew.",
)
LEFT_GO_ON = Phrase(
    "您可於 {until} 前再次進入密碼補發繼續本次申請,或重新申請。",
    "Until {until} you can come back to 密碼補發 (Reissue) and go on, or apply anew.",
)
