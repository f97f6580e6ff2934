//! Configuration files of servers that the image gets from the context: nginx, Caddy, Apache, uwsgi, gunicorn.

use crate::context::Node;
use crate::evidence::program::{self, Listener};
use crate::source::Source;

use super::super::Model;
use super::super::files::{Content, Look, StageId};
use super::super::launched::Launched;
use super::super::path;
use super::{Listening, Port, Tier, listener_port};

/// Reads the listeners of a configuration file; `None` where some cannot be read.
type Read = fn(&Source) -> (Vec<Listener>, Complete);

/// Whether all that listens could be read.
type Complete = bool;

const NGINX: [&str; 4] =
    ["/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/http.d/*.conf", "/etc/nginx/sites-enabled/*"];
const APACHE: [&str; 8] = [
    "/usr/local/apache2/conf/httpd.conf",
    "/etc/apache2/ports.conf",
    "/etc/apache2/httpd.conf",
    "/etc/apache2/conf.d/*.conf",
    "/etc/apache2/sites-enabled/*",
    "/etc/apache2/conf-enabled/*",
    "/etc/httpd/conf/httpd.conf",
    "/etc/httpd/conf.d/*.conf",
];

impl Model {
    /// What the configuration of the server that `line` starts says.
    pub(super) fn server_files(&self, stage: StageId, line: &Launched, listening: &mut Listening) {
        let runs = |names: &[&str]| names.iter().any(|name| line.runs(name));
        if runs(&["nginx", "openresty"]) {
            self.read_files(stage, &NGINX, |source| (program::nginx_listens(source), true), listening);
            self.templates(stage, listening);
            let own = ["/etc/nginx/nginx.conf", "/etc/nginx/conf.d/default.conf"];
            self.base_server(stage, line, &own, listening);
        } else if runs(&["caddy"]) {
            let own = self.flag_file(line, &["--config", "-config", "-conf"]);
            let file = own.unwrap_or_else(|| "/etc/caddy/Caddyfile".to_owned());
            self.read_files(stage, &[&file], |source| (program::caddy_listens(source), true), listening);
        } else if runs(&["httpd", "httpd-foreground", "apache2-foreground", "apache2", "apache2ctl", "apachectl"]) {
            self.read_files(stage, &APACHE, |source| (program::apache_listens(source), true), listening);
            self.base_server(
                stage,
                line,
                &["/usr/local/apache2/conf/httpd.conf", "/etc/apache2/ports.conf"],
                listening,
            );
        } else if runs(&["uwsgi"]) {
            let named = line.words.iter().filter_map(|it| it.text.as_deref());
            let named = named.filter_map(|it| it.rsplit('=').next()).filter(|it| it.ends_with(".ini"));
            let files: Vec<String> = named.filter_map(|it| self.at(line, it)).collect();
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            self.read_files(stage, &files, |source| (program::uwsgi_listens(source), true), listening);
        } else if runs(&["gunicorn"]) {
            self.gunicorn(stage, line, listening);
        }
    }

    /// Where none of the `own` files is the project's, the configuration of the base image serves on 80 too.
    fn base_server(&self, stage: StageId, line: &Launched, own: &[&str], listening: &mut Listening) {
        let Some(place) =
            line.words.iter().find_map(|it| it.place.clone()).or_else(|| Some(self.place(self.final_from()?)))
        else {
            return;
        };
        if own.iter().any(|file| self.context_source(stage, file).is_some()) {
            return;
        }
        let why = "the server's own configuration says so".to_owned();
        let (host, host_default, variable, tier) = (None, None, None, Tier::Framework);
        listening.ports.push(Port { number: 80, udp: false, host, host_default, variable, tier, why, place });
    }

    /// gunicorn's configuration is Python: `-c file.py`, `-c python:package.module`, else `gunicorn.conf.py`.
    fn gunicorn(&self, stage: StageId, line: &Launched, listening: &mut Listening) {
        if listening.ports.iter().any(|it| it.tier < Tier::Configuration && it.why.contains("bind")) {
            return;
        }
        let file = self.flag_file(line, &["-c", "--config"]).or_else(|| self.at(line, "gunicorn.conf.py"));
        let Some(file) = file else { return };
        let before = listening.ports.len();
        self.read_files(stage, &[&file], program::gunicorn_listens, listening);
        // `bind = f"0.0.0.0:{os.getenv('PORT', 8000)}"`: the variable may be set.
        let state = self.stages[stage].end();
        let is_set = |port: &Port| port.variable.as_deref().is_some_and(|name| state.env.contains_key(name));
        if listening.ports[before..].iter().any(is_set) {
            listening.ports.truncate(before);
        }
    }

    /// Templates of the official nginx image, whose variables are replaced at start.
    fn templates(&self, stage: StageId, listening: &mut Listening) {
        let (files, _) = self.glob(stage, "/etc/nginx/templates/*.template");
        let state = self.stages[stage].end();
        for (name, source) in files.iter().filter_map(|file| self.context_source(stage, file)) {
            for (words, span) in program::nginx_listen_words(&source) {
                let mut text = words;
                for (name, variable) in state.env.iter() {
                    let Some(value) = variable.value.known().filter(|_| text.contains('$')) else { continue };
                    text = text.replace(&format!("${{{name}}}"), value).replace(&format!("${name}"), value);
                }
                match program::nginx_listen(&source, &text, span) {
                    Some(listener) => {
                        let why = format!("`{name}` says so");
                        listening.ports.push(listener_port(&listener, Tier::Configuration, why));
                    }
                    None => listening.complete &= !text.contains('$'),
                }
            }
        }
    }

    fn read_files(&self, stage: StageId, files: &[&str], read: Read, listening: &mut Listening) {
        for pattern in files {
            let files = if pattern.contains('*') { self.glob(stage, pattern).0 } else { vec![(*pattern).to_owned()] };
            for (name, source) in files.iter().filter_map(|file| self.context_source(stage, file)) {
                let (listeners, complete) = read(&source);
                listening.complete &= complete;
                let why = format!("`{name}` says so");
                let ports = listeners.iter().map(|it| listener_port(it, Tier::Configuration, why.clone()));
                listening.ports.extend(ports);
            }
        }
    }

    /// The file of the context that stands at a path of a stage: its name and text.
    fn context_source(&self, stage: StageId, file: &str) -> Option<(String, Source)> {
        let Look::Present(found) = self.look(stage, file) else { return None };
        let Content::Context(name) = found.entry.content else { return None };
        let context = self.context.as_ref()?;
        let source = context.read(&name).filter(|_| matches!(context.node(&name), Node::File { .. }))?;
        Some((name, source))
    }

    /// The file that a flag of `line` names, as a path of the image.
    fn flag_file(&self, line: &Launched, flags: &[&str]) -> Option<String> {
        let text = |at: usize| line.words.get(at).and_then(|it| it.text.as_deref());
        let value = (0..line.words.len()).find_map(|at| {
            let word = text(at)?;
            let (flag, inline) = word.split_once('=').map_or((word, None), |(flag, it)| (flag, Some(it)));
            if !flags.contains(&flag) { None } else { inline.or_else(|| text(at + 1)) }
        })?;
        let value = match value.strip_prefix("python:") {
            Some(module) => format!("{}.py", module.replace('.', "/")),
            None => value.strip_prefix("file:").unwrap_or(value).to_owned(),
        };
        self.at(line, &value)
    }

    /// A path as `line` names it.
    fn at(&self, line: &Launched, name: &str) -> Option<String> {
        match name.starts_with('/') {
            true => Some(path::clean(name)),
            false => Some(path::join(line.folder.as_deref()?, name)),
        }
    }

    /// Whether a file of a server's configuration speaks of a host: a file, or a variable in `.env`.
    pub(super) fn configures_host(&self, stage: StageId, line: &Launched, name: &str) -> bool {
        let Some(at) = self.at(line, name) else { return true };
        let words = ["host", "bind", "addr", "HOST", "listen"];
        match self.look(stage, &at) {
            Look::Absent => false,
            Look::Present(_) => self
                .context_source(stage, &at)
                .is_none_or(|(_, source)| words.iter().any(|word| source.text().contains(word))),
            // What the project does not have, hardly anything else brings.
            Look::Unknown(_) => false,
        }
    }
}
