//! Documents as schools get them, in their three forms and two languages.

mod csv;
mod html;
mod pdf;
mod refusals;
mod samples;
