//! C compilers and the build tools that can do anything.

use super::node::runs;
use super::tool::{Tool, join, text};
use super::{Arg, Effect};

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    match tool.name {
        "gcc" | "cc" | "g++" | "c++" | "clang" | "clang++" | "musl-gcc" | "gfortran" | "ld" => compile(tool),
        // A makefile may write anywhere, and `make install` does.
        "make" | "gmake" | "bmake" | "just" | "task" | "mage" | "scons" | "b2" | "xmake" => Some(vec![tool.opens("/")]),
        "ninja" | "samu" | "meson" | "cmake" => Some(cmake(tool)),
        "configure" | "autoreconf" | "autoconf" | "automake" | "libtoolize" | "aclocal" | "qmake" | "autogen.sh" => {
            Some(vec![tool.opens(tool.cwd())])
        }
        "ctest" | "bear" | "ccache" => Some(runs(tool, &tool.cwd())),
        "conan" | "vcpkg" => Some(vec![tool.opens(tool.cwd()), tool.opens(tool.home())]),
        _ => None,
    }
}

fn compile(tool: &Tool) -> Option<Vec<Effect>> {
    let options = tool.options(&["-o", "-I", "-L", "-D", "-l", "-x", "-T", "-MF", "-isystem", "-U"]);
    // Long options of compilers start with one dash: they read as letters, `-o` among them.
    let at = tool.args.iter().position(|arg| text(arg) == Some("-o"));
    let output = at.and_then(|at| tool.args.get(at + 1)).cloned();
    let output =
        output.unwrap_or_else(|| Arg::Known(if options.has(&["-c", "-S"]) { "." } else { "a.out" }.to_owned()));
    let Some(path) = tool.place(&output) else { return Some(vec![tool.opens_arg(&output)]) };
    let has = |flag: &str| tool.args.iter().any(|arg| text(arg) == Some(flag));
    if has("-c") || has("-S") || has("-E") || has("-shared") || tool.name == "ld" {
        return Some(vec![tool.opens(path)]);
    }
    let dynamic = has("-static").then_some(false);
    Some(vec![Effect::Program { path, language: "c", dynamic, package: None }])
}

/// Configuring writes the build folder; building may copy out of it, and installing goes anywhere.
fn cmake(tool: &Tool) -> Vec<Effect> {
    let words: Vec<&str> = tool.args.iter().filter_map(text).collect();
    if words.iter().any(|it| matches!(*it, "--install" | "install" | "-P" | "-E" | "install/strip")) {
        return vec![tool.opens("/")];
    }
    let options = tool.options(&["-B", "-S", "-G", "-D", "-C", "--build", "-t", "--target", "-j"]);
    let folder = options.value(&["-B", "--build"]).or_else(|| options.value(&["-C"]).filter(|_| tool.name != "cmake"));
    let folder = folder.map_or_else(|| tool.cwd(), |arg| tool.holder(arg));
    let mut effects = vec![tool.opens(folder)];
    if tool.name != "cmake" || options.has(&["--build"]) {
        effects.push(tool.opens(join(&tool.cwd(), ".")));
    }
    if tool.name == "meson" {
        effects.extend(options.operands.iter().map(|arg| tool.opens_arg(arg)));
    }
    effects
}
