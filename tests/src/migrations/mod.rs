//! Migrations over data as the version before had left them, and the schema that they make.

mod emails;
mod fences;
mod keys;
mod owners;
mod passwords;
pub(crate) mod run;
mod slots;
