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
PENDING_OVER = Phrase(
    "您有一筆尚未完成的申請(代號 {reference}),其暫時通行碼已逾時或失效,可重新發送。要繼續嗎?",
    "An application of yours was broken off (reference {reference}); its code is good no more, another "
    "can be sent. Go on with it?",
)
GO_ON = Phrase("繼續該申請", "Go on")
ANEW = Phrase("重新申請", "Start anew")
LEAVE_QUESTION = Phrase("要離開本次申請嗎?", "Leave this application?")
LEAVE_VERIFIED = Phrase(
    "新密碼尚未設定。離開後請以初始密碼登入並變更;還沒看過請先返回,按 F4 查看。要離開嗎?",
    "The new password is not set. If you leave, log in with the initial one and change it; stay and press "
    "F4 first if you have not seen it. Leave?",
)
