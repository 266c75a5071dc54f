//! `acupress explain`: what a rule means and how to mend what it finds.

use std::fmt::Write;

use super::{USAGE, complain, print_result};
use crate::diagnostics::{Level, RULES, Rule, RuleId, did_you_mean};

/// Prints one rule's page, or a line for each rule.
pub fn run(name: Option<&str>) -> u8 {
    let Some(name) = name else { return print_result(&list()) };
    match RuleId::from_name(name) {
        Some(id) => print_result(&page(id.rule())),
        None => {
            match did_you_mean(name, RULES.iter().map(|rule| rule.id.name())) {
                Some(near) => complain(format_args!("there is no rule `{name}`; did you mean `{near}`?")),
                None => complain(format_args!("there is no rule `{name}`; `acupress explain` lists them")),
            }
            USAGE
        }
    }
}

fn list() -> String {
    let width = RULES.iter().map(|rule| rule.id.name().len()).max().unwrap_or(0);
    RULES.iter().fold(String::new(), |mut out, rule| {
        let _ = writeln!(out, "{:width$}  {:7}  {}", rule.id.name(), level(rule), rule.summary);
        out
    })
}

fn page(rule: &Rule) -> String {
    let name = rule.id.name();
    let example: String = rule.example.lines().fold(String::new(), |out, line| out + "    " + line + "\n");
    let setting = if rule.fixed {
        "Its level cannot be changed.".to_owned()
    } else {
        format!("Its level is set in acupress.yaml: `rules: {{{name}: allow}}`, or note, warning, error.")
    };
    let mut summary = rule.summary.to_owned();
    summary[..1].make_ascii_uppercase();
    format!("{name} ({})\n\n{summary}.\n\n{}\n\nFor example:\n\n{example}\n{setting}\n", level(rule), rule.help)
}

fn level(rule: &Rule) -> String {
    match rule.level {
        Level::Allow => "allow".to_owned(),
        Level::Report(severity) => severity.to_string(),
    }
}
