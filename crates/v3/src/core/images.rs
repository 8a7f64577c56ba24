//! `/images`: the images of the image service.

use ferronova_extend::{Adds, Keys, Route, handler};
use ferronova_juno::{images, refused};

use crate::Plugin;

crate::register!(Plugin {
    alias: "images",
    name: "Images",
    description: "The images of the image service.",
    version: 1,
    rule: None,
    adds: Adds {
        api_ref: &[
            include_str!("../../../../api-ref/common/images.yaml"),
            include_str!("../../../../api-ref/v3/images.yaml"),
        ],
        // The view in `juno` writes these keys.
        image: Keys::new(images::KEYS, |_, _, _| {}),
        routes: &[
            Route::get("/images", handler!(images::list)),
            Route::get("/images/detail", handler!(images::detail)),
            Route::get("/images/{id}", handler!(images::show)),
            Route::post("/images", |_| refused::not_found()),
            Route::delete("/images/{id}", handler!(images::delete)).worded(&images::DELETE),
        ],
        ..Adds::NOTHING
    },
});
