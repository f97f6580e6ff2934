fn main() {
    tonic_build::compile_protos("shop.proto").unwrap();
}
