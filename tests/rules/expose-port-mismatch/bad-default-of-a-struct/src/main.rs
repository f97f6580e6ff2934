struct Config {
    port: u16,
}
impl Default for Config {
    fn default() -> Self {
        Config { port: 8080 }
    }
}
#[tokio::main]
async fn main() {
    let config: Config = figment::Figment::from(Serialized::defaults(Config::default())).merge(Env::raw()).extract().unwrap();
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", config.port)).await.unwrap();
    axum::serve(listener, axum::Router::new()).await.unwrap();
}
