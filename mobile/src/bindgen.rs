//! Writes the Kotlin, Swift and Python bindings, read from the metadata in the built library.
//!
//! `plimsoll-bindgen LIBRARY CONFIG OUT_DIR`: the sources go to `OUT_DIR/kotlin`, `OUT_DIR/swift` and `OUT_DIR/python`.

use std::process::ExitCode;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [library, config, out_dir] = arguments.as_slice() else {
        eprintln!("usage: plimsoll-bindgen LIBRARY CONFIG OUT_DIR");
        return ExitCode::FAILURE;
    };
    for (language, folder) in [(TargetLanguage::Kotlin, "kotlin"), (TargetLanguage::Swift, "swift"), (TargetLanguage::Python, "python")] {
        let options = GenerateOptions {
            languages: vec![language],
            source: library.into(),
            out_dir: format!("{out_dir}/{folder}").into(),
            config_override: Some(config.into()),
            ..GenerateOptions::default()
        };
        if let Err(error) = generate(options) {
            eprintln!("cannot write the {folder} bindings of {library}: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
