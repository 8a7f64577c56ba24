//! `/servers`: show, list and update.

mod conditions;
mod delete;
mod list;
mod order;
mod show;
mod update;

use ferronova_extend::handler;

use crate::kit::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/servers", handler!(list::list)).ruled("os_compute_api:servers:index"),
    Route::get("/servers/detail", handler!(list::detail)).ruled("os_compute_api:servers:detail"),
    Route::get("/servers/{id}", handler!(show::show)).ruled("os_compute_api:servers:show"),
    Route::put("/servers/{id}", handler!(update::update)).ruled("os_compute_api:servers:update"),
    Route::delete("/servers/{id}", handler!(delete::delete)).ruled("os_compute_api:servers:delete"),
];
