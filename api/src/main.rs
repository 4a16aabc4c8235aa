//! The program: everything it does is in the library, so that tests can run the real router in their own process.

use std::process::ExitCode;

fn main() -> ExitCode {
    homeroom::cli::main()
}
