"""密碼補發: a screen a step; `tui.visit_script` strings them together."""
