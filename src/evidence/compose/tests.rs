use std::fs;

use super::*;
use crate::context::discover::discover;

fn services(files: &[(&str, &str)]) -> Vec<Container> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = fs::canonicalize(folder.path()).expect("it was just made");
    fs::create_dir(root.join(".git")).expect("a folder");
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    let workspace = Workspace::open(&root, &discover(std::slice::from_ref(&root)));
    read(&workspace).into_iter().flat_map(|it| it.containers).collect()
}

fn one(text: &str) -> Container {
    let text = format!("services:\n  web:\n    image: x\n{text}");
    services(&[("compose.yaml", &text)]).remove(0)
}

fn values(words: &Option<Vec<Located<String>>>) -> Vec<&str> {
    words.iter().flatten().map(|word| word.value.as_str()).collect()
}

#[test]
fn ports_in_every_form() {
    let text = "    ports: ['80', '127.0.0.1:8080:81', '${P}:82/udp', '[::1]:1:83', {target: 84, published: 9}, '3000-3001:4000-4001', 85]\n    expose: [90, '91/udp']\n";
    let web = one(text);
    let ports: Vec<_> = web.ports.iter().map(|it| (it.key, it.number.value, it.udp)).collect();
    let mapped = [80, 81, 82, 83, 84, 4000, 4001, 85].map(|number| ("ports", number, number == 82));
    assert_eq!(ports, [&mapped[..], &[("expose", 90, false), ("expose", 91, true)]].concat());
    assert!(!web.setting.ports_open);
    for open in ["'80:${P}'", "'${PORTS}'", "x"] {
        assert!(one(&format!("    ports: [{open}]\n")).setting.ports_open, "{open}");
    }
}

#[test]
fn commands_are_split_as_a_shell_does() {
    let web = one("    command: run --a \"b c\" 'd'\\ e \"\"\n    entrypoint: [/x, y]\n");
    assert_eq!(values(&web.args), ["run", "--a", "b c", "d e", ""]);
    assert_eq!(values(&web.command), ["/x", "y"]);
    let web = one("    command: run ${X}\n");
    assert!(web.args.is_none() && web.setting.start_open);
    assert_eq!(values(&one("    command: sh -c 'echo $$X'\n").args), ["sh", "-c", "echo $X"]);
}

#[test]
fn health_checks_in_every_form() {
    let probe = |text: &str| one(&format!("    healthcheck:\n{text}")).probes.pop();
    let words = |text: &str| match probe(text).map(|probe| probe.action) {
        Some(Action::Exec(words)) => words.into_iter().map(|word| word.value).collect(),
        _ => Vec::new(),
    };
    assert_eq!(words("      test: [CMD, curl, -f, 'http://localhost']\n"), ["curl", "-f", "http://localhost"]);
    assert_eq!(words("      test: [CMD-SHELL, 'a || b']\n"), ["/bin/sh", "-c", "a || b"]);
    assert_eq!(words("      test: a || b\n"), ["/bin/sh", "-c", "a || b"]);
    assert!(probe("      test: [NONE]\n").is_none() && probe("      disable: true\n      test: [CMD, a]\n").is_none());
    let timing =
        probe("      test: x\n      interval: 1m30s\n      timeout: 500ms\n      retries: 3\n      start_period: 5x\n");
    let timing = timing.expect("a probe");
    assert_eq!(timing.period.map(|it| it.value), Some(90));
    assert_eq!(timing.timeout.map(|it| it.value), Some(0));
    assert_eq!(timing.failure_threshold.map(|it| it.value), Some(3));
    assert!(timing.initial_delay.is_none());
}

#[test]
fn the_environment_goes_over_its_files() {
    let text = "services:\n  web:\n    image: x\n    env_file: [a.env]\n    environment:\n      - B=2\n      - PASSED\n      - C=${X}\n";
    let web = services(&[("compose.yaml", text), ("a.env", "A=1\nB=1\n")]).remove(0);
    let env: Vec<_> =
        web.env.iter().map(|(name, value)| (name.value.as_str(), value.as_ref().map(|it| it.value.as_str()))).collect();
    assert_eq!(env, [("A", Some("1")), ("B", Some("2")), ("PASSED", None), ("C", None)]);
    assert!(!web.env_open);
    assert!(one("    env_file: none.env\n").env_open);
    let web = one("    environment: {PORT: 80, NONE: }\n");
    assert_eq!(web.env[0].1.as_ref().map(|it| it.value.as_str()), Some("80"));
    assert!(web.env[1].1.is_none());
}

#[test]
fn rights_mounts_and_builds() {
    let web = one(
        "    user: '1000:50'\n    read_only: true\n    cap_add: [CAP_NET_ADMIN]\n    cap_drop: [ALL]\n    network_mode: host\n    \
         tmpfs: /run:size=1\n    volumes: ['.:/app', 'data:/data', '/cache', {type: bind, source: ./c, target: /c}, '../..:/up']\n",
    );
    assert_eq!(web.security.run_as_user.as_ref().map(|it| it.value), Some(1000));
    assert_eq!(web.security.run_as_group.as_ref().map(|it| it.value), Some(50));
    assert_eq!(web.security.read_only_root.as_ref().map(|it| it.value), Some(true));
    assert_eq!((web.security.added[0].as_str(), web.security.dropped[0].as_str()), ("NET_ADMIN", "ALL"));
    assert!(web.setting.network_shared);
    let mounts: Vec<&str> = web.mounts.iter().map(|it| it.value.as_str()).collect();
    assert_eq!(mounts, ["/app", "/data", "/cache", "/c", "/up", "/run"]);
    let binds: Vec<_> = web.setting.binds.iter().map(|it| (it.target.as_str(), it.source.is_some())).collect();
    assert_eq!(binds, [("/app", true), ("/c", true), ("/up", false)]);

    let text = "services:\n  a: {build: {context: app, target: dev, args: [A=1]}}\n  b: {build: {dockerfile_inline: FROM x}}\n  c: {build: './${X}'}\n";
    let built = services(&[("compose.yaml", text), ("app/Dockerfile", "FROM x\n")]);
    let Made::Built(build) = &built[0].setting.image else { panic!("it is built") };
    assert!(build.dockerfile.ends_with("app/Dockerfile") && build.target.as_deref() == Some("dev"));
    assert!(matches!(built[1].setting.image, Made::Elsewhere) && matches!(built[2].setting.image, Made::Elsewhere));
}
