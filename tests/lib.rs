//! Black-box tests of the API, one binary per version; see the folders beside this file.
