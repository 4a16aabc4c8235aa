//! Registering clusters and what can be done with them.

mod capacity;
mod check;
mod groups;
mod image_rolls;
mod images;
mod interfaces;
mod kubernetes {
    mod check;
    mod register;
}
mod pools;
mod redirects;
mod refusals;
mod supply;
mod thresholds;
