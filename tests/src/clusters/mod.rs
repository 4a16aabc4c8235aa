//! Registering clusters and what can be done with them.

mod capacity;
mod kubernetes {
    mod register;
}
mod redirects;
mod refusals;
