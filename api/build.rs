//! What is built in without a line of the service being changed: a new migration, and in a release build the portal's files, whose names change with
//! what is in them. A debug build reads those from their folder, and is not built again for them.

#[expect(clippy::disallowed_methods, reason = "cargo says to a build script by the environment what it builds")]
fn main() {
    println!("cargo:rerun-if-changed=../migrations");
    // A debug build that found no such folder would look for none later, when the portal is there: its path is resolved as it is compiled. Where the
    // folder cannot be made nobody builds a portal either.
    let _ = std::fs::create_dir_all("../web/dist");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../web/dist");
    }
}
