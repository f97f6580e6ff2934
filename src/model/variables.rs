//! Variables of a Dockerfile: global ARGs, a stage's ARGs and ENV, and what the platform defines.

use crate::source::Span;
use crate::syntax::expand::{Binding, Value};

use super::Options;
use super::stage::{State, Variable, Variables};

/// ARGs that BuildKit sets for the target and build platform, where a stage declares them.
/// (docs.docker.com, Dockerfile reference, "Automatic platform ARGs in the global scope")
const PLATFORM: [&str; 8] = [
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
];

/// ARGs that can be passed without being declared, and are mostly unset.
const PREDEFINED: [&str; 12] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "FTP_PROXY",
    "ftp_proxy",
    "NO_PROXY",
    "no_proxy",
    "ALL_PROXY",
    "all_proxy",
    "SOURCE_DATE_EPOCH",
    "BUILDKIT_SYNTAX",
];

/// PATH where neither base nor ENV sets one.
pub(super) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The ARGs before the first FROM.
#[derive(Debug, Default)]
pub(super) struct Globals {
    pub(super) declared: Variables,
}

impl Globals {
    /// Declares an ARG in the global scope.
    pub(super) fn declare(&mut self, name: &str, default: Option<Value>, span: Span, options: &Options) {
        let value = argument_value(name, default, None, options);
        self.declared.insert(name.to_owned(), Variable { value, span: Some(span) });
    }

    /// What a name is in a FROM.
    pub(super) fn binding(&self, name: &str) -> Binding {
        match self.declared.get(name) {
            Some(variable) => Binding::Value(variable.value.clone()),
            None if PLATFORM.contains(&name) => Binding::Value(platform(name)),
            None if PREDEFINED.contains(&name) => Binding::Value(Value::Unknown(format!("`{name}` may be passed"))),
            None => Binding::Unset,
        }
    }

    /// The value that an ARG of a stage gets.
    pub(super) fn argument(&self, name: &str, default: Option<Value>, options: &Options) -> Value {
        argument_value(name, default, self.declared.get(name), options)
    }
}

fn argument_value(name: &str, default: Option<Value>, global: Option<&Variable>, options: &Options) -> Value {
    if let Some(passed) = options.build_args.get(name) {
        return Value::Known(passed.clone());
    }
    if let Some(default) = default {
        return default;
    }
    if let Some(global) = global {
        return global.value.clone();
    }
    if PLATFORM.contains(&name) {
        return platform(name);
    }
    Value::Unknown(format!("`{name}` has no default"))
}

fn platform(name: &str) -> Value {
    match name {
        "TARGETOS" | "BUILDOS" => Value::Known("linux".to_owned()),
        "TARGETVARIANT" | "BUILDVARIANT" => Value::Unknown(format!("`{name}` depends on the platform")),
        _ => Value::Unknown(format!("`{name}` depends on the platform")),
    }
}

/// What a name is in the words of an instruction, and in RUN.
pub(super) fn binding(state: &State, name: &str) -> Binding {
    if let Some(variable) = state.variable(name) {
        return Binding::Value(variable.value.clone());
    }
    if PREDEFINED.contains(&name) {
        return Binding::Value(Value::Unknown(format!("`{name}` may be passed")));
    }
    match &state.env_open {
        Some(why) => Binding::Value(Value::Unknown(why.clone())),
        None => Binding::Unset,
    }
}

/// Sets a variable of the running image.
pub(super) fn set_env(state: &mut State, name: &str, value: Value, span: Span) {
    state.env.insert(name.to_owned(), Variable { value, span: Some(span) });
}

pub(super) fn set_arg(state: &mut State, name: &str, value: Value, span: Span) {
    state.args.insert(name.to_owned(), Variable { value, span: Some(span) });
}
