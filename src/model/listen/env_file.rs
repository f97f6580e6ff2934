//! Variables of a `.env` file that the image holds, which a library sets when the program starts.

use crate::context::path as context_path;
use crate::evidence::Place;
use crate::source::{Source, Span};

use super::super::Model;
use super::super::files::StageId;
use super::super::launched::Launched;
use super::super::path;

/// Manifests that name such a library, beside the file.
const MANIFESTS: [&str; 7] =
    ["package.json", "requirements.txt", "pyproject.toml", "Pipfile", "Gemfile", "go.mod", "Cargo.toml"];

/// Parts of the names of libraries that read `.env` by themselves.
const READERS: [&str; 6] = ["dotenv", "decouple", "pydantic-settings", "pydantic_settings", "environs", "symfony"];

impl Model {
    /// The value that `.env` in the working directory gives a variable, and where; inside `None` where nothing shows
    /// that the program reads the file. `None`: the image has no such file, or it does not name the variable.
    pub(super) fn in_env_file(
        &self,
        stage: StageId,
        lines: &[Launched],
        name: &str,
    ) -> Option<Option<(String, Place)>> {
        let folder = self.stages[stage].end().folder()?;
        let file = self.context_file(stage, &path::child(folder, ".env"))?;
        let context = self.context.as_ref()?;
        let source = context.read(&file)?;
        let (value, span) = value_in(&source, name)?;
        let beside = |manifest: &str| context.read(&context_path::join(context_path::parent(&file), manifest));
        let names = |source: Source| READERS.iter().any(|reader| source.text().contains(reader));
        let told = lines
            .iter()
            .any(|line| line.words.iter().filter_map(|it| it.text.as_deref()).any(|it| it.starts_with("--env-file")));
        let is_read = told || MANIFESTS.iter().filter_map(|it| beside(it)).any(names);
        Some(is_read.then(|| (value, Place { source: source.clone(), span })))
    }
}

/// `PORT=8080`, `export PORT="8080"`: the value and its place.
fn value_in(source: &Source, name: &str) -> Option<(String, Span)> {
    let mut at = 0;
    let mut found = None;
    for line in source.text().split_inclusive('\n') {
        let text = line.trim_start().trim_start_matches("export ").trim_start();
        let value = text.strip_prefix(name).and_then(|rest| rest.trim_start().strip_prefix('='));
        if let Some(value) = value {
            let value = value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']);
            found = Some((value.to_owned(), Span::new(at..at + line.trim_end().len())));
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_of_a_name_counts() {
        let source = Source::new(".env", "# PORT=1\nXPORT=2\nPORT=3000\nexport PORT = \"8080\" # web\nPORT_B=4\n");
        assert_eq!(value_in(&source, "PORT").map(|(value, _)| value).as_deref(), Some("8080"));
        assert_eq!(value_in(&source, "HOST"), None);
    }
}
