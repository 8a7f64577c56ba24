//! The API reference of every version: it is consistent, and agrees with the code.

mod contributions;
mod document;
mod examples;
mod keys;
mod microversions;
mod pages;
mod support;
