//! Tests of what leaves.
