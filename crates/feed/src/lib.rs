//! Any other JSON to entries, by a declared mapping.
