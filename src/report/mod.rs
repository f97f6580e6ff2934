//! Outputs: one file a format. Nothing is decided here.
