#[derive(serde::Deserialize)]
struct Config {
    #[serde(default = "default_port")]
    port: u16,
}
fn default_port() -> u16 {
    8080
}
#[tokio::main]
async fn main() {
    let config: Config = envy::from_env().unwrap();
    let listener = tokio::net::TcpListener::bind(("0.0.0.0", config.port)).await.unwrap();
    axum::serve(listener, axum::Router::new()).await.unwrap();
}
