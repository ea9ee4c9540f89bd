"""The certificate step: a token, a choice of two, a PIN (contract §4)."""

from screens.words.phrase import Phrase

TITLE = Phrase("憑證驗證", "Certificate")
CERTIFICATE = Phrase("▶憑證", "▶Certificate")
ONE_OF = Phrase("第 {number} 張", "No. {number}")
ONE_OF_HOLDER = Phrase("第 {number} 張  {holder}", "No. {number}  {holder}")
PIN = Phrase("▶PIN碼", "▶PIN")
CONTINUE = Phrase("繼續", "Continue")
WITHOUT = Phrase("無憑證繼續", "Continue without certificate")
TRIES_LEFT = Phrase("PIN碼還可以錯誤 {tries_left} 次。", "PIN tries left: {tries_left}.")
NO_TRIES = Phrase("目前不接受此憑證的PIN碼。", "No PIN is taken for this certificate at present.")

ASKS = {
    "token": Phrase(
        "請插入憑證載具,再按「繼續」或 F5 重新讀取。",
        "Put your token in, then press Continue, or F5 to read it again.",
    ),
    "choice": Phrase(
        "此裝置有多張憑證,請選擇要使用的憑證。", "This device holds several certificates: choose yours."
    ),
    "pin": Phrase("請輸入憑證的PIN碼。", "Type the PIN of your certificate."),
    "nothing": Phrase("已讀取憑證,請按「繼續」。", "The certificate was read: press Continue."),
}
"""By `services.certificates.port.Need`."""
NOTES = (
    Phrase(
        "憑證用來確認是您本人;PIN碼只送到憑證載具,本系統不保存。",
        "The certificate confirms that it is you. The PIN goes to the token only and is not kept.",
    ),
    Phrase(
        "PIN碼連續錯誤會鎖住憑證,請確認後再輸入。",
        "Wrong PINs in a row lock the certificate: check before you type.",
    ),
    Phrase("離開前請記得取回憑證載具。", "Please remember to take your token before you leave."),
)
HELP_CERTIFICATE = Phrase(
    "方向鍵變更選擇,空白鍵列出全部,Enter 到下一欄。",
    "Arrows change the choice, Space lists all, Enter goes on.",
)
HELP_PIN = Phrase(
    "輸入憑證(或載具)的PIN碼,英文大小寫視為不同字。畫面只顯示圓點,不能複製。",
    "The PIN of the certificate or token; case matters. Only dots are shown, and nothing can be copied.",
)
ABOUT = (
    Phrase(
        "以您的電子憑證確認本人:插入載具、選擇憑證或輸入PIN碼後,按「繼續」。",
        "Your certificate confirms that it is you: put the token in, choose, or type the PIN, then Continue.",
    ),
)
TAKE_TOKEN = Phrase("請取回憑證載具", "Please take your token")
TOKEN_INSIDE = Phrase("您的憑證載具還在讀卡機裡。", "Your token is still in the reader.")
TAKE_TOKEN_ABOUT = (
    Phrase(
        "取回憑證載具後,這個畫面會自動返回密碼中心。",
        "Once the token is taken, this page goes back to the menu by itself.",
    ),
)
TAKE_TOKEN_NOTES = (
    Phrase(
        "若載具不是您的,請交給服務人員,或洽客服中心({service_line},{service_hours})。",
        "If it is not yours, please hand it to our staff, or call ({service_line}, {service_hours}).",
    ),
)
