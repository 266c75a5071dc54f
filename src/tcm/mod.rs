//! What is known of the field: points, channels, organs, how they are written, and what to be careful of.
//!
//! Facts are data (`data/*.tsv`), read once into a [`Registry`]; the modules here hold only the rules that
//! read them.

pub mod isbn;
pub mod notation;
pub mod pregnancy;
pub mod reference;
pub mod registry;
pub mod script;
pub mod text;

pub use reference::{PointReference, Resolution};
pub use registry::{Caution, Channel, ChannelId, Class, Organ, Phase, Point, PointId, Registry};
