"""注意事項 and 說明: the texts of the lower area, to the letter of the manual."""

from screens.words.phrase import Phrase

MENU = (
    Phrase(
        "請以方向鍵選擇項目後按 Enter,或直接按項目前的按鍵。",
        "Choose with the arrow keys and press Enter, or press the key in front of an entry.",
    ),
    Phrase(
        "如需協助,請洽客服中心({service_line},{service_hours})。",
        "For help call customer service ({service_line}, {service_hours}).",
    ),
    Phrase(
        "辦理中可隨時按 F10 登出;離開前請確認畫面已回到這個選單。",
        "On every page behind this one F10 logs you out. Leave once this menu is shown again.",
    ),
)

LOGIN = (
    Phrase(
        "密碼為{minimum}~{maximum}位英數字組合,英文大小寫視為不同字",
        "A password has {minimum} to {maximum} letters and digits; case matters.",
    ),
    Phrase(
        "若密碼錯誤次數累計達{strikes}次,為了安全,帳戶將鎖定無法再登入。"
        "請本人來電客服中心({service_line},{service_hours}),"
        "我們的服務人員在電話核對本人資料後,即可協助解鎖(僅限一次)",
        "After {strikes} wrong passwords in total the account is locked for safety and cannot log in. "
        "Please call customer service yourself ({service_line}, {service_hours}); "
        "when your identity has been checked by telephone they can unlock it (once only).",
    ),
    Phrase(
        "若已忘記密碼,請點選「密碼補發」進行線上補發。或本人持身份證和原留印章,到全臺任一營業據點進行補發",
        "If you forgot it, choose 密碼補發 (Reissue password) to have it reissued online, "
        "or bring your ID card and registered seal to any branch.",
    ),
)

UNLOCK = (
    Phrase(
        "此功能僅提供解除您的密碼鎖定,若您已忘記密碼,請改用線上補發密碼功能。",
        "This only lifts the lock. If you forgot your password, use 密碼補發 (Reissue password) instead.",
    ),
    Phrase(
        "出生年月日請輸入西元年。例如出生日期為2002年2月1號,請輸入:20020201。",
        "Birth date with the Western year: for 1 February 2002 type 20020201.",
    ),
    Phrase(
        "進行【密碼解鎖】前,請確認目前使用的電腦存有{company}的有效憑證。解鎖成功後,請用原密碼登入。",
        "Before you unlock, make sure that this computer holds a valid certificate of {company}. "
        "Once unlocked, log in with the password you had.",
    ),
    Phrase(
        "為了您的交易安全,本公司僅提供1次的線上解鎖服務,若解除鎖定後仍未成功登入,"
        "再度錯誤{strikes}次(累計{strikes_in_all}次),請使用線上補發密碼或請您親持身份證及原留印鑑"
        "至全國任何一家分行臨櫃辦理。",
        "For your safety unlocking online works once. After {strikes} more failures without a login "
        "({strikes_in_all} in total) please use Reissue password, or bring your ID card and registered seal "
        "to the counter of any branch.",
    ),
)

CHANGE = (
    Phrase(
        "網路登入密碼設定長度為{minimum}~{maximum}位英數字組合,英文大小寫視為不同字,"
        "不可設定特殊符號(如/,;\\等)或空白,請使用半形之英數字設定。",
        "A network login password has {minimum} to {maximum} half-width letters and digits; case "
        "matters. No symbols (such as / , ; \\) and no spaces.",
    ),
    Phrase(
        "若您的密碼有英文字,語音操作時請參考「轉換規則對照表」。",
        "If your password has letters, see the conversion table (F2) for voice.",
    ),
    Phrase(
        "若您網路/語音密碼欲分開設定,請另行撥打語音下單專線:{voice_line} 設定您的語音下單密碼。",
        "To set a separate voice password, call the voice order line: {voice_line}.",
    ),
)
