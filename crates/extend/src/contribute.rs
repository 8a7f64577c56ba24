//! From an implementation of a trait that has [`hooks!`](crate::hooks!) to data.

/// The data of an implementation of a trait that has [`hooks!`](crate::hooks!); for frameworks.
#[macro_export]
macro_rules! contribution {
    ($extension:ty, $package:expr, $module:expr) => {
        $crate::Contribution {
            alias: <$extension>::ALIAS,
            package: $package,
            module: $module,
            rule: <$extension>::RULE,
            api_ref: <$extension>::API_REF,
            needs: <$extension>::NEEDS,
            server_keys: <$extension>::SERVER_KEYS,
            extend_server: <$extension>::extend_server,
            created_keys: <$extension>::CREATED_KEYS,
            extend_created: <$extension>::extend_created,
            updated_keys: <$extension>::UPDATED_KEYS,
            extend_updated: <$extension>::extend_updated,
            address_keys: <$extension>::ADDRESS_KEYS,
            extend_address: <$extension>::extend_address,
            hides_addresses: <$extension>::hides_addresses,
            flavor_keys: <$extension>::FLAVOR_KEYS,
            extend_flavor: <$extension>::extend_flavor,
            image_keys: <$extension>::IMAGE_KEYS,
            extend_image: <$extension>::extend_image,
            hypervisor_server_keys: <$extension>::HYPERVISOR_SERVER_KEYS,
            extend_hypervisor_server: <$extension>::extend_hypervisor_server,
            hypervisor_keys: <$extension>::HYPERVISOR_KEYS,
            extend_hypervisor: <$extension>::extend_hypervisor,
            limit_keys: <$extension>::LIMIT_KEYS,
            extend_limits: <$extension>::extend_limits,
            create_members: <$extension>::CREATE_MEMBERS,
            on_create: <$extension>::on_create,
            update_members: <$extension>::UPDATE_MEMBERS,
            on_update: <$extension>::on_update,
            rebuild_members: <$extension>::REBUILD_MEMBERS,
            on_rebuild: <$extension>::on_rebuild,
            resize_members: <$extension>::RESIZE_MEMBERS,
            on_resize: <$extension>::on_resize,
            server_filters: <$extension>::SERVER_FILTERS,
            server_actions: <$extension>::SERVER_ACTIONS,
            routes: <$extension>::ROUTES,
        }
    };
}
