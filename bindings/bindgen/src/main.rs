//! Makes the Kotlin and Swift sources out of the built library: UniFFI's own command line.

fn main() {
    uniffi::uniffi_bindgen_main();
}
