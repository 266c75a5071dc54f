//! Builds again when the default theme changes, which is embedded into the binary.

fn main() {
    println!("cargo::rerun-if-changed=themes/default");
}
