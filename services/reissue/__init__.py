"""密碼補發 (R-RI): a forgotten password is replaced online, in steps that the service leads (ASVS 2.3.1).

`reissue` is what screens ask; `application` says which step may follow which.
"""
