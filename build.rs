//! Makes what the program carries with it: the default theme's scripts, as small as they can be, and tables of Han
//! characters: their scripts, and the forms that the search folds them to.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use oxc_allocator::Allocator;
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_minifier::{Minifier, MinifierOptions};
use oxc_parser::Parser;
use oxc_span::SourceType;
use unicode_normalization::UnicodeNormalization;

#[path = "src/load/bundle.rs"]
mod bundle;
#[path = "src/tcm/encodings.rs"]
mod encodings;
#[path = "src/search/han_variants.rs"]
mod han_variants;

const THEME: &str = "themes/default";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={THEME}");
    for source in ["build.rs", "src/load/bundle.rs", "src/tcm/encodings.rs", "src/search/han_variants.rs"] {
        println!("cargo::rerun-if-changed={source}");
    }
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("scripts.rs"), scripts()?)?;
    let (folded, others) = folded_han()?;
    fs::write(Path::new(&out).join("han_folded.rs"), folded)?;
    fs::write(Path::new(&out).join("han_others.rs"), others)?;
    fs::write(Path::new(&out).join("han_scripts.txt"), encodings::scripts())?;
    Ok(())
}

/// What the default theme's manifest says of scripts.
#[derive(serde::Deserialize)]
struct Manifest {
    scripts: BTreeMap<String, Vec<String>>,
}

/// The scripts of the default theme as a table of Rust: name and text.
fn scripts() -> Result<String, Box<dyn Error>> {
    let manifest: Manifest = serde_yaml::from_str(&fs::read_to_string(Path::new(THEME).join("theme.yaml"))?)?;
    let mut table = String::from("&[\n");
    for (name, parts) in manifest.scripts {
        let parts = parts.iter().map(|part| fs::read_to_string(Path::new(THEME).join("assets/js").join(part)));
        let parts = parts.collect::<Result<Vec<String>, _>>()?;
        let text = bundle::join(parts.iter().map(String::as_str));
        writeln!(table, "    ({name:?}, {:?}),", minified(&name, &text)?)?;
    }
    table.push(']');
    Ok(table)
}

/// A script without comments and spaces, its own names shortened.
fn minified(name: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, SourceType::cjs()).parse();
    if let Some(error) = parsed.diagnostics.first() {
        return Err(format!("{THEME}: the script {name} is no JavaScript: {error}").into());
    }
    let mut program = parsed.program;
    let done = Minifier::new(MinifierOptions::default()).minify(&allocator, &mut program);
    let options = CodegenOptions::minify();
    let printer = Codegen::new().with_options(options).with_scoping(done.scoping);
    Ok(printer.with_private_member_mappings(done.class_private_mappings).build(&program).code)
}

/// What each Han character folds to, as two tables of Rust: the numbers of those from U+4E00 to U+9FFF, 0 where the other
/// table has it, and the rest in the order of code points.
fn folded_han() -> Result<(String, String), Box<dyn Error>> {
    /// Unicode's ideographs: unified and compatibility.
    const IDEOGRAPHS: [std::ops::RangeInclusive<u32>; 5] =
        [0x3400..=0x4DBF, 0x4E00..=0x9FFF, 0xF900..=0xFAFF, 0x20000..=0x2F7FF, 0x2F800..=0x323AF];
    let converter = OpenCC::from_config(BuiltinConfig::T2s)?;
    let variants: Vec<char> = han_variants::VARIANTS.chars().collect();
    let only = |text: &str| text.chars().next().filter(|_| text.chars().count() == 1);
    let mut folded = String::from("&[\n");
    let mut others = String::from("&[\n");
    for character in IDEOGRAPHS.into_iter().flatten().filter_map(char::from_u32) {
        // Compatibility ideographs are other code points for the same characters.
        let unified = std::iter::once(character).nfkc().next().unwrap_or(character);
        let step = |character: char| {
            let simplified = only(&converter.convert(&character.to_string())).unwrap_or(character);
            variants.chunks(2).find(|pair| pair[0] == simplified).map_or(simplified, |pair| pair[1])
        };
        // Twice, for a simplified form may be the traditional form of another: 薴, 苧, 苎.
        let usual = step(step(unified));
        let is_common = ('\u{4E00}'..='\u{9FFF}').contains(&character);
        let code = u16::try_from(u32::from(usual)).ok().filter(|_| is_common);
        if is_common {
            writeln!(folded, "    {},", code.unwrap_or(0))?;
        }
        if code.is_none() && usual != character {
            writeln!(others, "    ({character:?}, {usual:?}),")?;
        }
    }
    Ok((folded + "]", others + "]"))
}
