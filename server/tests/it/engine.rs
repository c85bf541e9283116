//! What keeps several workers, processes and restarts from losing, doubling or leaking: leases,
//! wake-ups, and marks that come while something is on its way.

mod answers;
mod backups;
mod breaker;
mod guard;
mod kills;
mod lease;
mod repair;
mod replicas;

use std::path::Path;

/// `make breakages` takes minutes. That each of its patches still changes what it means to change,
/// and still names a test, is seen at once.
#[test]
fn every_breakage_still_breaks_something() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tests: String = crate::tidy::sources("server/tests/it")
        .into_iter()
        .map(|source| source.text)
        .collect();
    let mut seen = 0;
    for entry in std::fs::read_dir(root.join("end2end/breakages")).unwrap() {
        let path = entry.unwrap().path();
        let patch = std::fs::read_to_string(&path).unwrap();
        let (mut test, mut file) = (None, String::new());
        for line in patch.lines() {
            if let Some(name) = line.strip_prefix("Test: ") {
                test = name.rsplit("::").next();
            } else if let Some(name) = line.strip_prefix("+++ b/") {
                file = std::fs::read_to_string(root.join(name)).unwrap();
            } else if let Some(gone) = line.strip_prefix('-').filter(|l| !l.starts_with("--")) {
                assert!(
                    file.contains(gone),
                    "{}: `{gone}` is not there",
                    path.display()
                );
            }
        }
        let name = test.unwrap_or_else(|| panic!("{} names no test", path.display()));
        assert!(
            tests.contains(&format!("fn {name}(")),
            "there is no test {name}"
        );
        seen += 1;
    }
    assert!(seen >= 8, "{seen} breakages");
}
