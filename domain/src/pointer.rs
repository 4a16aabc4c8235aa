//! JSON pointers (RFC 6901): where in a document something is.

use std::fmt::Display;

/// `base` with one more step: a field's name, or a place in a list.
pub fn pointer(base: &str, step: impl Display) -> String {
    format!("{base}/{}", escaped(&step.to_string()))
}

/// A field's name as a step of a pointer, without the slash before it.
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The steps of a pointer, as names.
pub fn steps(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_escaped_before_a_slash() {
        assert_eq!(pointer("/metadata", "a/b~1"), "/metadata/a~1b~01");
        assert_eq!(pointer("", 3), "/3");
        assert_eq!(steps("/metadata/a~1b~01").collect::<Vec<_>>(), ["metadata", "a/b~1"]);
        assert_eq!(steps("").next(), None);
    }
}
