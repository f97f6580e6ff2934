//! Which of the editor's settings hold for a file: those of the open folder that it lies in, else those of all.

use std::path::{Path, PathBuf};

use crate::buffers::Buffers;
use crate::config::discover::{Loader, Search};

use super::settings::{Preference, Settings};

/// Settings, and the configurations that are read by them.
pub(super) struct Scope {
    /// `None`: whatever lies in no folder that has settings of its own.
    folder: Option<PathBuf>,
    pub(super) settings: Settings,
    pub(super) loader: Loader,
}

pub(super) struct Scopes {
    /// The working directory.
    here: PathBuf,
    /// The first is that of all.
    scopes: Vec<Scope>,
}

impl Scopes {
    pub(super) fn new(settings: Settings, here: &Path) -> Scopes {
        let loader = loader(&settings, here, &Buffers::default());
        Scopes { here: here.to_owned(), scopes: vec![Scope { folder: None, settings, loader }] }
    }

    /// Takes settings for the folder, or with `None` for all; those of a folder go with `None` in their place.
    pub(super) fn set(&mut self, folder: Option<&Path>, settings: Option<Settings>) {
        let at = self.scopes.iter().position(|it| it.folder.as_deref() == folder);
        match (at, settings) {
            (Some(at), Some(settings)) => self.scopes[at].settings = settings,
            (Some(at), None) if folder.is_some() => drop(self.scopes.remove(at)),
            (None, Some(settings)) => {
                let loader = loader(&settings, &self.here, &Buffers::default());
                self.scopes.push(Scope { folder: folder.map(Path::to_owned), settings, loader });
            }
            (_, None) => (),
        }
    }

    /// Forgets the settings of folders that are not open any more.
    pub(super) fn keep(&mut self, folders: &[PathBuf]) {
        self.scopes.retain(|it| it.folder.as_ref().is_none_or(|folder| folders.contains(folder)));
    }

    /// Reads all configurations anew when they are asked for, `buffers` before the disk.
    pub(super) fn forget_configurations(&mut self, buffers: &Buffers) {
        for scope in &mut self.scopes {
            scope.loader = loader(&scope.settings, &self.here, buffers);
        }
    }

    /// What holds for the file at the absolute `path`: of folders in each other the inner one counts.
    pub(super) fn of(&self, path: Option<&Path>) -> &Scope {
        &self.scopes[self.number(path)]
    }

    pub(super) fn of_mut(&mut self, path: &Path) -> &mut Scope {
        let number = self.number(Some(path));
        &mut self.scopes[number]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Option<&Path>, &Settings)> {
        self.scopes.iter().map(|it| (it.folder.as_deref(), &it.settings))
    }

    fn number(&self, path: Option<&Path>) -> usize {
        let folders = self.scopes.iter().enumerate().filter_map(|(number, it)| Some((number, it.folder.as_deref()?)));
        let around = folders.filter(|(_, folder)| path.is_some_and(|path| path.starts_with(folder)));
        around.max_by_key(|(_, folder)| folder.components().count()).map_or(0, |(number, _)| number)
    }
}

fn loader(settings: &Settings, here: &Path, buffers: &Buffers) -> Loader {
    let search = match (&settings.configuration, settings.preference) {
        (_, Preference::EditorOnly) => Search::Isolated,
        (Some(file), _) => Search::File(file.clone()),
        (None, _) => Search::Nearest,
    };
    Loader::new(search, here).over(buffers.clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_inner_folder_counts() {
        let off = |enable: bool| Settings::read(&json!({"enable": enable}));
        let mut scopes = Scopes::new(off(true), Path::new("/w"));
        scopes.set(Some(Path::new("/w/a")), Some(off(false)));
        scopes.set(Some(Path::new("/w/a/b")), Some(off(true)));
        let enabled = |scopes: &Scopes, path: &str| scopes.of(Some(Path::new(path))).settings.enable;
        let all = ["/w/Dockerfile", "/w/a/Dockerfile", "/w/ab/Dockerfile", "/w/a/b/c/Dockerfile"];
        assert_eq!(all.map(|it| enabled(&scopes, it)), [true, false, true, true]);
        scopes.set(Some(Path::new("/w/a/b")), None);
        assert!(!enabled(&scopes, "/w/a/b/c/Dockerfile") && scopes.of(None).settings.enable);
        scopes.keep(&[]);
        assert!(enabled(&scopes, "/w/a/Dockerfile"));
    }
}
