//! What the scripts say on a machine that lacks something: which, and what to do; on Debian they install it.

#![expect(clippy::expect_used, reason = "a test stops at what it did not expect")]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A machine that has only what is put on it.
struct Machine {
    folder: PathBuf,
}

impl Machine {
    fn bare(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("portal-tidy-{}-{name}", std::process::id()));
        std::fs::create_dir_all(folder.join("bin")).expect("own folder");
        let machine = Self { folder };
        for tool in ["cat", "chmod", "date", "dirname", "env", "grep", "mkdir", "sh", "tail"] {
            let found = ["/usr/bin", "/bin"]
                .map(|at| Path::new(at).join(tool))
                .into_iter()
                .find(|path| path.exists());
            symlink(found.expect("a tool of every Unix"), machine.bin(tool)).expect("own folder");
        }
        machine
    }

    fn bin(&self, program: &str) -> PathBuf {
        self.folder.join("bin").join(program)
    }

    /// Puts a program on it, in the words of the shell.
    fn with(self, program: &str, words: &str) -> Self {
        let path = self.bin(program);
        std::fs::write(&path, format!("#!/bin/sh\n{words}\n")).expect("own folder");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("own file");
        self
    }

    /// Whether a step of the scripts succeeds, and what it says.
    fn run(&self, step: &str) -> (bool, String) {
        let output = Command::new("/bin/sh")
            .args(["-c", &format!(". scripts/lib.sh; {step}"), "scripts/toolchain.sh"])
            .current_dir(tidy::root())
            .env("PATH", self.folder.join("bin"))
            .env("PORTAL_TOOLS", self.folder.join("tools"))
            .output()
            .expect("a shell");
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

#[test]
fn node_has_to_be_there_and_new_enough() {
    let machine = Machine::bare("node");
    let (is_done, said) = machine.run("need_node");
    assert!(!is_done && said.contains("node is missing: install Node 20 or newer"), "{said}");
    let machine = machine.with("npm", "true").with("node", "echo v18.19.1");
    let (is_done, said) = machine.run("need_node");
    assert!(!is_done && said.contains("Node v18.19.1 is too old: install Node 20 or newer"), "{said}");
    for version in ["v20.0.0", "v120.1.0"] {
        let machine = Machine::bare(version).with("npm", "true").with("node", &format!("echo {version}"));
        assert_eq!(machine.run("need_node"), (true, String::new()), "{version}");
    }
}

#[test]
fn a_c_compiler_is_installed_on_debian_and_named_elsewhere() {
    let there = Machine::bare("there").with("cc", "true");
    assert_eq!(there.run("need_compiler"), (true, String::new()));

    let elsewhere = Machine::bare("elsewhere");
    let (is_done, said) = elsewhere.run("need_compiler");
    assert!(!is_done && said.contains("a C compiler is missing: install gcc or clang"), "{said}");

    // Nothing is installed here: the turn that apt-get would take puts a compiler there.
    let debian =
        Machine::bare("debian").with("apt-get", "true").with("dpkg-query", "exit 1").with("id", "echo 0");
    let cc = debian.bin("cc").display().to_string();
    let asked = debian.folder.join("asked").display().to_string();
    let debian =
        debian.with("flock", &format!("echo \"$@\" >'{asked}'; echo '#!/bin/sh' >'{cc}'; chmod +x '{cc}'"));
    let (is_done, said) = debian.run("need_compiler");
    assert!(is_done && said.contains("installing Debian packages: gcc libc6-dev"), "{said}");
    let asked = std::fs::read_to_string(asked).expect("asked");
    assert!(asked.contains("apt-get install") && asked.contains(" gcc libc6-dev"), "{asked}");
}

#[test]
fn both_are_asked_for_before_anything_is_built() {
    let script = std::fs::read_to_string(tidy::root().join("scripts/toolchain.sh")).expect("a script");
    let at = |words: &str| script.find(words).expect("there");
    assert!(at("\nneed_compiler\n") < at("rustup show") && at("\nneed_node\n") < at("rustup show"));
}
