//! Measures the portal and prints a table in Markdown; what each measure does stands at the head of its file.

mod browser;
mod client;
mod clinic;
mod machine;
mod measures;
mod process;
mod report;

use clap::Parser;
use measures::Setting;
use report::Report;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "bench", about = "Measures the portal; see docs/benchmarks.md.")]
struct Arguments {
    /// Small sizes and short times: shows that the measures work, not how fast the portal is.
    #[arg(long)]
    quick: bool,
    /// How often the measure `names` tries each door with each kind of name, and `results` each search; usually 200.
    #[arg(long)]
    times: Option<usize>,
    /// Without SQLite: only what is measured on PostgreSQL.
    #[arg(long)]
    without_sqlite: bool,
    /// Only these measures, separated by commas.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The binary that is measured.
    #[arg(long, default_value = "target/release/portal")]
    portal: PathBuf,
    /// The client's files.
    #[arg(long, default_value = "dist")]
    assets: PathBuf,
    /// Folder for databases, on the disk that is to be measured; it is emptied afterwards.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
    /// A PostgreSQL server, as in postgres://portal@127.0.0.1:5432; without it only SQLite is measured.
    #[arg(long, env = "PORTAL_TEST_POSTGRES")]
    postgres: Option<String>,
    /// Put the table between the marks of this document, besides printing it.
    #[arg(long)]
    write: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => Err(error.to_string()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            tell(&format!("bench: {message}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), String> {
    let folder = arguments.folder.join(std::process::id().to_string());
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let setting = Setting {
        is_quick: arguments.quick,
        times: arguments.times,
        is_without_sqlite: arguments.without_sqlite,
        portal: arguments.portal,
        assets: arguments.assets,
        folder: folder.clone(),
        postgres: arguments.postgres,
    };
    let chosen: Vec<&str> = match arguments.only.as_slice() {
        [] => measures::NAMES.to_vec(),
        only => only.iter().map(String::as_str).collect(),
    };
    let mut report = Report::default();
    machine::describe(&setting, &mut report).await?;
    let mut result = Ok(());
    for name in chosen {
        tell(&format!("measuring: {name}"));
        if let Err(error) = measures::run(name, &setting, &mut report).await {
            result = Err(format!("{name}: {error}"));
            break;
        }
    }
    drop(std::fs::remove_dir_all(&folder));
    drop(write!(std::io::stdout(), "{}", report.markdown()));
    result?;
    match arguments.write {
        Some(document) => report.write_into(&document),
        None => Ok(()),
    }
}

fn tell(line: &str) {
    drop(writeln!(std::io::stderr(), "{line}"));
}
