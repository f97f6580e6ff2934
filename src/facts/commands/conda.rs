//! Conda and its kin: where environments lie.

use super::Effect;
use super::tool::{Tool, clean, parent};

/// Environments lie below the installation, or where `-p` says.
pub(super) fn effects(tool: &Tool) -> Vec<Effect> {
    let options = tool.options(&["-p", "--prefix", "-n", "--name", "-f", "--file", "-c", "--channel"]);
    let given = options.value(&["-p", "--prefix"]).map(|to| tool.holder(to));
    let roots = ["CONDA_PREFIX", "CONDA_DIR", "MAMBA_ROOT_PREFIX"].into_iter().filter_map(|name| tool.env(name));
    let own = ["/opt".to_owned(), tool.home(), "/usr/local".to_owned()];
    let places = given.into_iter().chain(roots.map(|path| clean(&path))).chain(own);
    // The folder of the installation itself, whatever it is called, is where the program lies.
    let installed =
        tool.path.and_then(|path| path.rsplit_once("/bin/")).map(|(folder, _)| parent(&format!("{folder}/")));
    places.chain(installed).filter(|path| path != "/").map(|path| tool.opens(path)).collect()
}
