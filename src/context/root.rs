//! Where the context's root is.
