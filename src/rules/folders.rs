//! Folders that belong to the system.

const OWNED: [&str; 6] = ["/proc", "/sys", "/dev", "/boot", "/initrd", "/lost+found"];
const SHARED: [&str; 9] =
    ["/bin", "/sbin", "/usr/bin", "/usr/sbin", "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc"];

/// Whether the clean, absolute `folder` belongs to the system with all below it.
pub(super) fn is_of_system(folder: &str) -> bool {
    let is_below =
        |owned: &&str| folder.strip_prefix(*owned).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    OWNED.iter().any(is_below)
}

/// Whether the clean, absolute `folder` belongs to the system; a folder of one's own below it is usual.
pub(super) fn is_shared(folder: &str) -> bool {
    SHARED.contains(&folder)
}
