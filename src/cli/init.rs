//! `acupress init`: a new library with one article, ready to build.

use camino::{Utf8Path, Utf8PathBuf};

use super::{INTERNAL, Shared, USAGE, complain, print_result};

/// The files of a new library.
const FILES: &[(&str, &str)] = &[
    ("acupress.yaml", include_str!("init/acupress.yaml")),
    ("content/_index.md", include_str!("init/home.md")),
    ("content/articles/low-back-pain.md", include_str!("init/low-back-pain.md")),
    (".gitignore", "/public/\n/.acupress-*/\n"),
];

/// Makes a library in `directory`, from the root; refuses a folder that holds one already.
pub fn run(shared: &Shared, directory: &Utf8Path) -> u8 {
    // `.` joined to a folder would only lengthen the paths that are shown.
    let base = if shared.root == "." { directory.to_owned() } else { shared.root.join(directory) };
    if let Some(taken) = ["acupress.yaml", "content"].into_iter().find(|name| base.join(name).exists()) {
        let shown = if base == "." { Utf8PathBuf::from(taken) } else { base.join(taken) };
        complain(format_args!("`{shown}` is there already, so there is a library in this folder"));
        return USAGE;
    }
    for (path, text) in FILES {
        let file = base.join(path);
        if file.exists() {
            continue;
        }
        let made = file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, text));
        if let Err(error) = made {
            complain(format_args!("cannot write `{file}`: {error}"));
            return INTERNAL;
        }
    }
    if shared.quiet {
        return super::CLEAN;
    }
    let enter = if base == "." {
        String::new()
    } else {
        format!(
            "  cd {base}
"
        )
    };
    print_result(&format!(
        "A new library with one article.\n\n{enter}  acupress build\n  acupress new article \"The title\"\n"
    ))
}
