//! Words that lead somewhere: images to their page, sources of COPY and start scripts to their file.

use crate::context::Node;
use crate::model::copy::SourceState;
use crate::model::{Model, stage::Base};
use crate::source::Span;
use crate::syntax::ast::Kind;
use crate::syntax::image::ImageRef;

use super::{Target, definition, paths, unquoted};

/// Where a link leads.
#[derive(Clone, Debug)]
pub enum Goal {
    Page(String),
    /// A file or folder: an absolute path.
    File(std::path::PathBuf),
}

#[derive(Clone, Debug)]
pub struct Link {
    pub span: Span,
    pub goal: Goal,
    pub tooltip: String,
}

/// All links of the file, in order.
pub fn links(model: &Model) -> Vec<Link> {
    let mut links = Vec::new();
    for stage in &model.stages {
        let Base::Image { reference, .. } = &stage.base else { continue };
        let Some(Kind::From(from)) = stage.from.map(|from| &model.instruction(from).kind) else { continue };
        if let Some(url) = page(reference) {
            let tooltip = format!("the page of `{}`", reference.name);
            links.push(Link { span: unquoted(model, from.image.span), goal: Goal::Page(url), tooltip });
        }
    }
    for copy in &model.copies {
        for source in &copy.sources {
            let SourceState::Context { path, node } = &source.state else { continue };
            links.extend(file(model, source.span, path, *node == Node::Folder));
        }
    }
    for (span, name) in definition::start_scripts(model) {
        links.extend(file(model, span, &name, false));
    }
    for directive in model.dockerfile.directives.iter().filter(|it| it.name == "syntax") {
        let reference = crate::syntax::image::parse(&directive.value);
        if let Some(url) = reference.as_ref().and_then(page) {
            let tooltip = "the page of the frontend".to_owned();
            links.push(Link { span: directive.value_span, goal: Goal::Page(url), tooltip });
        }
    }
    links.sort_by_key(|it| it.span);
    links.retain(|it| !it.span.is_empty());
    links
}

fn file(model: &Model, span: Span, path: &str, is_folder: bool) -> Option<Link> {
    // The context itself is no news.
    if path.is_empty() {
        return None;
    }
    let Target::File(goal) = paths::context_file(model, path) else { return None };
    let what = if is_folder { "folder" } else { "file" };
    let tooltip = format!("the {what} `{path}` of the build context");
    Some(Link { span: unquoted(model, span), goal: Goal::File(goal), tooltip })
}

/// Where people read about an image; `None` for registries without such pages.
fn page(reference: &ImageRef) -> Option<String> {
    let name = reference.canonical.as_str();
    if let Some(official) = name.strip_prefix("docker.io/library/") {
        return (official != "scratch").then(|| format!("https://hub.docker.com/_/{official}"));
    }
    if let Some(rest) = name.strip_prefix("docker.io/") {
        return Some(format!("https://hub.docker.com/r/{rest}"));
    }
    let (host, path) = name.split_once('/')?;
    match host {
        "ghcr.io" => Some(format!("https://ghcr.io/{path}")),
        "quay.io" => Some(format!("https://quay.io/repository/{path}")),
        "mcr.microsoft.com" => Some(format!("https://mcr.microsoft.com/artifact/mar/{path}")),
        "gcr.io" => Some(format!("https://gcr.io/{path}")),
        "public.ecr.aws" => Some(format!("https://gallery.ecr.aws/{path}")),
        "cgr.dev" => {
            let image = path.strip_prefix("chainguard/")?;
            Some(format!("https://images.chainguard.dev/directory/image/{image}/overview"))
        }
        _ => None,
    }
}
