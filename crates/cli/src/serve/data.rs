//! Where the records lie that are served: in the program, or in a folder.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use include_dir::Dir;
use serde_json::Value;

/// An index `demo.json` and a folder for each source.
pub enum Data {
    /// The demonstration's own.
    Own(&'static Dir<'static>),
    /// A folder that is laid out alike.
    Folder(PathBuf),
}

impl Data {
    /// The JSON of a file.
    pub fn json(&self, path: &str) -> anyhow::Result<Value> {
        let bytes = match self {
            Data::Own(dir) => dir.get_file(path).map(|file| file.contents().into()),
            Data::Folder(folder) => fs::read(folder.join(path)).ok().map(Cow::Owned),
        };
        let bytes = bytes.with_context(|| format!("{path} is missing"))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{path} is not JSON"))
    }

    /// The JSON files below a folder of the data, each by its name without the
    /// ending, in the order of their names.
    pub fn files(&self, folder: &str) -> anyhow::Result<Vec<(String, Value)>> {
        let mut files = Vec::new();
        for path in self.paths(folder) {
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let read = self.json(&format!("{folder}/{name}.json"))?;
            files.push((name.into_owned(), read));
        }
        Ok(files)
    }

    fn paths(&self, folder: &str) -> Vec<PathBuf> {
        let mut paths: Vec<PathBuf> = match self {
            Data::Own(dir) => {
                let files = dir.get_dir(folder).into_iter().flat_map(Dir::files);
                files.map(|file| file.path().to_owned()).collect()
            }
            Data::Folder(root) => listed(&root.join(folder)),
        };
        paths.sort();
        paths
    }
}

/// What is in a folder; nothing where there is none.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    listing.map(|item| item.path()).collect()
}
