//! One run of the tool. Every run is looked at for what no run may do: fail, complain, write a file.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The tool, in a folder where nothing is and which is its home.
pub(crate) fn tool(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongtong"));
    command.arg("kat").env_clear().env("HOME", folder).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What the tool answers to an input.
pub(crate) fn answers(input: &[u8]) -> Vec<u8> {
    answers_under(None, input)
}

/// What the tool answers to an input, under a profile.
fn answers_under(profile: Option<&Path>, input: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut tool = tool(folder.path());
    if let Some(profile) = profile {
        tool.arg("--profile").arg(profile);
    }
    let mut child = tool.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "a file was written: {left:?}");
    output.stdout
}

/// The answers to questions, one each.
pub(crate) fn ask(questions: &[Value]) -> Vec<Value> {
    ask_under(None, questions)
}

/// The answers to questions under a profile, one each.
pub(crate) fn ask_under(profile: Option<&Path>, questions: &[Value]) -> Vec<Value> {
    let input: String = questions.iter().map(|question| format!("{question}\n")).collect();
    let answers = String::from_utf8(answers_under(profile, input.as_bytes())).unwrap();
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), questions.len());
    answers
}

/// The answer to one question.
pub(crate) fn one(question: Value) -> Value {
    ask(&[question]).remove(0)
}

/// The code of an answer that is an error.
pub(crate) fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_else(|| panic!("an error was expected: {answer}"))
}

/// A text of a file or an answer.
pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("`{name}` is no text: {value}"))
}

/// Where a file of `tests/vectors` lies.
pub(crate) fn place(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(path)
}

/// A file of `tests/vectors`.
pub(crate) fn file(path: &str) -> String {
    std::fs::read_to_string(place(path)).unwrap()
}

/// A file of `tests/vectors`, as JSON.
pub(crate) fn json_file(path: &str) -> Value {
    serde_json::from_str(&file(path)).unwrap()
}
