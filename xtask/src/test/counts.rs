//! What the test runners count, read from their closing lines.

/// Tests of one stage or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Counts {
    /// A stage that is one check in itself, and passed.
    pub const ONE: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Adds what a line of a runner's output says; any other line adds nothing.
    pub fn read_line(&mut self, line: &str) {
        // A runner of runners shows the same line, indented, of a test that failed: it has counted it.
        if let Some(rest) = line.strip_prefix("test result: ") {
            self.read_list(rest, ';');
        }
        let line = line.trim();
        if line.starts_with("Summary [") {
            if let Some((_, rest)) = line.split_once("run: ") {
                self.read_list(rest, ',');
            }
        } else if let Some(rest) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            self.read_node(rest);
        }
    }

    /// `ok. 3 passed; 0 failed; 1 ignored; …` of cargo test, `2 passed (1 slow), 1 failed, 0 skipped` of nextest.
    fn read_list(&mut self, list: &str, separator: char) {
        for item in list.split(separator) {
            let item = item.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            let mut words = item.split_whitespace();
            let Some(count) = words.next().and_then(|word| word.parse::<u32>().ok()) else {
                continue;
            };
            match words.next().unwrap_or_default() {
                "passed" => self.passed += count,
                "failed" | "timed" | "exec" => self.failed += count,
                "ignored" | "skipped" => self.skipped += count,
                _ => {}
            }
        }
    }

    /// `pass 3` of Node's runner.
    fn read_node(&mut self, line: &str) {
        let Some((word, count)) = line.split_once(' ') else {
            return;
        };
        let Ok(count) = count.parse::<u32>() else {
            return;
        };
        match word {
            "pass" => self.passed += count,
            "fail" | "cancelled" => self.failed += count,
            "skipped" | "todo" => self.skipped += count,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_shown_again_by_another_runner_is_counted_once() {
        let shown = "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured";
        let summary = "     Summary [   4.666s] 261 tests run: 260 passed, 1 failed, 0 skipped";
        assert_eq!(read(&[shown, summary]), (260, 1, 0));
    }

    fn read(lines: &[&str]) -> (u32, u32, u32) {
        let mut counts = Counts::default();
        for line in lines {
            counts.read_line(line);
        }
        (counts.passed, counts.failed, counts.skipped)
    }

    #[test]
    fn cargo_test_is_summed_over_its_binaries() {
        let line = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 5 filtered out; finished in 0.00s";
        let failed =
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(&[line, "test a ... ok", failed]), (4, 2, 1));
    }

    #[test]
    fn nextest_is_read_from_its_summary() {
        let line = "     Summary [   0.314s] 16 tests run: 13 passed (1 slow), 2 failed, 1 timed out, 4 skipped";
        assert_eq!(read(&[line]), (13, 3, 4));
        assert_eq!(
            read(&["     Summary [   0.3s] 12/16 tests run: 12 passed, 4 skipped"]),
            (12, 0, 4)
        );
    }

    #[test]
    fn node_is_read_in_both_of_its_forms() {
        let spec = [
            "ℹ tests 6",
            "ℹ pass 3",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 1",
            "ℹ todo 0",
            "ℹ duration_ms 5.2",
        ];
        assert_eq!(read(&spec), (3, 2, 1));
        assert_eq!(read(&["# pass 4", "# fail 0"]), (4, 0, 0));
    }
}
