fn main() {
    server::run(std::env::args());
}

#[cfg(test)]
#[expect(clippy::indexing_slicing)]
mod test {
    #[tokio::test]
    async fn answers() {
        axum_server::bind("127.0.0.1:8085").serve(app()).await;
    }
}
