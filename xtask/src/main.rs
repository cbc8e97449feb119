//! Build, demo, test, size and drift checks.

fn main() {}
