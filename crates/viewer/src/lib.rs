//! Leptos components that show the record.
