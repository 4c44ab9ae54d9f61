"""Benchmarks, run by ``make bench``; they use the tests' harness and developers' packages."""
