//! `/images`: the images of the image service.

use ferronova_extend::{Key, Route, ready};
use ferronova_http::Method;
use ferronova_juno::{images, refused};

use crate::Plugin;

struct Images;

impl Plugin for Images {
    const ALIAS: &str = "images";
    const NAME: &str = "Images";
    const DESCRIPTION: &str = "The images of the image service.";
    const VERSION: u32 = 1;
    const RULE: Option<&str> = None;
    const API_REF: &[&str] = &[
        include_str!("../../../../api-ref/common/images.yaml"),
        include_str!("../../../../api-ref/v3/images.yaml"),
    ];
    const IMAGE_KEYS: &[Key] = images::KEYS;
    const ROUTES: &[Route] = &[
        Route::new(Method::GET, "/images", |call| Box::pin(images::list(call))),
        Route::new(Method::GET, "/images/detail", |call| Box::pin(images::detail(call))),
        Route::new(Method::GET, "/images/{id}", |call| ready(images::show(&call))),
        Route::new(Method::POST, "/images", |_| refused::not_found()),
        Route {
            method: Method::DELETE,
            path: "/images/{id}",
            rule: None,
            words: Some(&images::DELETE),
            run: |call| Box::pin(images::delete(call)),
        },
    ];
}

crate::register!(Images);
