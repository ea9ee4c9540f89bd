"""The four steps of 密碼補發 and where one is (R-RI-1)."""

from screens.frame import frame_of
from screens.widgets.says import Says
from screens.words import reissue


class StepIndicator(Says):
    """輸入資料 → 確認帳務資料 → 帳戶驗證及設定 → 修改成功; marks, not colours, tell where one is."""

    DEFAULT_CSS = "StepIndicator { width: 1fr; height: 1; }"

    def __init__(self, now: int) -> None:
        """`now` counts from 1."""
        super().__init__(id="steps")
        self.now = now

    @property
    def words(self) -> str:
        """All steps in one line: those done ticked, the one of now in brackets."""
        language = frame_of(self).language
        told = []
        for number, step in enumerate(reissue.STEPS, start=1):
            shape = reissue.STEP_AFTER if number > self.now else reissue.STEP_BEFORE
            shape = reissue.STEP_NOW if number == self.now else shape
            told.append(shape.text(language, step=step.text(language)))
        return reissue.ARROW.join(told)
