//! `fly.toml`: `internal_port`, `[env]`, `[processes]`, `[build]`.
//!
//! Source: the reference of the file at fly.io/docs. Without `internal_port` a service is asked on 8080.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::Span;

use super::super::Located;
use super::super::deployment::{Container, Made};
use super::File;

/// A table of the file with its places.
type Table<'a> = DeTable<'a>;

pub(super) fn read(file: &File) -> Vec<Container> {
    let Ok(parsed) = DeTable::parse(file.source.text()) else { return Vec::new() };
    let root = parsed.get_ref();
    let mut container =
        file.container(&word(root, "app").map_or_else(String::new, |it| it.0), image(file, root), whole(file));
    for (name, value) in table(root, "env").into_iter().flat_map(Table::iter) {
        let value = value_of(value).map(|(text, span)| file.located(text, span));
        let name: Located<String> = file.located(name.get_ref().to_string(), span(name.span()));
        container.env.push((name, value));
    }
    // Secrets are variables too, and only the platform knows them; nobody keeps a port there.
    let processes: Vec<_> = table(root, "processes").into_iter().flat_map(Table::iter).collect();
    match processes.as_slice() {
        [] => (),
        [(_, command)] => container.args = value_of(command).map(|(text, span)| file.split(&text, span)),
        _ => container.setting.start_open = true,
    }
    let experimental = table(root, "experimental");
    container.setting.start_open |=
        experimental.is_some_and(|it| ["cmd", "entrypoint", "exec"].iter().any(|key| it.get(*key).is_some()));
    let services = root.get("http_service").and_then(|it| it.get_ref().as_table()).into_iter();
    let more = root.get("services").and_then(|it| it.get_ref().as_array()).into_iter().flat_map(|it| it.iter());
    for service in services.chain(more.filter_map(|it| it.get_ref().as_table())) {
        let udp = word(service, "protocol").is_some_and(|(protocol, _)| protocol == "udp");
        let port = service.get("internal_port").and_then(|it| Some((number(it.get_ref())?, span(it.span()))));
        let port = port.and_then(|(number, span)| file.port("internal_port", number, span));
        container.ports.extend(port.map(|port| super::ContainerPort { udp, ..port }));
    }
    vec![container]
}

fn image(file: &File, root: &Table) -> Made {
    let build = table(root, "build");
    let get = |key: &str| build.and_then(|build| word(build, key)).map(|(text, _)| text);
    if ["image", "builder"].iter().any(|key| get(key).is_some())
        || build.is_some_and(|it| it.get("buildpacks").is_some())
    {
        return Made::Elsewhere;
    }
    file.built(&get("dockerfile").unwrap_or_else(|| "Dockerfile".to_owned()), ".", get("build-target").as_deref())
}

fn whole(file: &File) -> Span {
    Span::new(0..file.source.text().len())
}

fn span(range: std::ops::Range<usize>) -> Span {
    Span::new(range)
}

fn table<'t, 'a>(table: &'t Table<'a>, key: &str) -> Option<&'t Table<'a>> {
    table.get(key)?.get_ref().as_table()
}

fn word(table: &Table, key: &str) -> Option<(String, Span)> {
    let value = table.get(key)?;
    Some((value.get_ref().as_str()?.to_owned(), span(value.span())))
}

fn number(value: &DeValue) -> Option<i64> {
    value.as_integer().and_then(|it| it.as_str().parse().ok())
}

/// A text or a number as text.
fn value_of(value: &Spanned<DeValue>) -> Option<(String, Span)> {
    let text = value.get_ref().as_str().map(str::to_owned);
    let text = text.or_else(|| number(value.get_ref()).map(|it| it.to_string()))?;
    Some((text, span(value.span())))
}
