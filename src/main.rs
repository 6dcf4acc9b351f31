//! One call: everything is in the library.

#[tokio::main]
async fn main() -> std::process::ExitCode {
    convoca::cli::main().await
}
