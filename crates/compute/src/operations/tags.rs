//! Reading and changing the tags of servers. A lock does not refuse these operations.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{
    Compute,
    guard::{Guard, HostCheck},
};
use crate::{
    Change, Decision, Error, MAX_TAGS, Operation, Part, Parts, Request, Server, ServerRef,
    TagError, TaskState, VmState, check_tag, compare_texts, is_same_text,
};

/// The rule is that of the call: Nova 2014.2 has no tags, and no rule for them.
const GUARD: Guard = Guard {
    task_states: TaskState::ALL,
    host_check: HostCheck::Never,
    needs_past: false,
    ..Guard::new(
        Operation::UpdateTags,
        "compute:update",
        &[VmState::Active, VmState::Paused, VmState::Suspended, VmState::Stopped],
    )
};

/// Common errors of these operations: [`Error::ServerNotFound`] and [`Error::Forbidden`]. All
/// except [`Self::server_tags`] can also fail with [`Error::InvalidState`].
impl Compute {
    /// The tags of a server, sorted.
    pub async fn server_tags(
        &self,
        request: Request<'_>,
        id: ServerRef,
    ) -> Result<Vec<String>, Error> {
        let server = self.show_parts(request, id, Parts::NONE.with(Part::Tags)).await?;
        Ok(server.tags)
    }

    /// Gives a server a tag. Returns whether it is new; if the server has it already, nothing
    /// changes.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`TagError::TooMany`] and
    /// [`TagError::Flaw`].
    pub async fn add_tag(
        &self,
        request: Request<'_>,
        id: ServerRef,
        tag: &str,
    ) -> Result<bool, Error> {
        let is_new = AtomicBool::new(false);
        self.change_tags(request, id, |server| {
            check_tag(tag).map_err(TagError::Flaw)?;
            if server.tags.len() >= MAX_TAGS {
                return Err(TagError::TooMany.into());
            }
            is_new.store(!server.has_tag(tag), Ordering::Relaxed);
            Ok(unique([&server.tags, &[tag.to_owned()][..]].concat()))
        })
        .await?;
        Ok(is_new.into_inner())
    }

    /// Replaces the tags of a server by these, and returns them sorted. Of tags that differ only in
    /// case, the server gets one.
    pub async fn replace_tags(
        &self,
        request: Request<'_>,
        id: ServerRef,
        tags: Vec<String>,
    ) -> Result<Vec<String>, Error> {
        let tags = unique(tags);
        Ok(self.change_tags(request, id, |_| Ok(tags.clone())).await?.tags)
    }

    /// Takes a tag from a server.
    ///
    /// # Errors
    ///
    /// Besides the common errors of this `impl` block, [`TagError::NotFound`].
    pub async fn remove_tag(
        &self,
        request: Request<'_>,
        id: ServerRef,
        tag: &str,
    ) -> Result<(), Error> {
        self.change_tags(request, id, |server| {
            if !server.has_tag(tag) {
                return Err(TagError::NotFound { tag: tag.to_owned() }.into());
            }
            Ok(server.tags.iter().filter(|it| !is_same_text(it, tag)).cloned().collect())
        })
        .await?;
        Ok(())
    }

    async fn change_tags(
        &self,
        request: Request<'_>,
        id: ServerRef,
        decide: impl Fn(&Server) -> Result<Vec<String>, Error> + Send + Sync,
    ) -> Result<Server, Error> {
        self.change(request, id, |server, _now| {
            self.check(request, server, &GUARD)?;
            let tags = decide(server)?;
            if tags == server.tags {
                return Ok(Decision::Keep);
            }
            Ok(Decision::Write(Box::new(Change::to(Server { tags, ..server.clone() }))))
        })
        .await
    }
}

/// Sorts tags as a server has them, and removes those that differ only in case from an earlier one.
fn unique(mut tags: Vec<String>) -> Vec<String> {
    tags.sort_by(|one, other| compare_texts(one, other));
    tags.dedup_by(|later, earlier| is_same_text(later, earlier));
    tags
}
