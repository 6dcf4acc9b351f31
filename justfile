# The ten commands. Each line also works typed by hand; .ci/run uses the same ones.

# what there is
default:
    @just --list

# a filled, working edition in the browser
demo:
    cargo run -- demo

# serve the database of the settings
serve:
    cargo run -- serve

# does it compile?
build:
    cargo check --workspace --all-targets

# all tests; the last lines say what was left out
test:
    cargo test --workspace

# only tests whose name has a word in it: just only quota
only word:
    cargo nextest run -E 'test({{word}})'

# layout of the code
fmt:
    cargo fmt --all

# lints; a warning is a fault
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# licences, bans, sources of the dependencies
deny:
    cargo fetch --locked
    cargo deny --offline check licenses bans sources

# tools of the browser tests
browser:
    cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund

# what CI runs, from first to last
check:
    bash .ci/run
