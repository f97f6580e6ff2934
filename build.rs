//! What is worked out when Dockvet is built.

#[path = "build/base_images.rs"]
mod base_images;
#[path = "build/catalogue.rs"]
mod catalogue;
#[path = "build/written_images.rs"]
mod written_images;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");
    base_images::base_images();
    catalogue::catalogue();
    fixed_address();
}

/// Links the program to a fixed address. Its tables of texts hold 20,000 addresses; to move them at each start
/// takes as long as the whole look at a Dockerfile.
fn fixed_address() {
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
