//! Programs that images of one language or server have, by full path.

/// Official images whose entrypoint gives up root before it starts the server.
pub(super) const DROPS_PRIVILEGES: &[&str] = &[
    "arangodb",
    "cassandra",
    "clickhouse",
    "couchdb",
    "ghost",
    "influxdb",
    "mariadb",
    "mongo",
    "mysql",
    "neo4j",
    "percona",
    "postgres",
    "rabbitmq",
    "redis",
    "redmine",
    "telegraf",
    "valkey",
    "zookeeper",
];

/// Images of a language: their root holds the distribution and what is declared, nothing else.
pub(super) const LANGUAGES: &[&str] = &["golang", "node", "python", "ruby", "rust", "buildpack-deps"];

/// Official images and what each surely has.
const OFFICIAL: &[(&str, &[&str])] = &[
    (
        "golang",
        &[
            "/usr/local/go",
            "/usr/local/go/bin",
            "/usr/local/go/bin/go",
            "/usr/local/go/bin/gofmt",
            "/go",
            "/go/bin",
            "/go/src",
        ],
    ),
    (
        "node",
        &[
            "/usr/local/bin/node",
            "/usr/local/bin/npm",
            "/usr/local/bin/npx",
            "/usr/local/bin/docker-entrypoint.sh",
            "/home/node",
        ],
    ),
    ("python", &["/usr/local/bin/python", "/usr/local/bin/python3", "/usr/local/bin/pip", "/usr/local/bin/pip3"]),
    ("pypy", &["/opt/pypy", "/opt/pypy/bin"]),
    (
        "ruby",
        &[
            "/usr/local/bin/ruby",
            "/usr/local/bin/gem",
            "/usr/local/bin/irb",
            "/usr/local/bin/bundle",
            "/usr/local/bin/bundler",
            "/usr/local/bundle",
        ],
    ),
    (
        "rust",
        &[
            "/usr/local/cargo",
            "/usr/local/rustup",
            "/usr/local/cargo/bin",
            "/usr/local/cargo/bin/cargo",
            "/usr/local/cargo/bin/rustc",
            "/usr/local/cargo/bin/rustup",
        ],
    ),
    (
        "php",
        &[
            "/usr/local/bin/php",
            "/usr/local/bin/docker-php-entrypoint",
            "/usr/local/bin/docker-php-ext-install",
            "/usr/local/etc/php",
        ],
    ),
    ("composer", &["/usr/bin/composer", "/usr/local/bin/php"]),
    ("eclipse-temurin", &["/opt/java", "/opt/java/openjdk", "/opt/java/openjdk/bin", "/opt/java/openjdk/bin/java"]),
    ("maven", &["/usr/share/maven", "/usr/bin/mvn"]),
    ("gradle", &["/opt/gradle", "/opt/gradle/bin/gradle", "/usr/bin/gradle"]),
    (
        "nginx",
        &[
            "/usr/sbin/nginx",
            "/etc/nginx",
            "/etc/nginx/nginx.conf",
            "/etc/nginx/conf.d",
            "/etc/nginx/conf.d/default.conf",
            "/usr/share/nginx/html",
            "/usr/share/nginx/html/index.html",
        ],
    ),
    (
        "httpd",
        &[
            "/usr/local/apache2/bin/httpd",
            "/usr/local/bin/httpd-foreground",
            "/usr/local/apache2/htdocs",
            "/usr/local/apache2/conf/httpd.conf",
        ],
    ),
    ("caddy", &["/usr/bin/caddy", "/etc/caddy/Caddyfile", "/usr/share/caddy"]),
    ("postgres", &["/usr/local/bin/docker-entrypoint.sh", "/docker-entrypoint-initdb.d"]),
    ("mysql", &["/docker-entrypoint-initdb.d", "/usr/sbin/mysqld"]),
    ("mariadb", &["/docker-entrypoint-initdb.d"]),
    ("mongo", &["/docker-entrypoint-initdb.d", "/usr/bin/mongod"]),
    ("redis", &["/usr/local/bin/redis-server", "/usr/local/bin/redis-cli"]),
    (
        "tomcat",
        &[
            "/usr/local/tomcat",
            "/usr/local/tomcat/bin/catalina.sh",
            "/usr/local/tomcat/webapps",
            "/usr/local/tomcat/lib",
        ],
    ),
    ("perl", &["/usr/local/bin/perl", "/usr/local/bin/cpanm"]),
    ("haproxy", &["/usr/local/sbin/haproxy", "/usr/local/etc/haproxy"]),
    ("traefik", &["/usr/local/bin/traefik"]),
    ("docker", &["/usr/local/bin/docker"]),
    ("elixir", &["/usr/local/bin/elixir", "/usr/local/bin/mix"]),
    ("erlang", &["/usr/local/bin/erl"]),
];

/// Programs that come with an official image, for look-ups by name.
const BY_NAME: &[(&str, &[&str])] = &[
    ("golang", &["go", "gofmt"]),
    ("node", &["node", "npm", "npx"]),
    ("python", &["python", "python3", "pip", "pip3"]),
    ("pypy", &["pypy3"]),
    ("ruby", &["ruby", "gem", "irb", "bundle", "bundler", "rake"]),
    ("rust", &["cargo", "rustc", "rustup"]),
    ("php", &["php"]),
    ("composer", &["composer", "php"]),
    ("eclipse-temurin", &["java"]),
    ("openjdk", &["java"]),
    ("amazoncorretto", &["java"]),
    ("azul-zulu", &["java"]),
    ("sapmachine", &["java"]),
    ("ibm-semeru-runtimes", &["java"]),
    ("maven", &["mvn", "java", "javac"]),
    ("gradle", &["gradle", "java", "javac"]),
    ("tomcat", &["java", "catalina.sh"]),
    ("nginx", &["nginx"]),
    ("httpd", &["httpd"]),
    ("caddy", &["caddy"]),
    ("postgres", &["postgres", "psql", "pg_isready"]),
    ("redis", &["redis-server", "redis-cli"]),
    ("perl", &["perl", "cpan"]),
    ("haproxy", &["haproxy"]),
    ("traefik", &["traefik"]),
    ("docker", &["docker"]),
    ("elixir", &["elixir", "mix", "iex", "erl"]),
    ("erlang", &["erl"]),
    ("dart", &["dart"]),
    ("swift", &["swift"]),
    ("gcc", &["gcc", "g++"]),
];

/// Full paths that the image `name` (canonical, without tag) surely has.
pub(super) fn paths(name: &str, tag: &str) -> Vec<&'static str> {
    if let Some(official) = name.strip_prefix(super::HUB) {
        return OFFICIAL.iter().find(|(it, _)| *it == official).map_or_else(Vec::new, |(_, paths)| paths.to_vec());
    }
    let mut out = Vec::new();
    if let Some(distroless) = name.strip_prefix("gcr.io/distroless/") {
        out.extend([
            "/etc",
            "/tmp",
            "/home",
            "/home/nonroot",
            "/root",
            "/usr/share/zoneinfo",
            "/etc/passwd",
            "/etc/group",
        ]);
        out.extend(["/etc/ssl/certs/ca-certificates.crt", "/etc/nsswitch.conf", "/etc/os-release"]);
        match distroless.chars().take_while(char::is_ascii_alphabetic).collect::<String>().as_str() {
            "nodejs" => out.push("/nodejs/bin/node"),
            "python" => out.extend(["/usr/bin/python3", "/usr/bin/python"]),
            "java" if !distroless.starts_with("java-base") => out.push("/usr/bin/java"),
            _ => {}
        }
        if tag.contains("debug") {
            out.extend(["/busybox", "/busybox/sh", "/busybox/busybox"]);
        }
    }
    match name {
        "mcr.microsoft.com/dotnet/aspnet" | "mcr.microsoft.com/dotnet/runtime" | "mcr.microsoft.com/dotnet/sdk" => {
            out.extend(["/usr/bin/dotnet", "/usr/share/dotnet", "/usr/share/dotnet/dotnet"]);
        }
        "nginxinc/nginx-unprivileged" => return paths("docker.io/library/nginx", tag),
        _ => {}
    }
    out
}

/// Whether the image `name` brings the program `tool`, wherever it stands.
pub(super) fn brings(name: &str, tool: &str) -> bool {
    if let Some(official) = name.strip_prefix(super::HUB) {
        return BY_NAME.iter().any(|(it, tools)| *it == official && tools.contains(&tool));
    }
    match name {
        "mcr.microsoft.com/dotnet/aspnet" | "mcr.microsoft.com/dotnet/runtime" | "mcr.microsoft.com/dotnet/sdk" => {
            tool == "dotnet"
        }
        "nginxinc/nginx-unprivileged" => tool == "nginx",
        _ => name.starts_with("gcr.io/distroless/") && distroless_brings(&name[18..], tool),
    }
}

fn distroless_brings(name: &str, tool: &str) -> bool {
    // Node's folder is not on the PATH of these images, so `node` is not found by name.
    match tool {
        "python3" | "python" => name.starts_with("python3"),
        "java" => name.starts_with("java") && !name.starts_with("java-base"),
        _ => false,
    }
}
