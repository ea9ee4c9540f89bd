"""What operators read of mail and SMS."""

from screens.words.phrase import Phrase

HELP_RELAY = Phrase("寄送程序:寄出等候中的電子郵件與簡訊", "the sender as a process of its own")

ALLOWED_HOST = Phrase("主機名稱或 IP 位址", "the name or address of a host")
ALLOWED_HERE = Phrase('本機位址與埠,如 "127.0.0.1:8771"', 'an address of this machine, as "127.0.0.1:8771"')
ALLOWED_SENDER = Phrase(
    "電子郵件地址,或「名稱 <地址>」", "a mail address, or a name with the address in <…> behind it"
)

RELAY_STARTED = Phrase("寄送程序已啟動;以 SIGTERM 結束。", "The relay is at work; end it with SIGTERM.")
RELAY_STOPPED = Phrase("寄送程序已結束。", "The relay has ended.")
HELP_STATUS = Phrase("列出各通道、各狀態的件數後結束", "count letters by channel and state, and end")
STATUS_COLUMNS = (
    Phrase("通道", "CHANNEL"),
    Phrase("狀態", "STATE"),
    Phrase("件數", "LETTERS"),
    Phrase("原因", "REASON"),
)
NO_LETTERS = Phrase("尚無訊息。", "There are no letters.")
OLDEST_WAITS = Phrase("最早的一件自 {since} 起等候。", "The oldest that waits was put in at {since}.")
MAIL_GOES = Phrase("電子郵件經 {host}:{port} 寄出({tls})。", "Mail goes out over {host}:{port} ({tls}).")
MAIL_STAYS = Phrase(
    "未設定 [smtp]:電子郵件不會寄出,通知逾期即作廢。",
    "[smtp] is not set: no mail is sent, and letters wait until their life ends.",
)
SMS_GOES = Phrase("簡訊經 {kind} 寄出。", "SMS goes out over {kind}.")
RECEIPTS_UNHEARD = Phrase(
    "{address} 已由其他程式佔用:收不到簡訊回報,狀態停在已送出;請結束該程式,或改設 sms.receipts。",
    "{address} is taken by another program: SMS receipts are not heard, and messages stay at 已送出; end it,"
    " or set sms.receipts.",
)
CHANNELS = {"email": Phrase("電子郵件", "mail"), "sms": Phrase("簡訊", "SMS")}
STANDS_STILL = Phrase(
    "{channel}目前寄不出去({reason}),訊息等候中,將自動重試;原因見文件 docs/delivery.md。",
    "Nothing goes out by {channel} ({reason}): letters wait and are tried again; see docs/delivery.md.",
)
GOES_AGAIN = Phrase("{channel}已恢復寄送。", "Letters go out again by {channel}.")
PASSWORD_LACKING = Phrase(
    "[{section}] 缺少 password,無法寄送:請以環境變數 PASSWORD_CENTER__{variable}__PASSWORD 提供。",
    "[{section}] lacks its password, nothing can be sent: give PASSWORD_CENTER__{variable}__PASSWORD.",
)
SMS_STAYS = Phrase(
    "未設定 [sms]:簡訊不會寄出,逾期即作廢。",
    "[sms] is not set: no SMS is sent, and messages wait until their life ends.",
)
SIMULATED_REFUSED = Phrase(
    '[{section}] kind = "simulated" 僅供 demo 使用。', '[{section}] kind = "simulated" is for the demo only.'
)
