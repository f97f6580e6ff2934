//! What is worked out when Dockvet is built.

#[path = "build/base_images.rs"]
mod base_images;
#[path = "build/catalogue.rs"]
mod catalogue;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    base_images::base_images();
    catalogue::catalogue();
}
