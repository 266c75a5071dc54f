//! The example in the guide to themes, followed to the letter.

use std::path::PathBuf;

use crate::support::{Site, repository};

/// The first piece of code in a line of the guide.
fn named(line: &str) -> Option<&str> {
    line.rsplit_once("` ").map_or(line, |_| line).split('`').rev().nth(1)
}

/// Puts the words of a command apart.
fn words_of(command: &str) -> Vec<&str> {
    command.split_whitespace().collect()
}

#[test]
fn the_example_works_as_it_is_printed() {
    let guide = std::fs::read_to_string(repository().join("docs/theme.md")).unwrap();
    let (_, section) = guide.split_once("\n## A change from start to end\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let site = Site::bare();
    let mut folder = PathBuf::new();
    let (mut commands, mut files, mut looks) = (0, 0, 0);
    let mut before = "";
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            before = if line.is_empty() { before } else { line };
            continue;
        };
        let block: String = lines.by_ref().take_while(|line| *line != "```").map(|line| format!("{line}\n")).collect();
        if language == "sh" {
            for command in block.lines().map(words_of) {
                match command[..] {
                    ["cd", name] => folder.push(name),
                    ["acupress", ref arguments @ ..] => {
                        let run = site.run_with(arguments, |command| {
                            command.current_dir(site.path(folder.to_str().unwrap()));
                        });
                        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
                        commands += 1;
                    }
                    _ => panic!("what is {command:?}?"),
                }
            }
            continue;
        }
        let name = named(before).unwrap_or_else(|| panic!("no file is named before: {block}"));
        let path = folder.join(name);
        let path = path.to_str().unwrap();
        let read = || std::fs::read_to_string(site.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        if before.ends_with("` holds:") {
            assert!(read().contains(&block), "{path} lacks\n{block}\nin\n{}", read());
            looks += 1;
        } else if before.ends_with(&format!("dd to `{name}`:")) {
            site.write(path, format!("{}{block}", read()));
            files += 1;
        } else {
            assert!(before.ends_with(&format!("`{name}`:")), "{before}");
            assert!(!site.path(path).exists(), "{path} is there already");
            site.write(path, block);
            files += 1;
        }
    }
    assert_eq!((commands, files, looks), (3, 6, 2), "the section has other blocks than this test knows");
    let page = std::fs::read_to_string(site.path("riverside/public/points/bl23/index.html")).unwrap();
    let below = page.find("<p class=\"press\">").unwrap();
    assert!(page.find("<h1>").unwrap() < below && below < page.find("</header>\n<figure").unwrap(), "{page}");
    assert!(page.contains("<link rel=\"stylesheet\" href=\"../../assets/css/riverside.css\">"));
}
