//! The captured exchanges of the real node, as the tests read them.

use serde_json::Value;
use std::path::PathBuf;

pub(crate) struct Capture {
    pub(crate) name: String,
    body: Value,
}

impl Capture {
    /// The transaction of the request, if it carries one.
    pub(crate) fn transaction(&self) -> Option<Value> {
        let request: Value = serde_json::from_str(self.body["request_body"].as_str()?).ok()?;
        let first = request.get("params")?.get(0)?.clone();
        first.get("operations").is_some().then_some(first)
    }

    /// The result of the answer, if it was one.
    pub(crate) fn result(&self) -> Option<Value> {
        self.answer()?.get("result").cloned()
    }

    /// The body that was sent.
    pub(crate) fn request(&self) -> Option<String> {
        let body = self.body.get("request_body").or_else(|| self.body.get("request")?.get("body"));
        body.and_then(Value::as_str).map(str::to_owned)
    }

    /// Where it was sent.
    pub(crate) fn path(&self) -> String {
        self.body["request"]["path"].as_str().unwrap_or("/rpc").to_owned()
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> Option<u16> {
        let status = self.body.get("http_status").or_else(|| self.body.get("status"))?;
        u16::try_from(status.as_u64()?).ok()
    }

    /// The answer's text.
    pub(crate) fn body(&self) -> String {
        self.body["response_body"].as_str().unwrap().to_owned()
    }

    /// The answer.
    pub(crate) fn answer(&self) -> Option<Value> {
        serde_json::from_str(self.body["response_body"].as_str()?).ok()
    }
}

/// A data file of the chain's vectors.
pub(crate) fn vector_file(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(vectors().join(name)).unwrap()).unwrap()
}

/// All captures by name.
pub(crate) fn captures() -> Vec<Capture> {
    let mut found: Vec<_> = std::fs::read_dir(vectors().join("captures"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            Capture { name, body: serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap() }
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn vectors() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/ttchain"))
}
