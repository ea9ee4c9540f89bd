"""Certificates: what a customer's device or token proves (R-RI-3, R-UNL-2).

`proofs` is the service that others ask, `port` what a store of certificates has to do. The cryptography is
imported at the first proof, not with this package.
"""
