"""密碼歸戶設定 (R-CON)."""

from screens.words.phrase import Phrase

TITLE = Phrase("密碼歸戶設定", "One password for all accounts")
APPLY = Phrase(
    "申請密碼歸戶後,證券、語音、期貨、海外、財富管理、股代網路登入密碼將共用同一組密碼,"
    "請設定您的歸戶新密碼,設定成功後,請使用新密碼登入。",
    "After this, securities, voice, futures, overseas, wealth and share registry share one login "
    "password. Choose it here; then log in with it.",
)
REMINDER = Phrase(
    "提醒您,申請歸戶後,將無法再依個別帳號設定密碼!",
    "Please note: accounts cannot have passwords of their own after that!",
)
OLD = Phrase("▶原(舊)密碼", "▶Old password")
NEW = Phrase("▶登入歸戶密碼({minimum}~{maximum}位英數字)", "▶Password for all ({minimum}-{maximum})")
CONFIRM = Phrase("▶再確認登入密碼", "▶Confirm the password")

FOR_GOOD = Phrase(
    "客戶完成歸戶後,若要再次區分不歸戶時則須臨櫃辦理",
    "Once done, only the counter can give each account a password of its own again.",
)
"""R-CON-4."""
SURE = Phrase(
    "歸戶後若要再次區分不歸戶,須臨櫃辦理。確定將以下 {count} 個帳號與語音密碼歸戶嗎?",
    "Only the counter can undo this. Give voice and the accounts below (in all: {count}) one password?",
)
SURE_ANEW = Phrase(
    "您的帳號剛有增減,請再確認一次。歸戶後若要再次區分不歸戶,須臨櫃辦理。"
    "確定將以下 {count} 個帳號與語音密碼歸戶嗎?",
    "Your accounts changed just now: please look again. Only the counter can undo this. "
    "Give these accounts ({count}) and voice one password?",
)
YES = Phrase("確定歸戶", "Consolidate")
NO = Phrase("取消", "Cancel")

HELP_OLD = Phrase("輸入本次登入所使用的密碼。", "The password you have just logged in with.")
HELP_CONFIRM = Phrase("再輸入一次相同的歸戶密碼。", "The same password once more.")
ABOUT = (
    Phrase(
        "將您的所有帳號與語音改為共用一組登入密碼(歸戶)。網路出金密碼不受影響。",
        "Gives all your accounts and voice one login password. Withdrawal passwords stay as they are.",
    ),
    Phrase(
        "送出後會再確認一次;客戶完成歸戶後,若要再次區分不歸戶時則須臨櫃辦理。",
        "You are asked once more before it is done; only the counter can undo it.",
    ),
    Phrase(
        "歸戶成功後,本次登入會結束,請使用新密碼登入。按 F2 可查看轉換規則對照表。",
        "Then this login ends: log in with the new password. F2 shows the conversion table.",
    ),
)
