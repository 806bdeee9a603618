"""The benchmarks: every module here with a `measure()` gives its figures; `make bench` runs them all."""
