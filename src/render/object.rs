//! Building the values that templates are given.

use std::collections::BTreeMap;

use tera::Value;

/// A map under construction; every key that a template may ask for is set, if only to nothing.
#[derive(Clone, Default)]
pub struct Object(BTreeMap<&'static str, Value>);

impl Object {
    /// An empty map.
    pub fn new() -> Self {
        Object::default()
    }

    /// Sets a key.
    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(key, value.into());
        self
    }

    /// Sets a key to text, or to nothing.
    #[must_use]
    pub fn text(self, key: &'static str, value: Option<&str>) -> Self {
        self.set(key, value.map(Value::normal_string))
    }

    /// Sets a key to a list of texts.
    #[must_use]
    pub fn texts<'a>(self, key: &'static str, values: impl IntoIterator<Item = &'a String>) -> Self {
        self.set(key, values.into_iter().map(|text| Value::normal_string(text)).collect::<Vec<Value>>())
    }

    /// Sets a key to a list.
    #[must_use]
    pub fn list(self, key: &'static str, values: impl IntoIterator<Item = Value>) -> Self {
        self.set(key, values.into_iter().collect::<Vec<Value>>())
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::from(object.0)
    }
}

impl Object {
    /// Adds the keys of another map.
    #[must_use]
    pub fn with(mut self, other: Object) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The map as what a template is rendered with.
    pub fn into_context(self) -> tera::Context {
        let mut context = tera::Context::new();
        for (key, value) in self.0 {
            context.insert_value(key, value);
        }
        context
    }
}
