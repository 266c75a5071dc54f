//! Whole small sites through the real binary, by feature.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

mod bad_addresses;
mod bad_input;
mod browser;
mod command_line;
mod content_model;
mod determinism;
mod diagnostics;
mod figures;
mod hosts;
mod html;
mod identity;
mod import;
mod import_properties;
mod languages;
mod long_lists;
mod markdown;
mod markdown_han;
mod markdown_links;
mod mentions;
mod mentions_judged;
mod mentions_properties;
mod notations;
mod point_names;
mod publish;
mod registry;
mod relations;
mod sample_library;
mod settings;
mod structured_data;
mod theme_guide;
mod themes;
mod warm_builds;
