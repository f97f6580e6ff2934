use std::net::TcpListener;

fn main() {
    let listener = TcpListener::bind("127.0.0.1:8080").expect("the port is free");
    for stream in listener.incoming() {
        drop(stream);
    }
}
