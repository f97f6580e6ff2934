fn main() {
    client::check();
}
