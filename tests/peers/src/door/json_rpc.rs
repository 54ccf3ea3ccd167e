use super::{Asked, Told};
use serde_json::{Value, json};

/// One call. A batch is none: it passes, and meets only what meets everything.
pub(super) struct Call {
    id: Value,
    /// The method.
    pub(super) method: String,
    params: Value,
}

impl Call {
    /// Reads it.
    pub(super) fn read(asked: &Asked) -> Option<Self> {
        let call: Value = serde_json::from_slice(&asked.body).ok()?;
        let method = call.get("method")?.as_str()?.to_owned();
        let field = |name: &str| call.get(name).cloned().unwrap_or(Value::Null);
        Some(Self { id: field("id"), method, params: field("params") })
    }

    /// A parameter that is a text.
    pub(super) fn text(&self, index: usize) -> Option<&str> {
        self.params.get(index)?.as_str()
    }

    /// Another parameter.
    pub(super) fn param(&self, index: usize) -> Option<&Value> {
        self.params.get(index)
    }

    /// An answer to it.
    pub(super) fn answer(&self, result: &Value) -> Told {
        Told::json(&json!({"jsonrpc": "2.0", "id": self.id, "result": result}))
    }
}

/// The answer with another result; what is none stays as it is.
pub(super) fn with_result(told: Told, change: impl FnOnce(&mut Value)) -> Told {
    let Some(mut answer) = told.value() else { return told };
    match answer.get_mut("result") {
        Some(result) => change(result),
        None => return told,
    }
    Told::json(&answer)
}
