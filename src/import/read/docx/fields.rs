//! Fields: what Word puts in by itself, of which only links matter.

use std::rc::Rc;

/// A field whose instruction or result is being read.
#[derive(Debug, Default)]
struct Field {
    instruction: String,
    has_result: bool,
    link: Option<Rc<str>>,
}

/// The fields that stand open, one in the other.
#[derive(Debug, Default)]
pub struct Fields(Vec<Field>);

impl Fields {
    /// A field begins, comes to its result or ends.
    pub fn mark(&mut self, kind: Option<&str>) {
        match kind {
            // Nobody nests fields so deep.
            Some("begin") if self.0.len() < 64 => self.0.push(Field::default()),
            Some("separate") => {
                if let Some(field) = self.0.last_mut() {
                    field.has_result = true;
                    field.link = address(&field.instruction);
                }
            }
            Some("end") => {
                self.0.pop();
            }
            _ => {}
        }
    }

    /// Adds to the instruction of the innermost field.
    pub fn instruct(&mut self, text: &str) {
        if let Some(field) = self.0.last_mut().filter(|field| !field.has_result) {
            field.instruction.push_str(text);
        }
    }

    /// The link that the text is in.
    pub fn link(&self) -> Option<Rc<str>> {
        self.0.iter().rev().find_map(|field| field.link.clone())
    }
}

/// Whether an address leads to the web.
pub fn is_web(address: &str) -> bool {
    let address = address.trim_start().as_bytes();
    let starts = |scheme: &[u8]| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    starts(b"http://") || starts(b"https://")
}

/// The address of a field that is a link: `HYPERLINK "https://…"`.
pub fn address(instruction: &str) -> Option<Rc<str>> {
    let rest = instruction.trim_start().strip_prefix("HYPERLINK")?.trim_start();
    let address = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()).or(rest.split_whitespace().next())?;
    is_web(address).then(|| Rc::from(address))
}
