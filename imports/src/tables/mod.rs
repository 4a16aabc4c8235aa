//! Tables: lists with a row a lesson, and matrices of days and periods, from text with separators, spreadsheets and web pages.

pub(crate) mod columns;
pub(crate) mod dates;
pub(crate) mod grid;
pub(crate) mod list;
pub(crate) mod numerals;
pub(crate) mod periods;
pub(crate) mod records;
pub(crate) mod separator;
pub(crate) mod times;
pub(crate) mod weeks;
pub(crate) mod when;
