//! What a user asks of a run, on the command line or in an editor's settings, joined with what the configuration says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::catalogue::Severity;
use crate::clock::Date;
use crate::config::Config;
use crate::model::Options;
use crate::rules::Confidence;
use crate::source::Source;

use super::checks::ARGUMENT;
use super::levels::{Choice, Levels};
use super::pipeline::{Build, Place, Repository};
use super::{Comments, Settings};

/// What was asked for. The default asks for nothing: the configuration holds.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub choice: Choice,
    pub min_severity: Option<Severity>,
    pub min_confidence: Option<Confidence>,
    /// Whether suppression comments count for nothing.
    pub no_suppressions: bool,
    /// The build context's root (absolute), and who named it.
    pub context: Option<(PathBuf, &'static str)>,
    pub target: Option<String>,
    pub build_args: BTreeMap<String, String>,
}

impl Asked {
    /// The levels of the rules and what else a run goes by, for the Dockerfile at the absolute `path`.
    pub fn settings(&self, config: &Config, path: &Path, options: &Options) -> Settings {
        let profile = self.choice.profile.or(config.profile).unwrap_or_default();
        // Another tool reports what we may not be sure of.
        let floor = if profile.is_of_other() { Confidence::Possible } else { Confidence::Likely };
        let choice = Choice { profile: Some(profile), ..self.choice.clone() };
        Settings {
            levels: Levels::new(config, &choice, path),
            min_severity: self.min_severity.or(config.min_severity).unwrap_or(Severity::Style),
            min_confidence: self.min_confidence.or(config.min_confidence).unwrap_or(floor),
            comments: match self.no_suppressions {
                true => Comments::Disregarded,
                false => config.comments.unwrap_or(Comments::Honoured),
            },
            policy: config.policy.clone(),
            check: options.build_args.get(ARGUMENT).cloned().or_else(|| std::env::var(ARGUMENT).ok()),
            today: Date::of(SystemTime::now()),
        }
    }

    /// How the Dockerfile at the absolute `path` with the text `source` is built. `place` is where it stands: its
    /// path as the user gave it, made absolute, and its repository; `None` for text without a place.
    pub fn build(
        &self,
        source: Source,
        path: &Path,
        config: &Config,
        place: Option<(PathBuf, Arc<Repository>)>,
    ) -> Build {
        let image = config.images.iter().find(|it| same_file(&it.dockerfile, path)).cloned().unwrap_or_default();
        let mut build_args = image.build_args;
        build_args.extend(self.build_args.clone());
        let target = self.target.clone().or(image.target);
        let context = self.context.clone().or(image.context.map(|it| (it, "`dockvet.toml` names it")));
        let (manifests, names) = (image.manifests, image.names);
        let place = place.map(|(dockerfile, repository)| Place { dockerfile, repository, context, manifests, names });
        let base_images = Arc::clone(&config.base_images);
        Build { source, place, options: Options { target, build_args, base_images, ..Options::default() } }
    }
}

fn same_file(left: &Path, right: &Path) -> bool {
    left == right || fs::canonicalize(left).is_ok_and(|left| fs::canonicalize(right).is_ok_and(|right| left == right))
}
