"""密碼解鎖 with a medium of one's own: put in late, a wrong PIN, the right one (contract §4)."""

from datetime import timedelta
from pathlib import Path

from services.ambient import SystemClock, SystemRandomness
from services.certificates.authority import Holder
from services.certificates.authority_folder import AuthorityFolder
from services.secret import Secret
from tests.flows.kit import program, whole
from tests.flows.test_secrets import occurrences, searched
from tests.terminal import ENTER, F4, Terminal

PIN, WRONG_PIN = "Tulip-86420", "Crocus-97531"
SETTINGS = """
[certificates]
store = "pkcs12"
path = "stick"
trust = "authority/trust.pem"
crl = "authority/crl.pem"
"""


def medium(home: Path) -> Path:
    """Settings that name a folder `stick`, an authority, and a file that is not in it yet."""
    now, folder = SystemClock().now(), home / "authority"
    (home / "settings.toml").write_text(SETTINGS, "utf-8")
    (home / "stick").mkdir()
    authority = AuthorityFolder(folder, Secret("an authority's own"), SystemRandomness())
    with authority.alone():
        authority.create("Flow", now, timedelta(days=1))
        holder = Holder("D200000051", "李雅婷", now - timedelta(days=1), now + timedelta(days=1))
        return authority.issue(holder, Secret(PIN), None).file


def again(desk: Terminal, pin: str) -> None:
    """Another try, from the PIN's own field."""
    desk.write(pin.encode() + ENTER)


def test_a_medium_of_ones_own(home: Path) -> None:
    file = medium(home)
    with program(home) as desk:
        desk.write(F4 + b"D200000051" + ENTER + b"19921224" + ENTER)
        desk.wait_for("請插入憑證載具")
        desk.write(ENTER)
        whole(desk, "讀不到憑證,請插入憑證載具後再試。")
        file.rename(home / "stick" / "mine.p12")
        desk.write(ENTER)
        desk.wait_for("請輸入憑證的PIN碼")
        again(desk, WRONG_PIN)
        whole(desk, "PIN碼錯誤,剩餘 2 次。")
        again(desk, PIN)
        desk.wait_for("解鎖成功")
        shown = desk.output
    kept = {name: content for name, content in searched(home).items() if "stick" not in name}
    assert occurrences({PIN, WRONG_PIN}, {**kept, "terminal": shown}) == []
