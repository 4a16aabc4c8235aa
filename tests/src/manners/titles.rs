//! Titles of operations: menu items of every generated client, so they have one grammar.

use std::collections::BTreeSet;

use super::Manners;

/// What a title may begin with. A new verb is added knowingly: a second word for the same thing is what this test is against.
const VERBS: [&str; 47] = [
    "Abandon", "Add", "Amend", "Approve", "Cancel", "Chase", "Check", "Confirm", "Copy", "Cordon", "Create", "Drain", "Exempt", "Export",
    "Extend", "Follow", "Get", "Hold", "Import", "Issue", "Join", "Keep", "List", "Log", "Move", "Pause", "Pay", "Quote", "Redeem",
    "Register", "Reject", "Release", "Remove", "Renew", "Restore", "Resume", "Revoke", "Run", "Search", "Set", "Stop", "Suspend", "Take",
    "Uncordon", "Unpause", "Void", "Write",
];

#[tokio::test]
async fn the_title_of_an_operation_is_a_short_command_and_no_two_are_alike() {
    let manners = Manners::new().await;
    let paths = manners.document["paths"].as_object().unwrap();
    let mut seen = BTreeSet::new();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            let title = operation["summary"].as_str().unwrap_or_default();
            let at = format!("{method} {path}: {title:?}");
            let verb = title.split(' ').next().unwrap_or_default();
            assert!(VERBS.contains(&verb), "{at} begins with no known verb");
            assert!(!title.ends_with('.') && title.len() <= 50, "{at} is a sentence; what it says belongs into the description");
            assert!(!title.to_lowercase().contains("institution"), "{at}: integrators read `tenant`");
            assert!(seen.insert(title.to_owned()), "{at} is the title of another operation too");
        }
    }
}
