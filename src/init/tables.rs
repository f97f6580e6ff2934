//! What has no place in a build context, by the kind of project that it comes with.

/// What a line of the file is for: the comment above it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Group {
    History,
    Dependencies,
    Output,
    Secrets,
    Editors,
    Services,
    Docker,
    Deployment,
    Documentation,
    Tests,
    Ignored,
}

impl Group {
    pub(super) fn comment(self) -> &'static str {
        match self {
            Group::History => "The history and what belongs to it: no step reads it",
            Group::Dependencies => "Dependencies: the build installs its own",
            Group::Output => "What builds and tools leave on this machine",
            Group::Secrets => "Secrets, and settings of one machine",
            Group::Editors => "Editors and desktops",
            Group::Services => "Services around the repository: no step reads their settings",
            Group::Docker => "How the image is built and run: a change here changes no file in it",
            Group::Deployment => "Where the image is deployed",
            Group::Documentation => "For people",
            Group::Tests => "Tests: no step runs them, and no build file names them",
            Group::Ignored => "Git ignores these, and they are here",
        }
    }
}

/// What a pattern needs to be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// The project is of the kind: nobody calls sources so.
    Typical,
    /// Git must ignore it too: the name may be that of sources.
    GitIgnores,
}

/// A kind of project, by the files that tell it.
pub(super) struct Language {
    /// Names of files, or `*.ext`.
    pub(super) signs: &'static [&'static str],
    pub(super) patterns: &'static [(Group, &'static str, When)],
}

use Group::{Dependencies, Output, Secrets};
use When::{GitIgnores, Typical};

pub(super) const LANGUAGES: [Language; 14] = [
    Language {
        signs: &["package.json"],
        patterns: &[
            (Dependencies, "**/node_modules", Typical),
            (Output, "**/.next", GitIgnores),
            (Output, "**/.nuxt", GitIgnores),
            (Output, "**/.turbo", GitIgnores),
            (Output, "**/*.tsbuildinfo", GitIgnores),
            (Output, "**/build", GitIgnores),
            (Output, "**/coverage", GitIgnores),
            (Output, "**/dist", GitIgnores),
            (Output, "**/npm-debug.log*", Typical),
            (Output, "**/yarn-error.log", Typical),
        ],
    },
    Language {
        signs: &["pyproject.toml", "requirements.txt", "setup.py", "Pipfile", "environment.yml"],
        patterns: &[
            (Dependencies, "**/.venv", Typical),
            (Dependencies, "**/env", GitIgnores),
            (Dependencies, "**/venv", GitIgnores),
            (Output, "**/*.egg-info", GitIgnores),
            (Output, "**/*.py[cod]", Typical),
            (Output, "**/.coverage", Typical),
            (Output, "**/.mypy_cache", Typical),
            (Output, "**/.pytest_cache", Typical),
            (Output, "**/.ruff_cache", Typical),
            (Output, "**/.tox", Typical),
            (Output, "**/__pycache__", Typical),
            (Output, "**/htmlcov", GitIgnores),
        ],
    },
    Language { signs: &["go.mod"], patterns: &[(Output, "bin", GitIgnores), (Output, "dist", GitIgnores)] },
    Language { signs: &["Cargo.toml"], patterns: &[(Output, "**/target", GitIgnores)] },
    Language { signs: &["pom.xml"], patterns: &[(Output, "**/target", GitIgnores)] },
    Language {
        signs: &["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"],
        patterns: &[(Dependencies, "**/.gradle", Typical), (Output, "**/build", GitIgnores)],
    },
    Language {
        signs: &["*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx"],
        patterns: &[
            (Output, "**/.vs", Typical),
            (Output, "**/bin", GitIgnores),
            (Output, "**/obj", GitIgnores),
            (Output, "**/*.user", GitIgnores),
        ],
    },
    Language { signs: &["composer.json"], patterns: &[(Dependencies, "vendor", GitIgnores)] },
    Language {
        signs: &["Gemfile"],
        patterns: &[
            (Dependencies, ".bundle", GitIgnores),
            (Dependencies, "vendor/bundle", GitIgnores),
            (Output, "log", GitIgnores),
            (Output, "tmp", GitIgnores),
        ],
    },
    Language { signs: &["mix.exs"], patterns: &[(Dependencies, "deps", GitIgnores), (Output, "_build", GitIgnores)] },
    Language {
        signs: &["pubspec.yaml"],
        patterns: &[(Output, ".dart_tool", GitIgnores), (Output, "build", GitIgnores)],
    },
    Language { signs: &["Package.swift"], patterns: &[(Output, ".build", GitIgnores)] },
    Language {
        signs: &["stack.yaml", "*.cabal", "cabal.project"],
        patterns: &[(Output, "**/.stack-work", GitIgnores), (Output, "**/dist-newstyle", GitIgnores)],
    },
    Language {
        signs: &["*.tf"],
        patterns: &[(Secrets, "**/*.tfstate*", GitIgnores), (Output, "**/.terraform", Typical)],
    },
];

/// Listed in every project.
pub(super) const ALWAYS: [(Group, &str); 3] =
    [(Group::Editors, "**/.DS_Store"), (Group::Editors, ".idea"), (Group::Editors, ".vscode")];

/// Names at the root that are listed where they are there; `*` stands for the rest of a name.
pub(super) const AT_ROOT: [(Group, &str); 51] = [
    (Group::History, ".gitattributes"),
    (Group::History, ".gitignore"),
    (Group::History, ".hg"),
    (Group::History, ".mailmap"),
    (Group::History, ".svn"),
    (Group::Editors, ".devcontainer"),
    (Group::Services, ".circleci"),
    (Group::Services, ".buildkite"),
    (Group::Services, ".drone.yml"),
    (Group::Services, ".github"),
    (Group::Services, ".gitlab"),
    (Group::Services, ".gitlab-ci.yml"),
    (Group::Services, ".pre-commit-config.yaml"),
    (Group::Services, ".travis.yml"),
    (Group::Services, ".woodpecker"),
    (Group::Services, "Jenkinsfile"),
    (Group::Services, "appveyor.yml"),
    (Group::Services, "azure-pipelines.yml"),
    (Group::Services, "bitbucket-pipelines.yml"),
    (Group::Services, "codecov.yml"),
    (Group::Services, ".codecov.yml"),
    (Group::Services, "renovate.json"),
    (Group::Docker, ".dockerignore"),
    (Group::Docker, ".hadolint.yaml"),
    (Group::Docker, "*.Dockerfile"),
    (Group::Docker, "Containerfile"),
    (Group::Docker, "Dockerfile*"),
    (Group::Docker, "compose*.yaml"),
    (Group::Docker, "compose*.yml"),
    (Group::Docker, "docker-compose*.yaml"),
    (Group::Docker, "docker-compose*.yml"),
    (Group::Docker, "dockvet.toml"),
    (Group::Deployment, "Vagrantfile"),
    (Group::Deployment, "charts"),
    (Group::Deployment, "fly.toml"),
    (Group::Deployment, "helm"),
    (Group::Deployment, "k8s"),
    (Group::Deployment, "kubernetes"),
    (Group::Deployment, "render.yaml"),
    (Group::Deployment, "skaffold.yaml"),
    (Group::Deployment, "terraform"),
    (Group::Documentation, "CHANGELOG*"),
    (Group::Documentation, "CODE_OF_CONDUCT*"),
    (Group::Documentation, "CONTRIBUTING*"),
    (Group::Documentation, "README*"),
    (Group::Documentation, "SECURITY*"),
    (Group::Documentation, "docs"),
    (Group::Documentation, "mkdocs.yml"),
    (Group::Tests, "__tests__"),
    (Group::Tests, "test"),
    (Group::Tests, "tests"),
];

/// What a change of one machine leaves, and what is for one machine only.
pub(super) const OF_ONE_MACHINE: [&str; 3] = ["**/.env", "**/.env.*.local", "**/.env.local"];
