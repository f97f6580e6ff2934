//! Programs that a RUN calls by name: whether a step before, in this stage or those it stands on, may have brought them.

use super::Model;
use super::files::Look;
use super::looked::Doubts;
use super::path;
use super::run::Invocation;

const LINKS: u32 = 40;

impl Model {
    /// Whether the program `name` has come to the stage by the time of `invocation`, wherever PATH looks. What the
    /// base image itself holds does not count: ask its facts.
    pub fn brought(&self, invocation: &Invocation, name: &str) -> Look {
        let Some(stage) = self.stages.get(invocation.stage) else {
            return Look::Unknown("the stage does not exist".to_owned());
        };
        let folders = stage.before(invocation.instruction).search_path();
        let Some(folders) = folders.filter(|_| !invocation.sets_path) else {
            return Look::Unknown("`PATH` is not known".to_owned());
        };
        let mut doubt = None;
        for folder in folders {
            let at = path::child(&folder, name);
            match self.walk(Doubts::NotOfBases).resolve(stage.id, invocation.changes, &at, LINKS) {
                Look::Present(found) => return Look::Present(found),
                Look::Unknown(why) => doubt = doubt.or(Some(why)),
                Look::Absent => {}
            }
        }
        doubt.map_or(Look::Absent, Look::Unknown)
    }
}
