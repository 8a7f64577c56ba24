//! The schemas of requests, in the order of the microversions that changed them.
