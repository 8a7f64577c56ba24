//! Runs the rules of the storage ports on a store in memory and on one on disk.

#![expect(clippy::unwrap_used, reason = "a store that can't be made is a failed test")]

mod in_memory {
    use std::sync::Arc;

    use ferronova_store_redb::RedbStore;

    fn empty() -> Arc<RedbStore> {
        Arc::new(RedbStore::in_memory().unwrap())
    }

    ferronova_store_conformance::suite!(crate::conformance::in_memory::empty);
}

mod on_disk {
    use std::ops::Deref;

    use ferronova_store_redb::RedbStore;
    use tempfile::TempDir;

    struct OnDisk {
        store: RedbStore,
        _folder: TempDir,
    }

    impl Deref for OnDisk {
        type Target = RedbStore;

        fn deref(&self) -> &RedbStore {
            &self.store
        }
    }

    fn empty() -> OnDisk {
        let folder = TempDir::new().unwrap();
        OnDisk { store: RedbStore::open(folder.path()).unwrap(), _folder: folder }
    }

    ferronova_store_conformance::suite!(crate::conformance::on_disk::empty);
}
