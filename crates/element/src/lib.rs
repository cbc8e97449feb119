//! The custom element <patient-timeline>.
