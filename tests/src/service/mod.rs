//! The process itself: health, documents, pages.

mod health;
mod observed;
mod watched;
