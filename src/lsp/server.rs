//! The server's state, and the loop over what the client sends.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use gen_lsp_types::Diagnostic;
use serde_json::{Value, json};

use super::client::Client;
use super::documents::Documents;
use super::offer;
use super::pull::Sweep;
use super::settings::Settings;
use super::transport::{self, Code, Incoming, Refusal};
use super::world::{Checked, World};

/// How long nothing happens before files and the client's process are looked at.
const IDLE: Duration = Duration::from_secs(3);

/// Where the conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before `initialize`.
    Fresh,
    Running,
    /// After `shutdown`.
    Over,
}

/// What an answer of the client is to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Question {
    /// What the settings of all are, and behind that those of each of the folders.
    Settings(Vec<PathBuf>),
    /// What the settings of each of the folders are.
    OfFolders(Vec<PathBuf>),
    /// Nothing follows from the answer.
    Whatever,
}

pub(super) struct Server {
    out: Box<dyn Write>,
    stage: Stage,
    pub(super) client: Client,
    pub(super) world: World,
    pub(super) documents: Documents,
    /// What was said last of each open Dockerfile, by its URI.
    pub(super) checked: HashMap<String, Checked>,
    /// Open Dockerfiles that changed, or something around them did, since they were looked at.
    pub(super) stale: BTreeSet<String>,
    /// The diagnostics that each open Dockerfile gives rise to, by the URI of the file they stand in.
    pub(super) found: HashMap<String, HashMap<String, Vec<Diagnostic>>>,
    /// What was published, by URI; nothing where the client pulls.
    pub(super) published: HashMap<String, Vec<Diagnostic>>,
    /// Rises whenever anything changes that diagnostics depend on.
    pub(super) generation: u64,
    /// A look at the whole workspace that goes on while nothing else is to be done.
    pub(super) sweep: Option<Sweep>,
    /// What the last sweep found, and when.
    pub(super) swept: Option<(u64, BTreeMap<String, Vec<Diagnostic>>)>,
    questions: HashMap<i32, Question>,
    last_question: i32,
    pub(super) queue: VecDeque<Incoming>,
    /// The requests that the client no longer waits for.
    cancelled: HashSet<String>,
    /// Whether the client can no longer be reached.
    gone: bool,
}

impl Server {
    pub(super) fn new(out: Box<dyn Write>) -> Server {
        Server {
            out,
            stage: Stage::Fresh,
            client: Client::read(&Value::Null),
            world: World::new(Settings::default()),
            documents: Documents::default(),
            checked: HashMap::new(),
            stale: BTreeSet::new(),
            found: HashMap::new(),
            published: HashMap::new(),
            generation: 0,
            sweep: None,
            swept: None,
            questions: HashMap::new(),
            last_question: 0,
            queue: VecDeque::new(),
            cancelled: HashSet::new(),
            gone: false,
        }
    }

    /// Serves until the client says `exit` or leaves; returns the exit code.
    pub(super) fn run(&mut self, input: &Receiver<Incoming>) -> u8 {
        loop {
            let is_open = self.listen(input);
            match self.queue.pop_front() {
                Some(Incoming::Notification { method, .. }) if method == "exit" => break,
                Some(message) => self.handle(message),
                None if !is_open => break,
                None => self.idle(),
            }
            if self.queue.is_empty() && self.stage == Stage::Running {
                self.settle();
            }
            if self.gone {
                break;
            }
        }
        u8::from(self.stage != Stage::Over)
    }

    /// Takes in all that has come, waiting where there is nothing to do; `false` once there will be no more.
    fn listen(&mut self, input: &Receiver<Incoming>) -> bool {
        if self.queue.is_empty() && self.sweep.is_none() {
            match input.recv_timeout(IDLE) {
                Ok(message) => self.take(message),
                Err(RecvTimeoutError::Timeout) => return true,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        loop {
            match input.try_recv() {
                Ok(message) => self.take(message),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn take(&mut self, message: Incoming) {
        if let Incoming::Notification { method, params } = &message
            && method == "$/cancelRequest"
        {
            let id = params.get("id").unwrap_or(&Value::Null);
            let waits = |it: &Incoming| matches!(it, Incoming::Request { id: waiting, .. } if waiting == id);
            // One that was answered already is let be.
            if self.queue.iter().any(waits) {
                self.cancelled.insert(id.to_string());
            }
            if self.sweep.as_ref().is_some_and(|it| it.id == *id) {
                self.end_sweep();
            }
            return;
        }
        self.queue.push_back(message);
    }

    fn handle(&mut self, message: Incoming) {
        match message {
            Incoming::Request { id, method, params } => {
                let result = self.request(&id, &method, params);
                if let Some(result) = result {
                    self.reply(&id, result);
                }
            }
            // What comes before its time is dropped, as the protocol has it.
            Incoming::Notification { method, params } if self.stage == Stage::Running => self.hear(&method, params),
            Incoming::Notification { .. } => (),
            Incoming::Response { id, result } => {
                let id = id.as_i64().and_then(|it| i32::try_from(it).ok());
                if let Some(question) = id.and_then(|id| self.questions.remove(&id)) {
                    self.learn(question, result);
                }
            }
            Incoming::Broken { id, refusal } => self.reply(&id, Err(refusal)),
        }
    }

    /// The answer; `None` where it will be given later.
    fn request(&mut self, id: &Value, method: &str, params: Value) -> Option<Result<Value, Refusal>> {
        if self.cancelled.remove(&id.to_string()) {
            return Some(Err(Refusal::new(Code::RequestCancelled, "the client no longer wants it")));
        }
        let refused = |code, message: &str| Some(Err(Refusal::new(code, message)));
        match (self.stage, method) {
            (Stage::Fresh, "initialize") => Some(self.initialize(&params)),
            (Stage::Fresh, _) => refused(Code::ServerNotInitialized, "`initialize` comes first"),
            (Stage::Running, "initialize") => refused(Code::InvalidRequest, "`initialize` comes once"),
            (Stage::Running, "shutdown") => {
                self.stage = Stage::Over;
                self.end_sweep();
                Some(Ok(Value::Null))
            }
            (Stage::Running, "workspace/diagnostic") => match self.start_sweep(id, params) {
                Ok(()) => None,
                Err(refusal) => Some(Err(refusal)),
            },
            (Stage::Running, _) => Some(self.answer(method, params)),
            (Stage::Over, _) => refused(Code::InvalidRequest, "nothing but `exit` comes after `shutdown`"),
        }
    }

    /// Leaves a look at the whole workspace at that.
    fn end_sweep(&mut self) {
        if let Some(sweep) = self.sweep.take() {
            self.reply(&sweep.id, Err(Refusal::new(Code::RequestCancelled, "the client no longer wants it")));
        }
    }

    fn initialize(&mut self, params: &Value) -> Result<Value, Refusal> {
        self.client = Client::read(params);
        // Paths are shown relative to the first folder; where it cannot be entered they are shown in full.
        if let Some(folder) = self.client.folders.first() {
            let _ = std::env::set_current_dir(folder);
        }
        let settings = Settings::read(params.get("initializationOptions").unwrap_or(&Value::Null));
        self.world = World::new(settings);
        self.stage = Stage::Running;
        serde_json::to_value(offer::offer(&self.client))
            .map_err(|error| Refusal::new(Code::RequestFailed, error.to_string()))
    }

    /// Everything that is stale is looked at again; then a step of what has time.
    fn settle(&mut self) {
        while let Some(uri) = self.stale.pop_first() {
            self.look_at(&uri);
        }
        if self.world.look_again(&self.documents) {
            self.all_stale();
            while let Some(uri) = self.stale.pop_first() {
                self.look_at(&uri);
            }
        }
        self.step();
    }

    fn idle(&mut self) {
        // What ends with standard input needs no look; some clients leave it open.
        let processes = Path::new("/proc");
        if let Some(process) = self.client.process
            && processes.join("self").exists()
            && !processes.join(process.to_string()).exists()
        {
            self.gone = true;
        }
    }

    /// Every open Dockerfile is to be looked at again.
    pub(super) fn all_stale(&mut self) {
        self.generation += 1;
        self.stale = self.documents.dockerfiles().into_iter().collect();
        self.ask_to_refresh();
    }

    pub(super) fn reply(&mut self, id: &Value, result: Result<Value, Refusal>) {
        self.gone |= transport::answer(&mut self.out, id, result).is_err();
    }

    pub(super) fn notify(&mut self, method: &str, params: &Value) {
        self.gone |= transport::send(&mut self.out, None, method, params).is_err();
    }

    pub(super) fn ask(&mut self, question: Question, method: &str, params: &Value) {
        self.last_question = self.last_question.wrapping_add(1);
        self.questions.insert(self.last_question, question);
        self.gone |= transport::send(&mut self.out, Some(self.last_question), method, params).is_err();
    }

    /// A line in the editor's log.
    pub(super) fn log(&mut self, message: &str) {
        self.notify("window/logMessage", &json!({"type": 2, "message": message}));
    }
}
