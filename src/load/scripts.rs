//! A theme's scripts: files that are read apart and published as one.

use std::collections::BTreeMap;

use super::bundle;
use super::theme::ThemeFile;
use crate::diagnostics::{Diagnostic, Place, RuleId, did_you_mean};

/// Which files make which script, in order; both by their paths from `assets/js/`.
pub type Bundles = BTreeMap<String, Vec<String>>;

/// The scripts of the default theme as the program carries them: comments and long names left out.
const SMALL: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/scripts.rs"));

/// Puts scripts together and takes their parts out of the assets. A part that does not exist is a finding.
///
/// A script whose parts are all the default theme's, as `is_built_in` tells, is published in its small form.
pub fn bundle(
    bundles: &Bundles,
    assets: &mut BTreeMap<String, ThemeFile>,
    is_built_in: impl Fn(&str, &[u8]) -> bool,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut made = BTreeMap::new();
    for (name, parts) in bundles {
        let mut texts = Vec::new();
        let mut is_own = false;
        for part in parts {
            let path = format!("js/{part}");
            match assets.get(&path) {
                Some(file) => {
                    is_own |= !is_built_in(&path, &file.bytes);
                    texts.push(String::from_utf8_lossy(&file.bytes));
                }
                None => diagnostics.push(missing(name, part, assets)),
            }
        }
        let small = SMALL.iter().find(|(script, _)| script == name).filter(|_| !is_own && texts.len() == parts.len());
        let text = small.map_or_else(|| bundle::join(texts.iter().map(|text| &**text)), |(_, text)| (*text).to_owned());
        made.insert(format!("js/{name}"), ThemeFile { shown: format!("assets/js/{name}"), bytes: text.into_bytes() });
    }
    for part in bundles.values().flatten() {
        assets.remove(&format!("js/{part}"));
    }
    assets.extend(made);
    diagnostics
}

/// The finding that a part of a script does not exist.
fn missing(name: &str, part: &str, assets: &BTreeMap<String, ThemeFile>) -> Diagnostic {
    let message = format!("the script `{name}` is made of `assets/js/{part}`, which does not exist");
    let near = did_you_mean(part, assets.keys().filter_map(|path| path.strip_prefix("js/")));
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "the parts of a script are paths below `assets/js/`".to_owned(),
    };
    Diagnostic::new(RuleId::InvalidConfiguration, Place::file("theme.yaml"), message).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> ThemeFile {
        ThemeFile { shown: String::new(), bytes: text.as_bytes().to_vec() }
    }

    fn text(assets: &BTreeMap<String, ThemeFile>, path: &str) -> String {
        String::from_utf8_lossy(&assets[path].bytes).into_owned()
    }

    #[test]
    fn scripts_are_joined_in_order_in_a_scope_of_their_own() {
        let mut assets = BTreeMap::from([
            ("js/b.js".to_owned(), file("const b = a;\n")),
            ("js/a.js".to_owned(), file("const a = 1;\n")),
            ("js/own.js".to_owned(), file("own();\n")),
        ]);
        let bundles = BTreeMap::from([("all.js".to_owned(), vec!["a.js".to_owned(), "b.js".to_owned()])]);
        assert!(bundle(&bundles, &mut assets, |_, _| true).is_empty());
        assert_eq!(assets.keys().collect::<Vec<_>>(), ["js/all.js", "js/own.js"]);
        assert_eq!(text(&assets, "js/all.js"), "\"use strict\";(() => {\nconst a = 1;\n\nconst b = a;\n\n})();\n");
    }

    /// What the build made of a bundle of the default theme.
    fn small(name: &str) -> &'static str {
        SMALL.iter().find(|(bundle, _)| *bundle == name).unwrap().1
    }

    #[test]
    fn a_part_of_a_sites_own_keeps_the_script_readable() {
        let bundles = BTreeMap::from([("search.js".to_owned(), vec!["search.js".to_owned()])]);
        for (is_built_in, wanted) in [(true, small("search.js")), (false, "\"use strict\";(() => {\nown();\n})();\n")] {
            let mut assets = BTreeMap::from([("js/search.js".to_owned(), file("own();"))]);
            bundle(&bundles, &mut assets, |_, _| is_built_in);
            assert_eq!(text(&assets, "js/search.js"), wanted);
        }
    }

    #[test]
    fn a_part_that_does_not_exist_is_told() {
        let mut assets = BTreeMap::from([("js/boxes.js".to_owned(), file(""))]);
        let bundles = BTreeMap::from([("all.js".to_owned(), vec!["box.js".to_owned()])]);
        let found = bundle(&bundles, &mut assets, |_, _| true);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].hint.as_deref(), Some("did you mean `boxes.js`?"));
    }
}
