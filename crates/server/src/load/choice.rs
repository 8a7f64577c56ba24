//! Chooses the flavor and the image of a fleet.

use ferronova_compute::{
    Caller, Compute, Error, Image, Infrastructure, NewServer, Request, RequestId,
};

use crate::Exit;

/// Chooses the first flavor that fits any image, and the oldest image that this flavor fits.
pub(super) struct Choice<'a> {
    compute: &'a Compute,
    caller: &'a Caller,
    infrastructure: &'a Infrastructure,
    name: &'a str,
    /// For each flavor the oldest fitting image so far.
    found: Vec<Option<(NewServer, Image)>>,
    /// Why the last refused combination of flavor and image does not fit.
    reason: Option<Error>,
}

impl<'a> Choice<'a> {
    /// Begins a choice for servers of `caller` whose names begin with `name`.
    pub(super) fn of(
        compute: &'a Compute,
        caller: &'a Caller,
        infrastructure: &'a Infrastructure,
        name: &'a str,
    ) -> Self {
        let found = infrastructure.flavors.iter().map(|_| None).collect();
        Self { compute, caller, infrastructure, name, found, reason: None }
    }

    /// Considers the images in the store one by one, newest first.
    pub(super) async fn consider_stored(&mut self) -> Result<(), Exit> {
        let mut images = self.compute.list_images(Some(self.caller));
        let failed = |error| Exit::because("can't read the images", &error);
        while let Some(found) = images.next().await.map_err(failed)? {
            self.consider(&found.image);
        }
        Ok(())
    }

    /// Considers the next image, which must be older than all images before it.
    pub(super) fn consider(&mut self, image: &Image) {
        for (flavor, found) in self.infrastructure.flavors.iter().zip(&mut self.found) {
            let new = NewServer::new(self.name.to_owned(), image.id, flavor.id.clone());
            let request = Request::new(self.caller, RequestId::random());
            match self.compute.draft_servers(request, new.clone(), self.infrastructure, image) {
                Ok(_) => *found = Some((new, image.clone())),
                Err(error) => self.reason = Some(error),
            }
        }
    }

    /// Returns the server to create and its image.
    pub(super) fn end(self) -> Result<(NewServer, Image), Exit> {
        let what = "no flavor and image of the cloud go together";
        self.found.into_iter().flatten().next().ok_or_else(|| match self.reason {
            Some(error) => Exit::because(what, &error),
            None => Exit::failure(what),
        })
    }
}
