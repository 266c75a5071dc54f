//! Whole small sites through the real binary, by feature.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

mod bad_input;
mod command_line;
mod content_model;
mod determinism;
mod diagnostics;
mod html;
mod markdown;
mod publish;
mod registry;
mod relations;
mod sample_library;
mod themes;
