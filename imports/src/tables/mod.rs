//! Tables: lists with a row a lesson, and matrices of days and periods, from text with separators, spreadsheets and web pages.

pub(crate) mod numerals;
pub(crate) mod periods;
pub(crate) mod records;
pub(crate) mod weeks;
