//! Findings that may come or go, each with the reason: data, so that every one can be read.

/// What a change may do to the findings of a rule.
pub(crate) struct Exception {
    /// The change, by its name in `runs`.
    pub(crate) change: &'static str,
    pub(crate) rule: &'static str,
    /// Why the rule is right to say something else.
    pub(crate) reason: &'static str,
}

const fn except(change: &'static str, rule: &'static str, reason: &'static str) -> Exception {
    Exception { change, rule, reason }
}

pub(crate) const EXCEPTIONS: &[Exception] = &[
    except("lower-case keywords", "instruction-casing", "the rule is about the case"),
    except("lower-case keywords", "from-as-casing", "the rule is about the case"),
    except("upper-case keywords", "instruction-casing", "the rule is about the case"),
    except("upper-case keywords", "from-as-casing", "the rule is about the case"),
    except("comments", "definition-description", "the rule is about comments above a definition"),
    except("stages renamed", "definition-description", "the comment above the stage names it"),
    except("unknown script first", "consecutive-run", "what is written is a RUN"),
    except("unknown script first", "instruction-casing", "the keywords that are written count among the others"),
    except("unknown script last", "consecutive-run", "what is written is a RUN"),
    except("unknown script last", "instruction-casing", "the keywords that are written count among the others"),
    except("unknown program first", "consecutive-run", "what is written is a RUN"),
    except("unknown program first", "instruction-casing", "the keywords that are written count among the others"),
    except("unknown program last", "consecutive-run", "what is written is a RUN"),
    except("unknown program last", "instruction-casing", "the keywords that are written count among the others"),
    except("spare stage in front", "instruction-casing", "the keywords that are written count among the others"),
    except("spare stage in front", "unreachable-stage", "the message says the number of the stage"),
    except("spare stage before the last", "unreachable-stage", "the message says the number of the stage"),
    except("spare stage in front", "unnamed-stage", "the message says the number of the stage"),
    except("spare stage before the last", "instruction-casing", "the keywords that are written count among the others"),
    except("spare stage before the last", "unnamed-stage", "the message says the number of the stage"),
    except("escape character", "directive-without-effect", "a first line that is no directive has other reasons"),
    except("spare stage in front", "directive-without-effect", "a first line that is no directive has other reasons"),
    except(
        "private base",
        "service-port-mismatch",
        "what the program listens on, which excuses it, is not known any more",
    ),
    except(
        "base in an argument",
        "service-port-mismatch",
        "what the program listens on, which excuses it, is not known any more",
    ),
    except("private base", "unused-suppression", "what the comment silences is not known any more"),
    except("base in an argument", "unused-suppression", "what the comment silences is not known any more"),
    except("unknown commands", "unused-suppression", "what the comment silences is not known any more"),
    except("no surroundings", "lock-file-not-enforced", "the setting that enforces the lock is gone"),
    except("no surroundings", "unreachable-stage", "the Compose file that builds the stage is gone"),
    except("no surroundings", "unused-suppression", "what the comment silences is not known any more"),
    except("no surroundings", "root-user", "the manifests that set another user are gone"),
    except("heredoc", "consecutive-run", "a RUN with a heredoc is joined to no other"),
    except("heredoc of lines", "consecutive-run", "a RUN with a heredoc is joined to no other"),
    except("unknown commands", "consecutive-run", "what kept two RUNs apart is not known any more"),
    except(
        "private base",
        "relative-copy-destination",
        "the rule says that the base, which is not known now, sets the folder",
    ),
    except("private base", "healthcheck-missing", "the base that was known serves nothing, or checks itself"),
    except(
        "base in an argument",
        "relative-copy-destination",
        "the rule says that the base, which is not known now, sets the folder",
    ),
    except("base in an argument", "healthcheck-missing", "the base that was known serves nothing, or checks itself"),
    except("order of flags", "invalid-instruction", "the first of several mistakes is told"),
    except("lines split at blanks", "empty-continuation", "the place is the line that goes on"),
    except("lines split in words", "empty-continuation", "the place is the line that goes on"),
    except("heredoc of lines", "cd-instead-of-workdir", "in a script of several lines `cd` is the usual way"),
    except("heredoc", "shell-missing", "the place is the whole text of the RUN"),
    except("heredoc of lines", "shell-missing", "the place is the whole text of the RUN"),
    except("missing files added", "dockerignore-missing", "there is more to leave out"),
    except("file added", "dockerignore-ineffective", "a folder that holds something to copy may be the context itself"),
    except("comments", "unpinned-apk-package", "a command within the command is quoted with its comments"),
    except("comments", "unpinned-apt-package", "a command within the command is quoted with its comments"),
    except("heredoc", "unpinned-apt-package", "in a heredoc the shell's word holds the escaped line end behind it"),
    except(
        "heredoc of lines",
        "unpinned-apt-package",
        "in a heredoc the shell's word holds the escaped line end behind it",
    ),
    except("unknown script first", "run-always-fails", "a stage that does something first is no guard any more"),
    except("unknown program first", "run-always-fails", "a stage that does something first is no guard any more"),
    except(
        "unknown commands",
        "privileged-port-as-non-root",
        "what gave the program the right is not known any more; the finding is only possible",
    ),
];

/// Whether the change may do that.
pub(crate) fn is_excepted(change: &str, rule: &str) -> bool {
    EXCEPTIONS.iter().any(|it| it.change == change && it.rule == rule && !it.reason.is_empty())
}
