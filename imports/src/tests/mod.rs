//! Files as schools have them, read from end to end.

mod samples;
