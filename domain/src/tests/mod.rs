//! Stories that no single module tells: a document read, laid out over its term, admitted, amended and ended.
//!
//! They use what other crates can use. What one module does alone is tested beside it. All of it is one test binary.

mod admission;
mod document;
mod expansion;
mod life;
mod recurrence;
mod school;
mod support;
mod validate;
