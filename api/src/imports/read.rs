//! Reading a file that somebody sent: when a thread is free for it, and why nothing could be read.

use homeroom_imports::Refusal;
use serde_json::json;

use crate::{
    auth::{Caller, Permit},
    http::{ApiError, MIB, Problem, UnreadFile},
    words::{Language, Wanted, unreadable},
};

/// A school's single events are 5 to 10 MB.
pub(crate) const FILE_BYTES_MAX: usize = 16 * MIB;

/// The limits of the reader are those that the door names.
const _: () = assert!(FILE_BYTES_MAX as u64 == homeroom_imports::FILE_BYTES);

/// Does the work where files are read, once the caller's turn has come.
///
/// # Errors
/// 503 `busy` where too much waits already; 413 and 422 as the reader refuses the file.
pub(crate) async fn read<P: Permit, T: Send + 'static>(
    caller: &Caller<P>,
    file: UnreadFile<FILE_BYTES_MAX>,
    wanted: Wanted,
    work: impl FnOnce(&[u8]) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, ApiError> {
    let ticket = caller.app().work.file_ticket(caller.tenant(), file.bytes_at_most())?;
    let file = file.read().await?;
    let language = caller.language();
    ticket.run(move || work(&file)).await?.map_err(|refusal| refused(&refusal, wanted, language))
}

fn refused(refusal: &Refusal, wanted: Wanted, language: Language) -> ApiError {
    let reason = unreadable(refusal, wanted, language);
    match refusal {
        Refusal::TooLarge { what, max } => ApiError::With(Problem::FileTooLarge, json!({ "what": what, "max": max, "reason": reason })),
        Refusal::NotATimetable { seen } => ApiError::With(Problem::FileUnreadable, json!({ "seen": seen, "at": null, "reason": reason })),
        Refusal::Broken { seen, at } => ApiError::With(Problem::FileUnreadable, json!({ "seen": seen, "at": at, "reason": reason })),
        Refusal::Empty => ApiError::With(Problem::FileUnreadable, json!({ "seen": "empty", "at": null, "reason": reason })),
    }
}
