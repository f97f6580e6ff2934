use clap::Command;

fn main() {
    let matches = Command::new("server").get_matches();
    println!("{matches:?}");
}
