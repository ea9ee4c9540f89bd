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
        "使用完畢請按 F10 登出,離開前請確認畫面已回到密碼中心。",
        "When you are done press F10, and leave when the Password Center menu is shown again.",
    ),
)

LOGIN = (
    Phrase(
        "密碼為{minimum}~{maximum}位英數字組合,英文大小寫視為不同字",
        "A password has {minimum} to {maximum} letters and digits; upper and lower case are different.",
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
        "If you forgot your password, choose 密碼補發 (Reissue) to have it reissued online, "
        "or bring your ID card and registered seal to any branch.",
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
