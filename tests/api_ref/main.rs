//! The API reference of every version: sound in itself, and saying what the code does.

mod contributions;
mod document;
mod examples;
mod keys;
mod pages;
mod support;
