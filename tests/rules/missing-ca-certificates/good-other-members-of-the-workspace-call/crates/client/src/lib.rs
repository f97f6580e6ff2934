pub fn check() {
    let url = format!("https://api.pwned.dev/range/{}", 1);
    println!("{:?}", reqwest::blocking::get(url));
}
