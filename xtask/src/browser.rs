//! Chromium and its driver: found, else installed with apt-get where that works, else asked for in one line.

use crate::process;
use anyhow::{Result, bail};
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Each with the variable that names it.
const BROWSER: (&str, &[&str]) = (
    "CHROMIUM",
    &[
        "chromium",
        "chromium-browser",
        "google-chrome-stable",
        "google-chrome",
    ],
);
const DRIVER: (&str, &[&str]) = ("CHROMEDRIVER", &["chromedriver"]);

/// The browser's programs.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

impl Browser {
    /// Finds or installs both.
    pub fn ready() -> Result<Self> {
        if let Some(browser) = find()? {
            return Ok(browser);
        }
        // What apt-get says is shown; what counts is whether the programs are there afterwards.
        if process::find_program("apt-get").is_some() && is_root() {
            println!("Installing Chromium and its driver …");
            let _ = apt_get(&["update", "--quiet"]);
            let _ = apt_get(&[
                "install",
                "--yes",
                "--quiet",
                "--no-install-recommends",
                "chromium",
                "chromium-driver",
            ]);
            if let Some(browser) = find()? {
                return Ok(browser);
            }
        }
        bail!(
            "Chromium and chromedriver are needed: install them (Debian: apt-get install chromium chromium-driver), \
             or name them in {} and {}, and run again",
            BROWSER.0,
            DRIVER.0
        )
    }
}

fn find() -> Result<Option<Browser>> {
    let (Some(chromium), Some(driver)) = (find_one(BROWSER)?, find_one(DRIVER)?) else {
        return Ok(None);
    };
    Ok(Some(Browser { chromium, driver }))
}

fn find_one((variable, names): (&str, &[&str])) -> Result<Option<PathBuf>> {
    if let Some(path) = env::var_os(variable).map(PathBuf::from) {
        if !path.is_file() {
            bail!(
                "{variable} names {}, which is no file: correct it or leave it out",
                path.display()
            );
        }
        return Ok(Some(path));
    }
    Ok(names.iter().find_map(|name| process::find_program(name)))
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    process::run(&mut command, "apt-get")
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u"), "id").is_ok_and(|id| id.trim() == "0")
}
