//! The corpus of fuzzing, replayed on whatever toolchain there is: files made of the samples, and those that once broke a reader.

#[path = "../../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "a library of its own where it is fuzzed")]
mod fuzz;

use std::path::PathBuf;

#[test]
fn every_file_of_the_corpus_is_read_or_refused() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    for target in fuzz::TARGETS {
        let files = std::fs::read_dir(folder.join(target.name)).unwrap();
        let mut many = 0;
        for file in files {
            let path = file.unwrap().path();
            let result = std::panic::catch_unwind(|| fuzz::run(target.name, &std::fs::read(&path).unwrap()));
            assert!(result.is_ok(), "{}", path.display());
            many += 1;
        }
        assert!(many > 0, "{} has no files", target.name);
    }
}
