//! What the environment of a container says of the port that its program listens on.

use crate::evidence::deployment::Container;
use crate::evidence::{Located, Place};
use crate::model::listen::{Listening, Port, port_of};

/// What variables say that the program is not known to read.
pub(super) enum Asked {
    Nothing,
    /// `PORT` is set, which many programs read.
    Port(u16, Place),
    /// It may change the port in a way that is not known.
    Unknown,
}

/// Where a variable that the program reads moves a port.
pub(super) enum Moved {
    No,
    To(u16, Place),
    Unknown,
}

/// First words of variables that are about another service.
const OTHERS: [&str; 42] = [
    "DB",
    "DATABASE",
    "POSTGRES",
    "POSTGRESQL",
    "PG",
    "PGPORT",
    "MYSQL",
    "MARIADB",
    "REDIS",
    "VALKEY",
    "MONGO",
    "MONGODB",
    "RABBITMQ",
    "RABBIT",
    "AMQP",
    "KAFKA",
    "SMTP",
    "MAIL",
    "EMAIL",
    "ELASTIC",
    "ELASTICSEARCH",
    "OPENSEARCH",
    "MINIO",
    "S3",
    "CACHE",
    "QUEUE",
    "BROKER",
    "CELERY",
    "MEMCACHED",
    "CLICKHOUSE",
    "LDAP",
    "NATS",
    "MQTT",
    "CONSUL",
    "VAULT",
    "ETCD",
    "ZOOKEEPER",
    "JAEGER",
    "OTEL",
    "INFLUXDB",
    "IMAP",
    "STATSD",
];

/// What the container's variables ask of a program whose own variables are in `listening`.
pub(super) fn asked(container: &Container, listening: &Listening) -> Asked {
    let mut asked = Asked::Nothing;
    for (name, value) in &container.env {
        let is_read = listening.ports.iter().any(|port| port.variable.as_deref() == Some(name.value.as_str()));
        let upper = name.value.to_uppercase();
        if is_read || !is_about_ports(&upper) || is_about_others(container, &upper) {
            continue;
        }
        let Some(value) = value else { return Asked::Unknown };
        match value.value.trim().parse() {
            Ok(number) if upper == "PORT" => asked = Asked::Port(number, value.place.clone()),
            _ if is_elsewhere(&value.value) || port_of(&value.value).is_none() => (),
            _ => return Asked::Unknown,
        }
    }
    asked
}

/// What the container makes of a port that its image has.
pub(super) fn moved(container: &Container, port: &Port) -> Moved {
    let Some(name) = &port.variable else { return Moved::No };
    let set = container.env.iter().find(|(it, _)| it.value == *name);
    match set {
        None if container.env_open => Moved::Unknown,
        None => Moved::No,
        Some((_, None)) => Moved::Unknown,
        Some((_, Some(Located { value, place }))) => match port_of(value) {
            Some(number) => Moved::To(number, place.clone()),
            // Programs take their default in place of an empty value.
            None if value.trim().is_empty() => Moved::No,
            None => Moved::Unknown,
        },
    }
}

fn is_about_ports(name: &str) -> bool {
    const WORDS: [&str; 7] = ["PORTS", "ADDR", "ADDRESS", "LISTEN", "BIND", "URLS", "ARGS"];
    name.ends_with("PORT") || name.split('_').any(|part| WORDS.contains(&part) || part == "PORT")
}

/// `DB_PORT`; also `CART_PORT` beside `CART_HOST=cart`.
fn is_about_others(container: &Container, name: &str) -> bool {
    let Some((first, _)) = name.split_once('_') else { return OTHERS.contains(&name) };
    if OTHERS.contains(&first) {
        return true;
    }
    let Some(stem) = name.strip_suffix("PORT") else { return false };
    ["HOST", "HOSTNAME", "SERVER", "ADDR"].iter().any(|end| {
        let other = format!("{stem}{end}");
        let host =
            container.env.iter().find(|(it, _)| it.value.to_uppercase() == other).and_then(|(_, it)| it.as_ref());
        host.is_some_and(|it| {
            it.value.starts_with(|first: char| first.is_ascii_alphabetic()) && it.value != "localhost"
        })
    })
}

/// Whether an address is that of another service: `catalog:3550`, not `:8080` or `0.0.0.0:8080`.
fn is_elsewhere(address: &str) -> bool {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let address = address.rsplit_once('@').map_or(address, |(_, host)| host);
    let host = address.split(['/', ':']).next().unwrap_or_default();
    let is_name = host.starts_with(|first: char| first.is_ascii_alphabetic());
    is_name && host != "localhost" && address.contains([':', '.'])
}
