//! What is built in without a line of the service being changed: a new migration, and in a release build the portal's files, whose names change with
//! what is in them. A debug build reads those from their folder, and is not built again for them.

#[expect(clippy::disallowed_methods, reason = "cargo says to a build script by the environment what it builds")]
fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../web/dist");
    }
}
