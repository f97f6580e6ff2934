//! URIs as clients write them, and paths.

use std::path::{Path, PathBuf};

/// The path of a `file:` URI; `None` for any other: `untitled:`, what lies on another machine, what is no path.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let bytes = decoded(uri, cfg!(windows))?;
    #[cfg(unix)]
    let path = {
        use std::os::unix::ffi::OsStringExt;
        PathBuf::from(std::ffi::OsString::from_vec(bytes))
    };
    #[cfg(not(unix))]
    let path = PathBuf::from(String::from_utf8(bytes).ok()?);
    path.is_absolute().then_some(path)
}

/// The `file:` URI of an absolute path, written as most clients do: a drive's colon stays, other odd bytes do not.
pub(super) fn of_path(path: &Path) -> String {
    #[cfg(unix)]
    let bytes = {
        use std::os::unix::ffi::OsStrExt;
        path.as_os_str().as_bytes().to_vec()
    };
    #[cfg(not(unix))]
    let bytes = path.to_string_lossy().into_owned().into_bytes();
    encoded(&bytes, cfg!(windows))
}

fn decoded(uri: &str, windows: bool) -> Option<Vec<u8>> {
    let (scheme, rest) = uri.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    let path = percent_decoded(path)?;
    let is_here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
    if !windows {
        return is_here.then_some(path);
    }
    let mut path: Vec<u8> = match is_here {
        // `/c:/a` is `c:/a`.
        true if path.first() == Some(&b'/') && path.get(2) == Some(&b':') => path[1..].to_vec(),
        true => path,
        false => [b"//".as_slice(), host.as_bytes(), &path].concat(),
    };
    path.iter_mut().filter(|byte| **byte == b'/').for_each(|byte| *byte = b'\\');
    // Clients write the drive in either case.
    if path.get(1) == Some(&b':') {
        path[0] = path[0].to_ascii_uppercase();
    }
    Some(path)
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push((digit()? * 16 + digit()?) as u8);
    }
    (!bytes.contains(&0)).then_some(bytes)
}

fn encoded(path: &[u8], windows: bool) -> String {
    let path: Vec<u8> = match windows {
        true => path.iter().map(|byte| if *byte == b'\\' { b'/' } else { *byte }).collect(),
        false => path.to_vec(),
    };
    // What Windows puts before a path without limits.
    let path = path.strip_prefix(b"//?/").filter(|_| windows).unwrap_or(&path);
    let mut uri = match path {
        // The host follows.
        [b'/', b'/', ..] if windows => "file:".to_owned(),
        [b'/', ..] => "file://".to_owned(),
        _ => "file:///".to_owned(),
    };
    for (at, byte) in path.iter().enumerate() {
        let is_drive = windows && at == 1 && *byte == b':';
        if is_drive || byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(uri: &str, windows: bool) -> Option<String> {
        decoded(uri, windows).map(|it| String::from_utf8_lossy(&it).into_owned())
    }

    #[test]
    fn uris_are_paths() {
        let table = [
            ("file:///a/b", "/a/b"),
            ("file:/a/b", "/a/b"),
            ("FILE://localhost/a%20b/%C3%A9", "/a b/é"),
            ("file:///a/%f0%9f%98%80+b", "/a/\u{1F600}+b"),
            ("file:///a%23b?x#y", "/a#b"),
        ];
        for (uri, path) in table {
            assert_eq!(text(uri, false).as_deref(), Some(path), "{uri}");
        }
        for uri in ["untitled:Untitled-1", "file://host/a", "file:///a%2", "file:///a%zz", "file:///a%00", "a"] {
            assert_eq!(text(uri, false), None, "{uri}");
        }
        assert_eq!(to_path("file:a"), None);
        let windows = [
            ("file:///c:/a/b", "C:\\a\\b"),
            ("file:///c%3A/a", "C:\\a"),
            ("file:///D:/a", "D:\\a"),
            ("file://server/share/a", "\\\\server\\share\\a"),
        ];
        for (uri, path) in windows {
            assert_eq!(text(uri, true).as_deref(), Some(path), "{uri}");
        }
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(encoded("/a b/é#".as_bytes(), false), "file:///a%20b/%C3%A9%23");
        assert_eq!(encoded(b"C:\\a b", true), "file:///C:/a%20b");
        assert_eq!(encoded(b"\\\\?\\C:\\a", true), "file:///C:/a");
        assert_eq!(encoded(b"\\\\server\\a", true), "file://server/a");
        for path in ["/a/b c%/\u{1F600}", "/"] {
            assert_eq!(text(&encoded(path.as_bytes(), false), false).as_deref(), Some(path));
        }
    }
}
