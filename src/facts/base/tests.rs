use super::*;

fn image(text: &str) -> ImageRef {
    let (name, tag) = text.rsplit_once(':').map_or((text, None), |(name, tag)| (name, Some(tag.to_owned())));
    let canonical = if name.contains('/') { name.to_owned() } else { format!("{HUB}{name}") };
    ImageRef { canonical, name: name.to_owned(), tag, digest: None }
}

fn facts(text: &str) -> BaseFacts {
    lookup(&image(text)).unwrap_or_else(|| panic!("{text} is in the table"))
}

#[test]
fn configuration() {
    assert_eq!(facts("nginx:1.27").expose, Some(vec!["80".to_owned()]));
    assert_eq!(facts("gcr.io/distroless/static-debian12:nonroot").user.as_deref(), Some("65532"));
    assert_eq!(facts("python:3.11-slim").user.as_deref(), Some(""));
    assert_eq!(facts("golang:1.22").workdir.as_deref(), Some("/go"));
    assert_eq!(facts("node:20").cmd, Some(Some(Start::Exec(vec!["node".to_owned()]))));
    assert_eq!(facts("mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled").variant.as_deref(), Some("chiseled"));
    assert_eq!(
        facts("python:3.11-slim").env["PATH"].as_deref().map(|path| path.starts_with("/usr/local/bin")),
        Some(true)
    );
}

#[test]
fn aliases() {
    for name in [
        "mirror.gcr.io/library/alpine",
        "public.ecr.aws/docker/library/alpine",
        "docker.io/alpine",
        "docker.io/library/alpine",
    ] {
        assert_eq!(facts(name).os.as_deref(), Some("alpine"), "{name}");
    }
    assert!(lookup(&image("quay.io/prometheus/busybox")).is_none());
    assert!(lookup(&image("docker.io/someone/python")).is_none());
    assert_eq!(facts("docker.io/bitnami/nginx").user.as_deref(), Some("1001"));
    assert!(facts("docker.io/redhat/ubi9-minimal").is_os(&["rhel"]));
}

#[test]
fn releases_from_tags() {
    let table = [
        ("golang:1.21-bullseye", "debian", Some("11")),
        ("debian:buster-slim", "debian", Some("10")),
        ("debian:12.5", "debian", Some("12")),
        ("ubuntu:20.04", "ubuntu", Some("20.04")),
        ("alpine:3.19.1", "alpine", Some("3.19")),
        ("alpine:3", "alpine", None),
        ("node:18-alpine3.18", "alpine", Some("3.18")),
        ("openjdk:8-jre-alpine", "alpine", None),
        ("openjdk:8-jdk-stretch", "debian", Some("9")),
        ("python:3.11-slim", "debian", None),
    ];
    for (text, os, version) in table {
        let facts = facts(text);
        assert_eq!((facts.os.as_deref(), facts.os_version.as_deref()), (Some(os), version), "{text}");
    }
}

#[test]
fn tools() {
    let table = [
        ("alpine:3.20", "bash", Tri::No),
        ("alpine:3.20", "curl", Tri::No),
        ("alpine:3.20", "wget", Tri::Yes),
        ("alpine:3.20", "adduser", Tri::Yes),
        ("alpine:3.20", "useradd", Tri::No),
        ("debian:bookworm-slim", "curl", Tri::No),
        ("debian:bookworm-slim", "useradd", Tri::Yes),
        ("debian:bookworm-slim", "apk", Tri::No),
        ("node:18-alpine", "curl", Tri::No),
        ("node:18-alpine", "npm", Tri::Yes),
        ("node:8-slim", "curl", Tri::Unknown),
        ("python:3.9-slim", "curl", Tri::No),
        ("nginx:1.19", "curl", Tri::Unknown),
        ("nginx:1.19", "nginx", Tri::Yes),
        ("gcr.io/distroless/static", "sh", Tri::No),
        ("gcr.io/distroless/static:debug", "sh", Tri::Yes),
        ("gcr.io/distroless/base", "curl", Tri::No),
        ("registry.access.redhat.com/ubi9/ubi-minimal", "microdnf", Tri::Yes),
        ("registry.access.redhat.com/ubi9/ubi-minimal", "apt-get", Tri::No),
        ("busybox", "bash", Tri::No),
        ("scratch", "sh", Tri::No),
    ];
    for (text, tool, expected) in table {
        assert_eq!(facts(text).tool(tool), expected, "{text} {tool}");
    }
}

#[test]
fn paths() {
    let table = [
        ("alpine:3.20", "/app", Tri::No),
        ("alpine:3.20", "/main", Tri::No),
        ("alpine:3.20", "/bin/sh", Tri::Yes),
        ("alpine:3.20", "/bin/bash", Tri::No),
        ("alpine:3.20", "/etc/ssl/certs/ca-certificates.crt", Tri::Yes),
        ("alpine:3.20", "/usr/local/bin/server", Tri::No),
        ("alpine:3.20", "/root/server", Tri::No),
        ("alpine:3.20", "/usr/share/zoneinfo/Europe/Berlin", Tri::No),
        ("debian:12", "/etc/ssl/certs/ca-certificates.crt", Tri::No),
        ("debian:12", "/usr/bin/ls", Tri::Yes),
        ("debian:10", "/usr/bin/ls", Tri::Unknown),
        ("debian:12", "/usr/share/zoneinfo", Tri::Yes),
        ("debian:12", "/usr/lib/x", Tri::Unknown),
        ("golang:1.22", "/go/bin/app", Tri::Unknown),
        ("golang:1.22", "/usr/local/go/bin/go", Tri::Yes),
        ("golang:1.22", "/go", Tri::Yes),
        ("golang:1.22", "/app/main", Tri::No),
        ("golang:1.22", "/usr/local/bin/app", Tri::No),
        ("node:20", "/opt/yarn-v1.22.19", Tri::Unknown),
        ("node:20", "/usr/local/bin/node", Tri::Yes),
        ("node:20", "/usr/src/app", Tri::No),
        ("nginx:alpine", "/docker-entrypoint.d", Tri::Unknown),
        ("nginx:alpine", "/app", Tri::No),
        ("nginx:alpine", "/usr/share/nginx/html/index.html", Tri::Yes),
        ("eclipse-temurin:17-jre", "/opt/java/openjdk/bin/java", Tri::Yes),
        ("eclipse-temurin:17-jre", "/opt/app", Tri::Unknown),
        ("composer:2", "/app", Tri::Yes),
        ("composer:2", "/app/x", Tri::Unknown),
        ("gcr.io/distroless/static", "/bin/sh", Tri::No),
        ("gcr.io/distroless/static", "/bin/app", Tri::No),
        ("gcr.io/distroless/static", "/etc/passwd", Tri::Yes),
        ("gcr.io/distroless/static", "/server", Tri::No),
        ("gcr.io/distroless/static:debug", "/busybox/sh", Tri::Yes),
        ("gcr.io/distroless/nodejs20-debian12", "/nodejs/bin/node", Tri::Yes),
        ("gcr.io/distroless/nodejs20-debian12", "/nodejs/lib", Tri::Unknown),
        ("scratch", "/etc/passwd", Tri::No),
        ("busybox", "/etc/passwd", Tri::Yes),
    ];
    for (text, path, expected) in table {
        assert_eq!(facts(text).path(path), expected, "{text} {path}");
    }
}

#[test]
fn accounts() {
    let debian = facts("debian:12");
    assert_eq!(debian.accounts.get("www-data"), Some(&Some(33)));
    assert!(!debian.accounts.contains_key("app") && !debian.accounts_complete);
    assert_eq!(facts("node:20").accounts.get("node"), Some(&Some(1000)));
    assert_eq!(facts("ubuntu:24.04").accounts.get("ubuntu"), Some(&Some(1000)));
    assert!(!facts("ubuntu:22.04").accounts.contains_key("ubuntu"));
    assert!(facts("gcr.io/distroless/static").accounts_complete);
    assert!(facts("postgres:16").drops_privileges() && !facts("nginx").drops_privileges());
}

#[test]
fn a_digest_without_tag_may_be_any_release() {
    let mut reference = image("gcr.io/distroless/static");
    reference.digest = Some(format!("sha256:{}", "0".repeat(64)));
    let facts = lookup(&reference).expect("in the table");
    assert_eq!(facts.user, None, "the digest may be of `nonroot`");
}

/// `base-images.toml`: what an image is built from, and what it changes.
#[test]
fn written_images() {
    let slim = facts("ghcr.io/astral-sh/uv:0.9.5-python3.12-bookworm-slim");
    assert_eq!((slim.os_version.as_deref(), slim.entrypoint.as_ref()), (Some("12"), Some(&None)));
    assert_eq!(slim.cmd, Some(Some(Start::Exec(vec!["/usr/local/bin/uv".to_owned()]))));
    for tool in ["uv", "python", "apt-get", "bash"] {
        assert_eq!(slim.tool(tool), Tri::Yes, "{tool}");
    }
    assert_eq!((slim.tool("curl"), slim.path("/usr/local/bin/uv")), (Tri::No, Tri::Yes));
    assert_eq!(slim.env.get("UV_TOOL_BIN_DIR"), Some(&Some("/usr/local/bin".to_owned())));
    let program = facts("ghcr.io/astral-sh/uv:0.9.5");
    assert_eq!((program.path("/uv"), program.path("/bin/sh"), program.tool("uv")), (Tri::Yes, Tri::No, Tri::Unknown));
    // A form of tag that is not written says nothing, but for what its own words do.
    let other = facts("ghcr.io/astral-sh/uv:alpine");
    assert_eq!((other.os.as_deref(), other.user.as_ref(), other.workdir.as_ref()), (Some("alpine"), None, None));
    assert!(other.accounts_open && other.tool("curl") == Tri::Unknown);
    let bun = facts("oven/bun:1.3");
    assert_eq!((bun.accounts.get("bun"), bun.accounts.get("www-data")), (Some(&Some(1000)), Some(&Some(33))));
    assert_eq!((bun.ca_bundle, bun.os_version.as_ref(), bun.path("/home/bun/app")), (Tri::No, None, Tri::Yes));
}
