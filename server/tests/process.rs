//! The program itself: starts, says where it is, survives being killed, ends in time.

use crate::support::eventually_blocking;
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A data folder with a site that has nothing in it; both go with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn create(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("piaf-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("site")).expect("folder");
        let manifest =
            r#"{"js":"/pkg/piaf.js","wasm":"/pkg/piaf.wasm","css":"/pkg/piaf.css","loader":"/pkg/load.js","pages":{}}"#;
        fs::write(folder.join("site/manifest.json"), manifest).expect("manifest");
        Self(folder)
    }

    pub fn piaf(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_piaf"));
        command.args(arguments).env_remove("DATABASE_URL").stdin(Stdio::null());
        command
            .arg("--data")
            .arg(self.0.join("data"))
            .arg("--site")
            .arg(self.0.join("site"));
        command
    }

    pub fn serve(&self) -> Server {
        Server::start(self.piaf(&["serve", "--listen", "127.0.0.1:0"]))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub struct Server {
    pub child: Child,
    pub address: String,
}

/// The whole answer.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
    )
    .expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("output"))
            .read_line(&mut line)
            .expect("a line");
        let address = line
            .trim()
            .strip_prefix("Piaf is at http://")
            .expect("the address")
            .to_owned();
        Self { child, address }
    }

    pub fn get(&self, path: &str) -> String {
        get(&self.address, path)
    }

    fn signal(&self, name: &str) {
        assert!(
            Command::new("kill")
                .args([name, &self.child.id().to_string()])
                .status()
                .expect("kill")
                .success()
        );
    }
}

impl Server {
    /// Tells it to end and waits until it did.
    fn end(&mut self) {
        self.signal("-TERM");
        assert!(self.child.wait().expect("ended").success());
    }
}

impl Drop for Server {
    /// In order where that is still possible: killed, it leaves its Postgres running.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let pid = self.child.id().to_string();
            let _ = Command::new("kill").args(["-TERM", &pid]).status();
            let end = Instant::now() + Duration::from_secs(20);
            while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn recovers_from_a_kill_and_ends_in_time_with_its_database() {
    let folder = Folder::create("process");
    let mut first = folder.serve();
    assert!(first.get("/readyz").starts_with("HTTP/1.1 200"));

    // Another server on the same folder says so and ends.
    let second = folder
        .piaf(&["serve", "--listen", "127.0.0.1:0"])
        .output()
        .expect("ended");
    let words = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(
        !second.status.success() && words.contains("is in use by another piaf"),
        "{words}"
    );

    // An operator's command beside the running server uses the server's database.
    let create = folder
        .piaf(&["account", "create", "ada", "--email", "ada@piaf.example"])
        .output()
        .expect("ended");
    assert!(create.status.success(), "{}", String::from_utf8_lossy(&create.stderr));
    assert!(String::from_utf8_lossy(&create.stdout).starts_with("@ada is created."));
    assert!(first.get("/readyz").starts_with("HTTP/1.1 200"));

    first.signal("-KILL");
    first.child.wait().expect("killed");
    let mut again = folder.serve();
    assert!(again.get("/@ada").starts_with("HTTP/1.1 200"));

    // Its Postgres is killed as well: the server starts it again, and nobody has to start the server.
    let postmaster = fs::read_to_string(folder.0.join("data/postgres/data/postmaster.pid")).expect("a process id");
    let postmaster = postmaster.lines().next().expect("a process id").to_owned();
    assert!(
        Command::new("kill")
            .args(["-KILL", &postmaster])
            .status()
            .expect("kill")
            .success()
    );
    let is_back = || {
        let now = fs::read_to_string(folder.0.join("data/postgres/data/postmaster.pid")).unwrap_or_default();
        !now.is_empty() && !now.starts_with(&postmaster) && again.get("/readyz").starts_with("HTTP/1.1 200")
    };
    eventually_blocking("the database comes back", is_back);
    assert!(again.get("/@ada").starts_with("HTTP/1.1 200"));

    // An open connection does not keep the server from ending.
    let _idle = TcpStream::connect(&again.address).expect("connected");
    let told = Instant::now();
    again.signal("-TERM");
    let status = again.child.wait().expect("ended");
    assert!(status.success(), "{status}");
    assert!(told.elapsed() < Duration::from_secs(15), "{:?}", told.elapsed());
    assert!(!runs_postgres(&folder.0), "its Postgres runs on");
}

/// A request for a new password for `login`, as a page without script sends it.
fn ask_for_reset(address: &str, login: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    let body = format!("login={login}");
    write!(
        stream,
        "POST /api/accounts/request_reset HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\n\
         accept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .expect("asked");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

#[test]
fn a_mail_that_was_asked_for_outlives_a_kill() {
    let folder = Folder::create("mail");
    let mut first = folder.serve();
    let create = folder
        .piaf(&["account", "create", "ada", "--email", "ada@piaf.example"])
        .output()
        .expect("ended");
    assert!(create.status.success(), "{}", String::from_utf8_lossy(&create.stderr));
    let answer = ask_for_reset(&first.address, "ada");
    assert!(answer.starts_with("HTTP/1.1 3"), "{answer}");
    first.signal("-KILL");
    first.child.wait().expect("killed");

    let mut again = folder.serve();
    let is_written = || {
        let mails = fs::read_dir(folder.0.join("data/mail")).into_iter().flatten().flatten();
        mails
            .filter_map(|mail| fs::read_to_string(mail.path()).ok())
            .any(|mail| mail.contains("ada@piaf.example") && mail.contains("/reset?token"))
    };
    eventually_blocking("the mail is sent", is_written);
    // The operator's command beside it.
    let jobs = folder.piaf(&["jobs"]).output().expect("ended");
    let words = String::from_utf8_lossy(&jobs.stdout).into_owned();
    assert!(jobs.status.success() && words.contains("clean_media"), "{words}");
    let retry = folder.piaf(&["jobs", "--retry", "7"]).output().expect("ended");
    assert_eq!(retry.status.code(), Some(1));
    again.end();
}

#[test]
fn a_terminal_that_is_closed_ends_it_in_order() {
    let folder = Folder::create("hangup");
    let mut server = folder.serve();
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    server.signal("-HUP");
    let status = server.child.wait().expect("ended");
    assert!(status.success(), "{status}");
    assert!(!runs_postgres(&folder.0), "its Postgres runs on");
}

#[test]
fn a_first_start_with_a_strict_mask_keeps_its_database_in_its_folder() {
    let folder = Folder::create("mask");
    let piaf = folder.piaf(&["serve", "--listen", "127.0.0.1:0"]);
    let mut strict = Command::new("sh");
    strict
        .args(["-c", "umask 077; exec \"$0\" \"$@\""])
        .arg(piaf.get_program())
        .args(piaf.get_args())
        .env_remove("DATABASE_URL")
        .stdin(Stdio::null());
    let mut server = Server::start(strict);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200"));
    assert!(folder.0.join("data/postgres/data/PG_VERSION").exists());
    server.end();
}

#[test]
fn the_metrics_have_an_address_of_their_own_where_one_is_named() {
    let folder = Folder::create("metrics");
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("address").to_string();
    drop(free);
    let mut piaf = folder.piaf(&["serve", "--listen", "127.0.0.1:0"]);
    piaf.args(["--metrics-listen", &address]);
    let mut server = Server::start(piaf);
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"));
    assert!(get(&address, "/metrics").contains("database_connections"));
    assert!(get(&address, "/home").starts_with("HTTP/1.1 404"));
    server.end();
}

#[test]
fn a_wrong_setting_ends_with_two_and_a_sentence() {
    let folder = Folder::create("setting");
    let output = folder
        .piaf(&["serve"])
        .env("PIAF_LISTEN", "abc")
        .output()
        .expect("ended");
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        words,
        "piaf: PIAF_LISTEN: got \"abc\", wants an address such as 127.0.0.1:8000\n"
    );
}

fn runs_postgres(folder: &Path) -> bool {
    let folder = fs::canonicalize(folder).expect("folder");
    let processes = fs::read_dir("/proc").expect("processes").flatten();
    processes
        .filter_map(|process| fs::read_link(process.path().join("cwd")).ok())
        .any(|cwd| cwd.starts_with(&folder))
}
