"""Benchmarks of the contract: ours and a reference, interleaved in one run on one machine."""
