"""密碼補發: the wizard with and without a certificate (R-RI, R-RIC, R-RIN)."""

from screens.words.phrase import Phrase

STEPS = (
    Phrase("輸入資料", "Your data"),
    Phrase("確認帳務資料", "Check"),
    Phrase("帳戶驗證及設定", "Verify and set"),
    Phrase("修改成功", "Done"),
)
"""R-RI-1."""
STEP_BEFORE = Phrase("✓ {step}", "✓ {step}")
STEP_NOW = Phrase("【{step}】", "[{step}]")
STEP_AFTER = Phrase("{step}", "{step}")
ARROW = " → "

TITLE = Phrase("密碼補發", "Reissue password")
ID_NUMBER = Phrase("▶身分證字號/統編", "▶ID / company number")
BIRTH_DATE = Phrase("▶出生年月日(YYYYMMDD)", "▶Birth date (YYYYMMDD)")
LOG_IN = Phrase("登入", "Log in")
FIVE_A_DAY = Phrase(
    "提醒您:線上密碼補發申請次數以每日{applications}次為限",
    "Please note: {applications} online reissue applications a day at most.",
)
COMPANY_DATE = Phrase(
    "出生年月日請輸入西元年份共8碼;公司請輸入統編與設立日期。",
    "Type the date as 8 digits, year first; companies type their number and date of registration.",
)
TYPE_ACTIVATION = Phrase(
    "已收到無憑證補發信件?請按 F7 輸入啟動碼。",
    "Already got the letter? Press F7 and type the activation code.",
)
ABOUT_IDENTITY = (
    Phrase(
        "忘記密碼時在此申請補發。系統依裝置上有無有效憑證決定驗證方式。",
        "Forgot your password? Apply here. The certificate on this device decides how you are verified.",
    ),
    COMPANY_DATE,
    TYPE_ACTIVATION,
)
HELP_ID_NUMBER = Phrase(
    "身分證字號、居留證號碼或公司統一編號;全形、小寫都可以。",
    "ID, resident or company number; full-width and small letters are understood.",
)
HELP_BIRTH_DATE = Phrase(
    "西元年月日共8碼,例如 20020201;公司請輸入設立日期。",
    "8 digits, year first, for example 20020201; companies: date of registration.",
)

BY_CERTIFICATE = Phrase("有憑證線上密碼補發", "Reissue with a certificate")
BY_LETTER = Phrase("無憑證線上密碼補發", "Reissue without a certificate")
ABOUT_CERTIFICATE = Phrase(
    "您目前裝置存有有效電子憑證,請您確認以下資訊後,系統將傳送暫時通行碼至手機或Email給您,"
    "您可擇一收取後,進行驗證即可重設新密碼。",
    "This device holds a valid certificate. Check the data below; a one-time code is then sent to "
    "your phone or e-mail, whichever you choose, and with it you set a new password.",
)
"""R-RIC-1."""
ABOUT_LETTER = Phrase(
    "您目前裝置無有效電子憑證,為了保護您的資訊安全,在您確認以下資訊後,系統將寄送Email給您,"
    "請開啟信件內的連結,到網站上取得暫時通行碼簡訊,輸入簡訊內通行碼後完成雙驗證程序,即可重設新密碼。",
    "This device holds no valid certificate. Check the data below; a letter is then e-mailed to you. "
    "With it you get a one-time code by SMS, and with both you set a new password.",
)
"""R-RIN-1."""
AT_TERMINAL = Phrase(
    "在本機請按 F7 輸入信件內的啟動碼,效果與連結相同。",
    "At this terminal press F7 and type the activation code of the letter: it does the same.",
)
BUSINESS = Phrase("▶申請業種", "▶Business")
ACCOUNT = Phrase("▶申請帳號", "▶Account")
CHANNEL = Phrase("▶傳送至", "▶Send to")
CHOOSE_BRANCH = Phrase("請選擇分公司", "Choose a branch")
CHOOSE = Phrase("請選擇", "Choose")
CONTACTS = Phrase("手機號碼 {mobile}  Email {email}", "Mobile {mobile}  E-mail {email}")
NONE = Phrase("無", "none")
SMS = Phrase("簡訊 {to}", "SMS {to}")
EMAIL = Phrase("Email {to}", "E-mail {to}")
ACCOUNT_LINE = Phrase("{branch} {number}", "{branch} {number}")
APPLY = Phrase("確定申請", "Apply")
DISPUTE = Phrase("?資料不正確", "? Data not correct")
ALL_OR_ONE = Phrase(
    "若您為不歸戶,僅依本次選擇之帳號重設成新密碼;歸戶則一律重設成新密碼",
    "Not consolidated: only this account changes; consolidated: all of them.",
)
CASE_MATTERS = Phrase(
    "密碼為{minimum}~{maximum}位英數字組合,英文大小寫視為不同字",
    "A password has {minimum} to {maximum} letters and digits; upper and lower case are different.",
)
"""R-RI-8."""
LETTER_STILL_GOOD = Phrase(
    "先前寄出的啟動碼至 {until} 前仍有效,可按 F7 輸入。",
    "An activation code sent before is good until {until}: F7.",
)
INITIAL_STILL_GOOD = Phrase(
    "先前核發的初始密碼至 {until} 前可登入。", "An initial password issued before logs in until {until}."
)
ABOUT_OFFER = (
    Phrase(
        "確認申請業種、帳號與聯絡資料後按「確定申請」。資料都已部分隱碼。",
        "Check business, account and contacts, then press Apply. All data are partly masked.",
    ),
    Phrase(
        "方向鍵更換選項,空白鍵開啟清單,Enter 選定並前往下一欄。",
        "Arrows change a choice, Space opens the list, Enter takes it and goes on.",
    ),
    Phrase(
        "手機或 Email 不正確時,請選「資料不正確」;線上無法更改。",
        "If phone or e-mail is wrong choose 'Data not correct': it cannot be changed online.",
    ),
)
HELP_BUSINESS = Phrase("選擇要補發密碼的業種。", "The business whose password is to be reissued.")
HELP_ACCOUNT = Phrase(
    "選擇帳號。不歸戶者僅此帳號重設新密碼;歸戶者全部重設。",
    "The account. If you are not consolidated only this one gets the new password, else all.",
)
HELP_CHANNEL = Phrase(
    "選擇以簡訊或 Email 收取暫時通行碼。", "Where the one-time code goes: by SMS or by e-mail."
)
DISPUTE_QUESTION = Phrase(
    "聯絡資料無法線上更改:請洽客服中心({service_line}),或本人持身分證與原留印鑑至任一營業據點。"
    "將結束本次申請(不計入次數)。確定嗎?",
    "Contacts cannot be changed online: call {service_line}, or come to any branch with your ID card and "
    "registered seal. This application ends (and does not count). Sure?",
)
DISPUTE_YES = Phrase("結束申請", "End it")
DISPUTE_NO = Phrase("返回", "Back")
PENDING_QUESTION = Phrase(
    "您有一筆尚未完成的申請(代號 {reference}),暫時通行碼至 {until} 前有效。要繼續嗎?",
    "An application of yours was broken off (reference {reference}); its code is good until {until}. "
    "Go on with it?",
)
GO_ON = Phrase("繼續該申請", "Go on")
ANEW = Phrase("重新申請", "Start anew")

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
    "The code has run out and no other can be sent: please go back and apply anew.",
)
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
DIED = Phrase(
    "寄送失敗:請按 F5 重新發送,或返回改以其他方式收取,或洽臨櫃。",
    "It could not be sent: press F5, or go back and choose another way, or ask the counter.",
)
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
SCOPE_ALL = Phrase("歸戶:{count} 個帳號都設為新密碼", "Consolidated: all {count} account(s)")
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
DONE_TARGET = Phrase("{button}:{target}", "{button}: {target}")
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
        "It is good until the time in the letter, and once.",
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
        "申請在完成前離開;這裡說明目前有效的密碼。",
        "The application was left before its end; here is which password is good now.",
    ),
)
LEFT_OLD = Phrase("您的密碼未變更,原密碼仍然有效。", "Nothing was changed: your old password is good.")
LEFT_INITIAL = Phrase(
    "舊密碼已失效;請於 {until} 前以初始密碼登入,並立即變更。",
    "The old password is gone: log in with the initial one before {until} and change it.",
)
LEFT_GO_ON = Phrase(
    "您可於 {until} 前再次進入密碼補發繼續本次申請,或重新申請。",
    "Until {until} you can come back to 密碼補發 (Reissue) and go on, or apply anew.",
)
LEAVE_QUESTION = Phrase("要離開本次申請嗎?", "Leave this application?")
LEAVE_VERIFIED = Phrase(
    "新密碼尚未設定。離開後請以初始密碼登入並變更。要離開嗎?",
    "The new password is not set. If you leave, log in with the initial one and change it. Leave?",
)
