//! What is worked out when Dockvet is built.

#[path = "build/catalogue.rs"]
mod catalogue;

fn main() {
    catalogue::catalogue();
}
