//! The fields of an answer, as a host looks them up. Decides in which objects of an answer they are looked for.

/// A value found in an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A string.
    Text(String),
    /// A number.
    Number(f64),
}

/// How the host looks a value up: by its name, inside the object called `wrapper` or at the top.
///
/// Only own properties count, so that a polluted prototype has no say.
pub trait Fields {
    /// The value called `name`, if it is a string or a number.
    fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field>;
    /// A date given as text, in milliseconds since the Unix epoch.
    fn date(&self, text: &str) -> Option<u64>;
}

/// Where fields are looked for: at the top, then inside these objects.
pub(super) const WRAPPERS: [Option<&str>; 4] = [None, Some("data"), Some("result"), Some("tokens")];

/// The first of these names that is there.
pub(super) fn first(fields: &impl Fields, wrapper: Option<&str>, names: &[&str]) -> Option<Field> {
    names.iter().find_map(|name| fields.field(wrapper, name))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use serde_json::Value;

    /// An answer of JSON.
    pub(in crate::core) struct Json(pub(in crate::core) Value);

    impl Fields for Json {
        fn field(&self, wrapper: Option<&str>, name: &str) -> Option<Field> {
            let object = wrapper.map_or(Some(&self.0), |wrapper| self.0.get(wrapper))?;
            match object.get(name)? {
                Value::String(text) => Some(Field::Text(text.clone())),
                Value::Number(number) => number.as_f64().map(Field::Number),
                _ => None,
            }
        }
        fn date(&self, text: &str) -> Option<u64> {
            (text == "2030-01-01T00:00:00Z").then_some(1_893_456_000_000)
        }
    }
}
