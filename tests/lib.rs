//! Black-box tests of the API, a binary for each version; see the folders beside this file.
