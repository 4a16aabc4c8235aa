//! The process itself: health, documents, pages.

mod health;
mod kubernetes {
    mod watched;
}
mod observed;
mod spans;
mod storm;
