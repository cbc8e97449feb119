//! Entries of many sources to one record: same, possibly the same, different.
