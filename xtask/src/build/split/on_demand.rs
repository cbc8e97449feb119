//! Which functions are entries to what is loaded on demand.

/// The name, without its path, of each function by which code is entered that need not be there from the start.
const ENTRY: &str = "on_demand";

/// Whether a symbol is such a function of ours.
pub fn is_entry(symbol: &str) -> bool {
    if !symbol.contains(ENTRY) {
        return false;
    }
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    name.starts_with("timeline_") && name.rsplit("::").next() == Some(ENTRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_known_by_the_end_of_their_path() {
        assert!(is_entry(
            "_ZN15timeline_viewer6detail9on_demand17h0123456789abcdefE"
        ));
        assert!(!is_entry(
            "_ZN15timeline_viewer6detail10on_demands17h0123456789abcdefE"
        ));
        assert!(!is_entry(
            "_ZN15timeline_viewer6detail9on_demand28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE"
        ));
        assert!(!is_entry("on_demand"));
    }
}
