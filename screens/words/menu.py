"""密碼中心: the menu (R-GEN-1)."""

from screens.words.phrase import Phrase

CHANGE = Phrase("密碼修改", "Change password")
ABOUT_CHANGE = Phrase("以目前的密碼登入,設定新的密碼", "Log in with your password and choose a new one")
REISSUE = Phrase("密碼補發", "Reissue password")
ABOUT_REISSUE = Phrase(
    "忘記密碼時,以憑證或Email加手機簡訊重新取得",
    "Forgot it? Get a new one by certificate, or e-mail and phone",
)
UNLOCK = Phrase("密碼解鎖", "Unlock")
ABOUT_UNLOCK = Phrase(
    "以本裝置的有效憑證解除鎖定(僅限一次)", "Lift a lock by a valid certificate on this device (once only)"
)
ABOUT = (
    Phrase(
        "密碼中心的首頁:選擇要辦理的項目。",
        "The first page of the Password Center: choose what you came for.",
    ),
    Phrase(
        "方向鍵移動,Enter 進入;也可以直接按項目前的按鍵。",
        "Arrows move, Enter opens; the key in front of an entry works too.",
    ),
)
