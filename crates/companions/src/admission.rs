//! Authentication for the image and the network service.

use std::sync::Arc;

use ferronova_compute::{IdentityError, LogThrottle, error_chain};
use ferronova_http::{Gate, Incoming, Reply, Session, StatusCode, unauthorized_page};

use crate::routes::token_of;

/// Finds the caller of a request. If the request has no valid token, fails with the reply that
/// Keystone's middleware would send.
pub(crate) async fn admit(gate: &Gate, incoming: &Incoming<'_>) -> Result<Arc<Session>, Reply> {
    let unauthorized = || unauthorized_page(&format!("{}/identity", incoming.base_url()));
    let token = token_of(incoming).ok_or_else(unauthorized)?;
    gate.admit(&token).await.map_err(|error| match error {
        IdentityError::InvalidToken => unauthorized(),
        IdentityError::Failed(error) => {
            static FAILURES: LogThrottle = LogThrottle::new();
            let chain = error_chain(&error);
            if let Some(more) = FAILURES.pass(&chain) {
                log::error!("a token can't be checked: {chain}{more}");
            }
            let body = b"The identity service is temporarily unavailable.".to_vec();
            Reply::new(StatusCode::SERVICE_UNAVAILABLE, "text/plain; charset=UTF-8", body)
        }
    })
}
