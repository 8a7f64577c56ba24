//! Password hashing, and limits on the hashes that are accepted.

use std::error;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version,
    password_hash,
};

/// The cost of our hashes: 8 MiB, one pass, one lane, which takes some milliseconds. It is low
/// because every login of a new client costs this, and a server on a laptop or in CI gets many
/// logins.
const PARAMS: Params = match Params::new(8 * 1024, 1, 1, None) {
    Ok(params) => params,
    Err(_) => panic!("the parameters are in range"),
};

/// The salt and the hash at the end of the dummy hash. No password with this hash is known.
const DUMMY: &str = "bm9ib2R5J3Mgc2FsdA$bm9ib2R5IGtub3dzIHdoYXQgaGFzaGVzIHRvIHRoaXM";

/// Limits on the cost of verifying one password, since other logins wait meanwhile and memory is
/// shared.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
const MAX_PASSES: u32 = 16;
const MAX_LANES: u32 = 16;

/// Hashes a password with argon2id and a random salt, and returns it in PHC format.
///
/// This takes some milliseconds and 8 MiB of memory.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS);
    let hash: PasswordHash = argon2.hash_password(password.as_bytes()).map_err(failed)?;
    Ok(hash.to_string())
}

/// Makes the dummy hash, which is verified for unknown users so that the time of a reply does not
/// show whether a user exists. No known password matches it. Verifying it costs as much as
/// verifying the most expensive of `hashes`, or a hash from [`hash_password`] if `hashes` is empty.
pub(crate) fn dummy_hash<'a>(hashes: impl Iterator<Item = &'a str>) -> String {
    let params = hashes.filter_map(|it| Params::try_from(&parse(it).ok()?).ok());
    let cost = |it: &Params| u64::from(it.m_cost()) * u64::from(it.t_cost());
    let params = params.max_by_key(cost).unwrap_or(PARAMS);
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${DUMMY}")
}

/// Parses a hash in PHC format, and checks that its cost is within limits.
pub(crate) fn parse(text: &str) -> Result<PasswordHash, PasswordError> {
    let hash = PasswordHash::new(text).map_err(|_| PasswordError::Malformed)?;
    let is_whole = hash.salt.is_some() && hash.hash.is_some();
    let is_known = hash.version.is_none_or(|it| Version::try_from(it).is_ok());
    if hash.algorithm.as_str() != "argon2id" || !is_whole || !is_known {
        return Err(PasswordError::Malformed);
    }
    let params = Params::try_from(&hash).map_err(|_| PasswordError::Malformed)?;
    if params.m_cost() > MAX_MEMORY_KIB
        || params.t_cost() > MAX_PASSES
        || params.p_cost() > MAX_LANES
    {
        return Err(PasswordError::TooCostly {
            memory_kib: params.m_cost(),
            passes: params.t_cost(),
            lanes: params.p_cost(),
        });
    }
    Ok(hash)
}

/// Whether the password matches the hash. Compares in constant time.
pub(crate) fn verify(hash: &str, password: &str) -> Result<bool, PasswordError> {
    let hash = parse(hash)?;
    match Argon2::default().verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: password_hash::Error) -> PasswordError {
    PasswordError::Failed(Box::new(error))
}

/// Why a password or its hash can't be used. The error contains neither the password nor the hash.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// The text is not a complete argon2id hash in PHC format.
    #[error("it is not an argon2id hash as $argon2id$v=19$m=8192,t=1,p=1$<salt>$<hash>")]
    Malformed,
    #[error(
        "it asks for m={memory_kib} (KiB), t={passes}, p={lanes}; at most m={MAX_MEMORY_KIB}, \
         t={MAX_PASSES}, p={MAX_LANES} is accepted"
    )]
    TooCostly {
        /// Memory, in KiB.
        memory_kib: u32,
        passes: u32,
        /// Number of parallel lanes.
        lanes: u32,
    },
    /// There is not enough memory, or there are no random bytes.
    #[error("hashing failed")]
    Failed(#[source] Box<dyn error::Error + Send + Sync>),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hash_fits_its_password_alone() {
        let hash = hash_password("secret").unwrap();

        assert!(hash.starts_with("$argon2id$v=19$m=8192,t=1,p=1$"), "{hash}");
        assert!(verify(&hash, "secret").unwrap());
        assert!(!verify(&hash, "Secret").unwrap());
        assert!(!verify(&hash, "").unwrap());
    }

    #[test]
    fn a_password_has_another_hash_each_time() {
        assert_ne!(hash_password("secret").unwrap(), hash_password("secret").unwrap());
    }

    #[test]
    fn the_hash_of_nobody_costs_as_much_as_the_dearest_and_fits_no_password() {
        let tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let hash = |params: &str| format!("$argon2id$v=19${params}{tail}");
        let cost = |hashes: &[String]| {
            let nobody = dummy_hash(hashes.iter().map(|it| &**it));
            assert!(!verify(&nobody, "secret").unwrap());
            let params = Params::try_from(&parse(&nobody).unwrap()).unwrap();
            (params.m_cost(), params.t_cost(), params.p_cost())
        };

        assert_eq!(cost(&[]), (PARAMS.m_cost(), PARAMS.t_cost(), PARAMS.p_cost()));
        assert_eq!(cost(&[hash("m=64,t=2,p=1")]), (64, 2, 1));
        let several = ["m=64,t=9,p=2", "m=512,t=3,p=4", "m=1024,t=1,p=1"].map(hash);
        assert_eq!(cost(&several), (512, 3, 4));
    }

    #[test]
    fn a_hash_of_another_implementation_is_accepted() {
        // The output of the reference implementation for `echo -n password | argon2 somesalt -id -t
        // 2 -m 16 -p 1 -e`.
        let hash = "$argon2id$v=19$m=65536,t=2,p=1\
                    $c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assert!(verify(hash, "password").unwrap());
    }

    #[test]
    fn a_hash_that_costs_too_much_is_refused_with_its_cost() {
        let tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        for params in ["m=4194304,t=1,p=1", "m=8192,t=4000000000,p=1", "m=8192,t=1,p=17"] {
            let error = parse(&format!("$argon2id$v=19${params}{tail}")).unwrap_err();

            assert!(matches!(error, PasswordError::TooCostly { .. }), "{params}");
        }
        let error = parse(&format!("$argon2id$v=19$m=262145,t=1,p=1{tail}")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it asks for m=262145 (KiB), t=1, p=1; at most m=262144, t=16, p=16 is accepted"
        );
    }

    #[test]
    fn what_is_no_whole_argon2id_hash_is_refused() {
        for text in ["", "secret", "$2b$12$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=8192,t=1,p=1"]
        {
            assert!(matches!(parse(text), Err(PasswordError::Malformed)), "{text}");
        }
        let tail = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        for head in [
            "$argon2i$v=19$m=8192,t=1,p=1",
            "$argon2id$v=20$m=8192,t=1,p=1",
            "$argon2id$v=19$m=1,t=1,p=1",
            "$argon2id$v=19$m=8192,t=0,p=1",
        ] {
            let text = format!("{head}{tail}");
            assert!(matches!(parse(&text), Err(PasswordError::Malformed)), "{text}");
        }
        assert!(parse(&format!("$argon2id$v=19$m=8192,t=1,p=1{tail}")).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_can_be_given_as_a_hash(text in "\\PC*", params in "[a-z0-9=,$]{0,40}") {
            let _ = parse(&text);
            let _ = parse(&format!("$argon2id${params}$c29tZXNhbHQ$GpZ3sK/oH9p7VIiV56G/6w"));
        }
    }
}
