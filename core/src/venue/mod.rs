//! One folder per venue: its exact rules at its revisions, and its view as an account.

pub mod aave_v3;
