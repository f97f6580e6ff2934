//! One file that says how images are built and run, beside a Dockerfile. The first line of an input is its name.

use dockvet::context::compose::interpolate::assignments;

use super::analyze::places;
use super::tree::{self, Ask, Tree, WORKING_DIRECTORY};

/// What is to be run: it gives every rule about manifests something to say.
const DOCKERFILE: &str = "FROM node:22-alpine AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM node:22-alpine\n\
ARG VERSION\nENV PORT=8080\nCOPY --from=build /app /app\nEXPOSE 8080 9090/udp\nUSER node\n\
HEALTHCHECK CMD wget -q http://localhost:8080/\nCMD [\"node\", \"/app/server.js\"]\n";

pub fn hold(input: &[u8]) {
    let _unmoved = WORKING_DIRECTORY.read();
    let (name, content) = super::first_line(input);
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let mut files = vec![
        file("Dockerfile", DOCKERFILE),
        file("server.js", "require('http').createServer().listen(process.env.PORT || 3000)\n"),
        file("package.json", "{\"name\": \"app\", \"main\": \"server.js\"}\n"),
    ];
    files.push((name, content.to_vec()));
    let tree = Tree::of(&files);
    let one = tree::analyses(&tree.jobs(Ask::Everything, None));
    one.iter().for_each(places);
    let two = tree::analyses(&tree.anew().jobs(Ask::Everything, None));
    let said = |all: &[dockvet::analysis::Analysis]| {
        let all = all.iter().flat_map(|it| &it.diagnostics);
        all.map(|it| (it.entry.id, it.span(), it.finding.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(said(&one), said(&two), "the same files, read anew");
    let _ = assignments(&super::text(content));
}
