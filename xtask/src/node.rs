//! Node and the packages that the lock files in `tests/` name.

use crate::process;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const LEAST_VERSION: u32 = 20;

/// What an install needs, in one line.
const NEEDS: &str =
    "install Node 20 or newer with npm (Debian: apt-get install nodejs npm) and run again";

/// Node and npm as they were found.
pub struct Node {
    program: PathBuf,
    packages: PathBuf,
}

impl Node {
    /// Finds Node and installs the locked packages if that has not been done.
    pub fn ready(workspace: &Workspace) -> Result<Self> {
        let Some(program) = process::find_program("node") else {
            bail!("Node is missing: {NEEDS}");
        };
        let version = process::output(
            Command::new(&program).arg("--version"),
            "reading Node's version",
        )?;
        if major(&version).is_none_or(|major| major < LEAST_VERSION) {
            bail!("Node {} is too old: {NEEDS}", version.trim());
        }
        install(&workspace.tests())?;
        Ok(Self {
            program,
            packages: workspace.tests().join("node_modules"),
        })
    }

    /// A command that runs Node.
    pub fn command(&self) -> Command {
        Command::new(&self.program)
    }

    /// A command that runs a package's program.
    pub fn package_program(&self, path: &str) -> Command {
        let mut command = self.command();
        command.arg(self.packages.join(path));
        command
    }
}

/// `npm ci` in that folder, unless these very packages are there already.
pub fn install(folder: &Path) -> Result<()> {
    let path = folder.join("package-lock.json");
    let lock = fs::read(&path).with_context(|| {
        format!(
            "{} cannot be read: restore it from the repository",
            path.display()
        )
    })?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let Some(npm) = process::find_program("npm") else {
        bail!("npm is missing: {NEEDS}");
    };
    println!("Installing the packages of {} …", path.display());
    let mut command = Command::new(npm);
    command.current_dir(folder).args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]);
    process::run(&mut command, "npm ci")?;
    fs::write(stamp, lock)?;
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn major_version_is_read_from_what_node_prints() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
