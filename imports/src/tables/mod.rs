//! Tables: lists with a row a lesson, and matrices of days and periods, from text with separators, spreadsheets and web pages.

pub(crate) mod records;
