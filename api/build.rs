//! A migration that is new is built in, although no line of the service changed.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
