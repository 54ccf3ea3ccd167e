//! Patterns: what is expected of a value, as `tests/scenarios/README.md` says.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Kept values by their names.
pub(crate) type Names = BTreeMap<String, Value>;

/// The words that are no field of any record.
const RESERVED: [&str; 7] = ["keep", "contains", "lacks", "first", "count", "at_most", "not"];

/// Faults of a pattern as it is written.
pub(crate) fn check(pattern: &Value) -> Result<(), String> {
    match pattern {
        Value::Array(places) => places.iter().try_for_each(check),
        Value::Object(fields) => {
            let words = fields.keys().filter(|key| RESERVED.contains(&key.as_str())).count();
            if words != 0 && words != fields.len() {
                let keys: Vec<&String> = fields.keys().collect();
                return Err(format!("reserved words and fields in one pattern: {keys:?}"));
            }
            for (key, inner) in fields {
                match key.as_str() {
                    "keep" if words != 0 && !inner.is_string() => return Err("keep takes a name".to_owned()),
                    "count" if words != 0 && !inner.is_u64() => return Err("count takes a number".to_owned()),
                    "lacks" | "not" if keeps(inner) => return Err(format!("{key} with keep inside")),
                    _ => check(inner)?,
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn keeps(pattern: &Value) -> bool {
    match pattern {
        Value::Array(places) => places.iter().any(keeps),
        Value::Object(fields) => fields.contains_key("keep") || fields.values().any(keeps),
        _ => false,
    }
}

/// Puts kept values in the place of `$name`, and repeated texts in theirs.
pub(crate) fn resolve(value: &Value, names: &Names) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => names.get(name).cloned().ok_or_else(|| format!("nothing is kept as {name}"))?,
            None => value.clone(),
        },
        Value::Array(places) => {
            Value::Array(places.iter().map(|place| resolve(place, names)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            if let (2, Some(Value::String(text)), Some(times)) =
                (fields.len(), fields.get("repeat"), fields.get("times").and_then(Value::as_u64))
            {
                return Ok(Value::String(text.repeat(usize::try_from(times).unwrap())));
            }
            let fields = fields.iter().map(|(key, inner)| Ok((key.clone(), resolve(inner, names)?)));
            let fields = fields.collect::<Result<Map<_, _>, String>>()?;
            match (fields.len(), fields.get("sum"), fields.get("less")) {
                (2, Some(sum), Some(less)) => difference(sum, less)?,
                _ => Value::Object(fields),
            }
        }
        _ => value.clone(),
    })
}

/// What a list of units is together, less the units of another.
fn difference(sum: &Value, less: &Value) -> Result<Value, String> {
    let together = |list: &Value| {
        list.as_array()?.iter().map(units).try_fold(0_u128, |sum, units| sum.checked_add(units?))
    };
    let left = together(sum).zip(together(less)).and_then(|(sum, less)| sum.checked_sub(less));
    let left = left.ok_or_else(|| format!("the sum of {sum} less {less} is no number of units"))?;
    Ok(Value::String(left.to_string()))
}

/// A whole number in a text.
fn units(value: &Value) -> Option<u128> {
    value.as_str()?.parse().ok()
}

/// Compares. The names that it keeps count only if it all matches.
pub(crate) fn compare(pattern: &Value, value: &Value, names: &mut Names) -> Result<(), String> {
    let pattern = resolve(pattern, names)?;
    let mut kept = names.clone();
    matches(&pattern, value, "", &mut kept)?;
    *names = kept;
    Ok(())
}

fn matches(pattern: &Value, value: &Value, at: &str, names: &mut Names) -> Result<(), String> {
    let differs = |what: String| Err(format!("{}: {what}", if at.is_empty() { "the value" } else { at }));
    match (pattern, value) {
        (Value::Object(words), _) if words.keys().any(|key| RESERVED.contains(&key.as_str())) => {
            words.iter().try_for_each(|(word, inner)| reserved(word, inner, value, at, names))
        }
        (Value::Object(wanted), Value::Object(fields)) => each_field(wanted, fields, at, names),
        (Value::Array(wanted), Value::Array(places)) => {
            if wanted.len() != places.len() {
                return differs(format!("expected a list of {}, got {value}", wanted.len()));
            }
            let mut places = wanted.iter().zip(places).enumerate();
            places.try_for_each(|(place, (pattern, value))| {
                matches(pattern, value, &format!("{at}[{place}]"), names)
            })
        }
        _ if pattern == value => Ok(()),
        _ => differs(format!("expected {pattern}, got {value}")),
    }
}

fn each_field(
    wanted: &Map<String, Value>,
    fields: &Map<String, Value>,
    at: &str,
    names: &mut Names,
) -> Result<(), String> {
    wanted.iter().try_for_each(|(key, pattern)| {
        let at = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        let field = fields.get(key).ok_or_else(|| format!("{at}: there is no such field"))?;
        matches(pattern, field, &at, names)
    })
}

fn reserved(word: &str, inner: &Value, value: &Value, at: &str, names: &mut Names) -> Result<(), String> {
    let list = value.as_array();
    let fits = |pattern: &Value, value: &Value, names: &Names| {
        let mut kept = names.clone();
        matches(pattern, value, at, &mut kept).is_ok().then_some(kept)
    };
    let holds = match word {
        "keep" => {
            let name = inner.as_str().unwrap_or_default();
            names.insert(name.to_owned(), value.clone());
            !value.is_null()
        }
        "contains" => {
            let found = list.and_then(|list| list.iter().find_map(|element| fits(inner, element, names)));
            found.is_some_and(|kept| {
                *names = kept;
                true
            })
        }
        "lacks" => list.is_some_and(|list| !list.iter().any(|element| fits(inner, element, names).is_some())),
        "first" => match list.and_then(|list| list.first()) {
            Some(first) => return matches(inner, first, &format!("{at}[0]"), names),
            None => false,
        },
        "count" => {
            let count = list.map(Vec::len).or_else(|| value.as_str().map(|text| text.chars().count()));
            count.map(Value::from).as_ref() == Some(inner)
        }
        "at_most" => units(value).zip(units(inner)).is_some_and(|(value, most)| value <= most),
        "not" => fits(inner, value, names).is_none(),
        _ => return Err(format!("{at}: {word} is mixed with reserved words")),
    };
    let place = if at.is_empty() { "the value" } else { at };
    if holds { Ok(()) } else { Err(format!("{place}: expected {word} {inner}, got {value}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fits(pattern: Value, value: Value) -> bool {
        compare(&pattern, &value, &mut Names::new()).is_ok()
    }

    #[test]
    fn an_object_matches_by_the_fields_that_are_named() {
        assert!(fits(json!({"a": {"b": 1}}), json!({"a": {"b": 1, "c": 2}, "d": 3})));
        assert!(!fits(json!({"a": {"b": 1}}), json!({"a": {"b": 2}})));
        assert!(!fits(json!({"e": null}), json!({"a": 1})), "a field that is not there");
        assert!(!fits(json!({"a": 1}), json!({"a": "1"})));
        assert!(!fits(json!({}), json!([])));
    }

    #[test]
    fn a_list_matches_place_by_place_or_by_a_word() {
        assert!(fits(json!([1, 2]), json!([1, 2])));
        assert!(!fits(json!([1]), json!([1, 2])));
        assert!(fits(json!({"contains": {"a": 1}, "count": 2}), json!([{"a": 2}, {"a": 1}])));
        assert!(!fits(json!({"contains": 3}), json!([1, 2])));
        assert!(!fits(json!({"contains": 3}), json!(3)));
        assert!(fits(json!({"lacks": 3}), json!([1, 2])) && !fits(json!({"lacks": 2}), json!([1, 2])));
        assert!(fits(json!({"first": 1}), json!([1, 2])) && !fits(json!({"first": 1}), json!([])));
        assert!(fits(json!({"count": 2}), json!("안녕")) && !fits(json!({"count": 3}), json!("안녕")));
        assert!(fits(json!({"not": 3}), json!(4)) && !fits(json!({"not": 3}), json!(3)));
    }

    #[test]
    fn units_are_added_taken_away_and_compared_as_whole_numbers() {
        let mut names = Names::new();
        names.insert("fee".to_owned(), json!("1000000000000000000001"));
        let difference = |sum: Value, less: Value| resolve(&json!({"sum": sum, "less": less}), &names);
        let left = difference(json!(["2000000000000000000000", "5"]), json!(["$fee", "4"]));
        assert_eq!(left.unwrap(), "1000000000000000000000");
        for (sum, less) in [(json!(["1"]), json!(["2"])), (json!([1]), json!([])), (json!("1"), json!([]))] {
            assert!(difference(sum, less).is_err());
        }
        assert!(fits(json!({"at_most": "10"}), json!("9")) && fits(json!({"at_most": "10"}), json!("10")));
        assert!(!fits(json!({"at_most": "9"}), json!("10")), "not as texts");
        assert!(!fits(json!({"at_most": "9"}), json!(1)) && !fits(json!({"at_most": "9"}), json!("0.1")));
    }

    #[test]
    fn names_are_kept_by_a_match_only_and_stand_for_the_value() {
        let mut names = Names::new();
        let rows = json!([{"id": "x", "n": 1}, {"id": "y", "n": 2}]);
        assert!(compare(&json!({"contains": {"id": {"keep": "id"}, "n": 3}}), &rows, &mut names).is_err());
        assert!(names.is_empty());
        compare(&json!({"contains": {"id": {"keep": "id"}, "n": 2}}), &rows, &mut names).unwrap();
        assert_eq!(names["id"], "y");
        compare(&json!({"contains": {"id": "$id", "n": {"keep": "n"}}}), &rows, &mut names).unwrap();
        assert_eq!(names["n"], 2);
        assert!(compare(&json!("$other"), &rows, &mut names).is_err());
        assert!(compare(&json!({"keep": "nothing"}), &Value::Null, &mut names).is_err());
        assert_eq!(resolve(&json!({"repeat": "가", "times": 3}), &names).unwrap(), "가가가");
    }

    #[test]
    fn a_pattern_that_mixes_words_and_fields_is_refused() {
        assert!(check(&json!({"keep": "x", "peer": 1})).is_err());
        assert!(check(&json!([{"lacks": {"a": {"keep": "x"}}}])).is_err());
        assert!(check(&json!({"keep": "x", "count": 2})).is_ok());
    }
}
