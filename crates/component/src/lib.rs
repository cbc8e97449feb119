//! The Leptos component that joins engine and viewer.
