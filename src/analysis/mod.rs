//! Runs rules, applies configuration and suppressions, sorts.
