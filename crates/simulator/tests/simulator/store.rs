//! A store in memory that can fail on request.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use ferronova_compute::{
    Census, Change, Content, ContentError, Decide, DecideImage, Decision, Error, Image,
    ImageChange, ImageError, ImageQuery, ImageSlice, Images, Infrastructure, Instance,
    InstanceAction, Lifecycle, Needs, PlacedImage, PortFuture, Ports, Query, Related, Scope,
    Server, ServerCount, Servers, StoreError, Timestamp, Visitor,
};
use ferronova_store_redb::RedbStore;
use uuid::Uuid;

#[derive(Default)]
pub(crate) struct MemoryStore {
    pub(crate) instances: Mutex<Vec<Instance>>,
    /// The actions of each server, oldest first.
    pub(crate) actions: Mutex<HashMap<Uuid, Vec<InstanceAction>>>,
    pub(crate) infrastructure: Mutex<Arc<Infrastructure>>,
    /// The images, newest last.
    pub(crate) images: Mutex<Vec<Image>>,
    /// While this is set, every change fails.
    pub(crate) is_failing: AtomicBool,
    /// The number of changes that were requested.
    pub(crate) n_changes: AtomicUsize,
}

impl MemoryStore {
    /// Returns ports of which those that the simulator uses lead to this store, and the others to
    /// another store.
    pub(crate) fn ports(self: Arc<Self>) -> Ports {
        let rest = Arc::new(RedbStore::in_memory().unwrap());
        Ports { servers: self.clone(), lifecycle: self.clone(), images: self, ..Ports::of(&rest) }
    }

    fn failure(&self) -> Result<(), StoreError> {
        if self.is_failing.load(Ordering::Relaxed) {
            return Err(StoreError::failed("writing", "the disk is full"));
        }
        Ok(())
    }

    fn write(&self, id: Uuid, decide: Decide<'_>) -> Result<Instance, Error> {
        self.n_changes.fetch_add(1, Ordering::Relaxed);
        self.failure()?;
        let mut instances = self.instances.lock().unwrap();
        let Some(instance) = instances.iter_mut().find(|it| it.server.id == id) else {
            return Err(Error::ServerNotFound { id: String::new() });
        };
        if let Decision::Write(change) = decide(&instance.server, &instance.scratch)? {
            let version = instance.server.version + 1;
            *instance = self.record(*change);
            instance.server.version = version;
        }
        Ok(instance.clone())
    }

    /// Stores the new action in a change, and applies the end of an event in it.
    fn record(&self, change: Change) -> Instance {
        let mut actions = self.actions.lock().unwrap();
        let actions = actions.entry(change.server.id).or_default();
        if let Some(end) = change.ended {
            end.apply(actions);
        }
        actions.extend(change.action);
        let mut images = self.images.lock().unwrap();
        for change in change.side_effects.images {
            match change {
                ImageChange::Add(image) => images.push(*image),
                ImageChange::Reach(id, status, _) => {
                    let reached = images.iter_mut().filter(|it| it.id == id);
                    reached.for_each(|it| it.status = status);
                }
                ImageChange::Remove(id) => images.retain(|it| it.id != id),
                ImageChange::Rotate(rotation) => {
                    let count = images.iter().filter(|it| rotation.concerns(it)).count();
                    let mut surplus = count.saturating_sub(rotation.kept);
                    images.retain(|it| {
                        let goes = surplus > 0 && rotation.concerns(it);
                        surplus -= usize::from(goes);
                        !goes
                    });
                }
            }
        }
        Instance { server: change.server, scratch: change.scratch }
    }
}

/// Makes a future that is ready at once.
fn ready<'a, T: Send + 'a>(answer: T) -> PortFuture<'a, T> {
    Box::pin(async { answer })
}

impl Servers for MemoryStore {
    fn find<'a>(
        &'a self,
        id: Uuid,
        scope: &'a Scope,
    ) -> PortFuture<'a, Result<Option<Server>, StoreError>> {
        let instances = self.instances.lock().unwrap();
        let mut servers = instances.iter().map(|it| &it.server);
        let found = servers.find(|it| it.id == id && scope.contains(&it.project_id));
        ready(Ok(found.cloned()))
    }

    fn with_number<'a>(
        &'a self,
        _: u64,
        _: &'a Scope,
    ) -> PortFuture<'a, Result<Vec<Uuid>, StoreError>> {
        ready(Ok(Vec::new()))
    }

    fn related<'a>(
        &'a self,
        _: &'a [Server],
        needs: Needs,
    ) -> PortFuture<'a, Result<Related, StoreError>> {
        ready(Ok(Related::all(&self.infrastructure.lock().unwrap()).only(needs)))
    }

    fn visit<'a>(
        &'a self,
        _: &'a Query,
        visitor: Arc<dyn Visitor>,
    ) -> PortFuture<'a, Result<(), Error>> {
        visitor.begin();
        for instance in self.instances.lock().unwrap().clone() {
            visitor.visit(instance.server);
        }
        ready(Ok(()))
    }

    fn count<'a>(&'a self, _: &'a Query) -> PortFuture<'a, Result<Vec<ServerCount>, StoreError>> {
        ready(Ok(Vec::new()))
    }

    fn change<'a>(
        &'a self,
        id: Uuid,
        _: &'a Scope,
        decide: Decide<'a>,
    ) -> PortFuture<'a, Result<Instance, Error>> {
        ready(self.write(id, decide))
    }

    fn actions(&self, _: Uuid) -> PortFuture<'_, Result<Vec<InstanceAction>, StoreError>> {
        ready(Ok(Vec::new()))
    }

    fn health(&self) -> Result<(), StoreError> {
        self.failure()
    }
}

impl Lifecycle for MemoryStore {
    fn create(&self, changes: Vec<Change>) -> PortFuture<'_, Result<Vec<Instance>, Error>> {
        let created: Vec<Instance> = changes.into_iter().map(|it| self.record(it)).collect();
        self.instances.lock().unwrap().extend(created.clone());
        ready(Ok(created))
    }

    fn in_transition(&self) -> PortFuture<'_, Result<Vec<Instance>, StoreError>> {
        let instances = self.instances.lock().unwrap();
        let answer = instances.iter().filter(|it| it.scratch.transition.is_some());
        let answer = answer.cloned().collect();
        ready(self.failure().map(|()| answer))
    }

    fn purge(&self, deleted_before: Timestamp) -> PortFuture<'_, Result<u64, StoreError>> {
        let mut instances = self.instances.lock().unwrap();
        let n_before = instances.len();
        instances.retain(|it| it.server.deleted_at.is_none_or(|at| at >= deleted_before));
        ready(Ok((n_before - instances.len()) as u64))
    }

    fn census(&self) -> Census {
        let mut census = Census::default();
        self.instances.lock().unwrap().iter().for_each(|it| census.add(&it.server));
        census
    }

    fn infrastructure(&self) -> Arc<Infrastructure> {
        Arc::clone(&self.infrastructure.lock().unwrap())
    }

    fn image(&self, id: Uuid) -> Result<Option<Image>, StoreError> {
        let images = self.images.lock().unwrap();
        Ok(images.iter().find(|it| it.id == id).cloned())
    }

    fn load(&self, content: Content) -> PortFuture<'_, Result<(), ContentError>> {
        let instances = content.servers.into_iter().map(|(it, _)| it.into());
        *self.instances.lock().unwrap() = instances.collect();
        *self.infrastructure.lock().unwrap() = Arc::new(content.infrastructure);
        *self.images.lock().unwrap() = content.images;
        ready(Ok(()))
    }
}

impl Images for MemoryStore {
    fn find_image(&self, id: Uuid) -> PortFuture<'_, Result<Option<PlacedImage>, StoreError>> {
        let images = self.images.lock().unwrap();
        let found = (0..).zip(images.iter()).find(|(_, it)| it.id == id);
        ready(Ok(found.map(|(place, it)| PlacedImage { place, image: it.clone() })))
    }

    fn images<'a>(&'a self, _: &'a ImageQuery) -> PortFuture<'a, Result<ImageSlice, StoreError>> {
        ready(Ok(ImageSlice::default()))
    }

    fn change_image<'a>(
        &'a self,
        _: Uuid,
        _: DecideImage<'a>,
    ) -> PortFuture<'a, Result<(), Error>> {
        ready(Err(Error::Image(ImageError::NotFound)))
    }
}
