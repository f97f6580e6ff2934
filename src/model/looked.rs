//! Look-ups that were answered: rules ask for the same paths again and again, mostly after one instruction and then
//! after a later one. What was gathered for the earlier one holds, and only what came since is gone through.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use crate::facts::Tri;

use super::files::{EntryKind, Found, Look, StageId};

/// What look-ups found, by path. Nothing is kept before the build is done: until then a log says more with each step.
#[derive(Default)]
pub(super) struct Looked {
    kept: OnceLock<Mutex<HashMap<String, Vec<Known>>>>,
}

/// Ascending by what was asked.
type Known = (Asked, Gathered);

/// Which doubts count, the stage, and the length of its log.
pub(super) type Asked = (Doubts, StageId, usize);

impl Looked {
    /// From now on what is found is kept.
    pub(super) fn keep(&self) {
        self.kept.get_or_init(Mutex::default);
    }

    /// What was gathered for the path, after no more of the stage's log than asked for, and after how much.
    pub(super) fn known(&self, asked: Asked, at_path: &str) -> Option<(usize, Gathered)> {
        let kept = self.kept.get()?.lock().ok()?;
        let known = kept.get(at_path)?;
        let ((doubts, stage, changes), gathered) = &known[..known.partition_point(|(it, _)| *it <= asked)].last()?;
        ((*doubts, *stage) == (asked.0, asked.1)).then(|| (*changes, gathered.clone()))
    }

    /// Keeps what was gathered, where it is time for that.
    pub(super) fn remember(&self, asked: Asked, at_path: &str, gathered: &Gathered) {
        let Some(Ok(mut kept)) = self.kept.get().map(Mutex::lock) else { return };
        match kept.get_mut(at_path) {
            Some(known) => {
                let at = known.partition_point(|(it, _)| *it < asked);
                known.insert(at, (asked, gathered.clone()));
            }
            None => {
                kept.insert(at_path.to_owned(), vec![(asked, gathered.clone())]);
            }
        }
    }
}

/// Which reasons not to know count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Doubts {
    All,
    NotOfBases,
    NotOfFolders,
}

/// What a walk through a log, the latest change first, says of a path.
#[derive(Clone, Default)]
pub(super) struct Gathered {
    /// Where the walk ended.
    pub(super) end: Option<Look>,
    /// A folder that must be there because something lies below it.
    pub(super) implied: Option<Box<Found>>,
    /// Why the path may have been written since.
    pub(super) doubt: Option<String>,
    pub(super) touch: Touch,
}

/// What later changes did to whatever is found.
#[derive(Clone, Default)]
pub(super) struct Touch {
    /// Whether a command that is not understood may have changed the mode.
    pub(super) is_open: bool,
    pub(super) executable: Option<bool>,
    pub(super) owner: Option<String>,
}

impl Gathered {
    /// The walk cannot be done, for the reason.
    pub(super) fn unknown(why: &str) -> Gathered {
        Gathered { end: Some(Look::Unknown(why.to_owned())), ..Gathered::default() }
    }

    /// The walk went on with one that was done before.
    pub(super) fn then(self, earlier: Gathered) -> Gathered {
        Gathered {
            end: self.end.or(earlier.end),
            implied: self.implied.or(earlier.implied),
            doubt: self.doubt.or(earlier.doubt),
            touch: Touch {
                is_open: self.touch.is_open || earlier.touch.is_open,
                executable: self.touch.executable.or(earlier.touch.executable),
                owner: self.touch.owner.or(earlier.touch.owner),
            },
        }
    }

    /// What all that comes to.
    pub(super) fn settled(self) -> Look {
        let Gathered { end, implied, doubt, touch } = self;
        let look = match (end.unwrap_or(Look::Absent), implied) {
            (Look::Present(found), _) => Look::Present(found),
            (Look::Absent, Some(implied)) => Look::Present(*implied),
            (Look::Unknown(_), Some(mut implied)) => {
                implied.entry.owner = None;
                Look::Present(*implied)
            }
            (look, None) => look,
        };
        match (look, doubt) {
            (Look::Present(mut found), doubt) => {
                if let (Some(executable), EntryKind::File) = (touch.executable, &found.entry.kind) {
                    found.entry.executable = if executable { Tri::Yes } else { Tri::No };
                } else if touch.is_open {
                    found.entry.executable = Tri::Unknown;
                }
                if let Some(owner) = &touch.owner {
                    found.entry.owner = Some(owner.clone());
                } else if doubt.is_some() {
                    found.entry.owner = None;
                }
                Look::Present(found)
            }
            (Look::Absent, Some(why)) => Look::Unknown(why),
            (look, _) => look,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{self, Model, Options};
    use crate::source::Source;
    use crate::syntax;

    fn built() -> Model {
        let lines = (0..60).map(|number| match number % 6 {
            0 => format!("COPY --chown=app f{number} /app/f{}\n", number % 4),
            1 => format!("RUN mkdir -p /app/d{} && chmod +x /app/f0\n", number % 5),
            2 => format!("RUN rm -rf /app/d{}\n", number % 3),
            3 => "RUN make install\n".to_owned(),
            4 => "RUN chown -R app /app\n".to_owned(),
            _ => "RUN apt-get install -y curl\n".to_owned(),
        });
        let text: String = std::iter::once("FROM debian:13\n".to_owned()).chain(lines).collect();
        let source = Source::new("Dockerfile", text);
        let dockerfile = syntax::parse(&source);
        model::build(source, dockerfile, None, &Options::default())
    }

    /// Asked in any order, a look-up says what it says where nothing was asked before.
    #[test]
    fn what_is_known_changes_no_answer() {
        let (ascending, descending) = (built(), built());
        let length = ascending.stages[0].changes.len();
        assert!(length > 64, "{length} changes have no index");
        let looks = |model: &Model, at: usize| -> Vec<String> {
            let paths = ["/app", "/app/f0", "/app/d1", "/app/d2/x", "/usr/bin/curl", "/usr/local/bin/tool"];
            let looks = paths.iter().map(|path| format!("{:?}", model.look_at(0, at, path)));
            looks.chain([format!("{:?}", model.look_for_tool(0, at, "/usr/bin/curl"))]).collect()
        };
        let up: Vec<_> = (0..=length).map(|at| looks(&ascending, at)).collect();
        let mut down: Vec<_> = (0..=length).rev().map(|at| looks(&descending, at)).collect();
        down.reverse();
        assert_eq!(up, down);
        for at in (0..=length).step_by(7) {
            assert_eq!(up[at], looks(&built(), at), "after {at} changes");
        }
    }
}
