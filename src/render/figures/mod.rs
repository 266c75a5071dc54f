//! Figures: static SVG, made of relations, in which every node is a link.
//!
//! They hold no styles (a strict Content-Security-Policy forbids them) but classes, which the theme's stylesheet colours
//! in both schemes and in print.

mod atlas;
mod strip;
mod svg;
mod web;

pub use web::organs_of_patterns;
