//! Tests of the work in its own time.
